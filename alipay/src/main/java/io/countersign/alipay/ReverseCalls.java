// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels orders made at a counter: closed if nobody has paid, given back in full if somebody has.
 * (支付宝开放平台, 统一收单交易撤销接口.)
 */
final class ReverseCalls {

  private static final Duration REPEAT_EVERY = Duration.ofSeconds(2);

  private final GatewayCalls gateway;
  private final OrderCalls orders;

  ReverseCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.orders = new OrderCalls(gateway);
  }

  /** What a cancellation did. */
  private enum Cancelled {
    /** Alipay has done it. */
    DONE,
    /** Alipay wants the same request again (retry_flag). */
    REPEAT,
    /** Alipay knows no such trade, so nothing was ended. */
    NOTHING_THERE
  }

  /** Cancels, whether it is paid or not. */
  Outcome<Payment> reverse(PaymentRef payment) {
    return cancelled(mustBeCancellable(payment), orders.seen(payment));
  }

  /** Ends a charge that is not settled: a payment that has come in the meantime is kept. */
  Outcome<Payment> endCharge(PaymentRef payment) {
    Optional<Payment> last = orders.seen(mustBeCancellable(payment));
    return last.isPresent() && last.get().isPaid() && !PaymentReport.keepsNoMoney(last.get())
        ? accepted(last.get())
        : cancelled(payment, last);
  }

  /** A charge's end, in which money that went back already is not called paid. */
  static Outcome<Payment> withoutMoneyGivenBack(Outcome<Payment> ended) {
    return ended instanceof Outcome.Accepted<Payment> accepted
            && PaymentReport.keepsNoMoney(accepted.value())
        ? accepted(PaymentReport.reversed(accepted.value()))
        : ended;
  }

  private PaymentRef mustBeCancellable(PaymentRef payment) {
    gateway.merchant().mustOwn(payment);
    String product = payment.product().orElse("");
    if (product.equals("page") || product.equals("wap") || product.equals("app")) {
      throw new InvalidRequestException(
          "payment",
          "one by payment code, QR code or in the wallet; this kind is closed or, once paid,"
              + " refunded");
    }
    return payment;
  }

  private Outcome<Payment> cancelled(PaymentRef payment, Optional<Payment> last) {
    if (last.isPresent() && PaymentReport.keepsNoMoney(last.get())) {
      return accepted(PaymentReport.reversed(last.get()));
    }
    for (int attempt = 1; ; attempt++) {
      Outcome<Cancelled> sent = sent(payment);
      if (sent instanceof Outcome.Rejected<Cancelled> rejected) {
        if (attempt > 1) {
          return unknown(
              payment,
              "Alipay asked for the same cancellation again, then refused it with "
                  + rejected.rejection().code()
                  + ": the first may have done something",
              new FollowUp.Reverse(gateway.soon()));
        }
        return new Outcome.Rejected<>(rejected.rejection());
      }
      if (sent instanceof Outcome.Unknown<Cancelled> unknown) {
        return new Outcome.Unknown<>(unknown.cause(), unknown.followUp());
      }
      Cancelled how = ((Outcome.Accepted<Cancelled>) sent).value();
      if (how != Cancelled.REPEAT) {
        return settled(payment, how);
      }
      if (attempt >= gateway.mostAttempts() || !gateway.loop().pause(REPEAT_EVERY)) {
        return unknown(
            payment,
            "Alipay asks for the same cancellation again (retry_flag)",
            new FollowUp.Reverse(gateway.soon()));
      }
    }
  }

  private Outcome<Cancelled> sent(PaymentRef payment) {
    String number = OrderRules.number(payment.number());
    return gateway
        .exchange()
        .write(
            Operation.CANCEL,
            number,
            Call.of("alipay.trade.cancel", Map.of("out_trade_no", number)),
            answer -> told(payment, answer),
            rejection -> doneAlready(payment, rejection),
            () -> new FollowUp.Reverse(gateway.soon()));
  }

  private static Verdict<Cancelled> told(PaymentRef payment, Answer answer) {
    if (!OrderCalls.names(payment, answer)) {
      return Verdict.open("the answer names no order");
    }
    String again = answer.fields().text("retry_flag").orElse("");
    if (again.equals("Y")) {
      return Verdict.accepted(Cancelled.REPEAT);
    }
    if (!again.equals("N")) {
      return Verdict.open("the answer does not say whether it is done (retry_flag)");
    }
    return Verdict.accepted(
        answer.fields().text("action").orElse("").isEmpty()
            ? Cancelled.NOTHING_THERE
            : Cancelled.DONE);
  }

  /** Whatever it is, finished or refunded in part, a question tells. */
  private Outcome<Cancelled> doneAlready(PaymentRef payment, Rejection rejection) {
    Optional<Payment> found = orders.seen(payment);
    if (found.isPresent() && PaymentReport.keepsNoMoney(found.get())) {
      return new Outcome.Accepted<>(Cancelled.DONE, Optional.of(found.get().ref()));
    }
    return found.isPresent() && found.get().isPaid()
        ? new Outcome.Rejected<>(rejection.about(found.get()))
        : new Outcome.Unknown<>(
            rejection.code() + ", and asking does not settle it",
            new FollowUp.Reverse(gateway.soon()));
  }

  /** A cancellation is believed once a question shows it. */
  private Outcome<Payment> settled(PaymentRef payment, Cancelled how) {
    Optional<Payment> found = orders.seen(payment);
    if (found.isPresent() && PaymentReport.keepsNoMoney(found.get())) {
      return accepted(PaymentReport.reversed(found.get()));
    }
    if (how == Cancelled.NOTHING_THERE) {
      String cause = "Alipay knows no such trade, so nothing is proven to have ended";
      // A QR code that nobody has scanned ends by its own time; another cancellation proves no
      // more.
      return Product.isPaymentCode(payment)
          ? unknown(payment, cause, new FollowUp.Reverse(gateway.soon()))
          : unknown(payment, cause, gateway.askSoon());
    }
    return unknown(
        payment,
        "the cancellation is not shown by asking yet",
        new FollowUp.Reverse(gateway.soon()));
  }

  private Outcome<Payment> unknown(PaymentRef payment, String cause, FollowUp next) {
    return gateway.loop().unknown(Operation.CANCEL.signalName(), payment.number(), cause, next);
  }

  private static Outcome<Payment> accepted(Payment payment) {
    return new Outcome.Accepted<>(payment, Optional.of(payment.ref()));
  }
}
