// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A refund's notification names the payment by UnionPay's number only; a mark tells which it is.
 */
class RefundNoticeTest {
  private static final String REFUND = "R20261121000001";
  private static final String MARK = RefundMark.of(NoticeDesk.ref());

  private final NoticeDesk desk = new NoticeDesk();
  private final SignedNotice marked = NoticeDesk.refunded(REFUND, "2500").with("reqReserved", MARK);

  @Test
  void aRefundThatBearsItsMarkReachesTheShopOnceAndNothingIsAsked() {
    assertThat(desk.handle(marked).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.handle(marked).result()).isEqualTo(Result.ALREADY_HANDLED);

    assertThat(desk.payments).isEmpty();
    assertThat(desk.refunds).hasSize(1);
    Refund refund = desk.refunds.get(0);
    assertThat(refund.paymentNumber()).isEqualTo(desk.order.number());
    assertThat(refund.refundId()).isEqualTo(REFUND);
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.amount()).isEqualTo(Money.of("25.00", "CNY"));
    assertThat(refund.orderTotal()).isEqualTo(HUNDRED);
    assertThat(refund.providerRefundId()).contains("782611211530239999999");
    assertThat(refund.refundedAt()).contains(Instant.parse("2026-11-21T07:30:23Z"));
    assertThat(desk.gateway.calls).isEmpty();
  }

  @Test
  void anUndoIsARefund() {
    desk.handle(marked.with("txnType", "31").with("txnAmt", "10000"));

    assertThat(desk.refunds).extracting(Refund::amount).containsExactly(HUNDRED);
  }

  @Test
  void aRefundThatFailedIsFailedAndOneThatNobodyKnowsIsUnderWay() {
    for (String code : List.of("35", "36", "39", "45", "90")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(marked.with("respCode", code));
      assertThat(each.refunds).extracting(Refund::state).containsExactly(RefundState.FAILED);
      assertThat(each.refunds.get(0).refundedAt()).isEmpty();
    }
    for (String code : List.of("01", "03", "04", "05", "06", "12", "34", "60", "83")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(marked.with("respCode", code));
      assertThat(each.refunds).extracting(Refund::state).containsExactly(RefundState.PROCESSING);
      assertThat(each.handle(marked).result())
          .describedAs("its end is news")
          .isEqualTo(Result.HANDLED);
    }
    desk.handle(marked.with("respCode", "A9"));
    assertThat(desk.refunds).extracting(Refund::state).containsExactly(RefundState.UNRECOGNIZED);
  }

  @Test
  void aRefundOfAnotherPaymentOrTotalIsUnexpected() {
    PaymentRef dear = PaymentRef.of("unionpay", NoticeDesk.ID, Money.of("5000.00", "CNY"));
    PaymentRef unknown =
        PaymentRef.of(
            "unionpay",
            new io.countersign.PaymentId("NOBODYS1", NoticeDesk.ID.createdAt()),
            HUNDRED);
    for (SignedNotice other :
        List.of(
            marked.with("reqReserved", RefundMark.of(dear)),
            marked.with("reqReserved", RefundMark.of(unknown)),
            marked.with("txnAmt", "10001"),
            marked.with("currencyCode", "840"))) {
      assertThat(desk.handle(other).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(desk.refunds).isEmpty();
  }

  /** Also where the shop compares by itself. */
  @Test
  void moreThanThePaymentIsNoRefundOfIt() {
    SignedNotice more = marked.with("txnAmt", "10001");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> desk.client.notifications().verify(more.received(ScriptedGateway.NOW)))
        .withMessageContaining("refund amount");
  }

  @Test
  void whatIsNoMarkIsNotTakenForOne() {
    for (String text :
        List.of(
            "",
            "cs1-",
            "cs1--1",
            "cs1-T1-",
            "cs1-T1-0",
            "cs1-T1-01x",
            "cs2-T20261121000001-10000",
            "cs1-T1/2-10000",
            "cs1-T1-" + "9".repeat(20),
            "T20261121000001-10000")) {
      assertThat(RefundMark.read(text)).describedAs(text).isEmpty();
    }
    assertThat(RefundMark.read(MARK)).contains(new RefundMark(NoticeDesk.ID.number(), HUNDRED));
  }

  @Test
  void aRefundMadeElsewhereIsAnEventWithUnionPaysNumberOfThePayment() {
    SignedNotice unmarked = NoticeDesk.refunded(REFUND, "2500");

    assertThat(desk.handle(unmarked).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.handle(unmarked).result()).isEqualTo(Result.ALREADY_HANDLED);

    assertThat(desk.refunds).isEmpty();
    UnionPayUnmatchedRefund event = (UnionPayUnmatchedRefund) desk.events.get(0);
    assertThat(event.paymentTransactionId()).isEqualTo(ScriptedGateway.QUERY_ID);
    assertThat(event.refundId()).isEqualTo(REFUND);
    assertThat(event.amount()).isEqualTo(Money.of("25.00", "CNY"));
    assertThat(event.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(event.type()).isEqualTo("04/00");
    assertThat(event.toString()).doesNotContain("6216");
  }

  @Test
  void aRefundThatNamesThePaymentsNumberIsMatchedByAQuestion() {
    NoticeDesk asking = new NoticeDesk(found("00"));

    assertThat(asking.handle(named()).result()).isEqualTo(Result.HANDLED);

    assertThat(asking.refunds.get(0).paymentNumber()).isEqualTo(NoticeDesk.ID.number());
    assertThat(asking.refunds.get(0).orderTotal()).isEqualTo(HUNDRED);
    assertThat(asking.gateway.fields(0).asMap())
        .containsAllEntriesOf(
            Map.of(
                "orderId", NoticeDesk.ID.number(),
                "txnTime", BeijingTime.text(NoticeDesk.ID.createdAt()),
                "txnType", "00"));
  }

  @Test
  void whatCannotBeAskedIsToldAgain() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            reply("34"),
            reply("11"),
            found("00").without("txnAmt"),
            found("00").unsigned())) {
      NoticeDesk asking = new NoticeDesk(step);
      assertThat(asking.handle(named()).status()).isEqualTo(503);
      assertThat(asking.refunds).isEmpty();
    }
    NoticeDesk other = new NoticeDesk(found("00").with("queryId", "782611211530230000000"));
    assertThat(other.handle(named()).result()).isEqualTo(Result.UNEXPECTED);
  }

  private static SignedNotice named() {
    return NoticeDesk.refunded(REFUND, "2500")
        .with("bizType", "000000")
        .with("origOrderId", NoticeDesk.ID.number())
        .with("origTxnTime", BeijingTime.text(NoticeDesk.ID.createdAt()));
  }
}
