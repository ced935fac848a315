// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to freeze a payer's money once (预授权冻结), by payment code, QR code or in an app.
 * Immutable. Its two numbers are what makes it happen once: after any doubt ask about, or cancel,
 * the <em>same</em> ones. (支付宝开放平台, 预授权支付, alipay.fund.auth.order.freeze, …voucher.create,
 * …app.freeze.)
 *
 * <pre>{@code
 * FreezeRequest.of(orderNumber, PaymentId.next().number())
 *     .amount(Money.of("500.00", "CNY"))
 *     .title("Deposit for a power bank")
 *     .build();
 * }</pre>
 */
public final class FreezeRequest {

  private static final Duration USUAL_VALIDITY = Duration.ofMinutes(15);
  private static final Duration MOST_VALIDITY = Duration.ofDays(15);
  private static final int MOST_MINUTES = 9999;

  private final String orderNumber;
  private final String number;
  private final Money amount;
  private final Duration validity;
  private final @Nullable URI notifyUrl;
  private final @Nullable String productCode;
  private final Map<String, Object> content;

  private FreezeRequest(Builder builder) {
    this.orderNumber = builder.orderNumber;
    this.number = builder.number;
    Money money = FundRules.required(builder.amount, "amount", "Money.of(\"500.00\", \"CNY\")");
    this.amount = FundRules.amount("amount", money, 1);
    this.validity = builder.validity == null ? USUAL_VALIDITY : builder.validity;
    this.notifyUrl = builder.notifyUrl;
    this.productCode = builder.productCode;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out_order_no", orderNumber);
    fields.put("out_request_no", number);
    fields.put("order_title", FundRules.required(builder.title, "title", "what the payer reads"));
    fields.put("amount", Yuan.text("amount", amount));
    fields.putAll(builder.texts);
    putText(fields, "extra_param", builder.extra, 300);
    putText(fields, "identity_params", builder.identity, 2000);
    builder.fields.addTo(fields);
    this.content = fields;
  }

  /**
   * Begins a request.
   *
   * @param orderNumber your own number of the pre-authorisation ({@code out_order_no}), 1 to 64
   *     letters, digits, {@code _} or {@code -}
   * @param number your own number of this operation on it ({@code out_request_no}), of the same
   *     form
   */
  public static Builder of(String orderNumber, String number) {
    return new Builder(
        FundRules.number("out_order_no", orderNumber, 64),
        FundRules.number("out_request_no", number, 64));
  }

  /** Your own number of the pre-authorisation. */
  public String orderNumber() {
    return orderNumber;
  }

  /** Your own number of the freeze. */
  public String number() {
    return number;
  }

  /** What is frozen. */
  public Money amount() {
    return amount;
  }

  /** How long the payer has; 15 minutes unless set. */
  public Duration validity() {
    return validity;
  }

  /** Numbers and amount. */
  @Override
  public String toString() {
    return "FreezeRequest[" + orderNumber + " " + number + ", " + amount + "]";
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** The business fields, with the product that this way of freezing has. */
  Map<String, Object> content(String usualProduct) {
    Map<String, Object> fields = new LinkedHashMap<>(content);
    fields.put("product_code", productCode == null ? usualProduct : productCode);
    return fields;
  }

  private static void putText(
      Map<String, Object> fields, String name, Map<String, String> members, int most) {
    if (!members.isEmpty()) {
      fields.put(name, FieldRules.text(name, JsonText.write(members), 1, most));
    }
  }

  /** Collects a request's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String orderNumber;
    private final String number;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> extra = new LinkedHashMap<>();
    private final Map<String, String> identity = new LinkedHashMap<>();
    private final FieldsByName fields = new FieldsByName();
    private @Nullable Money amount;
    private @Nullable String title;
    private @Nullable Duration validity;
    private @Nullable URI notifyUrl;
    private @Nullable String productCode;

    private Builder(String orderNumber, String number) {
      this.orderNumber = orderNumber;
      this.number = number;
    }

    /** Required: what is frozen, in yuan. Nothing can be added to it later. */
    public Builder amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what the payer reads ({@code order_title}), at most 100 characters. */
    public Builder title(String value) {
      this.title = OrderRules.text("order_title", value, 100);
      return this;
    }

    /** Who is paid from it, by account (2088…); it or the logon id is needed for Huabei (花呗). */
    public Builder payeeUserId(String value) {
      texts.put("payee_user_id", AlipayConfig.account("payee_user_id", value));
      return this;
    }

    /** Who is paid from it, by e-mail address or mobile number. */
    public Builder payeeLogonId(PersonalText value) {
      texts.put("payee_logon_id", OrderRules.text("payee_logon_id", value.reveal(), 100));
      return this;
    }

    /**
     * How long the payer has ({@code pay_timeout}): 1 minute to 15 days, in whole minutes, from
     * 9,999 minutes on in whole hours; 15 minutes unless set.
     */
    public Builder validity(Duration value) {
      boolean wholeMinutes = value.equals(Duration.ofMinutes(value.toMinutes()));
      boolean short5 =
          value.toMinutes() <= MOST_MINUTES || value.equals(Duration.ofHours(value.toHours()));
      if (value.toMinutes() < 1 || value.compareTo(MOST_VALIDITY) > 0 || !wholeMinutes || !short5) {
        throw new InvalidRequestException(
            "validity", "1 minute to 15 days, in whole minutes, above 9999 minutes in whole hours");
      }
      this.validity = value;
      texts.put(
          "pay_timeout",
          value.toMinutes() <= MOST_MINUTES ? value.toMinutes() + "m" : value.toHours() + "h");
      return this;
    }

    /**
     * Frees a payer of good credit from freezing (信用免押, {@code extra_param}).
     *
     * @param category the merchant's trade, as in the contract
     * @param serviceId the credit service's number
     */
    public Builder credit(String category, String serviceId) {
      extra("category", category);
      return extra("serviceId", serviceId);
    }

    /** Any other documented member of {@code extra_param}. */
    public Builder extra(String name, String value) {
      extra.put(
          FieldRules.token("extra_param", name, 1, 64, "_"),
          OrderRules.text("extra_param." + name, value, 300));
      return this;
    }

    /** Only these ways to pay: {@code PCREDIT_PAY}, {@code MONEY_FUND}, {@code CREDITZHIMA}, …. */
    public Builder onlyBy(String... payChannelTypes) {
      texts.put("enable_pay_channels", channels(payChannelTypes));
      return this;
    }

    /** Not these ways to pay: {@code OPTIMIZED_MOTO}, {@code BIGAMOUNT_CREDIT_CARTOON}, …. */
    public Builder notBy(String... payChannelTypes) {
      texts.put("disable_pay_channels", channels(payChannelTypes));
      return this;
    }

    /** Only this payer, by account ({@code identity_params}). */
    public Builder onlyPayer(PersonalText userId) {
      identity.put("alipay_user_id", AlipayConfig.account("alipay_user_id", userId.reveal()));
      return this;
    }

    /**
     * Only a payer of this name and certificate: 64 hexadecimal digits, the SHA-256 of both, one
     * behind the other ({@code identity_params}).
     */
    public Builder onlyIdentity(String identityHash) {
      identity.put("identity_hash", FieldRules.token("identity_hash", identityHash, 64, 64, ""));
      return this;
    }

    /** How a deposit is used: {@code POSTPAY}, {@code POSTPAY_UNCERTAIN}, {@code DEPOSIT_ONLY}. */
    public Builder depositMode(String value) {
      texts.put(
          "deposit_product_mode", FieldRules.token("deposit_product_mode", value, 1, 32, "_"));
      return this;
    }

    /** The scene ({@code scene_code}), by contract. */
    public Builder scene(String value) {
      texts.put("scene_code", FieldRules.token("scene_code", value, 1, 64, "_"));
      return this;
    }

    /**
     * The product of the contract, where it is not the usual one: {@code PRE_AUTH} by code and QR
     * code, {@code PREAUTH_PAY} in apps, which older contracts call {@code PRE_AUTH_ONLINE}.
     */
    public Builder product(String value) {
      this.productCode = FieldRules.token("product_code", value, 1, 32, "_");
      return this;
    }

    /** Where its notifications go, instead of the client's configured address. */
    public Builder notifyUrl(URI value) {
      FieldRules.address("notifyUrl", value, 256);
      this.notifyUrl = value;
      return this;
    }

    /**
     * Any other documented field: {@code business_params}, {@code post_payments}, {@code
     * terminal_params}, {@code timeout_express}, {@code trans_currency}, {@code settle_currency}.
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
     * @throws InvalidRequestException if a required part is missing or breaks a rule
     */
    public FreezeRequest build() {
      return new FreezeRequest(this);
    }

    private static String channels(String... types) {
      StringBuilder list = new StringBuilder("[");
      for (String type : types) {
        list.append(list.length() == 1 ? "" : ",")
            .append("{\"payChannelType\":\"")
            .append(FieldRules.token("payChannelType", type, 1, 64, "_"))
            .append("\"}");
      }
      return list.append(']').toString();
    }
  }
}
