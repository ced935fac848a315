// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Steps on a pre-authorisation: collect, let go, undo, and how conflicts are settled by asking. */
final class PreAuthorisationCalls {

  /** Of what is held, in hundredths. */
  private static final long MOST_PERCENT = 115;

  private final GatewayCalls gateway;
  private final BackCalls calls;

  PreAuthorisationCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.calls = new BackCalls(gateway);
  }

  Outcome<UnionPayPreAuthorisationStep> complete(
      PaymentRef authorisation, String number, Money amount, UnionPayRefundOption... options) {
    if (!mayBeCollected(amount, authorisation.total())) {
      throw new InvalidRequestException(
          "amount", "at most 115 % of the " + authorisation.total() + " that are held");
    }
    return onHeld(draft(BackStep.COMPLETION, authorisation, number, amount, options));
  }

  Outcome<UnionPayPreAuthorisationStep> undo(
      PaymentRef authorisation, String number, UnionPayRefundOption... options) {
    return onHeld(draft(BackStep.RELEASE, authorisation, number, authorisation.total(), options));
  }

  Outcome<UnionPayPreAuthorisationStep> undoCompletion(
      PaymentRef authorisation,
      String completionNumber,
      String number,
      UnionPayRefundOption... options) {
    // Checked with the amount that is held, before anything is asked.
    draft(BackStep.COMPLETION_UNDO, authorisation, number, authorisation.total(), options);
    Optional<UnionPayPreAuthorisationStep> completion;
    try {
      completion =
          find(authorisation, UnionPayPreAuthorisationChanged.Step.COLLECTED, completionNumber);
    } catch (RejectedException refused) {
      return new Outcome.Rejected<>(refused.rejection());
    }
    if (completion.isEmpty()
        || completion.get().state() != UnionPayPreAuthorisationStep.State.SUCCEEDED
        || completion.get().transactionId().isEmpty()) {
      return new Outcome.Rejected<>(
          Rejection.of(
                  Merchant.PROVIDER,
                  completion.isEmpty() ? Rejection.Reason.NOT_FOUND : Rejection.Reason.NOT_ALLOWED,
                  completion.map(UnionPayPreAuthorisationStep::providerState).orElse("34"))
              .remedy(
                  "asked, the collection was "
                      + completion.map(step -> step.state().toString()).orElse("not known")
                      + ", so nothing was sent; ask for it later, then again with the same number")
              .verified(true)
              .build());
    }
    return send(
        draft(BackStep.COMPLETION_UNDO, authorisation, number, completion.get().amount(), options),
        authorisation,
        completion.get().transactionId().get());
  }

  Optional<UnionPayPreAuthorisationStep> find(
      PaymentRef authorisation, UnionPayPreAuthorisationChanged.Step step, String number) {
    BackStep asked = backStep(step);
    Optional<BackReport> report =
        calls.ask(
            Operation.FIND_PRE_AUTHORISATION,
            authorisation,
            TimedNumber.of("number", number),
            asked);
    if (report.isEmpty()) {
      return Optional.empty();
    }
    if (asked == BackStep.COMPLETION_UNDO) {
      report.get().mustBeMarkedFor(authorisation);
    } else {
      calls.mustBeDoneTo(report.get(), authorisation);
    }
    Money none = Money.ofMinor(0, authorisation.total().currency().getCurrencyCode());
    return Optional.of(step(report.get(), asked, authorisation, number, none));
  }

  private BackFields.Draft draft(
      BackStep step,
      PaymentRef authorisation,
      String number,
      Money amount,
      UnionPayRefundOption... options) {
    return new BackFields(gateway.merchant())
        .draft(
            step,
            authorisation,
            "number",
            number,
            amount,
            Optional.empty(),
            List.of(options),
            gateway.loop().now());
  }

  private Outcome<UnionPayPreAuthorisationStep> onHeld(BackFields.Draft draft) {
    BackCalls.Original original = calls.original(draft.payment(), PaymentState.AUTHORIZED);
    if (original.rejection().isPresent()) {
      return new Outcome.Rejected<>(original.rejection().get());
    }
    PaymentRef held = original.ref().orElse(draft.payment());
    return send(draft, held, held.transactionId().orElseThrow());
  }

  private Outcome<UnionPayPreAuthorisationStep> send(
      BackFields.Draft draft, PaymentRef authorisation, String originalQueryId) {
    String number = draft.number().orderId();
    return calls.send(
        draft,
        authorisation,
        originalQueryId,
        report -> step(report, draft.step(), authorisation, number, draft.amount()),
        rejection -> askedAfter(draft, authorisation, rejection));
  }

  /**
   * After "this number exists" or "done before": the one that has the number, if it is the same.
   */
  private Outcome<UnionPayPreAuthorisationStep> askedAfter(
      BackFields.Draft draft, PaymentRef authorisation, Rejection rejection) {
    UnionPayPreAuthorisationStep found =
        find(
                authorisation,
                UnionPayPreAuthorisationChanged.Step.of(draft.step().txnType()),
                draft.number().orderId())
            .orElse(null);
    if (found == null && rejection.reason() == Rejection.Reason.ALREADY_DONE) {
      return new Outcome.Rejected<>(rejection);
    }
    if (found == null || found.state() == UnionPayPreAuthorisationStep.State.UNRECOGNIZED) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking does not settle it", gateway.askSoon());
    }
    if (found.state() == UnionPayPreAuthorisationStep.State.FAILED) {
      return new Outcome.Rejected<>(rejection);
    }
    return found.amount().equals(draft.amount())
        ? new Outcome.Accepted<>(found, Optional.of(authorisation))
        : new Outcome.Rejected<>(rejection.ofTakenNumber());
  }

  private static UnionPayPreAuthorisationStep step(
      BackReport report, BackStep step, PaymentRef authorisation, String number, Money unlessTold) {
    Money amount = report.amount().orElse(unlessTold);
    if (!mayBeCollected(amount, authorisation.total())) {
      throw new MismatchException(
          "txnAmt", "at most 115 % of " + authorisation.total(), amount.toString());
    }
    return new UnionPayPreAuthorisationStep(
        UnionPayPreAuthorisationChanged.Step.of(step.txnType()),
        authorisation.number(),
        number,
        amount,
        report);
  }

  private static boolean mayBeCollected(Money amount, Money held) {
    return amount.currency().equals(held.currency())
        && BigInteger.valueOf(amount.minorUnits())
                .multiply(BigInteger.valueOf(100))
                .compareTo(
                    BigInteger.valueOf(held.minorUnits())
                        .multiply(BigInteger.valueOf(MOST_PERCENT)))
            <= 0;
  }

  private static BackStep backStep(UnionPayPreAuthorisationChanged.Step step) {
    return switch (step) {
      case COLLECTED -> BackStep.COMPLETION;
      case RELEASED -> BackStep.RELEASE;
      case COLLECTION_UNDONE -> BackStep.COMPLETION_UNDO;
      case HELD ->
          throw new InvalidRequestException(
              "step",
              "COLLECTED, RELEASED or COLLECTION_UNDONE; holding is found by its reference");
    };
  }
}
