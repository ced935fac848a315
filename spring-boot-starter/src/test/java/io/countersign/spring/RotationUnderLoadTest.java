// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.CachedMerchants;
import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.NotificationRouter;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Merchants come and keys change in a database while eight threads sell; nobody restarts. */
class RotationUnderLoadTest {

  private static final int THREADS = 8;

  private static Sandbox sandbox;
  private static WeChatPayMerchant first;
  private static WeChatPayMerchant second;

  /** The shop's tables. */
  private final Map<String, Map<String, String>> accounts = new ConcurrentHashMap<>();

  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final Set<String> paid = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
    first = sandbox.weChatPay().openMerchant();
    second = sandbox.weChatPay().openMerchant();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void aMerchantIsAddedAndAnAccountReplacedWhileOthersSell() throws Exception {
    accounts.put("tea", first.environment());
    shop(
        (merchants, router) -> {
          Set<String> begunBefore = ConcurrentHashMap.newKeySet();
          Set<String> begunAfter = ConcurrentHashMap.newKeySet();
          whileEightThreadsSell(
              isAfter -> {
                (isAfter ? begunAfter : begunBefore).add(order(merchants, "tea"));
                assertThat(merchants.find("rice").isPresent() || !isAfter).isTrue();
              },
              () -> {
                accounts.put("rice", second.environment());
                accounts.put("tea", second.environment());
                merchants.evict("tea");
              });

          assertThat(begunBefore)
              .hasSizeGreaterThanOrEqualTo(2 * THREADS)
              .allMatch(n -> first.order(n).isPresent() != second.order(n).isPresent())
              .anyMatch(n -> first.order(n).isPresent());
          assertThat(begunAfter).hasSize(2 * THREADS).allMatch(n -> second.order(n).isPresent());
        });
  }

  @Test
  void aKeyIsReplacedAndWhatWasSealedByTheOldOneIsStillOpened() throws Exception {
    Map<String, String> row = new HashMap<>(first.environment());
    accounts.put("tea", Map.copyOf(row));
    shop(
        (merchants, router) -> {
          String oldKey = first.apiV3Key();
          List<SignedNotification> sealedByOldKey = new ArrayList<>();
          for (int i = 0; i < THREADS; i++) {
            sealedByOldKey.add(paidNotification(merchants));
          }
          AtomicInteger turn = new AtomicInteger();
          Queue<SignedNotification> sealedByNewKey = new ConcurrentLinkedQueue<>();
          whileEightThreadsSell(
              isAfter -> {
                int next = Math.floorMod(turn.getAndIncrement(), THREADS);
                assertThat(handle(router, sealedByOldKey.get(next)).acknowledged()).isTrue();
                SignedNotification sealed = sealedByNewKey.poll();
                if (sealed != null) {
                  assertThat(handle(router, sealed).acknowledged()).isTrue();
                }
                order(merchants, "tea");
              },
              () -> {
                row.put("WECHATPAY_APIV3_KEY_PREVIOUS", oldKey);
                row.put("WECHATPAY_APIV3_KEY", first.changeApiV3Key());
                accounts.put("tea", Map.copyOf(row));
                merchants.evict("tea");
                for (int i = 0; i < THREADS; i++) {
                  sealedByNewKey.add(paidNotification(merchants));
                }
              });

          assertThat(sealedByNewKey).isEmpty();
          assertThat(paid).hasSize(2 * THREADS);
        });
  }

  private interface Sale {
    void in(CachedMerchants merchants, NotificationRouter router) throws Exception;
  }

  private interface Round {
    void run(boolean isAfter) throws Exception;
  }

  private void shop(Sale sale) {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(CountersignAutoConfiguration.class))
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .withBean(AccountsTable.class, () -> accounts::get)
        .withUserConfiguration(MerchantsFromTable.class)
        .run(
            context ->
                sale.in(
                    context.getBean(CachedMerchants.class),
                    context.getBean(NotificationRouter.class)));
  }

  /** Threads sell, and go on selling during the change and for two rounds after it. */
  private static void whileEightThreadsSell(Round round, Runnable change) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch busy = new CountDownLatch(2 * THREADS);
      AtomicBoolean changed = new AtomicBoolean();
      List<Future<?>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        threads.add(
            pool.submit(
                () -> {
                  int roundsAfter = 0;
                  while (roundsAfter < 2) {
                    boolean isAfter = changed.get();
                    round.run(isAfter);
                    busy.countDown();
                    roundsAfter += isAfter ? 1 : 0;
                  }
                  return null;
                }));
      }
      assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
      change.run();
      changed.set(true);
      for (Future<?> each : threads) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private String order(CachedMerchants merchants, String merchantId) {
    PaymentClient client = merchants.find(merchantId).orElseThrow();
    var request =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One cup of tea")
            .build();
    PaymentRef ref = client.ref(request);
    orders.put(ref.number(), ref);
    assertThat(client.create(request)).isInstanceOf(Outcome.Accepted.class);
    return ref.number();
  }

  private SignedNotification paidNotification(CachedMerchants merchants) {
    String number = order(merchants, "tea");
    first.pay(number);
    return first.paymentNotification(number);
  }

  private ReceivedReply handle(NotificationRouter router, SignedNotification notification) {
    return router.handle(
        "/notify/tea",
        ReceivedRequest.of(notification.headers(), notification.body(), sandbox.clock().instant()),
        merchant -> number -> Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of),
        merchant -> (Payment payment, Delivery delivery) -> paid.add(payment.ref().number()));
  }

  interface AccountsTable {
    Map<String, String> row(String merchantId);
  }

  static class MerchantsFromTable {
    @org.springframework.context.annotation.Bean
    CachedMerchants accounts(PaymentClients clients, AccountsTable table) {
      return CachedMerchants.of(
          id -> Optional.ofNullable(table.row(id)).map(row -> clients.open(id, "wechatpay", row)));
    }
  }
}
