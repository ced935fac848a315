// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to share one payment once. Immutable. The payment must have been ordered with {@code
 * royalty_freeze} if its money is to wait for it, and about 30 seconds must have passed since it
 * was paid. The number is what makes it happen once: after any doubt ask about, or send, the
 * <em>same</em> request. (支付宝开放平台, 统一收单交易结算接口, alipay.trade.order.settle.)
 */
public final class ShareRequest {

  private static final int MOST_AT_ONCE = 5;
  private static final int MOST_LINES = 100;

  private final String tradeNo;
  private final String number;
  private final List<ShareLine> lines;
  private final Map<String, Object> content;

  private ShareRequest(Builder builder, boolean finishes) {
    this.tradeNo = builder.tradeNo;
    this.number = builder.number;
    this.lines = List.copyOf(builder.lines);
    if (lines.size() > (builder.later ? MOST_LINES : MOST_AT_ONCE)) {
      throw new InvalidRequestException(
          "receivers", "at most 5, or later() and at most 100, not " + lines.size());
    }
    if (lines.isEmpty() && !finishes) {
      throw new InvalidRequestException("receivers", "at least one");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out_request_no", number);
    fields.put("trade_no", tradeNo);
    List<Object> parameters = new ArrayList<>();
    for (ShareLine line : lines) {
      parameters.add(line.content());
    }
    fields.put("royalty_parameters", parameters);
    if (builder.operatorId != null) {
      fields.put("operator_id", builder.operatorId);
    }
    if (finishes) {
      Map<String, Object> extend = new LinkedHashMap<>();
      extend.put("royalty_finish", "true");
      if (builder.finishAmount != null) {
        extend.put("royalty_finish_amount", Yuan.text("amount", builder.finishAmount));
      }
      fields.put("extend_params", extend);
    }
    if (builder.later) {
      fields.put("royalty_mode", "async");
    }
    builder.fields.addTo(fields);
    this.content = fields;
  }

  /**
   * Begins a request.
   *
   * @param tradeNo Alipay's number of the payment ({@code PaymentRef.transactionId()})
   * @param number your own number of this share, 1 to 64 letters, digits, {@code _} or {@code -},
   *     stored before it is sent
   */
  public static Builder of(String tradeNo, String number) {
    return new Builder(
        FundRules.alipayNumber("trade_no", tradeNo),
        FundRules.number("out_request_no", number, 64));
  }

  /** Alipay's number of the payment. */
  public String transactionId() {
    return tradeNo;
  }

  /** Your own number of this share. */
  public String number() {
    return number;
  }

  /** Who gets what. */
  public List<ShareLine> lines() {
    return lines;
  }

  /** Number and how many receivers; nothing personal. */
  @Override
  public String toString() {
    return "ShareRequest[" + number + ", " + lines.size() + " receivers]";
  }

  Map<String, Object> content() {
    return new LinkedHashMap<>(content);
  }

  /** Collects a request's lines. Not safe for use by several threads. */
  public static final class Builder {
    private final String tradeNo;
    private final String number;
    private final List<ShareLine> lines = new ArrayList<>();
    private final FieldsByName fields = new FieldsByName();
    private boolean later;
    private @Nullable String operatorId;
    private @Nullable Money finishAmount;

    private Builder(String tradeNo, String number) {
      this.tradeNo = tradeNo;
      this.number = number;
    }

    /** Adds a receiver. */
    public Builder to(ShareLine line) {
      lines.add(line);
      return this;
    }

    /**
     * Alipay shares it later ({@code royalty_mode} async), and tells how by message or when asked;
     * needed for more than 5 receivers. Never mix both ways for one payment.
     */
    public Builder later() {
      this.later = true;
      return this;
    }

    /** Who of the shop's staff shares it, at most 64 characters. */
    public Builder operator(String value) {
      this.operatorId = FieldRules.token("operator_id", value, 1, 64, "_-");
      return this;
    }

    /**
     * Any other documented field.
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
     * The request; what is left over stays frozen for further shares.
     *
     * @throws InvalidRequestException if there is no receiver, or too many
     */
    public ShareRequest keepRestFrozen() {
      return new ShareRequest(this, false);
    }

    /**
     * The request, as the payment's last: what is left over is released to the merchant. It may be
     * without a receiver.
     *
     * @throws InvalidRequestException if there are too many receivers
     */
    public ShareRequest unfreezeRest() {
      return new ShareRequest(this, true);
    }

    /**
     * The request; of what is left over so much is released to the merchant.
     *
     * @throws InvalidRequestException if there are too many receivers, or the amount is none
     */
    public ShareRequest unfreeze(Money amount) {
      this.finishAmount = FundRules.amount("royalty_finish_amount", amount, 1);
      return new ShareRequest(this, true);
    }
  }
}
