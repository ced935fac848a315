// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.ProviderFields;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The classic gateway ({@code gateway.do}): public parameters in the query, business parameters in
 * the form, and an answer whose signature covers one part of its text exactly as it was written.
 * (支付宝开放平台, 自行实现签名, 同步返回验签.)
 */
final class ClassicWire implements Wire {

  /** Where the gateway is, on each of its hosts. */
  static final String PATH = "/gateway.do";

  /** What stands in the query; the rest is of a person or an order, and stays out of logs. */
  private static final String IN_QUERY =
      " app_id method format charset sign_type sign timestamp version notify_url return_url"
          + " app_cert_sn alipay_root_cert_sn encrypt_type ";

  private final AlipayConfig config;
  private final PublicParameters parameters;
  private final Proof proof;
  private final RandomGenerator random;

  ClassicWire(
      AlipayConfig config, PublicParameters parameters, Proof proof, RandomGenerator random) {
    this.config = config;
    this.parameters = parameters;
    this.proof = proof;
    this.random = random;
  }

  /** Whether a parameter goes into the body, and so not into what servers log of an address. */
  static boolean isBusiness(String parameter) {
    return !IN_QUERY.contains(" " + parameter + " ");
  }

  @Override
  public HttpCall sign(Call call, boolean write, Instant now, Duration timeout) {
    return request(config, parameters.sealed(call, now, random), write, timeout);
  }

  /** The request with these signed parameters. */
  static HttpCall request(
      AlipayConfig config, FormFields parameters, boolean write, Duration timeout) {
    FormFields query = new FormFields();
    FormFields form = new FormFields();
    for (Map.Entry<String, String> parameter : parameters.entries()) {
      (isBusiness(parameter.getKey()) ? form : query).put(parameter.getKey(), parameter.getValue());
    }
    return HttpCall.of(
            "POST",
            config
                .endpoints
                .gateway()
                .resolve(PATH + "?" + new String(query.encoded(), StandardCharsets.US_ASCII)),
            Headers.builder()
                .add("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
                .add("Accept", "application/json")
                .add("User-Agent", RequestSigning.USER_AGENT)
                .build(),
            write,
            timeout)
        .withBody(form.encoded());
  }

  @Override
  public Reading read(Call call, HttpAnswer answer, Instant now) {
    Optional<String> requestId = answer.headers().first("trace_id");
    if (answer.status() != 200) {
      return Reading.nothing(
          answer.status(),
          requestId,
          "HTTP " + answer.status() + (answer.status() < 400 ? " is not followed" : ""));
    }
    try {
      SignedNode node = SignedNode.in(answer.body(), call.method());
      Believed believed = believed(node, requestId, now);
      ProviderFields fields = JsonText.fields(opened(node, believed));
      Reading.Kind kind = kind(call, node, fields);
      if (isBare(call, node) && kind != Reading.Kind.REFUSAL) {
        return Reading.nothing(
            200, requestId, "the answer is not encrypted, although the call was");
      }
      return Reading.of(kind, 200, fields, believed.evidence(), requestId);
    } catch (JsonFormatException unreadable) {
      return Reading.nothing(
          200, requestId, "the answer cannot be read: " + unreadable.getMessage());
    } catch (InvalidNotificationException unproven) {
      return Reading.nothing(200, requestId, "the answer is not proven: " + unproven.getMessage());
    }
  }

  @Override
  public Map<String, String> signedParts(Call call, HttpCall sent) {
    Map<String, String> sorted = new TreeMap<>();
    String query = String.valueOf(sent.uri().getRawQuery());
    for (byte[] half :
        List.of(query.getBytes(StandardCharsets.US_ASCII), sent.body().orElse(new byte[0]))) {
      Optional<FormFields> fields = FormFields.parse(half, FormFields.Writing.FORM);
      if (fields.isPresent()) {
        sorted.putAll(fields.get().asMap());
      }
    }
    sorted.remove("sign");
    Map<String, String> parts = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : sorted.entrySet()) {
      parts.put(
          parameter.getKey(),
          (parts.isEmpty() ? "" : "&") + parameter.getKey() + "=" + parameter.getValue());
    }
    return parts;
  }

  /**
   * What may be read, and its proof.
   *
   * @param text exactly what the signature covers
   * @param evidence empty if it is not signed
   */
  private record Believed(String text, Optional<Evidence> evidence) {}

  private Believed believed(SignedNode node, Optional<String> requestId, Instant now) {
    if (node.signature().isBlank()) {
      return new Believed(node.text(), Optional.empty());
    }
    Optional<String> bare = node.textWithBareSlashes();
    try {
      return new Believed(node.text(), evidence(node, node.text(), requestId, now));
    } catch (InvalidNotificationException unproven) {
      if (unproven.reason() != Reason.SIGNATURE_WRONG || bare.isEmpty()) {
        throw unproven;
      }
      return new Believed(bare.get(), evidence(node, bare.get(), requestId, now));
    }
  }

  private Optional<Evidence> evidence(
      SignedNode node, String text, Optional<String> requestId, Instant now) {
    Evidence evidence =
        proof.of(
            Evidence.Kind.SIGNED_ANSWER,
            text.getBytes(StandardCharsets.UTF_8),
            node.signature(),
            node.certificateNumber(),
            now);
    return Optional.of(requestId.isPresent() ? evidence.withRequestId(requestId.get()) : evidence);
  }

  /** The business fields as JSON; decrypted only once they are proven. */
  private byte[] opened(SignedNode node, Believed believed) throws JsonFormatException {
    if (!node.isEncrypted()) {
      return believed.text().getBytes(StandardCharsets.UTF_8);
    }
    ContentKey key = config.contentKey;
    if (believed.evidence().isEmpty()) {
      throw new JsonFormatException("encrypted, but not signed");
    }
    if (key == null) {
      throw new JsonFormatException("encrypted, but no content key is configured");
    }
    return key.open(SignedNode.unquoted(believed.text()))
        .orElseThrow(() -> new JsonFormatException("not encrypted by the configured content key"));
  }

  /** Whether somebody took the encryption off that was asked for. */
  private boolean isBare(Call call, SignedNode node) {
    return config.encrypts && call.content().isPresent() && !node.isEncrypted();
  }

  private static Reading.Kind kind(Call call, SignedNode node, ProviderFields fields) {
    Optional<String> code = fields.text("code");
    if (!fields.text("sub_code").orElse("").isBlank()) {
      return Reading.Kind.REFUSAL;
    }
    if (code.equals(Optional.of("10000"))) {
      return Reading.Kind.SUCCESS;
    }
    if (code.equals(Optional.of("10003"))) {
      return Reading.Kind.IN_PROGRESS;
    }
    // A token is the only success that has no code.
    boolean token =
        code.isEmpty()
            && !node.isErrorResponse()
            && call.content().isEmpty()
            && fields.has("access_token");
    return token ? Reading.Kind.SUCCESS : Reading.Kind.REFUSAL;
  }
}
