// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.CallLoop;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One call by encrypted envelope: seal, exchange, open. The envelope tells in two layers how it
 * went: {@code TransCode} whether it was understood, {@code RtnCode} inside whether it was done.
 * (綠界科技 ECPay, 站內付 2.0, 介接注意事項.)
 */
final class SealedExchange {

  private final CallLoop loop;
  private final EcpayConfig config;

  SealedExchange(CallLoop loop, EcpayConfig config) {
    this.loop = loop;
    this.config = config;
  }

  /**
   * What an envelope held.
   *
   * @param code {@code RtnCode}, whether it came as a number or a text; empty if there is none
   * @param data everything
   * @param evidence what it is worth
   */
  record Opened(String code, ProviderFields data, Evidence evidence) {
    boolean isDone() {
      return code.equals("1");
    }

    String message() {
      return data.text("RtnMsg").orElse("");
    }
  }

  /**
   * Makes something of what an envelope held.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface Mapper<T> {
    /** What the answer proves. */
    Verdict<T> map(Opened opened);
  }

  /**
   * What is sent.
   *
   * @param service whose keys seal it
   * @param path where to
   * @param data the content, which names the merchant again
   */
  record Envelope(Service service, String path, Map<String, ?> data) {
    /** Where to; the content may be a card or a token. */
    @Override
    public String toString() {
      return "Envelope[" + path + "]";
    }
  }

  /** Asks. */
  <T> T read(Operation operation, Envelope envelope, Mapper<T> mapper) {
    return loop.read(
        operation.signalName(),
        (now, timeout) -> sealed(envelope, false, now, timeout),
        answer -> judged(operation, envelope.service(), answer, mapper));
  }

  /** Writes, once. */
  <T> Outcome<T> write(
      Operation operation,
      String number,
      Envelope envelope,
      Mapper<T> mapper,
      Function<Rejection, Outcome<T>> conflict,
      Supplier<FollowUp> whenUnknown) {
    AskedPause pause = new AskedPause();
    return loop.write(
        operation.signalName(),
        number,
        false,
        (now, timeout) -> sealed(envelope, true, now, timeout),
        answer -> pause.noted(judged(operation, envelope.service(), answer, mapper)),
        conflict,
        () -> pause.after(whenUnknown.get(), loop.now()));
  }

  /** The request of one attempt, dated and sealed now. */
  HttpCall sealed(Envelope envelope, boolean write, Instant now, Duration timeout) {
    Service service = envelope.service();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("Timestamp", now.getEpochSecond());
    Optional<String> revision = service.revision(envelope.path());
    if (revision.isPresent()) {
      header.put("Revision", revision.get());
    }
    if (envelope.path().startsWith("/B2BInvoice/")) {
      header.put("RqID", UUID.randomUUID().toString());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    // With a platform merchant's keys the outer number is the platform's.
    body.put("MerchantID", config.merchantIdAt(service));
    body.put("RqHeader", header);
    body.put(
        "Data", SealedData.seal(JsonText.write(envelope.data()), config.keysOf(service).get(0)));
    return HttpCall.of(
            "POST",
            config.endpoints.of(service).resolve(envelope.path()),
            Headers.builder()
                .add("Content-Type", "application/json")
                .add("Accept", "application/json")
                .build(),
            write,
            timeout)
        .withBody(JsonText.write(body).getBytes(StandardCharsets.UTF_8));
  }

  private <T> Verdict<T> judged(
      Operation operation, Service service, HttpAnswer answer, Mapper<T> mapper) {
    Optional<Verdict<T>> status = FormExchange.byStatus(operation, answer, loop.now());
    if (status.isPresent()) {
      return status.get();
    }
    ProviderFields envelope;
    try {
      envelope = JsonText.fields(answer.body());
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
    }
    String transCode = envelope.text("TransCode").orElse("");
    if (!transCode.equals("1")) {
      return notUnderstood(transCode, envelope);
    }
    List<KeyPair> keys = config.keysOf(service);
    Optional<String> text = SealedData.open(envelope.text("Data").orElse(""), keys);
    if (text.isEmpty()) {
      return Verdict.open("the answer's Data does not open with this merchant's keys");
    }
    try {
      return mapper.map(opened(text.get(), loop.now()));
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer's Data cannot be read: " + unreadable.getMessage());
    }
  }

  /** What a decrypted text says. */
  static Opened opened(String json, Instant now) throws JsonFormatException {
    ProviderFields data = JsonText.fields(json.getBytes(StandardCharsets.UTF_8));
    return new Opened(
        data.text("RtnCode").orElse("").trim(),
        data,
        Evidence.of(Evidence.Kind.ENCRYPTED_ANSWER, now));
  }

  /** An envelope that was not understood was refused before any processing, and answered empty. */
  private static <T> Verdict<T> notUnderstood(String transCode, ProviderFields envelope) {
    if (transCode.isEmpty()) {
      return Verdict.open("the answer has no TransCode");
    }
    if (!envelope.text("Data").orElse("").isBlank()) {
      return Verdict.open("the answer says that the envelope was not understood, and yet has Data");
    }
    return new Verdict.Refused<>(
        Rejection.of(Merchant.PROVIDER, Rejection.Reason.CONFIGURATION, "TransCode " + transCode)
            .message(envelope.text("TransMsg").orElse(""))
            .remedy(
                "the envelope was not understood: check merchant number, the key pair of this"
                    + " product, host and clock (ten minutes)")
            .build());
  }
}
