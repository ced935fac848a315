// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to settle a direct-pay (直付通) payment with its sub-merchant before its period ends.
 * Immutable; the number is what makes it happen once. (支付宝开放平台, 统一收单确认结算接口,
 * alipay.trade.settle.confirm.)
 */
public final class SettleConfirmation {

  private static final int MOST_DAYS = 365;

  private final String tradeNo;
  private final String number;
  private final Money amount;
  private final Map<String, Object> detail;
  private final Map<String, Object> info;
  private final FieldsByName fields;

  private SettleConfirmation(
      String tradeNo,
      String number,
      Money amount,
      Map<String, Object> detail,
      Map<String, Object> info,
      FieldsByName fields) {
    this.tradeNo = tradeNo;
    this.number = number;
    this.amount = amount;
    this.detail = detail;
    this.info = info;
    this.fields = fields;
  }

  /**
   * A confirmation to the sub-merchant's usual account ({@code defaultSettle}).
   *
   * @param tradeNo Alipay's number of the payment
   * @param number your own number of this confirmation, 1 to 64 letters, digits, {@code _} or
   *     {@code -}, stored before it is sent
   * @param amount how much of the payment, in yuan
   */
  public static SettleConfirmation of(String tradeNo, String number, Money amount) {
    FundRules.amount("amount", amount, 1);
    return new SettleConfirmation(
            FundRules.alipayNumber("trade_no", tradeNo),
            FundRules.number("out_request_no", number, 64),
            amount,
            Map.of(),
            Map.of(),
            new FieldsByName())
        .with("trans_in_type", "defaultSettle");
  }

  /** The same, to a bank card by its alias ({@code cardAliasNo}). */
  public SettleConfirmation toCard(PersonalText cardAliasNo) {
    return with("trans_in_type", "cardAliasNo")
        .with("trans_in", OrderRules.text("trans_in", cardAliasNo.reveal(), 64));
  }

  /** The same, to an Alipay account: by user id or login name. */
  public SettleConfirmation to(ShareAccount account) {
    if (account.type().equals("openId")) {
      throw new InvalidRequestException("trans_in", "a user id or login name");
    }
    return with("trans_in_type", account.type()).with("trans_in", account.account().reveal());
  }

  /** The same, by the summary that it belongs to ({@code summary_dimension}). */
  public SettleConfirmation summary(String dimension) {
    return with("summary_dimension", OrderRules.text("summary_dimension", dimension, 64));
  }

  /** The same, for a sub-merchant ({@code SecondMerchant}). */
  public SettleConfirmation subMerchant(String smid) {
    return entity("SecondMerchant", smid);
  }

  /** The same, for a store ({@code Store}). */
  public SettleConfirmation store(String storeId) {
    return entity("Store", storeId);
  }

  /** The same, with what really is settled ({@code actual_amount}). */
  public SettleConfirmation actually(Money value) {
    FundRules.amount("actual_amount", value, 1);
    return with("actual_amount", Yuan.text("actual_amount", value));
  }

  /** The same, with the longest time to the settlement: 1 to 365 days. */
  public SettleConfirmation withinDays(int days) {
    if (days < 1 || days > MOST_DAYS) {
      throw new InvalidRequestException("settle_period_time", "1 to 365 days, not " + days);
    }
    Map<String, Object> more = new LinkedHashMap<>(info);
    more.put("settle_period_time", days + "d");
    return new SettleConfirmation(tradeNo, number, amount, detail, more, fields);
  }

  /**
   * The same with any other documented field, such as {@code extend_params}.
   *
   * @param name as Alipay writes it
   * @param json its value as JSON
   * @throws InvalidRequestException if it is not JSON, or was given already
   */
  public SettleConfirmation field(String name, String json) {
    FieldsByName more = new FieldsByName(fields);
    more.put(name, json);
    return new SettleConfirmation(tradeNo, number, amount, detail, info, more);
  }

  /** Alipay's number of the payment. */
  public String transactionId() {
    return tradeNo;
  }

  /** Your own number of this confirmation. */
  public String number() {
    return number;
  }

  /** How much is settled. */
  public Money amount() {
    return amount;
  }

  /** Numbers and amount; nothing personal. */
  @Override
  public String toString() {
    return "SettleConfirmation[" + number + " of " + tradeNo + ", " + amount + "]";
  }

  Map<String, Object> content() {
    Map<String, Object> one = new LinkedHashMap<>(detail);
    one.put("amount", Yuan.text("amount", amount));
    Map<String, Object> settleInfo = new LinkedHashMap<>();
    settleInfo.put("settle_detail_infos", List.of(one));
    settleInfo.putAll(info);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_request_no", number);
    content.put("trade_no", tradeNo);
    content.put("settle_info", settleInfo);
    fields.addTo(content);
    return content;
  }

  private SettleConfirmation entity(String type, String id) {
    return with("settle_entity_type", type)
        .with("settle_entity_id", FieldRules.token("settle_entity_id", id, 1, 64, "_-"));
  }

  private SettleConfirmation with(String name, String value) {
    Map<String, Object> more = new LinkedHashMap<>(detail);
    more.put(name, value);
    return new SettleConfirmation(tradeNo, number, amount, more, info, fields);
  }
}
