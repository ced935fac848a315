// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.CallLoop;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param code the business code as received, such as {@code ACQ.TRADE_NOT_EXIST}; see {@link
     *     ErrorCode#of}
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
    Sent sent = new Sent(call, false);
    CallLoop.AnswerReader<T> reader =
        answer -> {
          Reading reading = wire.read(call, answer, loop.now());
          Optional<T> told = told(reading, refusals);
          return told.isPresent()
              ? Verdict.accepted(told.get())
              : verdict(operation, answer, reading, sent, mapper);
        };
    return operation.isRepeatable()
        ? loop.read(operation.signalName(), sent::sign, reader)
        : loop.readOnce(operation.signalName(), sent::sign, reader);
  }

  private static <T> Optional<T> told(Reading reading, RefusalMapper<T> refusals) {
    if (reading.kind() != Reading.Kind.REFUSAL) {
      return Optional.empty();
    }
    return Refusal.of(reading)
        .filter(Refusal::settles)
        .flatMap(refusal -> refusals.map(refusal.code(), reading.evidence().isPresent()));
  }

  /** Writes. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Call call,
      Mapper<T> mapper,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    Sent sent = new Sent(call, true);
    return loop.write(
        operation.signalName(),
        number,
        operation.isRepeatable(),
        sent::sign,
        answer -> verdict(operation, answer, wire.read(call, answer, loop.now()), sent, mapper),
        conflict,
        whenUnknown);
  }

  private <T> Verdict<T> verdict(
      Operation operation, HttpAnswer answer, Reading reading, Sent sent, Mapper<T> mapper) {
    Optional<Duration> retryAfter = RetryAfter.of(answer.headers(), loop.now());
    return switch (reading.kind()) {
      case NOTHING -> new Verdict.Open<>(reading.why(), retryAfter);
      case SUCCESS -> accepted(reading, mapper);
      case IN_PROGRESS ->
          operation.mayBeInProgress()
              ? accepted(reading, mapper)
              : new Verdict.Open<>("Alipay took it, but it is not done yet", retryAfter);
      case REFUSAL -> refused(operation, reading, sent, retryAfter);
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

  private <T> Verdict<T> refused(
      Operation operation, Reading reading, Sent sent, Optional<Duration> retryAfter) {
    Refusal refusal = Refusal.of(reading).orElse(null);
    if (refusal == null) {
      return new Verdict.Open<>("a refusal without a code", retryAfter);
    }
    ErrorCode known = refusal.known(operation).orElse(null);
    Rejection rejection = refusal.rejection(sent.call, known, sent::diagnosis);
    String why = rejection + (known == null ? " (unlisted code)" : "");
    if (known == null) {
      // A question that is refused harms nobody, and its unlisted code helps to mend it.
      return operation.isRead() && refusal.settles()
          ? new Verdict.Refused<>(rejection)
          : new Verdict.Open<>(why, retryAfter);
    }
    ErrorCode.Effect effect = refusal.effect(known);
    boolean believed =
        reading.evidence().isPresent()
            || operation.isRead()
            || effect == ErrorCode.Effect.BEFORE_PROCESSING;
    if (!believed) {
      return new Verdict.Open<>(why, retryAfter);
    }
    return switch (effect) {
      case BEFORE_PROCESSING, NOTHING_HAPPENED -> new Verdict.Refused<>(rejection);
      case NOT_ACCEPTED_NOW -> new Verdict.NotNow<>(why, retryAfter);
      case CONFLICT -> new Verdict.Conflict<>(rejection);
      case OPEN -> new Verdict.Open<>(why, retryAfter);
    };
  }

  /** What is sent, and the last request that carried it. */
  private final class Sent {
    private final Call call;
    private final boolean write;
    private @Nullable HttpCall last;

    Sent(Call call, boolean write) {
      this.call = call;
      this.write = write;
    }

    HttpCall sign(Instant now, Duration timeout) {
      HttpCall signed = wire.sign(call, write, now, timeout);
      last = signed;
      return signed;
    }

    SignatureDiagnosis diagnosis() {
      return new SignatureDiagnosis(last == null ? Map.of() : wire.signedParts(call, last));
    }
  }
}
