// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.CallLoop;
import io.countersign.spi.FormFields;
import io.countersign.spi.RetryAfter;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One call by form, proven by its CheckMacValue: sign and exchange. What the answer proves is the
 * caller's to say, because ECPay signs some answers and not others.
 */
final class FormExchange {

  /** ECPay asks for this pause once it answers 403. (介接注意事項.) */
  static final Duration AFTER_403 = Duration.ofMinutes(30);

  private final CallLoop loop;
  private final EcpayConfig config;

  FormExchange(CallLoop loop, EcpayConfig config) {
    this.loop = loop;
    this.config = config;
  }

  /**
   * What is posted.
   *
   * @param service whose keys sign it
   * @param path where to
   * @param fields without time and signature
   * @param stamped whether it names its time, which ECPay lets grow three minutes old
   * @param hash with what it is signed
   */
  record Form(
      Service service, String path, FormFields fields, boolean stamped, CheckMacValue.Hash hash) {

    static Form of(Service service, String path, FormFields fields) {
      return new Form(service, path, fields, false, CheckMacValue.Hash.SHA256);
    }

    Form stampedWithItsTime() {
      return new Form(service, path, fields, true, hash);
    }
  }

  /** Asks. */
  <T> T read(Operation operation, Form form, CallLoop.AnswerReader<T> reader) {
    return loop.read(
        operation.signalName(),
        (now, timeout) -> signed(form, false, now, timeout),
        answer -> judged(operation, answer, reader));
  }

  /** Writes, once. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Form form,
      CallLoop.AnswerReader<T> reader,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    AskedPause pause = new AskedPause();
    return loop.write(
        operation.signalName(),
        number,
        false,
        (now, timeout) -> signed(form, true, now, timeout),
        answer -> pause.noted(judged(operation, answer, reader)),
        conflict,
        () -> pause.after(whenUnknown.get(), loop.now()));
  }

  /** The request of one attempt, dated and signed now. */
  HttpCall signed(Form form, boolean write, Instant now, Duration timeout) {
    FormFields all = new FormFields();
    for (Map.Entry<String, String> field : form.fields().asMap().entrySet()) {
      all.put(field.getKey(), field.getValue());
    }
    if (form.stamped()) {
      all.put("TimeStamp", Long.toString(now.getEpochSecond()));
    }
    CheckMacValue.sign(all, config.keysOf(form.service()).get(0), form.hash());
    return HttpCall.of(
            "POST",
            config.endpoints.of(form.service()).resolve(form.path()),
            Headers.builder()
                .add("Content-Type", "application/x-www-form-urlencoded")
                .add("Accept", "*/*")
                .build(),
            write,
            timeout)
        .withBody(all.encoded());
  }

  private <T> Verdict<T> judged(
      Operation operation, HttpAnswer answer, CallLoop.AnswerReader<T> reader) {
    Optional<Verdict<T>> status = byStatus(operation, answer, loop.now());
    return status.isPresent() ? status.get() : reader.read(answer);
  }

  /** What a status other than 200 says; empty for 200. */
  static <T> Optional<Verdict<T>> byStatus(Operation operation, HttpAnswer answer, Instant now) {
    if (answer.status() == 200) {
      return Optional.empty();
    }
    if (answer.status() == 403) {
      String why = "HTTP 403: too many calls; ECPay asks for a pause of thirty minutes";
      Optional<Duration> pause = Optional.of(AFTER_403);
      return Optional.of(
          operation.isRead() ? new Verdict.NotNow<>(why, pause) : new Verdict.Open<>(why, pause));
    }
    return Optional.of(
        new Verdict.Open<>(
            "HTTP " + answer.status() + (answer.status() < 400 ? " is not followed" : ""),
            RetryAfter.of(answer.headers(), now)));
  }
}
