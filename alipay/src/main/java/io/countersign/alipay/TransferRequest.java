// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to pay a user once. Immutable. The number is what makes it happen once: after any doubt
 * ask about, or send, the <em>same</em> request. (支付宝开放平台, 单笔转账接口, alipay.fund.trans.uni.transfer.)
 *
 * <pre>{@code
 * TransferRequest.to(TransferAccount.userId(PersonalText.of(userId)))
 *     .number(PaymentId.next().number())
 *     .amount(Money.of("3.00", "CNY"))
 *     .title("Commission of March")
 *     .scene("佣金报酬")
 *     .report("佣金报酬说明", "March")
 *     .build();
 * }</pre>
 */
public final class TransferRequest {

  private final TransferAccount payee;
  private final TransferKind kind;
  private final String number;
  private final Money amount;
  private final Map<String, Object> content;

  private TransferRequest(Builder builder) {
    this.payee = builder.payee;
    this.kind = builder.kind;
    this.number = FundRules.required(builder.number, "number", "your own number of this payment");
    Money money = FundRules.required(builder.amount, "amount", "Money.of(\"3.00\", \"CNY\")");
    this.amount = FundRules.amount("amount", money, kind.leastFen());
    if (payee.isBankCard() != (kind == TransferKind.BANK_CARD)) {
      throw new InvalidRequestException(
          "payee", "a bank card for TransferKind.BANK_CARD, an Alipay account for the others");
    }
    if (kind == TransferKind.OPENED_RED_PACKET
        && (builder.payer == null || builder.originalOrderId == null)) {
      throw new InvalidRequestException(
          "payer",
          "payer(…) and originalOrder(…): who paid for the red packet, and by which order");
    }
    String title = FundRules.required(builder.title, "title", "what both sides' bills say");
    this.content = content(builder, title);
  }

  /** Begins a request. */
  public static Builder to(TransferAccount payee) {
    return new Builder(payee);
  }

  /** Who is paid. */
  public TransferAccount payee() {
    return payee;
  }

  /** The kind of payment; {@link AlipayTransfers#find} must be told it, so store it. */
  public TransferKind kind() {
    return kind;
  }

  /** Your own number of this payment. */
  public String number() {
    return number;
  }

  /** What the user gets. */
  public Money amount() {
    return amount;
  }

  /** Number and amount; nothing personal. */
  @Override
  public String toString() {
    return "TransferRequest[" + number + ", " + amount + "]";
  }

  /** The business fields. Nothing depends on the moment, so a repetition is the identical one. */
  Map<String, Object> content() {
    return new LinkedHashMap<>(content);
  }

  private Map<String, Object> content(Builder builder, String title) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out_biz_no", number);
    fields.put("trans_amount", Yuan.text("amount", amount));
    fields.put("product_code", kind.productCode());
    fields.put("biz_scene", kind.bizScene());
    fields.put("order_title", title);
    fields.put("payee_info", payee.content());
    if (builder.payer != null) {
      fields.put("payer_info", builder.payer.content());
    }
    if (builder.originalOrderId != null) {
      fields.put("original_order_id", builder.originalOrderId);
    }
    if (builder.remark != null) {
      fields.put("remark", builder.remark);
    }
    Map<String, Object> business = new LinkedHashMap<>();
    if (kind.isRedPacket()) {
      business.put("sub_biz_scene", "REDPACKET");
    }
    business.putAll(builder.businessParams);
    if (!business.isEmpty()) {
      fields.put("business_params", JsonText.write(business));
    }
    if (builder.sceneName != null) {
      fields.put("transfer_scene_name", builder.sceneName);
    }
    if (!builder.reports.isEmpty()) {
      fields.put("transfer_scene_report_infos", List.copyOf(builder.reports));
    }
    if (builder.passback != null) {
      fields.put("passback_params", builder.passback);
    }
    builder.fields.addTo(fields);
    return fields;
  }

  /** Collects a request's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final TransferAccount payee;
    private final Map<String, String> businessParams = new LinkedHashMap<>();
    private final List<Object> reports = new ArrayList<>();
    private final FieldsByName fields = new FieldsByName();
    private TransferKind kind = TransferKind.ACCOUNT;
    private @Nullable String number;
    private @Nullable Money amount;
    private @Nullable String title;
    private @Nullable String remark;
    private @Nullable String sceneName;
    private @Nullable TransferAccount payer;
    private @Nullable String originalOrderId;
    private @Nullable String passback;

    private Builder(TransferAccount payee) {
      this.payee = payee;
    }

    /** The kind of payment; {@link TransferKind#ACCOUNT} unless set. */
    public Builder kind(TransferKind value) {
      this.kind = value;
      return this;
    }

    /**
     * Required: your own number of this payment ({@code out_biz_no}), 1 to 64 letters, digits,
     * {@code _} or {@code -}, stored before it is sent. {@code PaymentId.next().number()} makes
     * one.
     */
    public Builder number(String value) {
      this.number = FundRules.number("out_biz_no", value, 64);
      return this;
    }

    /** Required: what the user gets; yuan, at least 0.10 (a red packet 0.01). */
    public Builder amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what the bills of both sides say ({@code order_title}), at most 128 characters. */
    public Builder title(String value) {
      this.title = OrderRules.text("order_title", value, 128);
      return this;
    }

    /** What the user reads besides, at most 200 characters; required for large amounts. */
    public Builder remark(String value) {
      this.remark = OrderRules.text("remark", value, 200);
      return this;
    }

    /**
     * The scene that the merchant has declared in the console ({@code transfer_scene_name}), such
     * as {@code 佣金报酬}; newer contracts require it.
     */
    public Builder scene(String name) {
      this.sceneName = OrderRules.text("transfer_scene_name", name, 64);
      return this;
    }

    /** A line that the scene demands ({@code transfer_scene_report_infos}), in the order given. */
    public Builder report(String infoType, String infoContent) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("info_type", OrderRules.text("info_type", infoType, 64));
      line.put("info_content", OrderRules.text("info_content", infoContent, 256));
      reports.add(line);
      return this;
    }

    /** The user sees the merchant's alias ({@code payer_show_name_use_alias}), not its name. */
    public Builder showPayerAlias() {
      return businessParam("payer_show_name_use_alias", "true");
    }

    /** Any other documented member of {@code business_params}. */
    public Builder businessParam(String name, String value) {
      FieldRules.token("business_params", name, 1, 64, "_");
      businessParams.put(name, OrderRules.text("business_params." + name, value, 512));
      return this;
    }

    /** Who paid, for {@link TransferKind#OPENED_RED_PACKET} ({@code payer_info}). */
    public Builder payer(TransferAccount value) {
      this.payer = value;
      return this;
    }

    /** The order by which a person paid, for {@link TransferKind#OPENED_RED_PACKET}. */
    public Builder originalOrder(String orderId) {
      this.originalOrderId = FieldRules.token("original_order_id", orderId, 1, 32, "");
      return this;
    }

    /** A text that questions and messages about this payment repeat, at most 512 characters. */
    public Builder attachment(String value) {
      this.passback = OrderRules.text("passback_params", value, 512);
      return this;
    }

    /**
     * Any other documented field, such as {@code mutiple_currency_detail} (so spelt) or {@code
     * sign_data}.
     *
     * @param name as Alipay writes it
     * @param json its value as JSON
     * @throws InvalidRequestException if it is not JSON, or was given already
     */
    public Builder field(String name, String json) {
      fields.put(name, json);
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException if a required part is missing, the amount is out of range or
     *     not in yuan, or payee and kind do not fit together
     */
    public TransferRequest build() {
      return new TransferRequest(this);
    }
  }
}
