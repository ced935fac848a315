// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.ShowVoucher;
import io.countersign.Signal;
import io.countersign.sandbox.ecpay.Delivery;
import io.countersign.sandbox.ecpay.SignedForm;
import io.countersign.spi.FormFields;
import io.countersign.testing.PostBox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authentic is not enough: what a form is about decides what comes of it. */
class NotificationMeaningTest {
  private final Shop shop = Shop.open();
  private final EcpayClient client = shop.client();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = placed(Map.of());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPaymentReachesTheShopOnceHoweverOftenAndInWhateverWordsItIsTold() {
    SignedForm told = paid();

    ReceivedReply first = handle(told);
    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsExactly(Map.entry("Content-Type", "text/plain"));
    assertThat(first.body()).isEqualTo("1|OK");
    ReceivedReply again = handle(told.with("RtnMsg", "paid"));
    assertThat(again.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(again.body()).isEqualTo("1|OK");

    assertThat(shop.payments).hasSize(1);
    Payment payment = shop.payments.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.ref().id()).isEqualTo(order.id());
    assertThat(payment.ref().product()).contains(Product.PAGE);
    assertThat(payment.orderTotal()).contains(Shop.HUNDRED);
  }

  @Test
  void thePayersReturnHoldsTheSameFieldsAndIsTheSamePayment() {
    SignedForm returned = paid().with("RtnMsg", "Succeeded");

    assertThat(handle(returned).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(paid()).result()).isEqualTo(Result.ALREADY_HANDLED);

    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void anotherAmountOrOrderIsNotThePayment() {
    PaymentRef dear = desk.placed(Money.of("5000", "TWD"), Map.of());
    shop.expect(dear);
    for (SignedForm other :
        List.of(
            paid().with("TradeAmt", "99"),
            paid().with("TradeAmt", "101"),
            paid().with("TradeAmt", "1"),
            paid().with("MerchantTradeNo", dear.number()),
            paid().with("MerchantTradeNo", "NOBODYS1"))) {
      ReceivedReply reply = handle(other);
      assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body()).isEqualTo("0|not expected");
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    assertThat(handle(paid()).result())
        .describedAs("the real one is not taken for a repetition of those")
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void aFormWithoutNumberResultOrAmountIsRefused() {
    List<SignedForm> incomplete = new ArrayList<>();
    for (String name : List.of("MerchantTradeNo", "RtnCode", "TradeAmt")) {
      incomplete.add(paid().without(name));
      incomplete.add(paid().with(name, ""));
    }
    for (String amount :
        List.of("100.0", "1e2", "-100", "+100", "0100", " 100", "１００", "18446744073709551716")) {
      incomplete.add(paid().with("TradeAmt", amount));
    }
    for (String number : List.of("A B", "A-1", "A".repeat(65), "茶", "../1")) {
      incomplete.add(paid().with("MerchantTradeNo", number));
    }
    for (SignedForm form : incomplete) {
      assertThat(handle(form).result())
          .describedAs(form.fields()::toString)
          .isEqualTo(Result.REFUSED);
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).isEmpty();
  }

  @Test
  void whatIsNotPaidIsToldAsWhatItIsAndAcknowledged() {
    for (String code : List.of("10200095", "10300066", "10100058", "0", "99999999")) {
      assertThat(handle(paid().with("RtnCode", code)).body()).isEqualTo("1|OK");
    }

    assertThat(shop.payments).noneMatch(Payment::isPaid);
    assertThat(shop.payments)
        .extracting(Payment::state)
        .contains(PaymentState.FAILED, PaymentState.PROCESSING, PaymentState.UNRECOGNIZED);
    assertThat(handle(paid()).result())
        .describedAs("a later success is another event")
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).filteredOn(Payment::isPaid).hasSize(1);
  }

  @Test
  void theTextDecidesNothing() {
    handle(paid().with("RtnCode", "10200095").with("RtnMsg", "交易成功"));
    handle(paid().with("RtnMsg", "付款失敗"));

    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(false, true);
  }

  @Test
  void datesRefuseNothing() {
    for (String date : List.of("2011/01/01 00:00:00", "2099/12/31 23:59:59", "soon", "")) {
      PaymentChanged changed =
          (PaymentChanged)
              client.notifications().verify(shop.received(paid().with("PaymentDate", date)));
      assertThat(changed.createdAt()).isBeforeOrEqualTo(shop.clock.instant());
      assertThat(changed.confirm(ExpectedPayment.of(order)).isPaid()).isTrue();
    }
  }

  @Test
  void aSimulationIsNeverAPayment() {
    SignedForm simulated = simulated();

    assertThat(handle(simulated).body()).isEqualTo("1|OK");
    assertThat(handle(simulated.with("SimulatePaid", "2")).body()).isEqualTo("1|OK");

    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).isNotEmpty().allMatch(EcpaySimulatedPayment.class::isInstance);
    EcpaySimulatedPayment event = (EcpaySimulatedPayment) shop.events.get(0);
    assertThat(event.number()).isEqualTo(simulated.fields().get("MerchantTradeNo"));
    assertThat(handle(simulated.with("SimulatePaid", "0")).result())
        .describedAs("a real payment after it")
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void onTheStageASimulationMayCount() {
    EcpayClient stage = shop.client(shop.config().allowSimulatedPayments());

    ReceivedReply reply = stage.notifications().handle(shop.received(simulated()), shop, shop);

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
  }

  @Test
  void aNumberIsNoPaymentWhereverItIsPosted() {
    for (String method : List.of("ATM", "CVS", "BARCODE")) {
      PaymentRef ref = placed(Map.of("ChoosePayment", method));
      shop.merchant.issueNumber(ref.number(), method);
      SignedForm issued = shop.merchant.numberNotification(ref.number());

      assertThat(handle(issued).body()).isEqualTo("1|OK");
      assertThat(handle(issued).result()).isEqualTo(Result.ALREADY_HANDLED);
      assertThat(handle(issued.with("SimulatePaid", "0").with("PaymentDate", "")).acknowledged())
          .isTrue();

      EcpayVoucherIssued event = (EcpayVoucherIssued) shop.events.get(shop.events.size() - 1);
      assertThat(event.number()).isEqualTo(ref.number());
      ShowVoucher voucher = event.confirm(ExpectedPayment.of(ref)).orElseThrow();
      assertThat(voucher.payBefore()).isAfter(shop.clock.instant().plus(Duration.ofDays(2)));
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).hasSize(3);
  }

  @Test
  void anAccountIsValidToTheEndOfItsLastDayInTaipei() {
    PaymentRef ref = placed(Map.of("ChoosePayment", "ATM"));
    shop.merchant.issueNumber(ref.number(), "ATM");
    SignedForm issued =
        shop.merchant.numberNotification(ref.number()).with("ExpireDate", "2026/11/24");
    EcpayVoucherIssued event =
        (EcpayVoucherIssued) client.notifications().verify(shop.received(issued));

    ShowVoucher.BankAccount account =
        (ShowVoucher.BankAccount) event.confirm(ExpectedPayment.of(ref)).orElseThrow();

    assertThat(account.payBefore()).isEqualTo(Instant.parse("2026-11-24T15:59:59Z"));
    assertThat(account.account()).isEqualTo(issued.fields().get("vAccount"));
    assertThat(event.toString()).doesNotContain(account.account());
  }

  @Test
  void aNumberIsGivenToNobodyWhoExpectsAnotherOrder() {
    PaymentRef ref = placed(Map.of("ChoosePayment", "CVS"));
    shop.merchant.issueNumber(ref.number(), "CVS");
    SignedForm issued = shop.merchant.numberNotification(ref.number());
    EcpayVoucherIssued event =
        (EcpayVoucherIssued) client.notifications().verify(shop.received(issued));

    for (PaymentRef other :
        List.of(
            order,
            PaymentRef.of("ecpay", ref.id(), Money.of("99", "TWD")),
            PaymentRef.of("ecpay", ref.id(), Money.of("100", "CNY")),
            PaymentRef.of("wechatpay", ref.id(), ref.total()),
            ref.withOnBehalfOf("2999999"))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> event.confirm(ExpectedPayment.of(other)));
    }
  }

  @Test
  void anApplicationForPayingLaterHasNothingToShow() {
    EcpayVoucherIssued event =
        (EcpayVoucherIssued)
            client
                .notifications()
                .verify(
                    shop.received(
                        paid()
                            .with("RtnCode", "2")
                            .with("PaymentType", "BNPL_URICH")
                            .with("BNPLInstallment", "6")));

    assertThat(event.confirm(ExpectedPayment.of(order))).isEmpty();
  }

  @Test
  void twoSimulationsAreToldApartAndOneTwiceIsNot() {
    String me = shop.merchant.merchantId();
    KeyPair keys = Posted.keys(shop.merchant);
    for (String number : List.of("SIMULATED1", "SIMULATED2")) {
      FormFields simulated = Posted.paid(me, number).put("SimulatePaid", "1");
      assertThat(handle(Posted.signed(simulated, keys)).result()).isEqualTo(Result.HANDLED);
      assertThat(handle(Posted.signed(simulated.put("RtnMsg", "paid"), keys)).result())
          .isEqualTo(Result.ALREADY_HANDLED);
    }
    assertThat(shop.events).hasSize(2).allMatch(EcpaySimulatedPayment.class::isInstance);
  }

  @Test
  void aLaterChargeIsNotThePaymentWhoseNumberItBears() {
    String me = shop.merchant.merchantId();
    KeyPair keys = Posted.keys(shop.merchant);
    FormFields second = Posted.charged(me, order.number(), "11");

    assertThat(handle(Posted.signed(second, keys)).body()).isEqualTo("1|OK");
    assertThat(handle(Posted.signed(second.put("RtnMsg", "paid"), keys)).result())
        .isEqualTo(Result.ALREADY_HANDLED);
    assertThat(handle(Posted.signed(Posted.charged(me, order.number(), "12"), keys)).result())
        .isEqualTo(Result.HANDLED);
    // The first payment's form is this but for capitals, which no signature covers.
    FormFields both = Posted.paid(me, order.number()).put("Gwsr", "13").put("Amount", "100");
    assertThat(handle(Posted.signed(both, keys)).result()).isEqualTo(Result.REFUSED);

    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).hasSize(2).allMatch(EcpayPeriodCharged.class::isInstance);
    EcpayPeriodCharged charged = (EcpayPeriodCharged) shop.events.get(0);
    EcpayPeriodCharge charge = charged.confirm(ExpectedPayment.of(order));
    assertThat(charge.isPaid()).isTrue();
    assertThat(charge.gwsr()).contains("11");
    assertThat(charge.amount()).isEqualTo(Shop.HUNDRED);
    assertThat(handle(paid()).result())
        .describedAs("charge 1 is a payment, and not taken for handled")
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void aRefusedChargeIsToldAsRefusedEachMonthAnew() {
    String me = shop.merchant.merchantId();
    KeyPair keys = Posted.keys(shop.merchant);
    for (String day : List.of("2026/10/21", "2026/11/21")) {
      FormFields refused =
          Posted.charged(me, order.number(), "0")
              .put("RtnCode", "10100058")
              .put("ProcessDate", day + " 12:00:00");
      assertThat(handle(Posted.signed(refused, keys)).result()).isEqualTo(Result.HANDLED);
    }

    assertThat(shop.events)
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(((EcpayPeriodCharged) event).confirm(ExpectedPayment.of(order)).isPaid())
                    .isFalse());
  }

  @Test
  void aChargeOfAnotherAmountOrOrderIsNotConfirmed() {
    String me = shop.merchant.merchantId();
    KeyPair keys = Posted.keys(shop.merchant);
    EcpayPeriodCharged cheap =
        (EcpayPeriodCharged)
            client
                .notifications()
                .verify(
                    Posted.signed(
                        Posted.charged(me, order.number(), "11").put("Amount", "1"), keys));
    EcpayPeriodCharged foreign =
        (EcpayPeriodCharged)
            client.notifications().verify(Posted.signed(Posted.charged(me, "OTHER1", "11"), keys));

    for (EcpayPeriodCharged other : List.of(cheap, foreign)) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> other.confirm(ExpectedPayment.of(order)));
    }
    for (String missing : List.of("Amount", "RtnCode", "MerchantTradeNo")) {
      assertThat(
              handle(Posted.signed(Posted.charged(me, order.number(), "11").put(missing, ""), keys))
                  .result())
          .isEqualTo(Result.REFUSED);
    }
  }

  @Test
  void twoDeliveriesAtTheSameMomentActOnce() throws Exception {
    SignedForm told = paid();
    int threads = 8;
    CountDownLatch together = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Result> results = new ArrayList<>();
    try {
      List<Future<Result>> pending = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        pending.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return handle(told).result();
                }));
      }
      for (Future<Result> one : pending) {
        results.add(one.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(results).containsOnlyOnce(Result.HANDLED);
    assertThat(results).isSubsetOf(Result.HANDLED, Result.BUSY, Result.ALREADY_HANDLED);
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void aFailedActionIsToldAgain() {
    SignedForm told = paid();
    shop.failing(true);
    ReceivedReply failed = handle(told);
    shop.failing(false);

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("0|try again");
    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.deliveries.get(0).repeated()).isTrue();
  }

  @Test
  void theGatewayPostsUntilTheShopIsBackAndFiveTimesInAll() {
    try (PostBox box = new PostBox(shop.clock, this::handle)) {
      shop.merchant.deliverNotificationsTo(box.address());
      shop.failing(true);
      shop.merchant.payByCard(order.number());
      shop.sandbox.clock().advance(Duration.ofMinutes(5));
      shop.failing(false);
      shop.sandbox.clock().advance(Duration.ofHours(3));

      assertThat(shop.merchant.deliveries())
          .extracting(Delivery::result)
          .containsExactly(
              Delivery.Result.REFUSED, Delivery.Result.REFUSED, Delivery.Result.ACCEPTED);
      assertThat(shop.payments).hasSize(1);

      shop.failing(true);
      PaymentRef second = placed(Map.of());
      shop.merchant.payByCard(second.number());
      shop.sandbox.clock().advance(Duration.ofHours(24));
      assertThat(box.replies.subList(3, box.replies.size()))
          .hasSize(5)
          .allMatch(reply -> reply.result() == Result.ACTION_FAILED);
    }
  }

  @Test
  void theGatewaysOwnPeriodOrderTellsItsChargesApart() {
    try (PostBox box = new PostBox(shop.clock, this::handle)) {
      shop.merchant.deliverNotificationsTo(box.address());
      PaymentRef period =
          placed(
              Map.of(
                  "ChoosePayment", "Credit",
                  "PeriodAmount", "100",
                  "PeriodType", "D",
                  "Frequency", "1",
                  "ExecTimes", "4",
                  "NeedExtraPaidInfo", "Y",
                  "PeriodReturnURL", "https://shop.example.com/ecpay/period"));
      shop.merchant.payByCard(period.number());
      shop.sandbox.clock().advance(Duration.ofDays(1));
      shop.merchant.refusePeriodCharges(period.number(), 1);
      shop.sandbox.clock().advance(Duration.ofDays(1));

      assertThat(shop.payments).extracting(Payment::isPaid).containsExactly(true);
      assertThat(shop.events)
          .extracting(
              event -> ((EcpayPeriodCharged) event).confirm(ExpectedPayment.of(period)).isPaid())
          .containsExactly(true, false);
      assertThat(box.replies).allMatch(ReceivedReply::acknowledged);
    }
  }

  private PaymentRef placed(Map<String, String> more) {
    PaymentRef ref = desk.placed(Shop.HUNDRED, more);
    shop.expect(ref);
    return ref;
  }

  /** The notification of the order, which is paid at the first call. */
  private SignedForm paid() {
    if (shop.merchant.chargesOf(order.number()) == 0) {
      shop.merchant.payByCard(order.number());
    }
    return shop.merchant.resultNotification(order.number());
  }

  private SignedForm simulated() {
    PaymentRef ref = placed(Map.of("ChoosePayment", "CVS"));
    shop.merchant.issueNumber(ref.number(), "CVS");
    shop.merchant.simulatePayment(ref.number());
    return shop.merchant.resultNotification(ref.number());
  }

  private ReceivedReply handle(SignedForm form) {
    return handle(shop.received(form));
  }

  private ReceivedReply handle(ReceivedRequest raw) {
    return client.notifications().handle(raw, shop, shop);
  }
}
