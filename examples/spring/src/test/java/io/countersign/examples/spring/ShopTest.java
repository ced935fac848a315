// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.sandbox.ecpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.filter.FormContentFilter;
import org.springframework.web.filter.HiddenHttpMethodFilter;

/** The shop on a port, against the sandbox, over real HTTP. */
@Tag("hosts")
class ShopTest {

  @RegisterExtension static final OpenShop SHOP = new OpenShop();

  private DemoGateways gateways;
  private TeaHouse house;

  @BeforeEach
  void open() {
    gateways = SHOP.gateways();
    house = SHOP.house();
  }

  @ParameterizedTest
  @CsvSource({
    "wechatpay, qr",
    "alipay, page",
    "unionpay, page",
    "ecpay, page",
    DemoGateways.NIGHT_MARKET + ", qr"
  })
  void anOrderIsPaidByItsCallbackAndGivenBackInFull(String merchant, String scene) {
    String order = house.order(merchant, scene);
    assertThat(house.status(order)).isEqualTo("OPEN");

    house.pays(merchant, order);

    assertThat(house.status(order)).isEqualTo("PAID");
    assertThat(house.parcels(order)).isEqualTo(1);
    JsonNode facts = house.get("/api/orders/" + order).json();
    String price = merchant.equals("ecpay") ? "170.00" : "38.00";
    assertThat(facts.path("price").asText()).isEqualTo(price);

    TeaHouse.Answer refund =
        house.staff("/admin/orders/" + order + "/refunds", Map.of("amount", price, "click", "1"));
    assertThat(refund.status()).isEqualTo(202);
    after(Duration.ofMinutes(11));
    assertThat(house.status(order)).isEqualTo("REFUNDED");
  }

  @Test
  void theFiltersThatReadFormsAreThereAndTakeNoCallbacksBody() {
    assertThat(house.bean(HiddenHttpMethodFilter.class)).isNotNull();
    assertThat(house.bean(FormContentFilter.class)).isNotNull();
    String order = house.order("ecpay", Method.PAGE);
    gateways.ecpay().payByCard(house.number(order));

    // 1|OK: only a callback whose bytes were whole is believed.
    Delivery delivery =
        gateways
            .ecpay()
            .deliverOnce(gateways.ecpay().resultNotification(house.number(order)), notify("ecpay"));

    assertThat(delivery.result()).isEqualTo(Delivery.Result.ACCEPTED);
    assertThat(house.status(order)).isEqualTo("PAID");
  }

  @Test
  void aTamperedCallbackIsRefused() {
    String order = house.order("wechatpay", Method.QR);
    gateways.loseNotifications(house.home());
    house.pays("wechatpay", order);
    SignedNotification genuine = gateways.weChatPay().paymentNotification(house.number(order));
    assertThat(delivered(genuine.withWrongSignature(), "wechatpay")).isEqualTo("REFUSED");

    String byForm = house.order("alipay", Method.PAGE);
    house.pays("alipay", byForm);
    SignedForm form = gateways.alipay().notification(house.number(byForm));
    gateways.alipay().deliverOnce(form.tampered("total_amount", "0.01"), notify("alipay"));

    assertThat(house.status(order)).isEqualTo("OPEN");
    assertThat(house.status(byForm)).isEqualTo("OPEN");
    assertThat(delivered(genuine, "wechatpay")).isEqualTo("ACCEPTED");
    assertThat(house.status(order)).isEqualTo("PAID");
  }

  @Test
  void anotherMerchantsAuthenticCallbackIsRefused() {
    String order = house.order("wechatpay", Method.QR);
    String theirs = house.order(DemoGateways.NIGHT_MARKET, Method.QR);
    gateways.loseNotifications(house.home());
    house.pays(DemoGateways.NIGHT_MARKET, theirs);
    SignedNotification authentic = gateways.nightMarket().paymentNotification(house.number(theirs));

    assertThat(delivered(authentic, "wechatpay")).isEqualTo("REFUSED");
    assertThat(delivered(authentic.withOutTradeNo(house.number(order)), "wechatpay"))
        .isEqualTo("REFUSED");
    // Signed by the right merchant, about an order that is another one's.
    assertThat(delivered(authentic.withOutTradeNo(house.number(order)), DemoGateways.NIGHT_MARKET))
        .isEqualTo("REFUSED");

    assertThat(house.status(order)).isEqualTo("OPEN");
    assertThat(house.status(theirs)).isEqualTo("OPEN");
    assertThat(delivered(authentic, DemoGateways.NIGHT_MARKET)).isEqualTo("ACCEPTED");
    assertThat(house.status(theirs)).isEqualTo("PAID");
  }

  @Test
  void aCallbackToNobodyIsNotFoundAndOneTooLargeIsRefused() {
    assertThat(posted("/notify/nobody", new byte[10]).status()).isEqualTo(404);
    assertThat(posted("/notify/alipay", new byte[2 * 1024 * 1024]).status()).isEqualTo(413);
  }

  @Test
  void theSameCallbackAtTwoThreadsPaysOnce() throws Exception {
    String order = house.order("wechatpay", Method.QR);
    gateways.loseNotifications(house.home());
    house.pays("wechatpay", order);
    SignedNotification one = gateways.weChatPay().paymentNotification(house.number(order));

    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier together = new CyclicBarrier(2);
    try {
      List<Future<String>> both =
          List.of(
              threads.submit(() -> deliveredAt(together, one)),
              threads.submit(() -> deliveredAt(together, one)));
      for (Future<String> each : both) {
        assertThat(each.get()).isEqualTo("ACCEPTED");
      }
    } finally {
      threads.shutdown();
    }

    assertThat(house.status(order)).isEqualTo("PAID");
    assertThat(house.parcels(order)).isEqualTo(1);
    assertThat(house.bean(Paybacks.class).of(order)).isEmpty();
  }

  @Test
  void aPaymentAfterTheOrderWasCancelledGoesBack() {
    String order = house.order("ecpay", Method.PAGE);
    assertThat(house.staff("/admin/orders/" + order + "/cancel", Map.of()).status()).isEqualTo(200);

    house.pays("ecpay", order);
    house.bean(FollowUps.class).run();

    assertThat(house.status(order)).isEqualTo("CANCELLED");
    assertThat(house.parcels(order)).isZero();
    assertThat(house.bean(Paybacks.class).of(order))
        .singleElement()
        .satisfies(back -> assertThat(back.standing()).isEqualTo(Payback.Standing.DONE));
    assertThat(gateways.ecpay().chargesOf(house.number(order))).isEqualTo(1);
  }

  @Test
  void aPaymentWhoseCallbackWasLostIsFoundByAsking() {
    String order = house.order("unionpay", Method.PAGE);
    gateways.loseNotifications(house.home());
    house.pays("unionpay", order);
    assertThat(house.status(order)).isEqualTo("OPEN");

    after(Duration.ofMinutes(10));

    assertThat(house.status(order)).isEqualTo("PAID");
    assertThat(house.parcels(order)).isEqualTo(1);
  }

  @Test
  void aParcelThatCannotBeWrittenTakesThePaymentBackAndTheNextDeliverySettlesIt() {
    String order = house.order("wechatpay", Method.QR);
    gateways.loseNotifications(house.home());
    house.pays("wechatpay", order);
    SignedNotification callback = gateways.weChatPay().paymentNotification(house.number(order));
    house
        .jdbc()
        .sql("alter table shipments add constraint broken check (order_id <> '" + order + "')")
        .update();
    try {
      assertThat(delivered(callback, "wechatpay")).isEqualTo("REFUSED");
      assertThat(house.status(order)).isEqualTo("OPEN");
      assertThat(house.bean(Orders.class).attempt(house.number(order)).orElseThrow().state())
          .isEmpty();
    } finally {
      house.jdbc().sql("alter table shipments drop constraint broken").update();
    }

    assertThat(delivered(callback.redelivered(), "wechatpay")).isEqualTo("ACCEPTED");
    assertThat(house.status(order)).isEqualTo("PAID");
    assertThat(house.parcels(order)).isEqualTo(1);
  }

  @Test
  void twoPartsGoBackADoubleClickOnceAndMoreThanTheWholeNever() {
    String order = house.order("wechatpay", Method.QR);
    house.pays("wechatpay", order);
    String refunds = "/admin/orders/" + order + "/refunds";

    assertThat(house.post(refunds, Map.of("amount", "1.00", "click", "x")).status()).isEqualTo(401);
    TeaHouse.Answer first = house.staff(refunds, Map.of("amount", "10.00", "click", "a"));
    TeaHouse.Answer again = house.staff(refunds, Map.of("amount", "10.00", "click", "a"));
    assertThat(first.status()).isEqualTo(202);
    assertThat(again.text("refund")).isEqualTo(first.text("refund"));
    after(Duration.ofMinutes(11));
    assertThat(house.staff(refunds, Map.of("amount", "28.01", "click", "b")).status())
        .isEqualTo(409);
    assertThat(house.staff(refunds, Map.of("amount", "20.00", "click", "a")).status())
        .isEqualTo(409);
    assertThat(house.staff(refunds, Map.of("amount", "28.00", "click", "c")).status())
        .isEqualTo(202);
    after(Duration.ofMinutes(11));

    assertThat(house.status(order)).isEqualTo("REFUNDED");
    assertThat(house.bean(Paybacks.class).of(order)).hasSize(2);
    assertThat(house.staff(refunds, Map.of("amount", "0.01", "click", "d")).status())
        .isEqualTo(409);
  }

  @Test
  void aRefundWhoseAnswerWasLostIsAskedAboutAndNotSentTwice() {
    String order = house.order("wechatpay", Method.QR);
    house.pays("wechatpay", order);
    gateways.loseNotifications(house.home());
    gateways.weChatPay().faults().once(Operation.REFUND, Fault.answerDropped());

    TeaHouse.Answer unknown =
        house.staff("/admin/orders/" + order + "/refunds", Map.of("amount", "38.00", "click", "a"));

    assertThat(unknown.status()).isEqualTo(202);
    assertThat(unknown.text("standing")).isEqualTo("DUE");
    assertThat(meter("payment.unknown.opened?tag=operation:refund")).isEqualTo(1);
    assertThat(meter("shop.refunds.undecided")).isEqualTo(1);
    // Sent again it would be refused.
    gateways
        .weChatPay()
        .faults()
        .always(Operation.REFUND, Fault.answer(403, "NO_AUTH", "not a second time"));
    assertThat(house.get("/actuator/health").json().at("/components/countersign/status").asText())
        .isEqualTo("UP");
    after(Duration.ofMinutes(11));
    after(Duration.ofMinutes(11));
    assertThat(house.status(order)).isEqualTo("REFUNDED");
    assertThat(house.bean(Paybacks.class).of(order)).hasSize(1);
    assertThat(meter("shop.refunds.undecided")).isZero();
    assertThat(meter("shop.payments.overdue")).isZero();
  }

  @Test
  void aRefundWithoutANumberThatGotLostIsKnownByTheSum() {
    String order = house.order("ecpay", Method.PAGE);
    house.pays("ecpay", order);
    String refunds = "/admin/orders/" + order + "/refunds";
    gateways
        .ecpay()
        .faults()
        .once(
            io.countersign.sandbox.ecpay.Operation.CARD_ACTION,
            io.countersign.sandbox.ecpay.Fault.answerDropped());

    house.staff(refunds, Map.of("amount", "170", "click", "a"));
    after(Duration.ofMinutes(11));

    assertThat(house.status(order)).isEqualTo("REFUNDED");
    assertThat(house.bean(Paybacks.class).of(order)).hasSize(1);
  }

  @Test
  void aProviderThatIsAwayIsNoReasonToPayTwice() {
    gateways.weChatPay().faults().always(Operation.ORDER_NATIVE, Fault.answerDropped());
    TeaHouse.Answer unknown =
        house.post("/api/checkout", Map.of("item", "cake", "merchant", "wechatpay", "scene", "qr"));
    assertThat(unknown.status()).isEqualTo(202);
    assertThat(unknown.text("advice")).contains("Do not pay again");
    gateways.weChatPay().faults().clear();

    String order = unknown.text("order");
    TeaHouse.Answer again =
        house.post("/api/checkout", Map.of("order", order, "merchant", "wechatpay", "scene", "qr"));

    assertThat(again.text("picture")).startsWith("data:image/svg+xml;base64,");
    assertThat(house.bean(Orders.class).attempts(order)).hasSize(1);
    house.pays("wechatpay", order);
    assertThat(house.status(order)).isEqualTo("PAID");
  }

  @Test
  void anotherWayBeginsOnlyWhenTheFirstIsProvenToBeOver() {
    String order = house.order("wechatpay", Method.QR);
    TeaHouse.Answer other =
        house.post(
            "/api/checkout", Map.of("order", order, "merchant", "unionpay", "scene", "page"));
    assertThat(other.status()).isEqualTo(200);

    // UnionPay closes nothing: while its page can be paid, no third attempt begins.
    house.opensPage(order);
    TeaHouse.Answer third =
        house.post("/api/checkout", Map.of("order", order, "merchant", "alipay", "scene", "page"));

    assertThat(third.status()).isEqualTo(409);
    house.pays("unionpay", order);
    assertThat(house.status(order)).isEqualTo("PAID");
    assertThat(house.get("/pay/" + order).status()).isEqualTo(303);
  }

  @Test
  void whatTheBrowserAsksForIsCheckedOnTheServer() {
    assertThat(
            house
                .post(
                    "/api/checkout", Map.of("item", "gold", "merchant", "alipay", "scene", "page"))
                .status())
        .isEqualTo(400);
    assertThat(
            house
                .post("/api/checkout", Map.of("item", "cake", "merchant", "ecpay", "scene", "qr"))
                .status())
        .isEqualTo(400);
    assertThat(house.get("/api/orders/none").status()).isEqualTo(404);
    String yuan = house.order("wechatpay", Method.QR);
    assertThat(
            house
                .post("/api/checkout", Map.of("order", yuan, "merchant", "ecpay", "scene", "page"))
                .text("error"))
        .contains("CNY");
  }

  @Test
  void thePageTakesNothingFromAnywhereElse() {
    TeaHouse.Answer page = house.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
    assertThat(page.http().headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    for (String file :
        List.of("/css/base.css", "/css/tea-house.css", "/js/dom.js", "/js/tea-house.js")) {
      assertThat(house.get(file).status()).as(file).isEqualTo(200);
    }
  }

  private double meter(String name) {
    return house.get("/actuator/metrics/" + name).json().at("/measurements/0/value").asDouble();
  }

  /** Time goes by, and the timer runs. */
  private void after(Duration pause) {
    gateways.clock().advance(pause);
    house.bean(FollowUps.class).run();
  }

  private URI notify(String merchant) {
    return house.home().resolve("/notify/" + merchant);
  }

  private String delivered(SignedNotification notification, String merchant) {
    return gateways.weChatPay().deliverOnce(notification, notify(merchant)).result().name();
  }

  private String deliveredAt(CyclicBarrier together, SignedNotification notification)
      throws Exception {
    together.await();
    return delivered(notification, "wechatpay");
  }

  private TeaHouse.Answer posted(String path, byte[] body) {
    return house.send(
        HttpRequest.newBuilder(house.home().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }
}
