// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvokeWallet;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Orders by call: create and find, and how conflicts about them are settled by asking. None is ever
 * sent twice.
 */
final class OrderCalls {

  /** Taken; the payer may have to confirm. */
  private static final String TAKEN = "05";

  /** The code of the payer's app was used, or is out of date. */
  private static final String CODE_OF_NO_USE = "86";

  private static final String NO_SUCH_TRANSACTION = "34";

  private static final int MOST_NUMBER_CHARACTERS = 40;
  private static final int MOST_QR_CHARACTERS = 2048;

  private final GatewayCalls gateway;
  private final Merchant merchant;

  OrderCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /** Makes an order by a call: in an app, for a QR code, or the charge of a payment code. */
  <R> Outcome<R> create(PaymentRequest<R> request) {
    return create(new OrderFields(merchant, gateway::sensitive).order(request));
  }

  /** Makes an order, or lets money be held, by a call. */
  <R> Outcome<R> create(OrderFields.Draft order) {
    OrderFields.Draft draft = order.aboutNow(gateway.loop().now());
    return typed(draft.product() == Product.CODE ? charged(draft) : ordered(draft));
  }

  Optional<Payment> find(PaymentRef payment) {
    merchant.mustOwn(payment);
    String number =
        FieldRules.token("payment number", payment.number(), 8, MOST_NUMBER_CHARACTERS, "");
    Optional<Payment> found =
        gateway
            .exchange()
            .read(
                Operation.FIND,
                Product.question(merchant, payment)
                    .with("orderId", number)
                    .with("txnTime", BeijingTime.text(payment.id().createdAt())),
                answer -> told(payment, answer),
                (code, answer) ->
                    code.equals(NO_SUCH_TRANSACTION)
                        ? Optional.of(Optional.<Payment>empty())
                        : Optional.empty());
    gateway
        .signals()
        .tell(
            new Signal.PaymentAsked(
                Merchant.PROVIDER,
                number,
                found.map(Payment::state),
                Duration.between(payment.id().createdAt(), gateway.loop().now())));
    return found;
  }

  /** The payment as it stands; empty also if that cannot be asked now. */
  Optional<Payment> seen(PaymentRef payment) {
    try {
      return find(payment);
    } catch (UnavailableException | RejectedException notNow) {
      return Optional.empty();
    }
  }

  private Verdict<Optional<Payment>> told(PaymentRef payment, Answer answer) {
    PaymentReport report = PaymentReport.ofQuery(merchant, answer);
    return report.isComplete()
        ? Verdict.accepted(Optional.of(report.about(payment)))
        : Verdict.open("the answer lacks number, time, state or amount");
  }

  private Outcome<?> ordered(OrderFields.Draft draft) {
    return gateway
        .exchange()
        .<Object>write(
            Operation.ORDER,
            draft.ref().number(),
            draft.call(),
            answer -> payable(draft, answer),
            rejection -> orderIsThere(draft.ref(), rejection),
            gateway::askSoon);
  }

  /** What lets the payer pay an order that was made. */
  private static Verdict<Object> payable(OrderFields.Draft draft, Answer answer) {
    PaymentRef ref = draft.ref();
    boolean inApp = draft.product() == Product.APP;
    String field = inApp ? "tn" : "qrCode";
    String told = answer.fields().text(field).orElse("");
    if (told.isBlank() || told.length() > MOST_QR_CHARACTERS) {
      return Verdict.open("the answer lacks " + field);
    }
    Instant end = ref.payBefore().orElse(ref.id().createdAt().plus(OrderRules.VALIDITY));
    return new Verdict.Accepted<>(
        inApp ? new InvokeWallet(told, Map.of("tn", told)) : new ShowQrCode(told, end),
        Optional.of(ref));
  }

  /** After "this number exists": its order cannot be shown again, only what became of it. */
  private Outcome<Object> orderIsThere(PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = seen(ref);
    return found.isPresent() && found.get().state().isFinal()
        ? new Outcome.Rejected<>(rejection.about(found.get()))
        : notSettled(rejection);
  }

  /** Charges at once, by payment code or token. */
  Outcome<Payment> charged(OrderFields.Draft draft) {
    PaymentRef ref = draft.ref();
    Outcome<Payment> sent =
        gateway
            .exchange()
            .write(
                Operation.PAYMENT_CODE,
                ref.number(),
                draft.call(),
                answer -> accepted(taken(ref, answer)),
                (code, answer) ->
                    code.equals(TAKEN) ? Optional.of(taken(ref, answer)) : Optional.empty(),
                rejection -> chargeIsThere(ref, rejection),
                gateway::askSoon);
    if (sent instanceof Outcome.Accepted<Payment> accepted && !accepted.value().isPaid()) {
      return asked(accepted.value());
    }
    return sent instanceof Outcome.Rejected<Payment> rejected
            && rejected.rejection().code().equals(CODE_OF_NO_USE)
        ? unlessChargedBefore(ref, rejected)
        : sent;
  }

  /** A charge that was taken, which says nothing of money yet. */
  private Payment taken(PaymentRef ref, Answer answer) {
    return PaymentReport.ofAcceptance(merchant, answer).about(ref);
  }

  /** What became of a charge that was taken: payers who need no password have paid by now. */
  private Outcome<Payment> asked(Payment taken) {
    Payment known = seen(taken.ref()).orElse(taken);
    return known.state() == PaymentState.FAILED
        ? failed(known)
        : new Outcome.Accepted<>(known, Optional.of(known.ref()));
  }

  private static Outcome<Payment> failed(Payment payment) {
    Refusal refusal =
        new Refusal(payment.providerState(), payment.fields().text("origRespMsg").orElse(""));
    return new Outcome.Rejected<>(refusal.rejection(refusal.known().orElse(null)).about(payment));
  }

  private Outcome<Payment> chargeIsThere(PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = seen(ref);
    return found.isPresent() && found.get().state().isFinal()
        ? chargeEnded(found.get(), rejection)
        : notSettled(rejection);
  }

  /** A code that an earlier, lost call of this very order has used looks like one of no use. */
  private Outcome<Payment> unlessChargedBefore(PaymentRef ref, Outcome.Rejected<Payment> rejected) {
    Rejection rejection = rejected.rejection();
    try {
      Optional<Payment> found = find(ref);
      if (found.isEmpty()) {
        return rejected;
      }
      return found.get().state().isFinal()
          ? chargeEnded(found.get(), rejection)
          : unknown(ref, rejection);
    } catch (UnavailableException | RejectedException notNow) {
      return unknown(ref, rejection);
    }
  }

  private static Outcome<Payment> chargeEnded(Payment found, Rejection rejection) {
    return found.isPaid()
        ? new Outcome.Accepted<>(found, Optional.of(found.ref()))
        : new Outcome.Rejected<>(rejection.about(found));
  }

  private Outcome<Payment> unknown(PaymentRef ref, Rejection rejection) {
    return gateway
        .loop()
        .unknown(
            Operation.PAYMENT_CODE.signalName(),
            ref.number(),
            rejection.code() + ", and asking does not settle it",
            gateway.askSoon());
  }

  private <T> Outcome<T> notSettled(Rejection rejection) {
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking does not settle it", gateway.askSoon());
  }

  private static Verdict<Payment> accepted(Payment payment) {
    return new Verdict.Accepted<>(payment, Optional.of(payment.ref()));
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }
}
