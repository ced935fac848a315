// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Orders: create, find, close, reverse, and how conflicts between them are settled by asking. */
final class OrderCalls {

  private final GatewayCalls gateway;
  private final Merchant merchant;

  OrderCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  <R> Outcome<R> create(PaymentRequest<R> request) {
    OrderFields.Draft draft = new OrderFields(merchant).order(request);
    SealedBody body = gateway.sensitive().seal(draft.body(), draft.encrypted());
    boolean byCode = draft.product() == Product.PAYMENT_CODE;
    return gateway
        .exchange()
        .write(
            byCode ? Operation.PAYMENT_CODE : Operation.ORDER,
            draft.ref().number(),
            "POST",
            merchant.orderPath(draft.product().path()),
            body,
            answer -> created(request.scene(), draft, answer),
            rejection -> alreadyThere(request.scene(), draft.ref(), rejection),
            () -> byCode ? askSoon() : new FollowUp.RepeatSame(soon()));
  }

  Optional<Payment> find(PaymentRef payment) {
    merchant.mustOwn(payment);
    Product.requireOrdinary(payment);
    String number = OrderFields.number(payment.number());
    Optional<Payment> found =
        gateway
            .exchange()
            .find(
                Operation.FIND,
                merchant.queryPath(number),
                gateway.preferredKeyId(),
                answer -> {
                  PaymentReport report = report(answer);
                  return report.isComplete()
                      ? Verdict.accepted(report.about(payment))
                      : incomplete();
                });
    Instant now = gateway.loop().now();
    gateway
        .signals()
        .tell(
            new Signal.PaymentAsked(
                WeChatPayClient.PROVIDER,
                number,
                found.map(Payment::state),
                Duration.between(payment.id().createdAt(), now)));
    return found;
  }

  Optional<Payment> findTransaction(String transactionId) {
    String id = FieldRules.token("transaction id", transactionId, 1, 32, "");
    return gateway
        .exchange()
        .find(
            Operation.FIND,
            merchant.transactionPath(id),
            gateway.preferredKeyId(),
            answer -> {
              PaymentReport report = report(answer);
              if (!report.isComplete()) {
                return incomplete();
              }
              Payment payment;
              try {
                payment = report.unasked(gateway.loop().now());
              } catch (InvalidRequestException oddNumber) {
                return Verdict.open("the answer's number is not one that a payment can have");
              }
              return payment.ref().transactionId().orElse("").equals(id)
                  ? Verdict.accepted(payment)
                  : Verdict.open("the answer is about another transaction");
            });
  }

  Outcome<PaymentState> close(PaymentRef payment) {
    merchant.mustOwn(payment);
    Product.requireOrdinary(payment);
    if (Product.isPaymentCode(payment)) {
      throw new InvalidRequestException(
          "payment", "one that is not by payment code; that kind is reversed");
    }
    String number = OrderFields.number(payment.number());
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameMerchant(body);
    return gateway
        .exchange()
        .write(
            Operation.CLOSE,
            number,
            "POST",
            merchant.closePath(number),
            gateway.sensitive().seal(body, Map.of()),
            answer ->
                answer.status() == 204
                    ? new Verdict.Accepted<>(PaymentState.CLOSED, Optional.of(payment))
                    : Verdict.open("HTTP " + answer.status() + ": not closed yet"),
            rejection -> closedAlready(payment, rejection),
            () -> new FollowUp.Close(soon()));
  }

  Outcome<Payment> reverse(PaymentRef payment) {
    merchant.mustOwn(payment);
    Product.requireOrdinary(payment);
    String number = OrderFields.number(payment.number());
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameApp(body, appIdOf(payment));
    merchant.nameMerchant(body);
    Outcome<Boolean> reversed =
        gateway
            .exchange()
            .write(
                Operation.REVERSE,
                number,
                "POST",
                merchant.reversePath(number),
                gateway.sensitive().seal(body, Map.of()),
                answer ->
                    answer.status() == 202
                        ? Verdict.open("HTTP 202: not reversed yet")
                        : Verdict.accepted(true),
                // Closed, paid, used: whatever it is, the question after it tells.
                rejection -> new Outcome.Accepted<>(true, Optional.of(payment)),
                () -> new FollowUp.Reverse(soon()));
    return reversed.fold(
        accepted -> settledAfterReverse(payment),
        rejected -> new Outcome.Rejected<>(rejected.rejection()),
        unknown -> new Outcome.Unknown<>(unknown.cause(), unknown.followUp()));
  }

  private <R> Verdict<R> created(Scene<R> scene, OrderFields.Draft draft, Answer answer) {
    if (scene instanceof Scene.PaymentCode) {
      return typed(charged(draft.ref(), answer));
    }
    return new PayerAction(gateway).in(scene, draft.product(), draft.appId(), draft.ref(), answer);
  }

  private Verdict<Payment> charged(PaymentRef ref, Answer answer) {
    if (answer.status() == 202) {
      Payment waiting =
          Payment.of(ref, PaymentState.PROCESSING, "USERPAYING", answer.fields(), answer.evidence())
              .build();
      return new Verdict.Accepted<>(waiting, Optional.of(ref));
    }
    PaymentReport report = new PaymentReport(merchant, answer.fields(), answer.evidence());
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    Payment payment = report.about(ref);
    return new Verdict.Accepted<>(payment, Optional.of(payment.ref()));
  }

  /** After "paid" or "number used": how things stand tells whether it was us. */
  private <R> Outcome<R> alreadyThere(Scene<R> scene, PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = asked(ref);
    if (found.isEmpty()) {
      return new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
    }
    Payment payment = found.get();
    if (scene instanceof Scene.PaymentCode && payment.isPaid()) {
      return typedOutcome(new Outcome.Accepted<>(payment, Optional.of(payment.ref())));
    }
    // An order that can still be paid may be this very one, so it licenses no new number.
    return payment.state().isFinal()
        ? new Outcome.Rejected<>(rejection.about(payment))
        : new Outcome.Unknown<>(rejection.code() + ", and asking shows no final state", askSoon());
  }

  private Outcome<PaymentState> closedAlready(PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = asked(ref);
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(PaymentState.CLOSED, Optional.of(found.get().ref()));
    }
    if (found.isPresent() && found.get().isPaid()) {
      return new Outcome.Rejected<>(rejection.about(found.get()));
    }
    return new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
  }

  private Outcome<Payment> settledAfterReverse(PaymentRef ref) {
    Optional<Payment> found = asked(ref);
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(found.get(), Optional.of(found.get().ref()));
    }
    return gateway
        .loop()
        .unknown(
            Operation.REVERSE.signalName(),
            ref.number(),
            "the reversal is not shown by asking yet",
            new FollowUp.Reverse(soon()));
  }

  /** A reversal names the app of the charge, which is not always the client's first. */
  private String appIdOf(PaymentRef payment) {
    if (payment.appId().isPresent()) {
      return payment.appId().get();
    }
    Optional<String> reported = asked(payment).flatMap(p -> merchant.appNamedBy(p.fields()));
    return reported.orElseGet(() -> merchant.appFor(null, Product.PAYMENT_CODE.appKinds()));
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Verdict<R> typed(Verdict<?> verdict) {
    return (Verdict<R>) verdict;
  }

  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typedOutcome(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }

  private PaymentReport report(Answer answer) {
    return new PaymentReport(merchant, answer.fields(), answer.evidence());
  }

  private static <T> Verdict<T> incomplete() {
    return Verdict.open("the answer lacks number, state or amount");
  }

  private Optional<Payment> asked(PaymentRef ref) {
    try {
      return find(ref);
    } catch (UnavailableException | RejectedException notNow) {
      return Optional.empty();
    }
  }

  private FollowUp askSoon() {
    return new FollowUp.Ask(soon());
  }

  private Instant soon() {
    return gateway.soon();
  }
}
