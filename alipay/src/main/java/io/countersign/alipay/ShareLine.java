// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one receiver gets of a payment. Immutable. (支付宝开放平台, 统一收单交易结算接口, royalty_parameters.) */
public final class ShareLine {

  private final ShareAccount receiver;
  private final Map<String, Object> content;

  private ShareLine(ShareAccount receiver, Map<String, Object> content) {
    this.receiver = receiver;
    this.content = content;
  }

  /**
   * So much.
   *
   * @param receiver who, bound to the merchant before ({@link AlipayProfitSharing#addReceivers})
   * @param amount how much, in yuan
   */
  public static ShareLine of(ShareAccount receiver, Money amount) {
    FundRules.amount("amount", amount, 1);
    return to(receiver).with("amount", Yuan.text("amount", amount));
  }

  /**
   * A part of the payment.
   *
   * @param percent 1 to 100
   */
  public static ShareLine percent(ShareAccount receiver, int percent) {
    if (percent < 1 || percent > 100) {
      throw new InvalidRequestException("amount_percentage", "1 to 100, not " + percent);
    }
    return to(receiver).with("amount_percentage", Integer.toString(percent));
  }

  /** The same, with what it is for, at most 1000 characters ({@code desc}). */
  public ShareLine description(String value) {
    return with("desc", OrderRules.text("desc", value, 1000));
  }

  /**
   * The same, with the scene ({@code royalty_scene}): {@code 达人佣金}, {@code 平台服务费}, {@code 技术服务费},
   * {@code 其他}.
   */
  public ShareLine scene(String value) {
    return with("royalty_scene", OrderRules.text("royalty_scene", value, 256));
  }

  /** The same, whose receiver's name Alipay compares ({@code trans_in_name}). */
  public ShareLine named(PersonalText name) {
    return with("trans_in_name", OrderRules.text("trans_in_name", name.reveal(), 64));
  }

  /** The same, paid by another than the merchant ({@code trans_out}), as by a receiver before. */
  public ShareLine from(ShareAccount payer) {
    return with("trans_out_type", payer.type()).with("trans_out", payer.account().reveal());
  }

  /** The same, as the merchant's own money added to what was shared ({@code replenish}). */
  public ShareLine replenishing() {
    return with("royalty_type", "replenish");
  }

  /** Who gets it. */
  public ShareAccount receiver() {
    return receiver;
  }

  /** How much, if it is an amount. */
  public Optional<Money> amount() {
    return Optional.ofNullable(content.get("amount")).flatMap(text -> Yuan.of(text.toString()));
  }

  /** The kind of account and the amount; nothing personal. */
  @Override
  public String toString() {
    return "ShareLine[" + receiver + amount().map(money -> ", " + money).orElse("") + "]";
  }

  Map<String, Object> content() {
    return new LinkedHashMap<>(content);
  }

  private static ShareLine to(ShareAccount receiver) {
    return new ShareLine(receiver, Map.of())
        .with("trans_in_type", receiver.type())
        .with("trans_in", receiver.account().reveal());
  }

  private ShareLine with(String name, String value) {
    Map<String, Object> more = new LinkedHashMap<>(content);
    more.put(name, value);
    return new ShareLine(receiver, more);
  }
}
