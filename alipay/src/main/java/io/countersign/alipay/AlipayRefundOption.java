// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.RefundRequest;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Alipay's typed extras for a refund; each names the field it fills, and each field is filled once.
 * What has no method of its own goes through {@link #field} or {@link #jsonField}. Immutable; safe
 * for use by many threads. (支付宝开放平台, 统一收单交易退款接口.)
 *
 * @see RefundRequest#with
 */
public final class AlipayRefundOption implements ProviderOption {

  private static final Set<String> OURS =
      Set.of("trade_no", "out_trade_no", "refund_amount", "out_request_no", "refund_reason");

  private final String name;
  private final String field;
  private final Object value;

  private AlipayRefundOption(String name, String field, Object value) {
    this.name = name;
    this.field = field;
    this.value = value;
  }

  /** {@code operator_id}: who gives it back, at most 30 characters. */
  public static AlipayRefundOption operatorId(String id) {
    return text("operatorId", "operator_id", id, 30);
  }

  /** {@code store_id}: the merchant's number of the store, at most 32 characters. */
  public static AlipayRefundOption storeId(String id) {
    return text("storeId", "store_id", id, 32);
  }

  /** {@code terminal_id}: the merchant's number of the till, at most 32 characters. */
  public static AlipayRefundOption terminalId(String id) {
    return text("terminalId", "terminal_id", id, 32);
  }

  /**
   * {@code refund_currency}: the currency of the order, for merchants who collect in several.
   *
   * @param code three to eight letters
   */
  public static AlipayRefundOption refundCurrency(String code) {
    return new AlipayRefundOption(
        "refundCurrency", "refund_currency", FieldRules.token("refund_currency", code, 3, 8, ""));
  }

  /**
   * {@code related_settle_confirm_no}: the settlement that is to be taken back, at most 64
   * characters.
   */
  public static AlipayRefundOption relatedSettleConfirm(String number) {
    return text("relatedSettleConfirm", "related_settle_confirm_no", number, 64);
  }

  /** {@code org_pid}: the institution (银行间联) that the merchant belongs to; 16 digits. */
  public static AlipayRefundOption orgPid(String pid) {
    return new AlipayRefundOption(
        "orgPid", "org_pid", FieldRules.token("org_pid", pid, 16, 16, ""));
  }

  /** What an answer tells more of. */
  public enum Detail {
    /** From which of the payer's means the money came and goes back to. */
    REFUND_DETAIL_ITEMS("refund_detail_item_list"),
    /** Whether the money goes on to a bank card, in {@code has_deposit_back}. */
    DEPOSIT_BACK("deposit_back_info"),
    /** Which coupons are given back. */
    VOUCHERS("refund_voucher_detail_list"),
    /** The fee for a pre-authorisation that was cancelled late. */
    PRE_AUTH_CANCEL_FEE("pre_auth_cancel_fee");

    private final String wire;

    Detail(String wire) {
      this.wire = wire;
    }
  }

  /** {@code query_options}: what the answer's fields are to tell more of. */
  public static AlipayRefundOption details(Detail... details) {
    List<Object> wire = new ArrayList<>();
    for (Detail detail : details) {
      wire.add(detail.wire);
    }
    return new AlipayRefundOption("details", "query_options", notEmpty("query_options", wire));
  }

  /**
   * Goods that come back.
   *
   * @param goodsId the merchant's number of them, at most 32 characters, as in the order
   * @param amount what is given back for them
   * @param outItemId the merchant's number of the item in the order, at most 64 characters
   * @param outSkuId the merchant's number of its kind, at most 64 characters
   * @param outCertificateNos the merchant's numbers of the vouchers that come back; usually none
   */
  public record ReturnedGoods(
      String goodsId,
      Money amount,
      Optional<String> outItemId,
      Optional<String> outSkuId,
      List<String> outCertificateNos) {

    /** Keeps a copy of the vouchers' numbers. */
    public ReturnedGoods {
      outCertificateNos = List.copyOf(outCertificateNos);
    }

    /** Goods by their number alone. */
    public static ReturnedGoods of(String goodsId, Money amount) {
      return new ReturnedGoods(goodsId, amount, Optional.empty(), Optional.empty(), List.of());
    }

    private Map<String, Object> wire() {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("goods_id", FieldRules.text("goods_id", goodsId, 1, 32));
      wire.put("refund_amount", Yuan.text("goods refund amount", amount));
      if (outItemId.isPresent()) {
        wire.put("out_item_id", FieldRules.text("out_item_id", outItemId.get(), 1, 64));
      }
      if (outSkuId.isPresent()) {
        wire.put("out_sku_id", FieldRules.text("out_sku_id", outSkuId.get(), 1, 64));
      }
      if (!outCertificateNos.isEmpty()) {
        List<Object> numbers = new ArrayList<>();
        for (String number : outCertificateNos) {
          numbers.add(FieldRules.text("out_certificate_no_list", number, 1, 64));
        }
        wire.put("out_certificate_no_list", numbers);
      }
      return wire;
    }
  }

  /** {@code refund_goods_detail}: which goods come back. */
  public static AlipayRefundOption returnedGoods(List<ReturnedGoods> goods) {
    List<Object> wire = new ArrayList<>();
    for (ReturnedGoods line : goods) {
      wire.add(line.wire());
    }
    return new AlipayRefundOption(
        "returnedGoods", "refund_goods_detail", notEmpty("refund_goods_detail", wire));
  }

  /**
   * A share (分账) that a receiver gives back with the refund.
   *
   * @param receiver who got it: an Alipay account's number (2088…)
   * @param amount what the receiver gives back
   * @param description why, at most 1000 characters
   */
  public record ReturnedShare(PersonalText receiver, Money amount, Optional<String> description) {

    /** A share without a description. */
    public static ReturnedShare of(PersonalText receiver, Money amount) {
      return new ReturnedShare(receiver, amount, Optional.empty());
    }

    private Map<String, Object> wire() {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("royalty_type", "transfer");
      wire.put("trans_out_type", "userId");
      wire.put("trans_out", FieldRules.token("trans_out", receiver.reveal(), 16, 16, ""));
      wire.put("amount", Yuan.text("share amount", amount));
      if (description.isPresent()) {
        wire.put("desc", FieldRules.text("desc", description.get(), 1, 1000));
      }
      return wire;
    }
  }

  /**
   * {@code refund_royalty_parameters}: the shares that are taken back from their receivers within
   * the refund. Other forms of it, such as receivers by login name, go through {@link #jsonField}.
   */
  public static AlipayRefundOption returnedShares(List<ReturnedShare> shares) {
    List<Object> wire = new ArrayList<>();
    for (ReturnedShare share : shares) {
      wire.add(share.wire());
    }
    return new AlipayRefundOption(
        "returnedShares", "refund_royalty_parameters", notEmpty("refund_royalty_parameters", wire));
  }

  /**
   * Any other documented field with a text for a value, such as {@code field("refund_trans_out",
   * "2088…")}. It is sent as it is. Fields that the request itself fills are refused.
   *
   * @param name as Alipay writes it
   * @param text 1 to 4000 characters
   */
  public static AlipayRefundOption field(String name, String text) {
    return new AlipayRefundOption("field", notOurs(name), BusinessFields.sentAsItIs(name, text));
  }

  /**
   * Any other documented field whose value is a group, a list, a number or a boolean, such as
   * {@code jsonField("goods_detail", "[…]")}.
   *
   * @param name as Alipay writes it
   * @param json one JSON value
   */
  public static AlipayRefundOption jsonField(String name, String json) {
    return new AlipayRefundOption("jsonField", notOurs(name), BusinessFields.jsonValue(name, json));
  }

  /** The options of a refund, checked to be ours. */
  static List<AlipayRefundOption> of(List<ProviderOption> options) {
    List<AlipayRefundOption> ours = new ArrayList<>();
    for (ProviderOption option : options) {
      if (!(option instanceof AlipayRefundOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "an AlipayRefundOption; this is a refund at Alipay");
      }
      ours.add(own);
    }
    return ours;
  }

  String name() {
    return name;
  }

  String field() {
    return field;
  }

  Object value() {
    return value;
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "AlipayRefundOption." + name;
  }

  private static AlipayRefundOption text(String name, String field, String value, int most) {
    FieldRules.text(field, value, 1, most);
    if (value.isBlank() || SignedText.holdsParameter(value)) {
      throw new InvalidRequestException(
          field, "text that is not blank and holds no parameter of its own, such as &trade_no=");
    }
    return new AlipayRefundOption(name, field, value);
  }

  private static String notOurs(String name) {
    FieldRules.token("field name", name, 1, 64, "_");
    if (OURS.contains(name)) {
      throw new InvalidRequestException("field " + name, "a name that the request does not fill");
    }
    return name;
  }

  private static List<Object> notEmpty(String field, List<Object> values) {
    if (values.isEmpty()) {
      throw new InvalidRequestException(field, "at least one");
    }
    return values;
  }
}
