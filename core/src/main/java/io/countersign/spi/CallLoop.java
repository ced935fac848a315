// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one call with as many attempts as are harmless, and ends it as the table of outcomes
 * says. Each attempt is signed anew. A wait is drawn evenly below a bound that doubles; what the
 * provider asks for in {@code Retry-After} is honoured, and handed to the caller when it exceeds
 * the budget. An interrupt ends the call before its next attempt or within a wait, and stays set;
 * an answer already awaited is awaited to its time-out.
 *
 * <p>Once one attempt may have been sent, only an acceptance or a question can settle the call: a
 * refusal of a later attempt says nothing about the earlier one.
 */
public final class CallLoop {

  private final String provider;
  private final HttpTransport transport;
  private final RetryPolicy policy;
  private final Duration timeout;
  private final Clock clock;
  private final Sleeper sleeper;
  private final RandomGenerator random;
  private final Signals signals;
  private final @Nullable Instant deadline;

  /**
   * The loop of one client. Not made by {@link CallTerms} itself, which every notification loads.
   *
   * @param provider the provider's short name
   * @param terms transport, policy, time-out, clock and sleeper
   * @param random for jitter
   * @param signals told when a call ends
   * @param deadline calls end before it, if there is one
   */
  public static CallLoop of(
      String provider,
      CallTerms terms,
      RandomGenerator random,
      Signals signals,
      @Nullable Instant deadline) {
    Sleeper sleeper = terms.sleeper();
    return new CallLoop(
        provider,
        terms.transport(),
        terms.retryPolicy(),
        terms.timeout(),
        terms.clock(),
        sleeper == null ? new ThreadSleeper() : sleeper,
        random,
        signals,
        deadline);
  }

  /**
   * A loop for one client.
   *
   * @param provider the provider's short name
   * @param transport sends once
   * @param policy how often and how long
   * @param timeout the most time of one attempt
   * @param clock for budget and deadline
   * @param sleeper waits
   * @param random for jitter
   * @param signals told when a call ends
   */
  public CallLoop(
      String provider,
      HttpTransport transport,
      RetryPolicy policy,
      Duration timeout,
      Clock clock,
      Sleeper sleeper,
      RandomGenerator random,
      Signals signals) {
    this(provider, transport, policy, timeout, clock, sleeper, random, signals, null);
  }

  private CallLoop(
      String provider,
      HttpTransport transport,
      RetryPolicy policy,
      Duration timeout,
      Clock clock,
      Sleeper sleeper,
      RandomGenerator random,
      Signals signals,
      @Nullable Instant deadline) {
    this.provider = provider;
    this.transport = transport;
    this.policy = policy;
    this.timeout = timeout;
    this.clock = clock;
    this.sleeper = sleeper;
    this.random = random;
    this.signals = signals;
    this.deadline = deadline;
  }

  /** Makes and signs the request of one attempt. */
  @FunctionalInterface
  public interface Attempt {
    /** A fresh request that may take at most {@code timeout}. */
    HttpCall sign(Instant now, Duration timeout);
  }

  /**
   * Reads what one answer proves.
   *
   * @param <T> what an accepted call answers
   */
  @FunctionalInterface
  public interface AnswerReader<T> {
    /** The verdict; may throw {@link MismatchException}. */
    Verdict<T> read(HttpAnswer answer);
  }

  /** The same loop, ending before a moment, or before the one it has if that is earlier. */
  public CallLoop before(Instant newDeadline) {
    Instant earlier = deadline != null && deadline.isBefore(newDeadline) ? deadline : newDeadline;
    return new CallLoop(
        provider, transport, policy, timeout, clock, sleeper, random, signals, earlier);
  }

  /** Ends something as unknown that is not one call, and tells the observer. */
  public <T> Outcome<T> unknown(String operation, String number, String cause, FollowUp followUp) {
    signals.warn(new Signal.UnknownOpened(provider, operation, number, followUp));
    return new Outcome.Unknown<>(cause, followUp);
  }

  /** Now, by the loop's clock. */
  public Instant now() {
    return clock.instant();
  }

  /** When calls must end, if a moment was given. */
  public Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** Waits, unless that would pass the deadline; false if it did not wait to the end. */
  public boolean pause(Duration wait) {
    if (deadline != null && clock.instant().plus(wait).isAfter(deadline)) {
      return false;
    }
    return slept(wait);
  }

  /**
   * Asks, with repetition.
   *
   * @throws RejectedException if the provider refuses the question
   * @throws UnavailableException if no answer was to be had
   * @throws MismatchException if the answer is about something else
   */
  public <T> T read(String operation, Attempt attempt, AnswerReader<T> reader) {
    return read(operation, true, attempt, reader);
  }

  /**
   * Asks what can be answered only once, such as what a single-use code stands for: not repeated
   * after it may have been sent, unless the provider says that it did not answer now.
   *
   * @throws RejectedException if the provider refuses the question
   * @throws UnavailableException if no answer was to be had; it may have been given and lost
   * @throws MismatchException if the answer is about something else
   */
  public <T> T readOnce(String operation, Attempt attempt, AnswerReader<T> reader) {
    return read(operation, false, attempt, reader);
  }

  private <T> T read(
      String operation, boolean repeatable, Attempt attempt, AnswerReader<T> reader) {
    Run<T> run = new Run<>(operation, false);
    Verdict<T> verdict = run.repeat(repeatable, attempt, reader);
    if (verdict instanceof Verdict.Accepted<T> accepted) {
      run.ended(Signal.CallResult.SUCCEEDED);
      return accepted.value();
    }
    if (verdict instanceof Verdict.Refused<T> refused) {
      run.ended(Signal.CallResult.REJECTED);
      throw new RejectedException(refused.rejection());
    }
    if (verdict instanceof Verdict.Conflict<T> conflict) {
      run.ended(Signal.CallResult.REJECTED);
      throw new RejectedException(conflict.rejection());
    }
    run.ended(Signal.CallResult.UNAVAILABLE);
    throw run.unavailable();
  }

  /**
   * Writes.
   *
   * @param operation its name in signals
   * @param number what it is about, in signals
   * @param repeatable whether the identical request is harmless after it may have been sent
   * @param attempt makes the request
   * @param reader reads the answer
   * @param conflict asks, once, how things stand after "number in use" or "done already"
   * @param whenUnknown what to do next if nobody knows
   * @return how it ended
   * @throws UnavailableException if it provably did not reach the provider
   */
  public <T> Outcome<T> write(
      String operation,
      String number,
      boolean repeatable,
      Attempt attempt,
      AnswerReader<T> reader,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    Run<T> run = new Run<>(operation, true);
    Verdict<T> verdict = run.repeat(repeatable, attempt, reader);
    if (verdict instanceof Verdict.Accepted<T> accepted) {
      run.ended(Signal.CallResult.SUCCEEDED);
      return new Outcome.Accepted<>(accepted.value(), accepted.payment());
    }
    if (verdict instanceof Verdict.Conflict<T> taken) {
      Outcome<T> asked;
      try {
        asked = conflict.apply(taken.rejection());
      } catch (MismatchException different) {
        run.mismatched(different);
        throw different;
      } catch (UnavailableException | RejectedException notNow) {
        asked =
            new Outcome.Unknown<>(
                "how it stands could not be asked after " + taken.rejection().code(),
                whenUnknown.get());
      }
      if (asked instanceof Outcome.Unknown<T> unknown) {
        return run.unknown(number, unknown.cause(), unknown.followUp());
      }
      run.ended(
          asked instanceof Outcome.Accepted
              ? Signal.CallResult.SUCCEEDED
              : Signal.CallResult.REJECTED);
      return asked;
    }
    if (verdict instanceof Verdict.Refused<T> refused) {
      if (run.maybeSentBefore) {
        return run.unknown(
            number,
            "an earlier attempt may have been carried out; a later one was refused with "
                + refused.rejection().code(),
            whenUnknown.get());
      }
      run.ended(Signal.CallResult.REJECTED);
      return new Outcome.Rejected<>(refused.rejection());
    }
    if (run.maybeSent) {
      return run.unknown(number, run.why, whenUnknown.get());
    }
    run.ended(Signal.CallResult.UNAVAILABLE);
    throw run.unavailable();
  }

  private boolean slept(Duration wait) {
    try {
      sleeper.sleep(wait);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One call's attempts. */
  private final class Run<T> {
    private final String operation;
    private final boolean write;
    private final Instant begun = clock.instant();
    private final long begunNanos = System.nanoTime();
    private int attempts;
    private boolean maybeSent;
    private boolean maybeSentBefore;
    private String why = "";
    private Optional<Duration> retryAfter = Optional.empty();

    Run(String operation, boolean write) {
      this.operation = operation;
      this.write = write;
    }

    /** The verdict that ended it, or null if none did. */
    @Nullable Verdict<T> repeat(boolean repeatable, Attempt attempt, AnswerReader<T> reader) {
      while (true) {
        Duration left = left();
        if (left.isZero() || left.isNegative()) {
          why = why.isEmpty() ? "the deadline or time budget is over; nothing was sent" : why;
          return null;
        }
        if (Thread.currentThread().isInterrupted()) {
          why = why.isEmpty() ? "the thread is interrupted; nothing was sent" : why;
          return null;
        }
        attempts++;
        maybeSentBefore = maybeSent;
        Verdict<T> verdict = once(attempt, reader, left.compareTo(timeout) < 0 ? left : timeout);
        boolean again;
        if (verdict == null) {
          again = repeatable || !maybeSent;
        } else if (verdict instanceof Verdict.NotNow<T> notNow) {
          why = notNow.why();
          retryAfter = notNow.retryAfter();
          again = repeatable || !maybeSent;
        } else if (verdict instanceof Verdict.Open<T> open) {
          why = open.why();
          retryAfter = open.retryAfter();
          maybeSent = true;
          again = repeatable;
        } else {
          return verdict;
        }
        if (!again || attempts >= policy.attempts() || !waited()) {
          return null;
        }
      }
    }

    private @Nullable Verdict<T> once(
        Attempt attempt, AnswerReader<T> reader, Duration attemptTimeout) {
      retryAfter = Optional.empty();
      HttpCall call;
      try {
        call = attempt.sign(clock.instant(), attemptTimeout);
      } catch (RuntimeException unsigned) {
        if (unsigned instanceof InvalidRequestException && !maybeSent) {
          throw unsigned;
        }
        // This attempt was not sent. An earlier one may have been, and that still counts.
        why = reason("the request could not be signed", unsigned);
        return null;
      }
      HttpAnswer answer;
      try {
        answer = transport.send(call);
      } catch (TransportException failure) {
        why = String.valueOf(failure.getMessage());
        maybeSent |= failure.maybeSent();
        return null;
      } catch (RuntimeException foreign) {
        // A transport that breaks its promise may have sent.
        why = reason("the transport failed", foreign);
        maybeSent = true;
        return null;
      }
      try {
        return reader.read(answer);
      } catch (MismatchException different) {
        mismatched(different);
        throw different;
      } catch (RuntimeException unread) {
        if (!write && unread instanceof PaymentException) {
          ended(
              unread instanceof RejectedException
                  ? Signal.CallResult.REJECTED
                  : Signal.CallResult.UNAVAILABLE);
          throw unread;
        }
        // The request was sent: whatever keeps its answer from being read proves nothing about it.
        return Verdict.open(reason("the answer could not be judged", unread));
      }
    }

    /** Messages of foreign exceptions may quote anything; ours hold no secrets. */
    private String reason(String what, RuntimeException exception) {
      return what
          + ": "
          + (exception instanceof PaymentException
              ? exception.getMessage()
              : exception.getClass().getName());
    }

    private boolean waited() {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      Duration wait = retryAfter.orElseGet(this::jitter);
      if (wait.compareTo(left()) >= 0) {
        return false;
      }
      return slept(wait);
    }

    private Duration jitter() {
      long bound = policy.firstWait().toMillis();
      for (int i = 1; i < attempts && bound < policy.longestWait().toMillis(); i++) {
        bound *= 2;
      }
      bound = Math.min(bound, policy.longestWait().toMillis());
      return Duration.ofMillis(bound <= 0 ? 0 : random.nextLong(bound + 1));
    }

    private Duration left() {
      Instant now = clock.instant();
      Duration left = Duration.between(now, begun.plus(policy.budget()));
      if (deadline != null) {
        Duration toDeadline = Duration.between(now, deadline);
        return toDeadline.compareTo(left) < 0 ? toDeadline : left;
      }
      return left;
    }

    void mismatched(MismatchException different) {
      ended(Signal.CallResult.MISMATCH);
      signals.warn(
          new Signal.ProvenButUnexpected(
              provider, operation, String.valueOf(different.getMessage())));
    }

    UnavailableException unavailable() {
      return new UnavailableException(
          provider + " " + operation + ": " + why + " (attempt " + attempts + ")", retryAfter);
    }

    Outcome<T> unknown(String number, String cause, FollowUp followUp) {
      ended(Signal.CallResult.UNKNOWN);
      return CallLoop.this.unknown(operation, number, cause, followUp);
    }

    void ended(Signal.CallResult result) {
      signals.tell(
          new Signal.CallEnded(
              provider,
              operation,
              result,
              attempts,
              Duration.ofNanos(System.nanoTime() - begunNanos)));
    }
  }
}
