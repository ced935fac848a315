// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import io.countersign.RefundRequest;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * UnionPay's typed extras for refunds, undos and the later steps of a pre-authorisation; each names
 * the field it fills, and each field is filled once. What has no method of its own goes through
 * {@link #field}. Immutable; safe for use by many threads. (全渠道, 退货, 消费撤销, 预授权完成.)
 *
 * @see RefundRequest#with
 */
public final class UnionPayRefundOption implements ProviderOption {

  /** What the request, the client or a method here fills. */
  private static final Set<String> OURS =
      Set.of(
          "version",
          "encoding",
          "signMethod",
          "certId",
          "signature",
          "signPubKeyCert",
          "accessType",
          "merId",
          "acqInsCode",
          "accInsCode",
          "merCatCode",
          "merName",
          "merAbbr",
          "subMerId",
          "subMerName",
          "subMerAbbr",
          "encryptCertId",
          "txnType",
          "txnSubType",
          "bizType",
          "channelType",
          "orderId",
          "txnTime",
          "origQryId",
          "origOrderId",
          "origTxnTime",
          "queryId",
          "txnAmt",
          "currencyCode",
          "backUrl",
          "reqReserved",
          "accSplitData",
          "ctrlRule",
          "termId",
          "reserved");

  private final String name;
  private final Map<String, String> fields;

  private UnionPayRefundOption(String name, Map<String, String> fields) {
    this.name = name;
    this.fields = fields;
  }

  /**
   * {@code bizType} and {@code channelType} that the payment was made with, for one whose {@link
   * PaymentRef#product()} this library does not know, such as one made by another system; also for
   * one made with {@link UnionPayOption#channelType}, whose {@code bizType} must then be the
   * product's.
   *
   * @param bizType six digits, such as {@code 000201}
   * @param channelType {@code 07} internet or {@code 08} mobile
   */
  public static UnionPayRefundOption madeAs(String bizType, String channelType) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("bizType", digits("bizType", bizType, 6));
    fields.put("channelType", digits("channelType", channelType, 2));
    return new UnionPayRefundOption("madeAs", fields);
  }

  /**
   * {@code accSplitData}: what each of several merchants gives back (分账域), as UnionPay describes
   * it, at most 512 characters.
   *
   * @param text in braces, such as {@code {accSplitType=1&…}}
   */
  public static UnionPayRefundOption splitData(String text) {
    return one("splitData", "accSplitData", sentAsItIs("accSplitData", text, 512));
  }

  /** A part of {@code ctrlRule}, a rule that UnionPay applies; may be given several times. */
  public static UnionPayRefundOption controlRule(String part, String value) {
    return part("controlRule", "ctrlRule", part, value);
  }

  /** {@code termId}: the till or terminal, 8 letters and digits. */
  public static UnionPayRefundOption terminal(String id) {
    return one("terminal", "termId", FieldRules.token("termId", id, 8, 8, ""));
  }

  /** A part of {@code reserved}; may be given several times. */
  public static UnionPayRefundOption reserved(String part, String value) {
    return part("reserved", "reserved", part, value);
  }

  /**
   * Any other documented field, such as {@code field("termInfo", "{…}")}. It is sent as it is.
   * Fields that the request, the client or another option fills are refused, and so are texts after
   * which the signed text could be read in another way: structure within braces only.
   *
   * @param name as UnionPay writes it
   * @param text 1 to 2048 characters
   */
  public static UnionPayRefundOption field(String name, String text) {
    FieldRules.token("field name", name, 1, 64, "");
    if (OURS.contains(name)) {
      throw new InvalidRequestException(
          "field " + name, "a name that neither the request nor an option of its own fills");
    }
    return one("field", name, sentAsItIs("field " + name, text, 2048));
  }

  /** The options of a request, checked to be ours. */
  static List<UnionPayRefundOption> of(List<ProviderOption> options) {
    List<UnionPayRefundOption> ours = new ArrayList<>();
    for (ProviderOption option : options) {
      if (!(option instanceof UnionPayRefundOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "a UnionPayRefundOption; this is about money taken at UnionPay");
      }
      ours.add(own);
    }
    return ours;
  }

  /** By field, or by field and part of it ({@code ctrlRule/…}). */
  Map<String, String> fields() {
    return fields;
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "UnionPayRefundOption." + name;
  }

  private static UnionPayRefundOption one(String name, String field, String value) {
    return new UnionPayRefundOption(name, Map.of(field, value));
  }

  private static UnionPayRefundOption part(String name, String group, String part, String value) {
    FieldRules.token(group, part, 1, 64, "");
    return one(name, group + "/" + part, OrderRules.text(part, value, 512));
  }

  private static String sentAsItIs(String field, String text, int most) {
    FieldRules.text(field, text, 1, most);
    if (!text.strip().equals(text)) {
      throw new InvalidRequestException(field, "no blanks at its ends");
    }
    return text;
  }

  private static String digits(String field, String value, int count) {
    if (value.length() != count || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InvalidRequestException(field, count + " digits");
    }
    return value;
  }
}
