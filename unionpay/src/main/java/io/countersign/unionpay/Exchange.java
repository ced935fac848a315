// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.CallLoop;
import io.countersign.spi.FormFields;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One signed call and what its answer proves: sign, exchange, verify; mapping is the caller's.
 * Every answer of UnionPay is signed, refusals too, so what is not signed says nothing at all.
 */
final class Exchange {

  private final CallLoop loop;
  private final RequestSigning signing;
  private final Proof proof;

  /**
   * Makes something of a verified answer whose {@code respCode} is a success.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface Mapper<T> {
    /** What the answer proves. */
    Verdict<T> map(Answer answer);
  }

  /**
   * Makes an answer of a signed refusal that says how things stand.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface RefusalMapper<T> {
    /** The answer; empty if it is a refusal like others. */
    Optional<T> map(String respCode, Answer answer);
  }

  Exchange(CallLoop loop, RequestSigning signing, Proof proof) {
    this.loop = loop;
    this.signing = signing;
    this.proof = proof;
  }

  /** Asks. */
  <T> T read(Operation operation, Call call, Mapper<T> mapper) {
    return read(operation, call, mapper, (code, answer) -> Optional.empty());
  }

  /** Asks, where some refusals are answers. */
  <T> T read(Operation operation, Call call, Mapper<T> mapper, RefusalMapper<T> refusals) {
    return loop.read(
        operation.signalName(),
        (now, timeout) -> signing.request(call, false, timeout),
        answer -> verdict(operation, call, answer, mapper, refusals));
  }

  /** Asks what is not asked twice, after it may have been sent, because it is numbered. */
  <T> T readOnce(Operation operation, Call call, Mapper<T> mapper) {
    return loop.readOnce(
        operation.signalName(),
        (now, timeout) -> signing.request(call, false, timeout),
        answer -> verdict(operation, call, answer, mapper, (code, told) -> Optional.empty()));
  }

  /** Writes, once. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Call call,
      Mapper<T> mapper,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    return write(
        operation, number, call, mapper, (code, answer) -> Optional.empty(), conflict, whenUnknown);
  }

  /** Writes, once, where some refusals are acceptances. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Call call,
      Mapper<T> mapper,
      RefusalMapper<T> refusals,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    return loop.write(
        operation.signalName(),
        number,
        false,
        (now, timeout) -> signing.request(call, true, timeout),
        answer -> verdict(operation, call, answer, mapper, refusals),
        conflict,
        whenUnknown);
  }

  private <T> Verdict<T> verdict(
      Operation operation,
      Call call,
      HttpAnswer received,
      Mapper<T> mapper,
      RefusalMapper<T> refusals) {
    Optional<Duration> retryAfter = RetryAfter.of(received.headers(), loop.now());
    if (received.status() != 200) {
      return new Verdict.Open<>(
          "HTTP "
              + received.status()
              + (received.status() >= 300 && received.status() < 400 ? " is not followed" : ""),
          retryAfter);
    }
    ReceivedMessage message = ReceivedMessage.ofAnswer(received.body()).orElse(null);
    if (message == null) {
      return new Verdict.Open<>("the answer is not a message of UnionPay", retryAfter);
    }
    Evidence evidence;
    try {
      evidence = proof.of(Evidence.Kind.SIGNED_ANSWER, message, loop.now());
    } catch (InvalidNotificationException unproven) {
      return new Verdict.Open<>("the answer is not proven: " + unproven.getMessage(), retryAfter);
    }
    mustAnswer(call, message);
    if (call.fields().has("orderId")
        && (message.text("orderId").isEmpty() || message.text("txnTime").isEmpty())) {
      return new Verdict.Open<>(
          "the answer does not say which transaction it is about", retryAfter);
    }
    if (!operation.isRead() && message.text("origRespCode").isPresent()) {
      return new Verdict.Open<>("it is the answer to a question, not to this call", retryAfter);
    }
    Answer answer =
        new Answer(
            200,
            ProviderFields.of("", message.fields().asMap()),
            message.text("queryId"),
            evidence);
    return judged(operation, call, answer, retryAfter, mapper, refusals);
  }

  private <T> Verdict<T> judged(
      Operation operation,
      Call call,
      Answer answer,
      Optional<Duration> retryAfter,
      Mapper<T> mapper,
      RefusalMapper<T> refusals) {
    Refusal refusal = Refusal.of(answer).orElse(null);
    if (refusal == null) {
      return new Verdict.Open<>("an answer without respCode", retryAfter);
    }
    if (RespCode.isSuccess(refusal.code())) {
      return mapper.map(answer);
    }
    Optional<T> told = refusals.map(refusal.code(), answer);
    if (told.isPresent()) {
      return Verdict.accepted(told.get());
    }
    RespCode known = refusal.known().orElse(null);
    Rejection rejection =
        refusal.rejection(
            known, refusal.isOfSignature() ? "; " + signing.diagnosis(call, loop.now()) : "");
    String why = rejection + (known == null ? " (unlisted code)" : "");
    if (operation.isRead()) {
      return known != null && known.isUnsettled()
          ? new Verdict.NotNow<>(why, retryAfter)
          : new Verdict.Refused<>(rejection);
    }
    if (known == null) {
      return new Verdict.Open<>(why, retryAfter);
    }
    return switch (known.effect()) {
      case NOTHING_HAPPENED -> new Verdict.Refused<>(rejection);
      case CONFLICT -> new Verdict.Conflict<>(rejection);
      case LATER, OPEN -> new Verdict.Open<>(why, retryAfter);
    };
  }

  /**
   * Checks that a proven answer is about what was asked.
   *
   * @throws MismatchException if it is about something else
   */
  private void mustAnswer(Call call, ReceivedMessage message) {
    FormFields sent = signing.fields(call);
    for (String name :
        new String[] {
          "merId",
          "subMerId",
          "orderId",
          "txnTime",
          "txnType",
          "txnSubType",
          "txnAmt",
          "currencyCode"
        }) {
      Optional<String> asked = sent.filled(name);
      Optional<String> answered = message.text(name);
      boolean echoed = answered.isPresent() && asked.isPresent();
      if (echoed && !isTheOriginals(name, call) && !answered.equals(asked)) {
        throw new MismatchException(name, asked.get(), answered.get());
      }
    }
    if (message.text("merId").isEmpty()) {
      throw new MismatchException("merId", sent.text("merId"), "none");
    }
  }

  /** A question is answered with the kind of what was asked about. */
  private static boolean isTheOriginals(String name, Call call) {
    return call.path().isQuery() && name.startsWith("txn") && !name.equals("txnTime");
  }
}
