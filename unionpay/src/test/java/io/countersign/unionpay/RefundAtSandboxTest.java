// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.unionpay.UnionPayPreAuthorisationChanged.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What gives money back, against a gateway that keeps books. */
class RefundAtSandboxTest {

  private static final Money THIRTY = Money.of("30.00", "CNY");

  private Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void twoPartsAreGivenBackAndNoMoreThanWasPaid() {
    PaymentRef paid = paid();
    String first = id();

    assertThat(taken(RefundRequest.of(paid, first, THIRTY)).state())
        .isEqualTo(RefundState.PROCESSING);
    Refund found = shop.client().findRefund(paid, first).orElseThrow();
    assertThat(found.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(found.amount()).isEqualTo(THIRTY);
    taken(RefundRequest.of(paid, id(), Money.of("70.00", "CNY")));

    assertThat(shop.client().refund(RefundRequest.of(paid, id(), THIRTY)))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(10000);
  }

  @Test
  void theSameRefundTwiceMovesMoneyOnce() {
    PaymentRef paid = paid();
    RefundRequest request = RefundRequest.of(paid, id(), THIRTY);

    taken(request);
    assertThat(taken(request).state()).isEqualTo(RefundState.REFUNDED);

    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void anAnswerLostOnItsWayIsFoundUnderItsNumber(Fault lost) {
    PaymentRef paid = paid();
    RefundRequest request = RefundRequest.of(paid, id(), THIRTY);
    shop.merchant.faults().once(Operation.REFUND, lost);

    assertThat(shop.client().refund(request)).isInstanceOf(Outcome.Unknown.class);

    assertThat(shop.requests(Operation.REFUND)).hasSize(1);
    assertThat(shop.client().findRefund(paid, request.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(taken(request).amount()).isEqualTo(THIRTY);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  static List<Fault> lostAnswers() {
    return List.of(
        Fault.answerDropped(),
        Fault.truncatedBody(),
        Fault.badGateway().afterProcessing(),
        Fault.wrongSignature(),
        Fault.missingSignature(),
        Fault.htmlWithStatus200().afterProcessing(),
        Fault.unsignedRespCode("90").afterProcessing(),
        Fault.respCode("03").afterProcessing());
  }

  @Test
  void aRefundThatTakesTimeOrFailsIsToldSo() {
    PaymentRef paid = paid();
    shop.merchant.next(Operation.REFUND, Course.LATER);
    String later = id();
    taken(RefundRequest.of(paid, later, THIRTY));
    assertThat(shop.client().findRefund(paid, later).orElseThrow().state())
        .isEqualTo(RefundState.PROCESSING);
    shop.clock.advance(Duration.ofMinutes(2));
    assertThat(shop.client().findRefund(paid, later).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);

    shop.merchant.next(Operation.REFUND, Course.FAILS);
    String fails = id();
    taken(RefundRequest.of(paid, fails, THIRTY));
    shop.clock.advance(Duration.ofMinutes(2));
    assertThat(shop.client().findRefund(paid, fails).orElseThrow().state())
        .isEqualTo(RefundState.FAILED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @Test
  void anEmptyTillIsARejection() {
    PaymentRef paid = paid();
    shop.merchant.balance(-1_000_000);

    Outcome<Refund> outcome = shop.client().refund(RefundRequest.of(paid, id(), THIRTY));

    assertThat(((Outcome.Rejected<Refund>) outcome).rejection().reason())
        .isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
    assertThat(shop.merchant.refundedOf(paid.number())).isZero();
  }

  @Test
  void anUndoOfTheSameDayGivesAllBackAndALaterOneIsRejected() {
    PaymentRef paid = paid();
    String undo = id();
    Shop.accepted(shop.client().undo(RefundRequest.of(paid, undo, paid.total())));
    assertThat(shop.client().findRefund(paid, undo).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(10000);

    PaymentRef tomorrow = paid();
    shop.clock.advance(Duration.ofHours(12));
    assertThat(shop.client().undo(RefundRequest.of(tomorrow, id(), tomorrow.total())))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(shop.merchant.refundedOf(tomorrow.number())).isZero();
  }

  @Test
  void aRefundIsNotifiedAsOneOfItsPayment() {
    PaymentRef paid = paid();
    String refundId = id();
    taken(RefundRequest.of(paid, refundId, THIRTY));
    shop.expect(paid);

    shop.client()
        .notifications()
        .handle(shop.received(shop.merchant.notification(refundId)), shop, shop);

    assertThat(shop.refunds).hasSize(1);
    assertThat(shop.refunds.get(0).paymentNumber()).isEqualTo(paid.number());
    assertThat(shop.refunds.get(0).refundId()).isEqualTo(refundId);
    assertThat(shop.refunds.get(0).state()).isEqualTo(RefundState.REFUNDED);
  }

  @Test
  void aPaymentThatNobodyPaidIsNotRefunded() {
    PaymentRef made =
        Shop.accepted(shop.client().create(shop.order(Scene.qrCode()).build()))
            .payment()
            .orElseThrow();

    assertThat(shop.client().refund(RefundRequest.of(made, id(), THIRTY)))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(shop.requests(Operation.REFUND)).isEmpty();
  }

  @Test
  void aPlatformRefundsForItsMerchant() {
    shop.close();
    shop = Shop.openOnPlatform();
    PaymentRef paid = paid();

    Refund refund = taken(RefundRequest.of(paid, id(), THIRTY));

    assertThat(refund.onBehalfOf()).contains("TEA001");
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @Test
  void heldMoneyIsCollectedAndGivenBack() {
    UnionPayPreAuthorisations authorisations = shop.client().preAuthorisations();
    PaymentRef held = held(authorisations);
    assertThat(authorisations.find(held).orElseThrow().state()).isEqualTo(PaymentState.AUTHORIZED);
    String completion = id();

    Shop.accepted(authorisations.complete(held, completion, Money.of("115.00", "CNY")));
    assertThat(authorisations.find(held, Step.COLLECTED, completion).orElseThrow().state())
        .isEqualTo(UnionPayPreAuthorisationStep.State.SUCCEEDED);
    String undo = id();
    Shop.accepted(authorisations.undoCompletion(held, completion, undo));

    UnionPayPreAuthorisationStep undone =
        authorisations.find(held, Step.COLLECTION_UNDONE, undo).orElseThrow();
    assertThat(undone.state()).isEqualTo(UnionPayPreAuthorisationStep.State.SUCCEEDED);
    assertThat(undone.amount()).isEqualTo(Money.of("115.00", "CNY"));
  }

  @Test
  void heldMoneyIsLetGoOnce() {
    UnionPayPreAuthorisations authorisations = shop.client().preAuthorisations();
    PaymentRef held = held(authorisations);
    String undo = id();

    Shop.accepted(authorisations.undo(held, undo));

    assertThat(authorisations.find(held, Step.RELEASED, undo).orElseThrow().state())
        .isEqualTo(UnionPayPreAuthorisationStep.State.SUCCEEDED);
    assertThat(authorisations.complete(held, id(), held.total()))
        .isInstanceOf(Outcome.Rejected.class);
  }

  private PaymentRef held(UnionPayPreAuthorisations authorisations) {
    Outcome.Accepted<ShowQrCode> made =
        Shop.accepted(authorisations.create(shop.order(Scene.qrCode()).build()));
    PaymentRef ref = made.payment().orElseThrow();
    shop.merchant.pay(ref.number());
    return ref;
  }

  /** Paid, as the shop knows it before anything told it UnionPay's number. */
  private PaymentRef paid() {
    Outcome.Accepted<OpenPage> made =
        Shop.accepted(shop.client().create(shop.order(Scene.webPage(Shop.BACK)).build()));
    Map<String, String> fields = new LinkedHashMap<>();
    for (OpenPage.PostForm.Field field : ((OpenPage.PostForm) made.value()).fields()) {
      fields.put(field.name(), field.value());
    }
    shop.merchant.openPage(fields);
    shop.merchant.pay(made.payment().orElseThrow().number());
    return made.payment().orElseThrow();
  }

  private String id() {
    return shop.freshId().number();
  }

  private Refund taken(RefundRequest request) {
    return Shop.accepted(shop.client().refund(request)).value();
  }
}
