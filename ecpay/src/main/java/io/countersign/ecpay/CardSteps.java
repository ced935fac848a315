// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayCardDetail.State;
import io.countersign.ecpay.EcpayCardPlan.Step;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries a plan out: reads how the money stands, sends a step only if that is as planned, and
 * never sends one again. What an answer leaves open is settled by reading; what reading leaves open
 * is unknown.
 */
final class CardSteps {

  private final GatewayCalls gateway;
  private final CardCalls calls;

  CardSteps(GatewayCalls gateway) {
    this.gateway = gateway;
    this.calls = new CardCalls(gateway);
  }

  /** How one step ended. */
  private sealed interface Ended {
    /**
     * It is done.
     *
     * @param answer what says so
     */
    record Done(Answer answer) implements Ended {}

    /**
     * It is refused, and nothing happened by it.
     *
     * @param rejection ECPay's words
     */
    record Refused(Rejection rejection) implements Ended {}

    /**
     * It is not known.
     *
     * @param cause why
     * @param followUp what then
     */
    record Open(String cause, FollowUp followUp) implements Ended {}
  }

  /**
   * Sends the steps.
   *
   * @param seen how the money stood just now
   */
  <R> Outcome<R> carryOut(EcpayCardPlan<R> plan, EcpayCardDetail seen) {
    if (!seen.isAsAt(plan.seen())) {
      throw unexpected(plan, seen);
    }
    if (plan.isNothingToDo()) {
      return accepted(plan, answered(seen));
    }
    Instant now = gateway.loop().now();
    if (CaptureWindow.isOpen(now)) {
      throw new UnavailableException(
          "ECPay takes no action on cards from 20:15 to 20:30 in Taipei; nothing was sent",
          Optional.of(Duration.between(now, CaptureWindow.firstMoment(now))));
    }
    List<Step> steps = plan.steps();
    Ended first = begun(plan, steps.get(0), seen);
    if (first instanceof Ended.Refused refused) {
      return new Outcome.Rejected<>(refused.rejection());
    }
    if (first instanceof Ended.Open open) {
      return new Outcome.Unknown<>(open.cause(), open.followUp());
    }
    Answer answer = ((Ended.Done) first).answer();
    return steps.size() == 1 ? accepted(plan, answer) : second(plan, steps.get(1));
  }

  private Ended begun(EcpayCardPlan<?> plan, Step step, EcpayCardDetail seen) {
    if (!plan.begin()) {
      throw new InvalidRequestException(
          "plan", "one that was not begun before; nothing was sent: plan anew");
    }
    try {
      return sent(plan, step, seen);
    } catch (UnavailableException notSent) {
      plan.notBegun();
      throw notSent;
    }
  }

  /** What follows a step that is done never ends as rejected: half of it has happened. */
  private <R> Outcome<R> second(EcpayCardPlan<R> plan, Step step) {
    String done = done(plan.steps().get(0));
    EcpayCardDetail seen;
    try {
      seen = calls.detail(plan.card());
    } catch (UnavailableException | RejectedException | MismatchException notRead) {
      FollowUp later = after(notRead);
      return unknown(plan, done + " and the detail could not be read after it", later);
    }
    Instant now = gateway.loop().now();
    if (!isDone(plan.steps().get(0), plan.seen(), seen)) {
      return unknown(
          plan, done + " but the detail shows " + seen.summary() + " after it", calls.askSoon());
    }
    if (CaptureWindow.isOpen(now)) {
      FollowUp later = new FollowUp.Ask(CaptureWindow.firstMoment(now));
      return unknown(plan, done + " and then the capture's window opened", later);
    }
    Ended ended;
    try {
      ended = sent(plan, step, seen);
    } catch (UnavailableException notSent) {
      return unknown(plan, done + " and " + step + " could not be sent", after(notSent));
    }
    if (ended instanceof Ended.Refused refused) {
      return unknown(
          plan, done + " and " + step + " was refused: " + refused.rejection(), calls.askSoon());
    }
    if (ended instanceof Ended.Open open) {
      return new Outcome.Unknown<>(done + " and " + open.cause(), open.followUp());
    }
    return accepted(plan, ((Ended.Done) ended).answer());
  }

  private Ended sent(EcpayCardPlan<?> plan, Step step, EcpayCardDetail before) {
    AtomicBoolean wasRefused = new AtomicBoolean();
    Outcome<Answer> outcome =
        calls.act(
            plan.card(),
            step,
            rejection -> {
              wasRefused.set(true);
              return refused(plan, before, rejection);
            });
    if (outcome instanceof Outcome.Accepted<Answer> accepted) {
      return new Ended.Done(accepted.value());
    }
    if (outcome instanceof Outcome.Rejected<Answer> rejected) {
      return new Ended.Refused(rejected.rejection());
    }
    Outcome.Unknown<Answer> unknown = (Outcome.Unknown<Answer>) outcome;
    Ended.Open open =
        new Ended.Open(
            step + " may have been carried out: " + unknown.cause() + ask(before),
            unknown.followUp());
    // Whoever was asked to pause asks nothing now. After a refusal another's action would be taken
    // for this one.
    if (wasRefused.get() || isPaused(unknown.followUp())) {
      return open;
    }
    try {
      EcpayCardDetail now = calls.detail(plan.card());
      return isDone(step, before, now) ? new Ended.Done(answered(now)) : open;
    } catch (UnavailableException | RejectedException | MismatchException notRead) {
      return open;
    }
  }

  private boolean isPaused(FollowUp followUp) {
    return followUp instanceof FollowUp.Ask ask && ask.at().isAfter(gateway.soon());
  }

  /** A refusal is believed if nothing has changed. If something has, it was perhaps another's. */
  private Outcome<Answer> refused(
      EcpayCardPlan<?> plan, EcpayCardDetail before, Rejection rejection) {
    EcpayCardDetail now;
    try {
      now = calls.detail(plan.card());
    } catch (MismatchException other) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and the detail is another's", calls.askSoon());
    }
    return now.isAsAt(before)
        ? new Outcome.Rejected<>(rejection)
        : new Outcome.Unknown<>(
            rejection.code() + ", but the detail changed to " + now.summary(), calls.askSoon());
  }

  private static boolean isDone(Step step, EcpayCardDetail before, EcpayCardDetail now) {
    boolean captured = now.state() == State.CAPTURE_REQUESTED || now.state() == State.CAPTURED;
    boolean sameRefunds = now.refunded().equals(before.refunded());
    return switch (step.action()) {
      case CAPTURE -> captured && sameRefunds;
      case REFUND -> captured && now.refunded().equals(before.refunded().plus(step.amount()));
      case CANCEL_CAPTURE -> now.state() == State.CAPTURE_CANCELLED && sameRefunds;
      case GIVE_UP -> now.state() == State.GIVEN_UP;
    };
  }

  private static String done(Step first) {
    String state =
        first.action() == EcpayCardAction.CAPTURE
            ? "the capture is asked for and nothing is refunded yet"
            : "the capture is taken back and the authorisation not yet given up";
    return first + " is done, so that " + state + "; planning anew continues from there;";
  }

  private static String ask(EcpayCardDetail before) {
    return "; ask cards().detail(payment): "
        + before.refunded()
        + " refunded means not done, unless it is still on its way";
  }

  private FollowUp after(RuntimeException failure) {
    AskedPause pause = new AskedPause();
    if (failure instanceof UnavailableException notNow) {
      pause.noted(new Verdict.Open<>("", notNow.retryAfter()));
    }
    return pause.after(calls.askSoon(), gateway.loop().now());
  }

  private static Answer answered(EcpayCardDetail detail) {
    return new Answer(200, detail.fields(), Optional.empty(), detail.evidence());
  }

  private static <R> Outcome<R> accepted(EcpayCardPlan<R> plan, Answer answer) {
    return new Outcome.Accepted<>(plan.result(answer), Optional.of(plan.payment()));
  }

  private <R> Outcome<R> unknown(EcpayCardPlan<R> plan, String cause, FollowUp followUp) {
    return gateway
        .loop()
        .unknown(Operation.CARD_ACTION.signalName(), plan.payment().number(), cause, followUp);
  }

  private MismatchException unexpected(EcpayCardPlan<?> plan, EcpayCardDetail seen) {
    return warned(
        gateway,
        plan.payment().number(),
        new MismatchException(
            "card detail",
            "what the plan was made from (" + plan.seen().summary() + "), nothing was sent,",
            seen.summary() + "; plan anew"));
  }

  static MismatchException warned(
      GatewayCalls gateway, String number, MismatchException difference) {
    gateway
        .signals()
        .warn(
            new Signal.ProvenButUnexpected(
                Merchant.PROVIDER,
                Operation.CARD_ACTION.signalName(),
                number + ": " + difference.getMessage()));
    return difference;
  }
}
