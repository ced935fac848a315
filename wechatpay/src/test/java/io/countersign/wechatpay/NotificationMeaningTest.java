// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundRequest;
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authentic is not enough: what a notification is about decides what comes of it. */
class NotificationMeaningTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();
  private final PaymentRef paid = shop.paidOrder(client);
  private final SignedNotification genuine = shop.notice(paid);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSmallerAmountIsNotThePayment() {
    assertUnexpected(genuine.withAmount(999), "9.99");
    assertUnexpected(genuine.withAmount(1), "0.01");
  }

  @Test
  void aLargerAmountIsNotThePaymentEither() {
    assertUnexpected(genuine.withAmount(1001), "10.01");
  }

  @Test
  void anotherCurrencyIsNotThePayment() {
    assertUnexpected(genuine.withContent("/amount/currency", "\"HKD\""), "HKD");
  }

  @Test
  void anotherOrderOfTheShopIsNotThisPayment() {
    Money five = Money.of("5.00", "CNY");
    PaymentRequest<?> cheap =
        PaymentRequest.in(Scene.qrCode())
            .id(shop.freshId())
            .amount(five)
            .description("cheap")
            .build();
    PaymentRef other = shop.expect(client.ref(cheap));

    assertUnexpected(genuine.withOutTradeNo(other.number()), "10.00");
  }

  @Test
  void anotherMerchantsPaymentIsUnexpectedThoughItIsAuthentic() {
    assertUnexpected(genuine.withContent("/mchid", "\"1900000109\""), "1900000109");
    assertUnexpected(genuine.withoutContent("/mchid"), "mchid");
  }

  @Test
  void anAppThatIsNotOursIsUnexpected() {
    assertUnexpected(genuine.withContent("/appid", "\"wx0123456789abcdef\""), "wx0123456789abcdef");
    assertUnexpected(genuine.withoutContent("/appid"), "appid");
  }

  @Test
  void anotherAppOfOursIsUnexpectedWhenTheShopSaysWhichItExpects() {
    shop.expect(paid, shop.merchant.mobileAppId());

    assertUnexpected(genuine, shop.merchant.appId());

    shop.expect(paid, shop.merchant.appId());
    assertThat(shop.handle(client, genuine).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void anOrderThatIsNotCommittedYetIsAskedForAgain() {
    shop.forget(paid);
    assertUnexpected(genuine, "no such payment");

    shop.expect(paid);
    assertThat(shop.handle(client, genuine.redelivered()).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void profitSharingUnderThePaymentsEventNameIsNoPayment() {
    SignedNotification sharing = shop.merchant.profitSharingNotification(paid.number());

    assertThat(shop.handle(client, sharing).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.payments).isEmpty();
    ProfitShared event = (ProfitShared) shop.events.get(0);
    assertThat(event.type()).isEqualTo("TRANSACTION.SUCCESS");
    assertThat(event.isTakenBack()).isFalse();
    assertThat(event.amount()).isEqualTo(paid.total());
  }

  @Test
  void aCombinedOrderIsNoPaymentOfOneOrder() {
    SignedNotification combined =
        genuine.withContent("/combine_out_trade_no", "\"" + paid.number() + "\"");

    assertThat(shop.handle(client, combined).result()).isEqualTo(Result.REFUSED);
    assertThat(shop.handle(client, genuine.withContent("/sub_orders", "[]")).result())
        .isEqualTo(Result.REFUSED);

    assertThat(shop.effects()).isZero();
  }

  @Test
  void aRefundUnderAPaymentsNameIsNoPaymentAndAPaymentUnderARefundsNameIsNoRefund() {
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));
    shop.merchant.completeRefund(refund.refundId(), RefundEnd.SUCCESS);
    SignedNotification refunded = shop.merchant.refundNotification(refund.refundId());

    shop.handle(client, refunded.withEventType("TRANSACTION.SUCCESS"));
    shop.handle(client, genuine.withEventType("REFUND.SUCCESS"));

    assertThat(shop.payments).isEmpty();
    assertThat(shop.refunds).isEmpty();
    assertThat(shop.events).hasSize(2);
  }

  @Test
  void aSuccessEventWhoseOrderIsNotPaidIsNotPaid() {
    shop.handle(client, genuine.withContent("/trade_state", "\"NOTPAY\""));
    shop.handle(client, genuine.withContent("/trade_state", "\"PAID\""));
    shop.handle(client, genuine.withContent("/trade_state", "\"success\""));

    assertThat(shop.payments).isNotEmpty().noneMatch(Payment::isPaid);
    assertThat(shop.payments)
        .extracting(Payment::state)
        .containsOnly(PaymentState.AWAITING_PAYER, PaymentState.UNRECOGNIZED);
    assertThat(shop.handle(client, genuine).result())
        .describedAs("the real one is not taken for a repetition of those")
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).filteredOn(Payment::isPaid).hasSize(1);
  }

  @Test
  void aPaymentWithoutNumberStateOrAmountIsRefused() {
    for (String pointer : List.of("/out_trade_no", "/trade_state", "/amount", "/amount/total")) {
      assertThat(shop.handle(client, genuine.withoutContent(pointer)).result())
          .describedAs(pointer)
          .isEqualTo(Result.REFUSED);
    }
    for (String total : List.of("\"1000\"", "1000.0", "1e3", "-1000", "null", "{}", "[1000]")) {
      assertThat(shop.handle(client, genuine.withContent("/amount/total", total)).acknowledged())
          .describedAs(total)
          .isFalse();
    }
    assertThat(shop.effects()).isZero();
  }

  @Test
  void theSamePaymentUnderTwoNotificationIdsIsHandledOnce() {
    assertThat(shop.handle(client, genuine).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(client, genuine.withId("EV-OTHER-LINK")).result())
        .isEqualTo(Result.ALREADY_HANDLED);

    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void twoDeliveriesAtTheSameMomentActOnce() throws Exception {
    int threads = 8;
    CountDownLatch together = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Result>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return shop.handle(client, genuine).result();
                }));
      }
      List<Result> all = new ArrayList<>();
      for (Future<Result> result : results) {
        all.add(result.get());
      }
      assertThat(all).containsOnlyOnce(Result.HANDLED);
      assertThat(all).isSubsetOf(Result.HANDLED, Result.BUSY, Result.ALREADY_HANDLED);
    } finally {
      pool.shutdownNow();
    }
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void aDeliveryDuringTheActionOfAnotherIsAskedForAgain() {
    List<ReceivedReply> during = new ArrayList<>();

    ReceivedReply first =
        client
            .notifications()
            .handle(
                shop.received(genuine),
                shop,
                (payment, delivery) -> during.add(shop.handle(client, genuine.withId("EV-2"))));

    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(during).extracting(ReceivedReply::result).containsExactly(Result.BUSY);
    assertThat(during).extracting(ReceivedReply::status).containsExactly(503);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void aFailedActionIsRepeatedAndMarkedAsRepeated() {
    shop.failing(true);
    assertThat(shop.handle(client, genuine).result()).isEqualTo(Result.ACTION_FAILED);
    shop.failing(false);
    assertThat(shop.handle(client, genuine.redelivered()).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.deliveries).hasSize(1);
    assertThat(shop.deliveries.get(0).repeated()).isTrue();
  }

  @Test
  void theGatewayDeliversOverHttpUntilTheShopIsBack() {
    try (NotifyUrl url = new NotifyUrl(shop.clock, raw -> shop.handle(client, raw))) {
      shop.merchant.deliverNotificationsTo(url.uri());
      shop.failing(true);
      shop.clock.advance(Duration.ZERO);
      shop.clock.advance(Duration.ofSeconds(15));
      shop.failing(false);
      shop.clock.advance(Duration.ofSeconds(15));
      shop.clock.advance(Duration.ofDays(2));
    }

    assertThat(shop.merchant.deliveries())
        .extracting(Delivery::result)
        .containsExactly(
            Delivery.Result.REFUSED, Delivery.Result.REFUSED, Delivery.Result.ACCEPTED);
    assertThat(shop.payments).hasSize(1);
    assertThat(shop.payments.get(0).isPaid()).isTrue();
  }

  @Test
  void aPaymentAfterTheShopCancelledReachesTheShop() {
    PaymentRef late = shop.openOrder(client);
    shop.merchant.pay(late.number());

    assertThat(Shop.rejected(client.close(late)).rejection().payment().orElseThrow().isPaid())
        .isTrue();
    assertThat(shop.handle(client, shop.notice(late)).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).extracting(p -> p.ref().number()).containsExactly(late.number());
  }

  @Test
  void anOrderPaidTwiceByTwoAttemptsReachesTheShopTwice() {
    PaymentRef second = shop.paidOrder(client);

    shop.handle(client, genuine);
    shop.handle(client, shop.notice(second));

    assertThat(shop.payments)
        .extracting(payment -> payment.ref().number())
        .containsExactly(paid.number(), second.number());
    assertThat(shop.payments)
        .extracting(payment -> payment.ref().transactionId().orElseThrow())
        .doesNotHaveDuplicates();
  }

  @Test
  void callbackAndTimerTellTheSame() {
    shop.handle(client, genuine);
    Payment found = client.find(paid).orElseThrow();
    Payment told = shop.payments.get(0);

    assertThat(found.ref()).isEqualTo(told.ref());
    assertThat(found.state()).isEqualTo(told.state());
    assertThat(found.orderTotal()).isEqualTo(told.orderTotal());
    assertThat(found.paidAt()).isEqualTo(told.paidAt());
  }

  @Test
  void aRefundOfMoreThanThePaymentIsUnexpected() {
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));
    shop.merchant.completeRefund(refund.refundId(), RefundEnd.SUCCESS);
    SignedNotification refunded = shop.merchant.refundNotification(refund.refundId());

    assertUnexpected(refunded.withContent("/amount/refund", "1001"), "10.01");
    assertUnexpected(refunded.withContent("/amount/total", "2000"), "20.00");
    assertUnexpected(refunded.withContent("/mchid", "\"1900000109\""), "1900000109");
    assertThat(shop.handle(client, refunded.withoutContent("/refund_status")).result())
        .isEqualTo(Result.REFUSED);
    assertThat(shop.handle(client, refunded).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.refunds.get(0).amount()).isEqualTo(Shop.TEN);
  }

  @Test
  void aNotificationGivesItsContentOnlyToOneWhoExpectsIt() {
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));
    shop.merchant.completeRefund(refund.refundId(), RefundEnd.SUCCESS);
    ExpectedPayment other =
        ExpectedPayment.of(PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN));
    ExpectedPayment elsewhere = ExpectedPayment.of(PaymentRef.of("ecpay", paid.id(), Shop.TEN));

    Notification payment = client.notifications().verify(shop.received(genuine));
    Notification refunded =
        client
            .notifications()
            .verify(shop.received(shop.merchant.refundNotification(refund.refundId())));

    for (ExpectedPayment wrong : List.of(other, elsewhere)) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> ((PaymentChanged) payment).confirm(wrong));
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> ((RefundChanged) refunded).confirm(wrong));
    }
    Payment confirmed = ((PaymentChanged) payment).confirm(ExpectedPayment.of(paid));
    Refund confirmedRefund = ((RefundChanged) refunded).confirm(ExpectedPayment.of(paid));
    assertThat(confirmed.isPaid()).isTrue();
    assertThat(confirmedRefund.refundId()).isEqualTo(refund.refundId());
  }

  @Test
  void anotherGuardOfTheShopsSeesTheKeyOfMerchantNumberAndState() {
    List<String> keys = new ArrayList<>();
    ReplayGuard remembering =
        new ReplayGuard() {
          @Override
          public Claim claim(String key, Duration lease) {
            keys.add(key);
            return new Claim.Granted("t", false);
          }

          @Override
          public void done(String key, String token) {}

          @Override
          public void release(String key, String token) {}
        };

    client.notifications().guardedBy(remembering).handle(shop.received(genuine), shop, shop);

    assertThat(keys)
        .containsExactly(
            "wechatpay/" + shop.merchant.mchid() + "/payment/" + paid.number() + "/PAID");
  }

  @Test
  void otherEventsAreHandedOverWhole() {
    SignedNotification complaint =
        shop.merchant.event(
            "COMPLAINT.CREATE",
            "complaint",
            "{\"complaint_id\":\"200201820200101080076610000\",\"action_type\":\"CREATE_COMPLAINT\"}");

    assertThat(shop.handle(client, complaint).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(client, complaint).result()).isEqualTo(Result.ALREADY_HANDLED);

    WeChatPayEvent event = (WeChatPayEvent) shop.events.get(0);
    assertThat(event.provider()).isEqualTo("wechatpay");
    assertThat(event.merchantId()).isEqualTo(shop.merchant.mchid());
    assertThat(event.type()).isEqualTo("COMPLAINT.CREATE");
    assertThat(event.fields().text("complaint_id"))
        .isEqualTo(Optional.of("200201820200101080076610000"));
  }

  private void assertUnexpected(SignedNotification notification, String difference) {
    int before = shop.signals(Signal.ProvenButUnexpected.class).size();
    var reply = shop.handle(client, notification);
    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.detail()).contains(difference);
    assertThat(reply.body()).doesNotContain(difference);
    assertThat(shop.effects()).isZero();
    assertThat(shop.signals(Signal.ProvenButUnexpected.class)).hasSize(before + 1);
  }
}
