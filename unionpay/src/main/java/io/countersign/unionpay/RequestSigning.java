// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Adds what every message has, and signs. What is blank is not sent. */
final class RequestSigning {

  private static final String USER_AGENT =
      "Countersign/0.1 (Java " + Runtime.version().feature() + ")";

  /** What is told by the configuration, never by a call. */
  private static final List<String> OWN =
      List.of("version", "encoding", "signMethod", "certId", "signature", "accessType", "merId");

  private final UnionPayConfig config;
  private final Merchant merchant;

  RequestSigning(UnionPayConfig config, Merchant merchant) {
    this.config = config;
    this.merchant = merchant;
  }

  /**
   * All fields of a call but its signature, without blanks at their ends, as UnionPay's own
   * programs send them.
   *
   * @throws InvalidRequestException if the call names what the configuration tells
   */
  FormFields fields(Call call) {
    FormFields all =
        new FormFields()
            .put("version", config.version)
            .put("encoding", "UTF-8")
            .put("signMethod", config.signMethod.code())
            .put("certId", config.keys.certId());
    merchant.putInto(all);
    for (Map.Entry<String, String> field : call.fields().entries()) {
      String value = field.getValue().trim();
      if (OWN.contains(field.getKey())) {
        throw new InvalidRequestException(
            field.getKey(), "no value here: the configuration tells it");
      }
      if (!value.isBlank()) {
        all.put(field.getKey(), value);
      }
    }
    // The messages of codes name an acquirer so, and not as the others do.
    return all.has("accInsCode") ? all.without("acqInsCode") : all;
  }

  /**
   * The signed fields.
   *
   * @throws InvalidRequestException if a value could be taken for further fields
   */
  FormFields signed(Call call) {
    FormFields all = fields(call);
    SignedText.requireOneReading(all);
    return all.put("signature", config.keys.sign(SignedText.of(all), StandardCharsets.UTF_8));
  }

  /** What to look at if UnionPay finds the signature of a call wrong. */
  String diagnosis(Call call, Instant now) {
    return new SignatureDiagnosis(config, fields(call), now).text();
  }

  /** The signed request. */
  HttpCall request(Call call, boolean write, Duration timeout) {
    HttpCall request =
        HttpCall.of(
                "POST",
                (call.path() == Call.Path.FILE
                        ? config.endpoints.files()
                        : config.endpoints.gateway())
                    .resolve(call.path().text()),
                Headers.builder()
                    .add("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                    .add("Accept", "*/*")
                    .add("User-Agent", USER_AGENT)
                    .build(),
                write,
                timeout)
            .withBody(signed(call).encoded());
    return call.path() == Call.Path.FILE
        ? request.withMostAnswerBytes(ReceivedMessage.MOST_FILE_BYTES)
        : request;
  }
}
