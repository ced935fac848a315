// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.CallLoop;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One signed call and what its answer proves: sign, exchange, verify; mapping is the caller's. A
 * success must be signed. A refusal that is not signed is told as such, and is believed only where
 * the gateway says that it never came to the method.
 */
final class Exchange {

  private final CallLoop loop;
  private final Wire wire;

  /**
   * Makes something of a verified answer that is no refusal.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface Mapper<T> {
    /**
     * What the answer proves.
     *
     * @param answer its fields hold {@code code} as well, by which "in progress" (10003, HTTP 202)
     *     can be told for the operations that know it
     */
    Verdict<T> map(Answer answer);
  }

  /**
   * Makes an answer of a refusal that says how things stand.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface RefusalMapper<T> {
    /**
     * The answer; empty if it is a refusal like others.
     *
     * @param signed whether its signature was there, and right
     */
    Optional<T> map(String code, boolean signed);
  }

  Exchange(CallLoop loop, Wire wire) {
    this.loop = loop;
    this.wire = wire;
  }

  /** Asks. */
  <T> T read(Operation operation, Call call, Mapper<T> mapper) {
    return read(operation, call, mapper, (code, signed) -> Optional.empty());
  }

  /** Asks, where some refusals are answers. */
  <T> T read(Operation operation, Call call, Mapper<T> mapper, RefusalMapper<T> refusals) {
    CallLoop.Attempt attempt = (now, timeout) -> wire.sign(call, false, now, timeout);
    CallLoop.AnswerReader<T> reader =
        answer -> {
          Reading reading = wire.read(call, answer, loop.now());
          if (reading.kind() == Reading.Kind.REFUSAL) {
            Optional<T> told =
                Refusal.of(reading)
                    .flatMap(
                        refusal -> refusals.map(refusal.code(), reading.evidence().isPresent()));
            if (told.isPresent()) {
              return Verdict.accepted(told.get());
            }
          }
          return verdict(operation, answer, reading, mapper);
        };
    return operation.isRepeatable()
        ? loop.read(operation.signalName(), attempt, reader)
        : loop.readOnce(operation.signalName(), attempt, reader);
  }

  /** Writes. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Call call,
      Mapper<T> mapper,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    return loop.write(
        operation.signalName(),
        number,
        operation.isRepeatable(),
        (now, timeout) -> wire.sign(call, true, now, timeout),
        answer -> verdict(operation, answer, wire.read(call, answer, loop.now()), mapper),
        conflict,
        whenUnknown);
  }

  private <T> Verdict<T> verdict(
      Operation operation, HttpAnswer answer, Reading reading, Mapper<T> mapper) {
    Optional<Duration> retryAfter = RetryAfter.of(answer.headers(), loop.now());
    return switch (reading.kind()) {
      case NOTHING -> new Verdict.Open<>(reading.why(), retryAfter);
      case SUCCESS -> accepted(reading, mapper);
      case IN_PROGRESS ->
          operation.mayBeInProgress()
              ? accepted(reading, mapper)
              : Verdict.open("Alipay took it, but it is not done yet");
      case REFUSAL -> refused(operation, reading, retryAfter);
    };
  }

  private static <T> Verdict<T> accepted(Reading reading, Mapper<T> mapper) {
    Optional<Evidence> evidence = reading.evidence();
    if (evidence.isEmpty()) {
      return Verdict.open("the answer is not proven: it is a success without a signature");
    }
    return mapper.map(
        new Answer(reading.status(), reading.fields(), reading.requestId(), evidence.get()));
  }

  private static <T> Verdict<T> refused(
      Operation operation, Reading reading, Optional<Duration> retryAfter) {
    Optional<Refusal> refusal = Refusal.of(reading);
    if (refusal.isEmpty()) {
      return new Verdict.Open<>("a refusal without a code", retryAfter);
    }
    ErrorCode known = ErrorCode.of(operation, refusal.get().code()).orElse(null);
    Rejection rejection = refusal.get().rejection(known);
    String why = rejection + (known == null ? " (unlisted code)" : "");
    if (known == null) {
      // A question that is refused harms nobody, and its unlisted code helps to mend it.
      return operation.isRead()
          ? new Verdict.Refused<>(rejection)
          : new Verdict.Open<>(why, retryAfter);
    }
    boolean signed = reading.evidence().isPresent();
    return switch (known.effect()) {
      case BEFORE_PROCESSING -> new Verdict.Refused<>(rejection);
      case NOTHING_HAPPENED ->
          signed || operation.isRead()
              ? new Verdict.Refused<>(rejection)
              : new Verdict.Open<>(why, retryAfter);
      case CONFLICT ->
          signed || operation.isRead()
              ? new Verdict.Conflict<>(rejection)
              : new Verdict.Open<>(why, retryAfter);
      case NOT_ACCEPTED_NOW ->
          signed || operation.isRead()
              ? new Verdict.NotNow<>(why, retryAfter)
              : new Verdict.Open<>(why, retryAfter);
      case OPEN -> new Verdict.Open<>(why, retryAfter);
    };
  }
}
