// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is done to a transaction that is there: sent once, never again, and asked about under its
 * own number and time. "Taken" is all that the answer to it ever says. (全渠道, 后台类交易.)
 */
final class BackCalls {

  private static final String NO_SUCH_TRANSACTION = "34";

  private final GatewayCalls gateway;
  private final Merchant merchant;

  BackCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /**
   * The transaction that something is to be done to, with UnionPay's number of it.
   *
   * @param ref the complete reference, if it may be done
   * @param rejection why not, if it may not
   */
  record Original(Optional<PaymentRef> ref, Optional<Rejection> rejection) {}

  /**
   * Completes a reference that lacks UnionPay's number, by asking. Nothing was sent that moves
   * money.
   *
   * @param state how it must stand
   */
  Original original(PaymentRef payment, PaymentState state) {
    if (payment.transactionId().isPresent()) {
      return new Original(Optional.of(payment), Optional.empty());
    }
    Optional<Payment> found;
    try {
      found = new OrderCalls(gateway).find(payment);
    } catch (RejectedException refused) {
      return new Original(Optional.empty(), Optional.of(refused.rejection()));
    }
    if (found.isPresent()
        && found.get().state() == state
        && found.get().ref().transactionId().isPresent()) {
      return new Original(Optional.of(found.get().ref()), Optional.empty());
    }
    Rejection.Builder why =
        Rejection.of(
                Merchant.PROVIDER,
                found.isPresent() ? Rejection.Reason.NOT_ALLOWED : Rejection.Reason.NOT_FOUND,
                found.isPresent() ? found.get().providerState() : NO_SUCH_TRANSACTION)
            .remedy(
                "asked for UnionPay's number of the payment, it was "
                    + (found.isPresent() ? found.get().state().toString() : "not known")
                    + ", so nothing was sent; ask for it later, then again with the same number")
            .verified(true);
    return new Original(Optional.empty(), Optional.of(why.build()));
  }

  /**
   * Sends it, once.
   *
   * @param original UnionPay's number of what it is done to
   * @param made makes something of a report that is about this step
   * @param conflict asks, once, after "this number exists"
   */
  <T> Outcome<T> send(
      BackFields.Draft draft,
      PaymentRef original,
      String originalQueryId,
      Function<BackReport, T> made,
      Function<Rejection, Outcome<T>> conflict) {
    return gateway
        .exchange()
        .write(
            draft.step().operation(),
            original.number() + "/" + draft.number().orderId(),
            draft.to(originalQueryId),
            answer -> {
              BackReport report = BackReport.ofAcceptance(merchant, answer);
              if (!report.names(draft.number())) {
                return Verdict.open("the answer lacks number or time");
              }
              report.mustBeOneOf(draft.step());
              report.sameIfTold("origQryId", originalQueryId);
              return new Verdict.Accepted<>(made.apply(report), Optional.of(original));
            },
            conflict,
            gateway::askSoon);
  }

  /**
   * Asks about one of these steps by its own number; empty if UnionPay does not know it now.
   *
   * @param payment tells how the transaction was made that it was done to
   */
  Optional<BackReport> ask(
      Operation operation, PaymentRef payment, TimedNumber number, BackStep... steps) {
    merchant.mustOwn(payment);
    return gateway
        .exchange()
        .read(
            operation,
            Product.question(merchant, payment).with(number),
            answer -> {
              BackReport report = BackReport.ofQuery(merchant, answer);
              if (!report.isComplete(number)) {
                return Verdict.open("the answer lacks number, time, kind, state or amount");
              }
              report.mustBeOneOf(steps);
              return Verdict.accepted(Optional.of(report));
            },
            (code, answer) ->
                code.equals(NO_SUCH_TRANSACTION)
                        && answer.fields().text("orderId").equals(Optional.of(number.orderId()))
                    ? Optional.of(Optional.empty())
                    : Optional.empty());
  }

  /**
   * Checks, as far as it is told, what a step was done to; asks for UnionPay's number of it where
   * the reference lacks it.
   *
   * @throws io.countersign.MismatchException if it was done to another transaction
   */
  void mustBeDoneTo(BackReport report, PaymentRef payment) {
    PaymentRef known = payment;
    if (payment.transactionId().isEmpty() && report.tellsOriginal()) {
      known = new OrderCalls(gateway).find(payment).map(Payment::ref).orElse(payment);
    }
    report.mustBeDoneTo(known);
  }
}
