// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What UnionPay encrypts for a merchant, opened by the merchant's signing key. (全渠道, 敏感信息解密.) */
final class OpenedFields {

  private static final int LONGEST_CLEAR = 34;
  private static final int MOST_CHARACTERS = 4096;

  private final MessageKeys keys;

  OpenedFields(MessageKeys keys) {
    this.keys = keys;
  }

  /** A card number, which UnionPay may have covered or shortened before. */
  PersonalText cardNumber(String accNo) {
    boolean clear = !accNo.isBlank() && accNo.length() <= LONGEST_CLEAR;
    return PersonalText.of(clear ? accNo : opened("accNo", accNo));
  }

  /** A customer's data, what was encrypted within included. */
  Map<String, PersonalText> customerInfo(String customerInfo) {
    FormFields told = parts(text(customerInfo).orElse(""));
    FormFields hidden =
        told.has("encryptedInfo")
            ? parts(opened("customerInfo", told.text("encryptedInfo")))
            : new FormFields();
    Map<String, PersonalText> all = new LinkedHashMap<>();
    for (FormFields each : new FormFields[] {told.without("encryptedInfo"), hidden}) {
      each.asMap().forEach((name, value) -> all.put(name, PersonalText.of(value)));
    }
    return Collections.unmodifiableMap(all);
  }

  private String opened(String field, String base64) {
    return decoded(base64)
        .flatMap(keys::opened)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> unreadable(field));
  }

  private static FormFields parts(String braced) {
    String inner =
        braced.startsWith("{") && braced.endsWith("}")
            ? braced.substring(1, braced.length() - 1)
            : braced;
    return AnswerText.fields(inner).orElseThrow(() -> unreadable("customerInfo"));
  }

  private static Optional<String> text(String base64) {
    return decoded(base64).flatMap(FormFields::utf8);
  }

  private static Optional<byte[]> decoded(String base64) {
    if (base64.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** One sentence for every cause, as a difference would tell an attacker of the key. */
  private static InvalidRequestException unreadable(String field) {
    return new InvalidRequestException(
        field,
        "the field of a proven message that UnionPay encrypted for this merchant's certificate,"
            + " with that certificate's key in the configuration (not a signer elsewhere)");
  }
}
