// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.Outcome;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.CallLoop;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One signed call and what its answer proves: sign, exchange, verify; mapping is the caller's. */
final class Exchange {

  private final CallLoop loop;
  private final RequestSigning signing;
  private final Proof proof;

  /**
   * Makes something of a verified 2xx answer.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface Mapper<T> {
    /** What the answer proves. */
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
    Optional<T> map(ErrorCode code, boolean signed);
  }

  Exchange(CallLoop loop, RequestSigning signing, Proof proof) {
    this.loop = loop;
    this.signing = signing;
    this.proof = proof;
  }

  /** Asks; "no such order" is an empty answer, signed or not, because it licenses nothing. */
  <T> Optional<T> find(Operation operation, String path, @Nullable String keyId, Mapper<T> mapper) {
    Sent sent = new Sent("GET", path, new SealedBody(null, keyId), false);
    return loop.read(
        operation.signalName(),
        sent::sign,
        answer -> {
          if (isNotFound(answer)) {
            return Verdict.accepted(Optional.empty());
          }
          return optional(verdict(operation, answer, sent, mapper));
        });
  }

  /** Asks, where no answer is no answer. */
  <T> T read(Operation operation, String method, String path, SealedBody body, Mapper<T> mapper) {
    Sent sent = new Sent(method, path, body, false);
    return loop.read(
        operation.signalName(), sent::sign, answer -> verdict(operation, answer, sent, mapper));
  }

  /** Asks, where some refusals are answers. */
  <T> T read(
      Operation operation,
      String path,
      @Nullable String keyId,
      Mapper<T> mapper,
      RefusalMapper<T> refusals) {
    Sent sent = new Sent("GET", path, new SealedBody(null, keyId), false);
    return loop.read(
        operation.signalName(),
        sent::sign,
        answer -> {
          Optional<T> told = told(answer, refusals);
          return told.isPresent()
              ? Verdict.accepted(told.get())
              : verdict(operation, answer, sent, mapper);
        });
  }

  private <T> Optional<T> told(HttpAnswer answer, RefusalMapper<T> refusals) {
    if (answer.status() < 400 || answer.status() >= 500) {
      return Optional.empty();
    }
    Optional<ErrorCode> code = Refusal.of(answer).flatMap(refusal -> ErrorCode.of(refusal.code()));
    boolean signed = Proof.isSigned(answer.headers());
    if (code.isEmpty() || (signed && !isProven(answer))) {
      return Optional.empty();
    }
    return refusals.map(code.get(), signed);
  }

  private boolean isProven(HttpAnswer answer) {
    try {
      evidence(answer);
      return true;
    } catch (InvalidNotificationException forged) {
      return false;
    }
  }

  /** Writes. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      String method,
      String path,
      SealedBody body,
      Mapper<T> mapper,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    Sent sent = new Sent(method, path, body, true);
    return loop.write(
        operation.signalName(),
        number,
        operation.isRepeatable(),
        sent::sign,
        answer -> verdict(operation, answer, sent, mapper),
        conflict,
        whenUnknown);
  }

  private <T> Verdict<T> verdict(
      Operation operation, HttpAnswer answer, Sent sent, Mapper<T> mapper) {
    Optional<Duration> retryAfter = RetryAfter.of(answer.headers(), loop.now());
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return accepted(answer, mapper);
    }
    if (status < 400 || status >= 600) {
      return Verdict.open("HTTP " + status + " is not followed");
    }
    Optional<Refusal> refusal = Refusal.of(answer);
    if (refusal.isEmpty()) {
      return new Verdict.Open<>("HTTP " + status + " without an error code", retryAfter);
    }
    boolean signed = Proof.isSigned(answer.headers());
    if (signed) {
      try {
        evidence(answer);
      } catch (InvalidNotificationException forged) {
        return Verdict.open(
            "HTTP " + status + " whose signature is not proven: " + forged.getMessage());
      }
    }
    return refused(operation, refusal.get(), signed, answer, sent, retryAfter);
  }

  private <T> Verdict<T> refused(
      Operation operation,
      Refusal refusal,
      boolean signed,
      HttpAnswer answer,
      Sent sent,
      Optional<Duration> retryAfter) {
    ErrorCode known = ErrorCode.of(refusal.code()).orElse(null);
    Rejection rejection = refusal.rejection(operation, known, signed, answer, sent.last);
    String why =
        "HTTP " + answer.status() + " " + rejection + (known == null ? " (unlisted code)" : "");
    if (known == null) {
      // A question that is refused harms nobody, and its unlisted code helps to mend it.
      return operation.isRead() && answer.status() < 500
          ? new Verdict.Refused<>(rejection)
          : new Verdict.Open<>(why, retryAfter);
    }
    return switch (known.effectOn(operation)) {
      case BEFORE_PROCESSING ->
          answer.status() < 500
              ? new Verdict.Refused<>(rejection)
              : new Verdict.Open<>(why, retryAfter);
      case NOTHING_HAPPENED ->
          signed || (operation.isRead() && answer.status() < 500)
              ? new Verdict.Refused<>(rejection)
              : new Verdict.Open<>(why, retryAfter);
      case CONFLICT -> new Verdict.Conflict<>(rejection);
      case NOT_ACCEPTED_NOW ->
          signed || operation.isRead()
              ? new Verdict.NotNow<>(why, retryAfter)
              : new Verdict.Open<>(why, retryAfter);
      case OPEN -> new Verdict.Open<>(why, retryAfter);
    };
  }

  private <T> Verdict<T> accepted(HttpAnswer answer, Mapper<T> mapper) {
    Evidence evidence;
    try {
      evidence = evidence(answer);
    } catch (InvalidNotificationException unproven) {
      return Verdict.open("the answer is not proven: " + unproven.getMessage());
    }
    ProviderFields fields = ProviderFields.none();
    if (answer.body().length > 0) {
      try {
        fields = JsonText.fields(answer.body());
      } catch (JsonFormatException unreadable) {
        return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
      }
    }
    return mapper.map(
        new Answer(answer.status(), fields, answer.headers().first("Request-ID"), evidence));
  }

  private Evidence evidence(HttpAnswer answer) {
    return proof.of(Evidence.Kind.SIGNED_ANSWER, answer.headers(), answer.body(), loop.now());
  }

  private static boolean isNotFound(HttpAnswer answer) {
    if (answer.status() != 404) {
      return false;
    }
    Optional<Refusal> refusal = Refusal.of(answer);
    return refusal.isPresent()
        && ErrorCode.of(refusal.get().code())
            .map(code -> code.reasonOn(Operation.FIND) == Rejection.Reason.NOT_FOUND)
            .orElse(false);
  }

  private static <T> Verdict<Optional<T>> optional(Verdict<T> verdict) {
    if (verdict instanceof Verdict.Accepted<T> accepted) {
      return new Verdict.Accepted<>(Optional.of(accepted.value()), accepted.payment());
    }
    if (verdict instanceof Verdict.Refused<T> refused) {
      return new Verdict.Refused<>(refused.rejection());
    }
    if (verdict instanceof Verdict.Conflict<T> conflict) {
      return new Verdict.Conflict<>(conflict.rejection());
    }
    if (verdict instanceof Verdict.NotNow<T> notNow) {
      return new Verdict.NotNow<>(notNow.why(), notNow.retryAfter());
    }
    Verdict.Open<T> open = (Verdict.Open<T>) verdict;
    return new Verdict.Open<>(open.why(), open.retryAfter());
  }

  /** What is sent, and the last request that carried it. */
  private final class Sent {
    private final String method;
    private final String path;
    private final SealedBody body;
    private final boolean write;
    private @Nullable HttpCall last;

    Sent(String method, String path, SealedBody body, boolean write) {
      this.method = method;
      this.path = path;
      this.body = body;
      this.write = write;
    }

    HttpCall sign(Instant now, Duration timeout) {
      HttpCall call = signing.sign(method, path, body.bytes(), body.keyId(), write, now, timeout);
      last = call;
      return call;
    }
  }
}
