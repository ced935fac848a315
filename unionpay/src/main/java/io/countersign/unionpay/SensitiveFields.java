// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is personal in one message, encrypted where the merchant may. All of a message is encrypted
 * by one certificate, and its number goes along, only if something is. Made for one message, by one
 * thread. (全渠道, 敏感信息加密.)
 */
final class SensitiveFields {

  private static final String CARD = "accNo";

  private final KeysInUse keys;
  private final boolean pinOnly;
  private @Nullable PublicCertificate encryptedBy;
  private @Nullable String cardNumber;
  private @Nullable UnionPayCustomer customer;

  SensitiveFields(UnionPayConfig config, KeysInUse keys) {
    this.keys = keys;
    this.pinOnly = config.encryptsPinOnly;
  }

  /**
   * The number of a card or account ({@code accNo}).
   *
   * @throws InvalidRequestException if it cannot be one; it does not show it
   */
  SensitiveFields cardNumber(PersonalText number) {
    String text = number.reveal();
    boolean right = text.length() >= 6 && text.length() <= 34;
    for (int i = 0; i < text.length() && right; i++) {
      char c = text.charAt(i);
      right = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    if (!right) {
      throw new InvalidRequestException(
          CARD, "the number of a card or account without blanks: 6 to 34 digits or letters");
    }
    cardNumber = text;
    return this;
  }

  /** What the holder tells of himself ({@code customerInfo}). */
  SensitiveFields customer(UnionPayCustomer given) {
    customer = given;
    return this;
  }

  /**
   * Adds it to a call.
   *
   * @throws InvalidRequestException if something must be encrypted and cannot be
   */
  Call into(Call call) {
    if (cardNumber != null) {
      call.with(CARD, encrypts() ? encrypted(cardNumber) : cardNumber);
    }
    if (customer != null && !customer.isEmpty()) {
      call.with("customerInfo", base64(utf8("{" + joined(parts(customer)) + "}")));
    }
    if (encryptedBy != null) {
      call.with("encryptCertId", encryptedBy.number());
    }
    return call;
  }

  private Map<String, String> parts(UnionPayCustomer told) {
    Map<String, String> clear = new LinkedHashMap<>();
    Map<String, String> hidden = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : told.fields().entrySet()) {
      boolean hide =
          switch (field.getKey()) {
            case "phoneNo", "cvn2", "expired" -> encrypts();
            default -> false;
          };
      (hide ? hidden : clear).put(field.getKey(), field.getValue());
    }
    if (told.pin().isPresent()) {
      clear.put("pin", encrypted(pinBlock(told.pin().get())));
    }
    if (!hidden.isEmpty()) {
      clear.put("encryptedInfo", encrypted(joined(hidden)));
    }
    return clear;
  }

  private byte[] pinBlock(Secret pin) {
    return PinBlock.of(pin, cardNumber == null ? "" : cardNumber);
  }

  private boolean encrypts() {
    return !pinOnly && keys.encrypts();
  }

  private String encrypted(String text) {
    return encrypted(utf8(text));
  }

  private String encrypted(byte[] plain) {
    PublicCertificate by = encryptedBy == null ? keys.encryption() : encryptedBy;
    encryptedBy = by;
    return base64(by.encrypted(plain));
  }

  private static String joined(Map<String, String> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(
        (name, value) ->
            text.append(text.length() == 0 ? "" : "&").append(name).append('=').append(value));
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Nothing of a person. */
  @Override
  public String toString() {
    return "(sensitive fields)";
  }
}
