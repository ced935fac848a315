// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to let a part of frozen money, or all of it, go once (预授权解冻). Immutable. The number is
 * what makes it happen once; each unfreeze has its own. (支付宝开放平台, 预授权支付,
 * alipay.fund.auth.order.unfreeze.)
 */
public final class UnfreezeRequest {

  private static final String COMPLETES =
      "{\"unfreezeBizInfo\":\"{\\\"bizComplete\\\":\\\"true\\\"}\"}";

  private final String orderNumber;
  private final String authNo;
  private final String number;
  private final Money amount;
  private final String remark;
  private final boolean completes;
  private final @Nullable URI notifyUrl;
  private final FieldsByName fields;

  private UnfreezeRequest(
      String orderNumber,
      String authNo,
      String number,
      Money amount,
      String remark,
      boolean completes,
      @Nullable URI notifyUrl,
      FieldsByName fields) {
    this.orderNumber = orderNumber;
    this.authNo = authNo;
    this.number = number;
    this.amount = amount;
    this.remark = remark;
    this.completes = completes;
    this.notifyUrl = notifyUrl;
    this.fields = fields;
  }

  /**
   * A request.
   *
   * @param orderNumber your own number of the pre-authorisation; after a lost answer only it and
   *     the number find the unfreeze
   * @param authNo Alipay's number of the pre-authorisation ({@link FreezeOperation#authNo()})
   * @param number your own number of this unfreeze, 1 to 64 letters, digits, {@code _} or {@code
   *     -}, stored before it is sent
   * @param amount what is let go, in yuan
   * @param remark why, at most 100 characters
   * @throws InvalidRequestException if one of them breaks a rule
   */
  public static UnfreezeRequest of(
      String orderNumber, String authNo, String number, Money amount, String remark) {
    return new UnfreezeRequest(
        FundRules.number("out_order_no", orderNumber, 64),
        FundRules.alipayNumber("auth_no", authNo),
        FundRules.number("out_request_no", number, 64),
        FundRules.amount("amount", amount, 1),
        OrderRules.text("remark", remark, 100),
        false,
        null,
        new FieldsByName());
  }

  /** The same, which ends a credit order (信用免押): the payer has kept the promise. */
  public UnfreezeRequest completing() {
    return new UnfreezeRequest(
        orderNumber, authNo, number, amount, remark, true, notifyUrl, fields);
  }

  /** The same, whose notification goes here instead of the client's configured address. */
  public UnfreezeRequest withNotifyUrl(URI address) {
    FieldRules.address("notifyUrl", address, 256);
    return new UnfreezeRequest(
        orderNumber, authNo, number, amount, remark, completes, address, fields);
  }

  /**
   * The same with any other documented field.
   *
   * @param name as Alipay writes it
   * @param json its value as JSON
   * @throws InvalidRequestException if it is not JSON, or was given already
   */
  public UnfreezeRequest field(String name, String json) {
    FieldsByName more = new FieldsByName(fields);
    more.put(name, json);
    return new UnfreezeRequest(
        orderNumber, authNo, number, amount, remark, completes, notifyUrl, more);
  }

  /** Your own number of the pre-authorisation. */
  public String orderNumber() {
    return orderNumber;
  }

  /** Your own number of this unfreeze. */
  public String number() {
    return number;
  }

  /** What is let go. */
  public Money amount() {
    return amount;
  }

  /** Numbers and amount. */
  @Override
  public String toString() {
    return "UnfreezeRequest[" + orderNumber + " " + number + ", " + amount + "]";
  }

  String authNo() {
    return authNo;
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("auth_no", authNo);
    content.put("out_request_no", number);
    content.put("amount", Yuan.text("amount", amount));
    content.put("remark", remark);
    if (completes) {
      content.put("extra_param", COMPLETES);
    }
    fields.addTo(content);
    return content;
  }
}
