// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to look at when UnionPay finds a signature wrong, which it says as respCode 11 or {@code
 * [9100004]} and nothing else. It tells by what was signed, and the signed text with every value
 * covered that is an order's or a person's. (全渠道, 9100004 Signature verification failed.)
 */
final class SignatureDiagnosis {

  /** Values that are nobody's. */
  private static final Set<String> SHOWN =
      Set.of(
          "accessType",
          "bizType",
          "certId",
          "channelType",
          "currencyCode",
          "encoding",
          "encryptCertId",
          "merId",
          "signMethod",
          "txnSubType",
          "txnTime",
          "txnType",
          "version");

  private final UnionPayConfig config;
  private final FormFields signed;
  private final Instant now;

  /**
   * For one request.
   *
   * @param signed its fields
   * @param now this machine's time
   */
  SignatureDiagnosis(UnionPayConfig config, FormFields signed, Instant now) {
    this.config = config;
    this.signed = signed;
    this.now = now;
  }

  /** Whether a refusal says that the signature is wrong. */
  static boolean isAbout(String respCode, String respMsg) {
    return respCode.equals("11") || respMsg.contains("9100004");
  }

  /** The sentences. */
  String text() {
    StringBuilder text = new StringBuilder();
    Optional<PublicCertificate> own = config.keys.own();
    if (own.isPresent()) {
      certificate(text, own.get());
    } else {
      text.append(
          "check that the key (密钥) is the one that the merchant portal shows for this merId in this"
              + " environment, and that signMethod is the one set there");
    }
    return text.append("; sent to ")
        .append(config.endpoints)
        .append(" with signMethod ")
        .append(config.signMethod.code())
        .append(", version ")
        .append(config.version)
        .append(", this clock at ")
        .append(BeijingTime.text(now))
        .append(" (Beijing); nothing may change a field, or the charset UTF-8, on the way")
        .append("; signed was, values covered: ")
        .append(covered())
        .toString();
  }

  private void certificate(StringBuilder text, PublicCertificate own) {
    text.append("signed by certificate ")
        .append(own.number())
        .append(" (issued by ")
        .append(PublicCertificate.commonName(own.issuer()).orElse("another authority"))
        .append(", valid until ")
        .append(own.notAfter())
        .append(own.isValidAt(now) ? "" : ", so NOT VALID NOW")
        .append(
            "): check in the merchant portal that this very certificate was uploaded for this"
                + " merId, and that merId and certificate are of the same environment: CFCA TEST"
                + " OCA1 is the test environment's, CFCA OCA1 production's");
  }

  /** The text that was signed; of values that are somebody's, their lengths. */
  private String covered() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> field : new TreeMap<>(signed.asMap()).entrySet()) {
      if (!field.getKey().equals("signature")) {
        text.append(text.length() == 0 ? "" : "&").append(field.getKey()).append('=');
        if (SHOWN.contains(field.getKey())) {
          text.append(field.getValue());
        } else {
          text.append('(').append(field.getValue().length()).append(')');
        }
      }
    }
    return text.toString();
  }
}
