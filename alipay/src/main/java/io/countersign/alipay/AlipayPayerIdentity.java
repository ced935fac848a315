// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who must pay ({@code ext_user_info}): Alipay refuses a payer whose registered identity differs.
 * Immutable. (支付宝开放平台, ExtUserInfo.)
 *
 * <p>On a page, in an order string or in a page link these fields pass through the payer's browser
 * or app, and anybody who sees the page can read them: prefer {@link #hashed} there.
 */
public final class AlipayPayerIdentity {

  private final Map<String, Object> fields;

  private AlipayPayerIdentity(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** The documents that Alipay knows. */
  public enum Document {
    /** 身份证. */
    IDENTITY_CARD,
    /** 护照. */
    PASSPORT,
    /** 军官证. */
    OFFICER_CARD,
    /** 士兵证. */
    SOLDIER_CARD,
    /** 户口本. */
    HOKOU,
    /** 外国人永久居留身份证. */
    PERMANENT_RESIDENCE_FOREIGNER
  }

  /**
   * A person, by name and document, in clear.
   *
   * @param name at most 16 characters
   * @param number the document's number, at most 64 characters
   */
  public static AlipayPayerIdentity of(PersonalText name, Document document, PersonalText number) {
    Map<String, Object> fields = checked();
    fields.put("name", FieldRules.text("payer name", name.reveal(), 1, 16));
    fields.put("cert_type", document.name());
    fields.put("cert_no", FieldRules.text("payer document", number.reveal(), 1, 64));
    return new AlipayPayerIdentity(fields);
  }

  /**
   * A person, by a hash of name and document number ({@code identity_hash}): neither leaves the
   * shop in clear.
   */
  public static AlipayPayerIdentity hashed(PersonalText name, PersonalText number) {
    FieldRules.text("payer name", name.reveal(), 1, 16);
    FieldRules.text("payer document", number.reveal(), 1, 64);
    Map<String, Object> fields = checked();
    fields.put("identity_hash", hash(name.reveal() + number.reveal()));
    return new AlipayPayerIdentity(fields);
  }

  /** Anybody of at least this age in years. */
  public static AlipayPayerIdentity atLeast(int years) {
    return new AlipayPayerIdentity(checked()).withMinimumAge(years);
  }

  /** The same, who must be at least so many years old ({@code min_age}). */
  public AlipayPayerIdentity withMinimumAge(int years) {
    if (years < 1 || years > 150) {
      throw new InvalidRequestException("payer's minimum age", "1 to 150 years");
    }
    return with("min_age", Integer.toString(years));
  }

  /** The same with a telephone number ({@code mobile}), which Alipay does not check. */
  public AlipayPayerIdentity withMobile(PersonalText mobile) {
    return with("mobile", FieldRules.text("payer mobile", mobile.reveal(), 1, 20));
  }

  /** The same, where the account itself must be this person's ({@code fix_buyer}). */
  public AlipayPayerIdentity withFixedBuyer() {
    return with("fix_buyer", "T");
  }

  Map<String, Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** Which fields are given; they are personal. */
  @Override
  public String toString() {
    return "AlipayPayerIdentity" + fields.keySet();
  }

  /** Alipay ignores what is given unless it is told to check it. */
  private static Map<String, Object> checked() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("need_check_info", "T");
    return fields;
  }

  private AlipayPayerIdentity with(String name, String value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new AlipayPayerIdentity(more);
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
