// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.util.Optional;

/**
 * Reverses charges by payment code on the day they were made: what was taken goes back, and what is
 * still under way comes to nothing. (全渠道, 冲正.)
 */
final class ReverseCalls {

  private final GatewayCalls gateway;
  private final OrderCalls orders;

  ReverseCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.orders = new OrderCalls(gateway);
  }

  /** What UnionPay said to a reversal. */
  private enum Told {
    /** It was taken; only asking shows the end. */
    TAKEN,
    /** The charge was reversed before: that is its end. */
    REVERSED_BEFORE
  }

  /** Reverses, whether it is paid or not. */
  Outcome<Payment> reverse(PaymentRef payment) {
    Optional<Payment> last = orders.seen(mustBeReversible(payment));
    return last.isPresent() && keepsNoMoney(last.get()) ? accepted(last.get()) : reversed(payment);
  }

  /** Ends a charge that is not settled: a payment that has come in the meantime is kept. */
  Outcome<Payment> endCharge(PaymentRef payment) {
    Optional<Payment> last = orders.seen(mustBeReversible(payment));
    return last.isPresent() && last.get().state().isFinal()
        ? accepted(last.get())
        : reversed(payment);
  }

  private PaymentRef mustBeReversible(PaymentRef payment) {
    gateway.merchant().mustOwn(payment);
    Optional<Product> product = Product.of(payment);
    if (product.isPresent() && !Product.isCharge(payment)) {
      throw new InvalidRequestException(
          "payment",
          "one by payment code or token; this kind ends when its time to pay is over and, once paid, is"
              + " undone or refunded");
    }
    return payment;
  }

  private static boolean keepsNoMoney(Payment payment) {
    return payment.state() == PaymentState.CLOSED || payment.state() == PaymentState.FAILED;
  }

  private Outcome<Payment> reversed(PaymentRef payment) {
    Outcome<Said> sent = sent(payment);
    if (sent instanceof Outcome.Rejected<Said> rejected) {
      return refused(payment, rejected.rejection());
    }
    if (sent instanceof Outcome.Unknown<Said> unknown) {
      return new Outcome.Unknown<>(unknown.cause(), unknown.followUp());
    }
    Said said = ((Outcome.Accepted<Said>) sent).value();
    Optional<Payment> found = orders.seen(payment);
    if (found.isPresent() && keepsNoMoney(found.get())) {
      return accepted(found.get());
    }
    if (said.told() == Told.REVERSED_BEFORE) {
      return accepted(PaymentReport.ofAcceptance(gateway.merchant(), said.answer()).about(payment));
    }
    return notShown(payment, "the reversal is taken, but not shown by asking yet");
  }

  /** A refusal stands unless asking shows that the charge came to nothing, or may yet. */
  private Outcome<Payment> refused(PaymentRef payment, Rejection rejection) {
    Payment found = orders.seen(payment).orElse(null);
    if (found != null && keepsNoMoney(found)) {
      return accepted(found);
    }
    // An earlier reversal of the same charge, whose answer was lost, has its number and time.
    if (rejection.reason() == Rejection.Reason.NUMBER_IN_USE) {
      return notShown(payment, rejection.code() + ", and asking does not settle it");
    }
    return new Outcome.Rejected<>(
        found != null && found.isPaid() ? rejection.about(found) : rejection);
  }

  private Outcome<Payment> notShown(PaymentRef payment, String why) {
    return gateway
        .loop()
        .unknown(
            Operation.REVERSE.signalName(),
            payment.number(),
            why,
            new FollowUp.Reverse(gateway.soon()));
  }

  /** An answer to a reversal. */
  private record Said(Told told, Answer answer) {}

  private Outcome<Said> sent(PaymentRef payment) {
    Product product = Product.of(payment).orElse(Product.CODE);
    Call call =
        Call.of(Call.Path.BACK, "99", "01", Product.bizType(payment))
            .with("channelType", product.channelType())
            .with(TimedNumber.of(payment.id()));
    return gateway
        .exchange()
        .write(
            Operation.REVERSE,
            payment.number(),
            gateway.merchant().namingInstitution(call, product.bizType()),
            answer -> Verdict.accepted(new Said(Told.TAKEN, answer)),
            (code, answer) ->
                code.equals(PaymentReport.REVERSED)
                    ? Optional.of(new Said(Told.REVERSED_BEFORE, answer))
                    : Optional.empty(),
            Outcome.Rejected::new,
            () -> new FollowUp.Reverse(gateway.soon()));
  }

  private static Outcome<Payment> accepted(Payment payment) {
    return new Outcome.Accepted<>(payment, Optional.of(payment.ref()));
  }
}
