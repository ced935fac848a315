// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances of the shop on one database, and one that ends and starts again. */
@Tag("hosts")
class InstancesTest {

  private static DemoGateways gateways;
  private static TeaHouse one;
  private static TeaHouse two;

  @BeforeAll
  static void open() {
    gateways = TeaHouse.openGateways();
    String database = TeaHouse.database();
    one = TeaHouse.open(gateways, database);
    two = TeaHouse.open(gateways, database);
  }

  @AfterAll
  static void close() {
    one.close();
    two.close();
    gateways.close();
  }

  @BeforeEach
  void deliverToTheSecond() {
    gateways.deliverTo(two.home());
  }

  @Test
  void twoInstancesAskOnceShipOnceAndGiveBackOnce() throws Exception {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      orders.add(one.order("wechatpay", Method.QR));
    }
    gateways.loseNotifications(one.home());
    for (String order : orders) {
      one.pays("wechatpay", order);
    }
    gateways.clock().advance(Duration.ofMinutes(10));

    List<Integer> worked =
        together(() -> one.bean(FollowUps.class).run(), () -> two.bean(FollowUps.class).run());

    assertThat(worked.get(0) + worked.get(1)).isEqualTo(orders.size());
    for (String order : orders) {
      assertThat(one.status(order)).isEqualTo("PAID");
      assertThat(two.parcels(order)).isEqualTo(1);
    }

    String order = orders.get(0);
    SignedNotification callback =
        gateways.weChatPay().paymentNotification(one.number(order)).redelivered();
    List<String> taken = together(() -> delivered(callback, one), () -> delivered(callback, two));
    assertThat(taken).containsOnly("ACCEPTED");
    assertThat(one.parcels(order)).isEqualTo(1);

    Map<String, String> part = Map.of("amount", "38.00", "click", "both");
    String refunds = "/admin/orders/" + order + "/refunds";
    List<Integer> statuses =
        together(() -> one.staff(refunds, part).status(), () -> two.staff(refunds, part).status());
    assertThat(statuses).containsOnly(202);
    gateways.clock().advance(Duration.ofMinutes(11));
    together(() -> one.bean(FollowUps.class).run(), () -> two.bean(FollowUps.class).run());
    assertThat(one.status(order)).isEqualTo("REFUNDED");
    assertThat(
            gateways.weChatPay().ledger().stream()
                .filter(entry -> entry.toString().contains("REFUND"))
                .filter(entry -> entry.toString().contains(one.number(order)))
                .count())
        .isEqualTo(1);
  }

  @Test
  void ofTwoClicksForTheWholeAtTheSameTimeOneIsDeclined() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 4; i++) {
        String order = one.order("wechatpay", Method.QR);
        gateways.deliverTo(one.home());
        one.pays("wechatpay", order);
        String refunds = "/admin/orders/" + order + "/refunds";
        List<Future<Integer>> clicks = new ArrayList<>();
        // Both stand before the order's row, and are let in together.
        one.bean(TransactionTemplate.class)
            .executeWithoutResult(
                transaction -> {
                  one.jdbc()
                      .sql("select id from orders where id = :order for update")
                      .param("order", order)
                      .query(String.class)
                      .single();
                  for (String click : List.of("this", "that")) {
                    Map<String, String> whole = Map.of("amount", "38.00", "click", click);
                    clicks.add(threads.submit(() -> one.staff(refunds, whole).status()));
                  }
                  while (waiting() < 2 && !clicks.stream().allMatch(Future::isDone)) {
                    Thread.onSpinWait();
                  }
                });
        assertThat(List.of(clicks.get(0).get(), clicks.get(1).get()))
            .containsExactlyInAnyOrder(202, 409);
        assertThat(one.bean(Paybacks.class).of(order)).hasSize(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static long waiting() {
    return one.jdbc()
        .sql("select count(*) from information_schema.sessions where blocker_id is not null")
        .query(Long.class)
        .single();
  }

  @Test
  void aLateCallbackAtTwoInstancesIsGivenBackOnce() throws Exception {
    String order = one.order("wechatpay", Method.QR);
    gateways.loseNotifications(one.home());
    one.pays("wechatpay", order);
    one.bean(Orders.class).cancel(order);
    SignedNotification late = gateways.weChatPay().paymentNotification(one.number(order));

    together(() -> delivered(late, one), () -> delivered(late, two));

    assertThat(delivered(late, one)).isEqualTo("ACCEPTED");
    assertThat(two.bean(Paybacks.class).of(order)).hasSize(1);
    assertThat(two.parcels(order)).isZero();
  }

  @Test
  void aRestartInBetweenLosesNothing(@TempDir Path folder) {
    String database = "jdbc:h2:file:" + folder.resolve("shop");
    TeaHouse before = TeaHouse.open(gateways, database);
    String paid = before.order("alipay", Method.PAGE);
    String late = before.order("wechatpay", Method.QR);
    String owed = before.order("ecpay", Method.PAGE);
    String cancel = "/admin/orders/" + owed + "/cancel";
    assertThat(before.staff(cancel, Map.of()).status()).isEqualTo(200);
    before.pays("ecpay", owed);
    String alipay = before.number(paid);
    String weChat = before.number(late);
    before.close();

    // Both are paid while nobody listens.
    gateways.alipay().pay(alipay);
    gateways.weChatPay().pay(weChat);
    gateways.clock().advance(Duration.ZERO);
    try (TeaHouse after = TeaHouse.open(gateways, database)) {
      assertThat(after.status(paid)).isEqualTo("OPEN");
      gateways.clock().advance(Duration.ofMinutes(6));
      after.bean(FollowUps.class).run();

      for (String order : List.of(paid, late)) {
        assertThat(after.status(order)).isEqualTo("PAID");
        assertThat(after.parcels(order)).isEqualTo(1);
      }
      assertThat(after.bean(Paybacks.class).of(owed))
          .singleElement()
          .satisfies(back -> assertThat(back.standing()).isEqualTo(Payback.Standing.DONE));
    }
  }

  @Test
  void aMerchantOfTheTableComesAndChangesItsKeysWithoutRestart() {
    String id = DemoGateways.NIGHT_MARKET;
    WeChatPayMerchant market = gateways.nightMarket();
    assertThat(two.get("/api/catalogue").body()).doesNotContain(id);

    put(one, market.environment());
    two.bean(MerchantTable.class).forgetChanged();
    String order = two.order(id, Method.QR);
    two.pays(id, order);
    assertThat(two.status(order)).isEqualTo("PAID");

    // The old key still proves what was sealed by it until the change; then the new one does.
    market.changeApiV3Key();
    String next = two.order(id, Method.QR);
    market.deliverNotificationsTo(two.home().resolve("/notify/" + id));
    two.pays(id, next);
    assertThat(two.status(next)).isEqualTo("OPEN");
    put(one, market.environment());
    two.bean(MerchantTable.class).forgetChanged();
    gateways.clock().advance(Duration.ofMinutes(1));

    assertThat(two.status(next)).isEqualTo("PAID");
    assertThat(two.bean(MerchantTable.class).kept()).isEqualTo(1);
  }

  @Test
  void onlyWhatCanBeUsedGoesIntoTheTableAndABrokenRowIsNoPayersMatter() {
    String id = "crlf-market";
    WeChatPayMerchant market = gateways.nightMarket();
    MerchantTable table = one.bean(MerchantTable.class);
    Map<String, String> settings = new LinkedHashMap<>(market.environment());
    settings.replaceAll((name, value) -> value.replace("\n", "\r\n"));
    table.put(id, "Windows", "wechatpay", Method.QR, settings);
    assertThat(one.bean(Tills.class).find(id)).isPresent();

    for (Map<String, ?> wrong :
        List.<Map<String, ?>>of(
            Map.of("provider", "wechatpay", "scenes", "qr", "settings", settings),
            Map.of("label", "x", "provider", "wechatpay", "scenes", "qr"),
            Map.of("label", "x", "provider", "wechatpay", "scenes", "tv", "settings", settings),
            Map.of("label", "x", "scenes", "qr", "settings", settings))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> putAsStaff(table, wrong));
    }

    one.jdbc().sql("update merchants set settings = 'A=b' where id = :id").param("id", id).update();
    table.forgetChanged();
    TeaHouse.Answer payer =
        one.post("/api/checkout", Map.of("item", "cake", "merchant", id, "scene", "qr"));
    assertThat(payer.status()).isEqualTo(503);
    assertThat(payer.body()).doesNotContain("WECHATPAY").doesNotContain("setting");
    one.jdbc().sql("delete from merchants where id = :id").param("id", id).update();
  }

  @SuppressWarnings("unchecked")
  private static void putAsStaff(MerchantTable table, Map<String, ?> given) {
    table.put(
        "wrong",
        (String) given.get("label"),
        (String) given.get("provider"),
        (String) given.get("scenes"),
        (Map<String, String>) given.get("settings"));
  }

  private static void put(TeaHouse house, Map<String, String> settings) {
    house
        .bean(MerchantTable.class)
        .put(DemoGateways.NIGHT_MARKET, "Night market", "wechatpay", Method.QR, settings);
  }

  private String delivered(SignedNotification notification, TeaHouse house) {
    URI notify = house.home().resolve("/notify/wechatpay");
    return gateways.weChatPay().deliverOnce(notification, notify).result().name();
  }

  private interface Job<T> {
    T run() throws Exception;
  }

  @SafeVarargs
  private static <T> List<T> together(Job<T>... jobs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(jobs.length);
    CyclicBarrier start = new CyclicBarrier(jobs.length);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Job<T> job : jobs) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return job.run();
                }));
      }
      List<T> ended = new ArrayList<>();
      for (Future<T> each : running) {
        ended.add(each.get());
      }
      return ended;
    } finally {
      threads.shutdown();
    }
  }
}
