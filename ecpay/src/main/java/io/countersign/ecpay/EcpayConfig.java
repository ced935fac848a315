// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ClientSettings;
import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import io.countersign.spi.CallTerms;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One ECPay merchant (特店): who it is, its keys, and how calls behave. Building one does no network
 * input or output and finds keys of the wrong form at once. Immutable.
 *
 * <p>ECPay gives a key pair (HashKey and HashIV) for each <em>product</em>: the pair for payments
 * does not fit invoices, even under the same merchant number.
 */
public final class EcpayConfig {

  private final Builder source;
  final String merchantId;
  final List<KeyPair> keys;
  final @Nullable Account invoices;
  final @Nullable Account logistics;
  final @Nullable Secret creditCheckCode;
  final @Nullable URI notifyUrl;
  final @Nullable String storeId;
  final boolean simulatedPaymentsCount;
  final EcpayEndpoints endpoints;
  final CallTerms terms;

  /**
   * A merchant number and key pair of a product of its own.
   *
   * @param merchantId the number
   * @param keys its pair
   */
  record Account(String merchantId, KeyPair keys) {}

  private EcpayConfig(Builder given) {
    // The builder may be used again and changed; this copy is never seen outside.
    Builder builder = new Builder(given);
    this.source = builder;
    this.merchantId = builder.required(builder.merchantId, "MerchantID");
    List<KeyPair> pairs = new ArrayList<>();
    pairs.add(builder.required(builder.keys, "HashKey and HashIV"));
    if (builder.previousKeys != null) {
      pairs.add(builder.previousKeys);
    }
    this.keys = List.copyOf(pairs);
    this.invoices = builder.invoices;
    this.logistics = builder.logistics;
    this.creditCheckCode = builder.creditCheckCode;
    this.notifyUrl = builder.notifyUrl;
    this.storeId = builder.storeId;
    this.simulatedPaymentsCount = builder.simulatedPaymentsCount;
    this.endpoints = builder.endpoints;
    this.terms = builder.callTerms();
    if (simulatedPaymentsCount && endpoints.isProduction()) {
      throw new InvalidRequestException(
          "allowSimulatedPayments",
          "stage or a gateway on loopback; in production nobody has paid");
    }
  }

  /** Begins a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a configuration from a map: {@code System.getenv()}, or one parsed from a single secret.
   *
   * <table>
   *   <caption>Variables</caption>
   *   <tr><td>{@code ECPAY_MERCHANT_ID}</td><td>required: the merchant number (特店編號)</td></tr>
   *   <tr><td>{@code ECPAY_HASH_KEY}, {@code ECPAY_HASH_IV}</td><td>required: the pair for
   *     payments</td></tr>
   *   <tr><td>{@code ECPAY_HASH_KEY_PREVIOUS}, {@code ECPAY_HASH_IV_PREVIOUS}</td><td>the pair before
   *     the last change, for late notifications</td></tr>
   *   <tr><td>{@code ECPAY_CREDIT_CHECK_CODE}</td><td>商家檢查碼, for refunds of cards</td></tr>
   *   <tr><td>{@code ECPAY_RETURN_URL}</td><td>where notifications go</td></tr>
   *   <tr><td>{@code ECPAY_STORE_ID}</td><td>the shop's code</td></tr>
   *   <tr><td>{@code ECPAY_INVOICE_MERCHANT_ID}, {@code ECPAY_INVOICE_HASH_KEY}, {@code
   *     ECPAY_INVOICE_HASH_IV}</td><td>the invoice product; the number is {@code
   *     ECPAY_MERCHANT_ID} unless given</td></tr>
   *   <tr><td>{@code ECPAY_LOGISTICS_MERCHANT_ID}, {@code ECPAY_LOGISTICS_HASH_KEY}, {@code
   *     ECPAY_LOGISTICS_HASH_IV}</td><td>the logistics product, likewise</td></tr>
   *   <tr><td>{@code ECPAY_ENDPOINT}</td><td>{@code production} (unless set), {@code stage}, or the
   *     address of a gateway for tests</td></tr>
   * </table>
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static EcpayConfig fromEnvironment(Map<String, String> environment) {
    return EcpayEnvironment.read(environment);
  }

  /** A builder filled with this configuration, to change parts of it. */
  public Builder toBuilder() {
    return new Builder(source);
  }

  /** The merchant number (特店編號). */
  public String merchantId() {
    return merchantId;
  }

  /** Number and place; no secret. */
  @Override
  public String toString() {
    return "EcpayConfig[" + merchantId + " at " + endpoints + "]";
  }

  /** The merchant and pairs of a service, the pair in use first. */
  List<KeyPair> keysOf(Service service) {
    return switch (service) {
      case INVOICE -> List.of(product(invoices, "invoice keys", "invoiceKeys(…)").keys());
      case LOGISTICS -> List.of(product(logistics, "logistics keys", "logisticsKeys(…)").keys());
      default -> keys;
    };
  }

  /** The merchant number at a service. */
  String merchantIdAt(Service service) {
    return switch (service) {
      case INVOICE -> product(invoices, "invoice keys", "invoiceKeys(…)").merchantId();
      case LOGISTICS -> product(logistics, "logistics keys", "logisticsKeys(…)").merchantId();
      default -> merchantId;
    };
  }

  Optional<Secret> creditCheckCode() {
    return Optional.ofNullable(creditCheckCode);
  }

  private static Account product(@Nullable Account account, String field, String how) {
    if (account == null) {
      throw new InvalidRequestException(
          field, "the key pair of that product, " + how + "; the pair for payments does not fit");
    }
    return account;
  }

  /** Collects a configuration. Not safe for use by several threads. */
  public static final class Builder extends ClientSettings<Builder> {
    private @Nullable String merchantId;
    private @Nullable KeyPair keys;
    private @Nullable KeyPair previousKeys;
    private @Nullable Account invoices;
    private @Nullable Account logistics;
    private @Nullable Secret creditCheckCode;
    private @Nullable URI notifyUrl;
    private @Nullable String storeId;
    private boolean simulatedPaymentsCount;
    private EcpayEndpoints endpoints = EcpayEndpoints.production();

    private Builder() {
      super(Duration.ofSeconds(30));
    }

    private Builder(Builder other) {
      super(other);
      this.merchantId = other.merchantId;
      this.keys = other.keys;
      this.previousKeys = other.previousKeys;
      this.invoices = other.invoices;
      this.logistics = other.logistics;
      this.creditCheckCode = other.creditCheckCode;
      this.notifyUrl = other.notifyUrl;
      this.storeId = other.storeId;
      this.simulatedPaymentsCount = other.simulatedPaymentsCount;
      this.endpoints = other.endpoints;
    }

    private CallTerms callTerms() {
      return terms();
    }

    /** Required: the merchant number (特店編號, MerchantID), at most 10 letters and digits. */
    public Builder merchantId(String value) {
      this.merchantId = merchantNumber(value);
      return this;
    }

    /** Required: HashKey and HashIV of the payment product (金流), 16 characters each. */
    public Builder keys(Secret hashKey, Secret hashIv) {
      this.keys = new KeyPair(hashKey, hashIv);
      return this;
    }

    /** The pair before the last change, for notifications made before it. Signs nothing. */
    public Builder previousKeys(Secret hashKey, Secret hashIv) {
      this.previousKeys = new KeyPair(hashKey, hashIv);
      return this;
    }

    /** Merchant number and pair of the invoice product (電子發票). */
    public Builder invoiceKeys(String merchant, Secret hashKey, Secret hashIv) {
      this.invoices = new Account(merchantNumber(merchant), new KeyPair(hashKey, hashIv));
      return this;
    }

    /** Merchant number and pair of the logistics product (物流). */
    public Builder logisticsKeys(String merchant, Secret hashKey, Secret hashIv) {
      this.logistics = new Account(merchantNumber(merchant), new KeyPair(hashKey, hashIv));
      return this;
    }

    /**
     * The merchant's check code (商家檢查碼), shown in the back office under 信用卡收單, 信用卡授權資訊: without it
     * no card payment of ECPay's page can be looked at in detail, so none can be refunded here.
     * Payments of the embedded form and of the back office need no code.
     */
    public Builder creditCheckCode(Secret value) {
      this.creditCheckCode = value;
      return this;
    }

    /**
     * Where notifications go (ReturnURL) unless a request says otherwise: https on port 443, at
     * most 200 characters, never behind a content delivery network.
     */
    public Builder notifyUrl(URI value) {
      OrderRules.address("notifyUrl", value);
      this.notifyUrl = value;
      return this;
    }

    /** The shop's code (StoreID) for requests that name none, at most 10 letters and digits. */
    public Builder storeId(String value) {
      this.storeId = FieldRules.token("StoreID", value, 1, 10, "");
      return this;
    }

    /**
     * Lets simulated payments (模擬付款) count as paid, for tests on ECPay's stage, where vouchers are
     * paid in no other way. Refused for production, where nobody has paid then.
     */
    public Builder allowSimulatedPayments() {
      this.simulatedPaymentsCount = true;
      return this;
    }

    /** Where ECPay is; {@link EcpayEndpoints#production()} unless set. */
    public Builder endpoints(EcpayEndpoints value) {
      this.endpoints = value;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws InvalidRequestException if something is missing or does not fit together
     */
    public EcpayConfig build() {
      return new EcpayConfig(this);
    }

    private <T> T required(@Nullable T value, String field) {
      if (value == null) {
        throw new InvalidRequestException(field, "a value; it is missing");
      }
      return value;
    }

    private static String merchantNumber(String value) {
      return FieldRules.token("MerchantID", value, 1, 10, "");
    }
  }
}
