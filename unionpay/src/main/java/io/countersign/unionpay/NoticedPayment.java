// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.util.Optional;

/** A notification about a payment. (全渠道, 消费类交易, 后台通知; 交易状态查询, 应答码.) */
final class NoticedPayment {

  /** Ordinary, in instalments, a scanned payer's code, a code that the payer scanned, contract. */
  private static final String PAYMENTS = " 01/01 01/03 01/06 01/07 01/10 ";

  /** The merchant scanned the payer's code: one charge, which nobody tries again. */
  private static final String SCANNED = "06";

  private final BackNotice notice;

  NoticedPayment(BackNotice notice) {
    this.notice = notice;
  }

  /** Whether it is about a payment at all. */
  static boolean is(BackNotice notice) {
    return PAYMENTS.contains(" " + notice.txnType() + "/" + notice.txnSubType() + " ");
  }

  Notification read() {
    Money amount = notice.amount();
    PaymentState state = state();
    Optional<String> queryId = notice.text("queryId");
    if (state == PaymentState.PAID && queryId.isEmpty()) {
      throw BackNotice.unreadable("it lacks its queryId");
    }
    PaymentRef ref =
        notice
            .merchant()
            .own(
                PaymentRef.of(
                    Merchant.PROVIDER, new PaymentId(notice.number(), notice.txnTime()), amount));
    Payment.Builder payment =
        Payment.of(
                state == PaymentState.PAID && queryId.isPresent()
                    ? ref.withTransactionId(queryId.get())
                    : ref,
                state,
                notice.respCode(),
                notice.fields(),
                notice.evidence())
            .orderTotal(amount);
    if (state == PaymentState.PAID) {
      payment.paidAt(notice.bookedAt());
    }
    return new PaymentChanged(
            notice.id(),
            notice.bookedAt(),
            notice.merchant().account(),
            Optional.empty(),
            payment.build())
        .tellingItsTime();
  }

  private PaymentState state() {
    String code = notice.respCode();
    if (RespCode.isSuccess(code)) {
      return PaymentState.PAID;
    }
    Optional<RespCode> known = RespCode.of(code);
    if (known.isEmpty()) {
      return PaymentState.UNRECOGNIZED;
    }
    boolean scanned = notice.txnSubType().equals(SCANNED);
    if (code.equals(PaymentReport.TOO_LATE)) {
      // One try came too late; another, begun in time, may still succeed, so asking tells the end.
      return scanned ? PaymentState.CLOSED : PaymentState.PROCESSING;
    }
    boolean failed = known.get().isFailure() && !known.get().isUnsettled();
    if (!failed && !known.get().isWaitingForPayer()) {
      return PaymentState.PROCESSING;
    }
    // On a page, in an app and with a code to scan the payer may try another card until payTimeout.
    return failed && scanned ? PaymentState.FAILED : PaymentState.AWAITING_PAYER;
  }
}
