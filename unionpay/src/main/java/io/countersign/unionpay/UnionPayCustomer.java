// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a card's holder tells of himself, for UnionPay to compare with what the bank knows ({@code
 * customerInfo}). A merchant with the permission to encrypt sends telephone, CVN2 and expiry
 * encrypted; a PIN always is. Immutable; it prints which of them are there, never what they are.
 * (全渠道, 持卡人身份信息 customerInfo.)
 */
public final class UnionPayCustomer {

  private static final String IDENTITY_CARD = "01";

  private final Map<String, String> fields;
  private final @Nullable Secret pin;

  private UnionPayCustomer(Builder builder) {
    this.fields = new LinkedHashMap<>(builder.fields);
    this.pin = builder.pin;
  }

  /** Begins. */
  public static Builder builder() {
    return new Builder();
  }

  /** By their names on the wire, but the PIN. */
  Map<String, String> fields() {
    return fields;
  }

  Optional<Secret> pin() {
    return Optional.ofNullable(pin);
  }

  boolean isEmpty() {
    return fields.isEmpty() && pin == null;
  }

  /** Names only. */
  @Override
  public String toString() {
    return "UnionPayCustomer" + fields.keySet() + (pin == null ? "" : " with PIN");
  }

  /** Collects. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, String> fields = new LinkedHashMap<>();
    private @Nullable Secret pin;

    private Builder() {}

    /** The number of the holder's identity card (身份证): 15 or 18 characters. */
    public Builder identityCard(PersonalText number) {
      return document(IDENTITY_CARD, number);
    }

    /**
     * The number of another document.
     *
     * @param certifTp its kind by UnionPay's two digits, such as {@code 03} for a passport
     */
    public Builder document(String certifTp, PersonalText number) {
      digits("certifTp", certifTp, 2, 2);
      fields.put("certifTp", certifTp);
      return put("certifId", number, 1, 20);
    }

    /** The holder's name, at most 30 characters. */
    public Builder name(PersonalText value) {
      return put("customerNm", value, 1, 30);
    }

    /** The telephone number that the bank knows. */
    public Builder phone(PersonalText value) {
      digits("phoneNo", value.reveal(), 5, 20);
      return put("phoneNo", value, 5, 20);
    }

    /** The code that UnionPay sent to that telephone. */
    public Builder smsCode(PersonalText value) {
      return put("smsCode", value, 4, 8);
    }

    /** The three digits on the back of a credit card (CVN2). */
    public Builder cvn2(Secret value) {
      String text = new String(value.reveal(), StandardCharsets.UTF_8);
      digits("cvn2", text, 3, 4);
      fields.put("cvn2", text);
      return this;
    }

    /** The month printed on a credit card. */
    public Builder expires(YearMonth value) {
      int year = value.getYear() % 100;
      int month = value.getMonthValue();
      fields.put("expired", "" + year / 10 + year % 10 + month / 10 + month % 10);
      return this;
    }

    /**
     * The card's PIN, 4 to 12 digits; needs the card's whole number and an encryption certificate.
     */
    public Builder pin(Secret value) {
      this.pin = value;
      return this;
    }

    /** The customer. */
    public UnionPayCustomer build() {
      return new UnionPayCustomer(this);
    }

    private Builder put(String name, PersonalText value, int least, int most) {
      String text = FieldRules.text(name, value.reveal(), least, most);
      if (SignedText.hasStructure(text)) {
        throw new InvalidRequestException(name, "text without & = { } [ ] and quotation marks");
      }
      fields.put(name, text);
      return this;
    }

    private static void digits(String name, String text, int least, int most) {
      if (text.length() < least
          || text.length() > most
          || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new InvalidRequestException(
            name, least == most ? least + " digits" : least + " to " + most + " digits");
      }
    }
  }
}
