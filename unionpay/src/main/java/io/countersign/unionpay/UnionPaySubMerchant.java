// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.FormFields;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A merchant for whom an acquirer or a platform acts. Immutable; safe for use by many threads.
 * (全渠道, accessType 1 收单机构接入, 2 平台商户接入.)
 */
public final class UnionPaySubMerchant {

  private static final int MOST_NAME_BYTES = 40;

  private final AccessType accessType;
  private final String number;
  private final String name;
  private final String abbreviation;
  private final @Nullable String category;
  private final @Nullable URI notifyUrl;

  private UnionPaySubMerchant(
      AccessType accessType,
      String number,
      String name,
      String abbreviation,
      @Nullable String category,
      @Nullable URI notifyUrl) {
    this.accessType = accessType;
    this.number = number;
    this.name = name;
    this.abbreviation = abbreviation;
    this.category = category;
    this.notifyUrl = notifyUrl;
  }

  /**
   * A merchant of an acquirer's.
   *
   * @param merId the merchant's number, 15 characters
   * @param merCatCode its category (MCC), 4 digits
   * @param merName its name, at most 40 bytes
   * @param merAbbr its short name, at most 8 bytes
   * @throws InvalidRequestException if one of them is none
   */
  public static UnionPaySubMerchant ofAcquirer(
      String merId, String merCatCode, String merName, String merAbbr) {
    if (!merCatCode.matches("[0-9]{4}")) {
      throw new InvalidRequestException("merCatCode", "4 digits");
    }
    return new UnionPaySubMerchant(
        AccessType.ACQUIRER,
        UnionPayConfig.merchantNumber("merId", merId),
        name("merName", merName, MOST_NAME_BYTES),
        name("merAbbr", merAbbr, 8),
        merCatCode,
        null);
  }

  /**
   * A merchant of the second level (二级商户) of a platform.
   *
   * @param subMerId its number on the platform, 5 to 15 letters and digits
   * @param subMerName its name, at most 40 bytes
   * @param subMerAbbr its short name, at most 16 bytes
   * @throws InvalidRequestException if one of them is none
   */
  public static UnionPaySubMerchant ofPlatform(
      String subMerId, String subMerName, String subMerAbbr) {
    return new UnionPaySubMerchant(
        AccessType.PLATFORM,
        FieldRules.token("subMerId", subMerId, 5, 15, ""),
        name("subMerName", subMerName, MOST_NAME_BYTES),
        name("subMerAbbr", subMerAbbr, 16),
        null,
        null);
  }

  /** The same, with a notify address of its own. */
  public UnionPaySubMerchant withNotifyUrl(URI value) {
    return new UnionPaySubMerchant(accessType, number, name, abbreviation, category, value);
  }

  /** The merchant's number. */
  public String number() {
    return number;
  }

  AccessType accessType() {
    return accessType;
  }

  @Nullable URI notifyUrl() {
    return notifyUrl;
  }

  void putInto(FormFields fields) {
    if (category != null) {
      fields.put("merCatCode", category).put("merName", name).put("merAbbr", abbreviation);
    } else {
      fields.put("subMerId", number).put("subMerName", name).put("subMerAbbr", abbreviation);
    }
  }

  private static String name(String field, String value, int mostBytes) {
    FieldRules.text(field, value, 1, mostBytes);
    if (GbkText.length(value) > mostBytes || SignedText.hasStructure(value)) {
      throw new InvalidRequestException(
          field,
          "at most "
              + mostBytes
              + " bytes in GBK (a Chinese character is two), without & = { } [ ] \" '");
    }
    return value;
  }

  /** Its number. */
  @Override
  public String toString() {
    return "UnionPaySubMerchant[" + number + "]";
  }
}
