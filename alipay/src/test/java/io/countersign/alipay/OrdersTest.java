// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders for a QR code and in the wallet are made by a call, which may be repeated unchanged. */
class OrdersTest {
  /** What an answer can be without proving anything about the order. */
  static final List<Fault> PROVES_NOTHING =
      List.of(
          Fault.answerDropped(),
          Fault.requestDropped(),
          Fault.truncatedBody(),
          Fault.badGateway(),
          Fault.htmlWithStatus200(),
          Fault.wrongSignature(),
          Fault.missingSignature(),
          Fault.emptySignature(),
          Fault.reformatted(),
          Fault.secondNode(),
          Fault.forgedNotExist(),
          Fault.unsignedFailure("40004", "ACQ.TRADE_HAS_CLOSE"),
          Fault.unsignedFailure("40004", "ACQ.EXIST_FORBIDDEN_WORD"),
          Fault.failureWithEmptySignature("40004", "ACQ.TRADE_HAS_SUCCESS"),
          Fault.serviceUnavailable(),
          Fault.signedFailure("20000", "isp.unknow-error"),
          Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"),
          Fault.signedFailure("40004", "ACQ.NEVER_HEARD_OF"),
          Fault.withoutField("out_trade_no"));

  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private void disturb(Operation operation, Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(operation, fault);
  }

  private PaymentRequest<ShowQrCode> qrCode() {
    return shop.order(Scene.qrCode()).build();
  }

  @Test
  void aQrCodeIsShownForTwoHours() {
    PaymentRequest<ShowQrCode> request = qrCode();

    Outcome.Accepted<ShowQrCode> accepted = Shop.accepted(client.create(request));

    assertThat(accepted.value().content()).startsWith("http");
    assertThat(accepted.value().validUntil())
        .isEqualTo(shop.clock.instant().plus(Duration.ofHours(2)));
    PaymentRef ref = accepted.payment().orElseThrow();
    assertThat(ref).isEqualTo(client.ref(request));
    assertThat(ref.product()).hasValue("precreate");
    shop.merchant.pay(ref.number());
    assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aQrCodeStopsWorkingWhenThePayerMayNoLongerPay() {
    PaymentRequest<ShowQrCode> request =
        shop.order(Scene.qrCode())
            .payBefore(shop.clock.instant().plus(Duration.ofMinutes(10)))
            .build();

    assertThat(Shop.accepted(client.create(request)).value().validUntil())
        .isEqualTo(shop.clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void anOrderInTheWalletGivesTheNumberThatTheMiniProgramPays() {
    PaymentRequest<InvokeWallet> request = shop.order(counter.wallet()).build();

    Outcome.Accepted<InvokeWallet> accepted = Shop.accepted(client.create(request));

    PaymentRef ref = accepted.payment().orElseThrow();
    String tradeNo = ref.transactionId().orElseThrow();
    assertThat(accepted.value().parameters()).isEqualTo(Map.of("tradeNO", tradeNo));
    assertThat(accepted.value().content()).isEqualTo("{\"tradeNO\":\"" + tradeNo + "\"}");
    assertThat(shop.merchant.order(ref.number()).map(OrderView::tradeNo)).hasValue(tradeNo);
    assertThat(client.find(ref).map(Payment::state)).hasValue(PaymentState.AWAITING_PAYER);
    shop.merchant.pay(ref.number());
    assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void anAnswerLostOnItsWayMakesOneOrderAndIsRecoveredByTheSameRequest() {
    for (Scene<?> scene : List.of(Scene.qrCode(), counter.wallet())) {
      Operation operation = scene instanceof Scene.QrCode ? Operation.PRECREATE : Operation.CREATE;
      PaymentRequest<?> request = shop.order(scene).build();
      disturb(operation, Fault.answerDropped());
      Outcome.Unknown<?> unknown = Counter.unknown(shop.impatientClient().create(request));
      assertThat(unknown.followUp()).isInstanceOf(FollowUp.RepeatSame.class);
      shop.merchant.faults().clear();

      Outcome.Accepted<?> again = Shop.accepted(client.create(request));

      PaymentRef ref = again.payment().orElseThrow();
      shop.merchant.pay(ref.number());
      assertThat(shop.merchant.paymentsOf(ref.number())).isEqualTo(1);
      assertThat(counter.sent(operation)).isEqualTo(2);
    }
  }

  @Test
  void aFaultOnTheWayIsRepeatedUnseen() {
    shop.merchant.faults().once(Operation.PRECREATE, Fault.answerDropped());
    shop.merchant.faults().once(Operation.PRECREATE, Fault.serviceUnavailable());

    Shop.accepted(client.create(qrCode()));

    assertThat(counter.sent(Operation.PRECREATE)).isEqualTo(3);
  }

  @Test
  void whatProvesNothingLeavesAnOrderUnknown() {
    AlipayClient once = shop.impatientClient();
    for (Fault fault : PROVES_NOTHING) {
      disturb(Operation.PRECREATE, fault);
      int before = counter.sent(Operation.PRECREATE);

      assertThat(Counter.unknown(once.create(qrCode())).followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.RepeatSame.class);
      assertThat(counter.sent(Operation.PRECREATE)).isEqualTo(before + 1);
    }
  }

  @Test
  void anOrderWithoutItsCodeOrNumberIsUnknown() {
    for (String text : List.of("", "   ")) {
      disturb(Operation.PRECREATE, Fault.withField("qr_code", text));
      Counter.unknown(client.create(qrCode()));
      disturb(Operation.CREATE, Fault.withField("trade_no", text));
      Counter.unknown(client.create(shop.order(counter.wallet()).build()));
    }
  }

  @Test
  void anAnswerAboutAnotherOrderIsAMismatch() {
    disturb(Operation.PRECREATE, Fault.otherOrder());

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.create(qrCode()));
    assertThat(counter.sent(Operation.PRECREATE)).isEqualTo(1);
  }

  @Test
  void aSignedRefusalIsTheEndOfIt() {
    disturb(Operation.PRECREATE, Fault.signedFailure("40004", "ACQ.EXIST_FORBIDDEN_WORD"));

    Rejection refusal = Counter.rejected(client.create(qrCode()));

    assertThat(refusal.verified()).isTrue();
    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.INVALID_FIELD);
    assertThat(counter.sent(Operation.PRECREATE)).isEqualTo(1);
  }

  @Test
  void aRefusalBeforeProcessingIsBelievedUnsigned() {
    disturb(Operation.PRECREATE, Fault.unsignedFailure("40002", "isv.invalid-signature"));

    Rejection refusal = Counter.rejected(client.create(qrCode()));

    assertThat(refusal.verified()).isFalse();
    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
  }

  @Test
  void aNumberThatIsPaidOrClosedIsToldWithItsPayment() {
    PaymentRef paid = counter.paid();
    PaymentRef closed = counter.opened();
    Shop.accepted(client.close(closed));

    Rejection done = Counter.rejected(client.create(again(paid)));
    Rejection over = Counter.rejected(client.create(again(closed)));

    assertThat(done.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(done.payment().orElseThrow().isPaid()).isTrue();
    assertThat(over.reason()).isEqualTo(Rejection.Reason.CLOSED);
    assertThat(over.payment().orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void aNumberOfAnotherOrderThatCanStillBePaidLicensesNoNewOne() {
    PaymentRef opened = counter.opened();
    PaymentRequest<ShowQrCode> other =
        shop.order(Scene.qrCode()).id(opened.id()).description("another cup").build();

    Outcome.Unknown<ShowQrCode> unknown = Counter.unknown(client.create(other));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(unknown.cause()).contains("CONTEXT_INCONSISTENT");
  }

  @Test
  void aNumberWhoseOrderHasAnotherAmountIsAMismatch() {
    PaymentRef opened = counter.opened();
    PaymentRequest<ShowQrCode> dearer =
        shop.order(Scene.qrCode()).id(opened.id()).amount(Money.of("200.00", "CNY")).build();

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.create(dearer));
  }

  @Test
  void aConflictThatCannotBeAskedAboutIsUnknown() {
    PaymentRef paid = counter.paid();
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.missingSignature(),
            Fault.forgedNotExist(),
            Fault.unsignedFailure("40002", "isv.invalid-signature"))) {
      disturb(Operation.QUERY, fault);

      assertThat(Counter.unknown(client.create(again(paid))).followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.Ask.class);
    }
  }

  @Test
  void nothingIsMadeIfNobodyListens() {
    AlipayClient lost =
        shop.client(shop.config().endpoints(AlipayEndpoints.at(URI.create("http://127.0.0.1:1"))));

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> lost.create(qrCode()));
  }

  @Test
  void ordersAreMadeForAnotherMerchantByHisView() {
    try (Shop third = Shop.openOnBehalf()) {
      AlipayClient view = third.client();
      PaymentRef shown =
          Shop.accepted(view.create(third.order(Scene.qrCode()).build())).payment().orElseThrow();

      third.collector().pay(shown.number());

      assertThat(shown.onBehalfOf()).hasValue(third.collector().appId());
      assertThat(third.merchant.order(shown.number()))
          .describedAs("the third party collects nothing itself")
          .isEmpty();
      assertThat(view.find(shown).orElseThrow().isPaid()).isTrue();
    }
  }

  private PaymentRequest<ShowQrCode> again(PaymentRef ref) {
    return shop.order(Scene.qrCode()).id(ref.id()).build();
  }
}
