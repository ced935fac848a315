// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payment that Alipay takes without the payer's doing: from money that was frozen (预授权转支付), or by
 * an agreement (商家扣款). Immutable. Its number is what makes it happen once. (支付宝开放平台, 统一收单交易支付接口,
 * auth_no, agreement_params.)
 *
 * <pre>{@code
 * AlipayCharge.fromFrozen(authNo, "PRE_AUTH")
 *     .id(PaymentId.next())
 *     .amount(Money.of("120.00", "CNY"))
 *     .description("Rent of a power bank")
 *     .payerUserId(PersonalText.of(userId))
 *     .completing()
 *     .build();
 * }</pre>
 */
public final class AlipayCharge {

  private final PaymentId id;
  private final Money amount;
  private final String description;
  private final @Nullable String attachment;
  private final @Nullable URI notifyUrl;
  private final List<ProviderOption> options;
  private final Map<String, Object> fields;
  private final boolean fromFrozen;

  private AlipayCharge(Builder builder) {
    this.id = FundRules.required(builder.id, "id", "PaymentId.next()");
    Money money = FundRules.required(builder.amount, "amount", "Money.of(\"120.00\", \"CNY\")");
    this.amount = FundRules.amount("amount", money, 1);
    this.description = FundRules.required(builder.description, "description", "what is paid for");
    this.attachment = builder.attachment;
    this.notifyUrl = builder.notifyUrl;
    this.options = List.copyOf(builder.options);
    this.fromFrozen = builder.fromFrozen;
    this.fields = new LinkedHashMap<>(builder.fields);
    if (!builder.agreement.isEmpty()) {
      fields.put("agreement_params", new LinkedHashMap<>(builder.agreement));
    }
  }

  /**
   * Begins a payment from frozen money. All payments from it together may not be more than what was
   * frozen.
   *
   * @param authNo Alipay's number of the pre-authorisation ({@link FreezeOperation#authNo()})
   * @param product the product that it was frozen with: {@code PRE_AUTH} by code and QR code,
   *     {@code PREAUTH_PAY} in apps
   */
  public static Builder fromFrozen(String authNo, String product) {
    Builder builder = new Builder(true, product);
    builder.fields.put("auth_no", FundRules.alipayNumber("auth_no", authNo));
    return builder.confirm("NOT_COMPLETE");
  }

  /**
   * Begins a payment by an agreement.
   *
   * @param agreementNo Alipay's number of the agreement
   * @param product the product of the agreement: {@code GENERAL_WITHHOLDING}, {@code
   *     CYCLE_PAY_AUTH}
   */
  public static Builder byAgreement(String agreementNo, String product) {
    Builder builder = new Builder(false, product);
    builder.agreement.put(
        "agreement_no", FieldRules.token("agreement_no", agreementNo, 1, 60, "_-"));
    return builder;
  }

  /** The attempt's own id. */
  public PaymentId id() {
    return id;
  }

  /** What is paid. */
  public Money amount() {
    return amount;
  }

  /** Number and amount; nothing personal. */
  @Override
  public String toString() {
    return "AlipayCharge[" + id.number() + ", " + amount + "]";
  }

  /** By which word a {@code PaymentRef} keeps how it was made. */
  String product() {
    return fromFrozen ? "preauth" : "agreement";
  }

  String description() {
    return description;
  }

  Optional<String> attachment() {
    return Optional.ofNullable(attachment);
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  List<ProviderOption> options() {
    return options;
  }

  /** What makes it a payment without the payer. */
  Map<String, Object> fields() {
    return fields;
  }

  boolean isFromFrozen() {
    return fromFrozen;
  }

  /** Collects a payment's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final boolean fromFrozen;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, Object> agreement = new LinkedHashMap<>();
    private final List<ProviderOption> options = new ArrayList<>();
    private @Nullable PaymentId id;
    private @Nullable Money amount;
    private @Nullable String description;
    private @Nullable String attachment;
    private @Nullable URI notifyUrl;

    private Builder(boolean fromFrozen, String product) {
      this.fromFrozen = fromFrozen;
      fields.put("product_code", FieldRules.token("product_code", product, 1, 64, "_"));
    }

    /** Required: the attempt's id, stored before it is sent. */
    public Builder id(PaymentId value) {
      this.id = value;
      return this;
    }

    /** Required: what is paid, in yuan. */
    public Builder amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what the payer reads, at most 256 characters. */
    public Builder description(String value) {
      this.description = OrderRules.text("description", value, 256);
      return this;
    }

    /** A text that comes back with notifications. */
    public Builder attachment(String value) {
      this.attachment = value;
      return this;
    }

    /** Where notifications of this payment go, instead of the client's configured address. */
    public Builder notifyUrl(URI value) {
      FieldRules.address("notifyUrl", value, OrderRules.LONGEST_ADDRESS);
      this.notifyUrl = value;
      return this;
    }

    /** Whose money it is, by user id, as the freeze named it. */
    public Builder payerUserId(PersonalText value) {
      fields.put("buyer_id", AlipayConfig.account("buyer_id", value.reveal()));
      return this;
    }

    /** Whose money it is, by open id, as the freeze named it. */
    public Builder payerOpenId(PersonalText value) {
      fields.put("buyer_open_id", FieldRules.token("open id", value.reveal(), 1, 128, "_-"));
      return this;
    }

    /**
     * The last payment from what was frozen ({@code COMPLETE}): the rest is let go. Without it the
     * rest stays frozen.
     */
    public Builder completing() {
      if (!fromFrozen) {
        throw new InvalidRequestException("auth_confirm_mode", "a payment from frozen money");
      }
      return confirm("COMPLETE");
    }

    /** The token by which the payer agreed to this payment ({@code apply_token}). */
    public Builder applyToken(String value) {
      return agreed("apply_token", FieldRules.token("apply_token", value, 1, 64, "_-"));
    }

    /** The number of the payer's confirmation ({@code auth_confirm_no}). */
    public Builder authConfirmNo(String value) {
      return agreed("auth_confirm_no", FieldRules.token("auth_confirm_no", value, 1, 64, "_-"));
    }

    /** What lets this much be taken ({@code deduct_permission}). */
    public Builder deductPermission(String value) {
      return agreed("deduct_permission", OrderRules.text("deduct_permission", value, 4000));
    }

    /** Alipay takes it later by itself ({@code is_async_pay}); only a question tells the end. */
    public Builder later() {
      fields.put("is_async_pay", true);
      return this;
    }

    /** Adds a typed extra of a payment by payment code. */
    public Builder with(AlipayOption option) {
      options.add(option);
      return this;
    }

    /**
     * The payment.
     *
     * @throws InvalidRequestException if a required part is missing or breaks a rule
     */
    public AlipayCharge build() {
      return new AlipayCharge(this);
    }

    private Builder confirm(String mode) {
      fields.put("auth_confirm_mode", mode);
      return this;
    }

    private Builder agreed(String name, String value) {
      if (fromFrozen) {
        throw new InvalidRequestException(name, "a payment by an agreement");
      }
      agreement.put(name, value);
      return this;
    }
  }
}
