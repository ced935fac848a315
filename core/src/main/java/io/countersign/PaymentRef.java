// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.spi.PercentEncoding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a shop stores about one attempt to collect, in one text column: enough to find, close or
 * refund it in another process, years later.
 *
 * <p>{@link #toString()} is the stored form and {@link #parse(String)} reads it back. It is
 * versioned, under 600 characters of ASCII, and holds no secret and no personal data. It is known
 * <em>before</em> the provider is called ({@link PaymentClient#ref}); store it first, and a crash
 * loses nothing.
 */
public final class PaymentRef {

  private static final String VERSION = "cs1:";

  /** Some three thousand years; an Instant takes more, but no payment does. */
  private static final long MOST_SECONDS = 100_000_000_000L;

  private final String provider;
  private final PaymentId id;
  private final Money total;
  private final @Nullable String product;
  private final @Nullable String onBehalfOf;
  private final @Nullable String appId;
  private final @Nullable Instant payBefore;
  private final @Nullable String transactionId;

  private PaymentRef(
      String provider,
      PaymentId id,
      Money total,
      @Nullable String onBehalfOf,
      @Nullable String product,
      @Nullable String appId,
      @Nullable Instant payBefore,
      @Nullable String transactionId) {
    this.provider = provider;
    this.id = id;
    this.total = total;
    this.onBehalfOf = onBehalfOf;
    this.product = product;
    this.appId = appId;
    this.payBefore = payBefore;
    this.transactionId = transactionId;
  }

  /**
   * The least that names an attempt; also the way to name one that this library did not create.
   *
   * @param provider the provider's short name, such as {@code wechatpay}
   * @param id the attempt
   * @param total the order's total as sent to the provider; answers about another total are refused
   */
  public static PaymentRef of(String provider, PaymentId id, Money total) {
    return new PaymentRef(provider, id, total, null, null, null, null, null);
  }

  /**
   * The same attempt, collected on behalf of this sub-merchant. A client of another sub-merchant,
   * or of none, refuses it, and notifications must name the same.
   */
  public PaymentRef withOnBehalfOf(String subMerchant) {
    return new PaymentRef(
        provider, id, total, subMerchant, product, appId, payBefore, transactionId);
  }

  /** The same attempt, with the provider's product it was made with. */
  public PaymentRef withProduct(String newProduct) {
    return new PaymentRef(
        provider, id, total, onBehalfOf, newProduct, appId, payBefore, transactionId);
  }

  /** The same attempt, with the app it was made for; notifications must name the same. */
  public PaymentRef withAppId(String newAppId) {
    return new PaymentRef(
        provider, id, total, onBehalfOf, product, newAppId, payBefore, transactionId);
  }

  /** The same attempt, with the last moment at which the payer may pay, in whole seconds. */
  public PaymentRef withPayBefore(Instant newPayBefore) {
    Instant seconds = Instant.ofEpochSecond(newPayBefore.getEpochSecond());
    return new PaymentRef(provider, id, total, onBehalfOf, product, appId, seconds, transactionId);
  }

  /** The same attempt, with the provider's number for it. */
  public PaymentRef withTransactionId(String newTransactionId) {
    return new PaymentRef(
        provider, id, total, onBehalfOf, product, appId, payBefore, newTransactionId);
  }

  /** The provider's short name. */
  public String provider() {
    return provider;
  }

  /** The attempt's own id. */
  public PaymentId id() {
    return id;
  }

  /** The merchant's number of the attempt, {@code id().number()}. */
  public String number() {
    return id.number();
  }

  /** The order's total. */
  public Money total() {
    return total;
  }

  /**
   * The provider's number of the sub-merchant for which a service provider collects; empty if the
   * client's own merchant collects.
   */
  public Optional<String> onBehalfOf() {
    return Optional.ofNullable(onBehalfOf);
  }

  /** The provider's product, such as {@code native}; empty if this library did not create it. */
  public Optional<String> product() {
    return Optional.ofNullable(product);
  }

  /** The app it was made for, where the provider has such; empty if not created here. */
  public Optional<String> appId() {
    return Optional.ofNullable(appId);
  }

  /** The last moment to pay, if one was given. */
  public Optional<Instant> payBefore() {
    return Optional.ofNullable(payBefore);
  }

  /** The provider's number of the transaction, once known. */
  public Optional<String> transactionId() {
    return Optional.ofNullable(transactionId);
  }

  /**
   * Reads the stored form.
   *
   * @throws InvalidRequestException if the text is not one that {@link #toString()} wrote
   */
  public static PaymentRef parse(String stored) {
    if (!stored.startsWith(VERSION) || stored.length() > 2000) {
      throw unreadable();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : stored.substring(VERSION.length()).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0 || fields.put(pair.substring(0, equals), decode(pair, equals)) != null) {
        throw unreadable();
      }
    }
    try {
      PaymentRef ref =
          of(
              required(fields, "provider"),
              new PaymentId(required(fields, "number"), instant(required(fields, "created"))),
              Money.ofMinor(
                  Long.parseLong(required(fields, "total")), required(fields, "currency")));
      String onBehalfOf = fields.get("behalf");
      String product = fields.get("product");
      String appId = fields.get("app");
      String payBefore = fields.get("before");
      String transactionId = fields.get("transaction");
      ref = onBehalfOf == null ? ref : ref.withOnBehalfOf(onBehalfOf);
      ref = product == null ? ref : ref.withProduct(product);
      ref = appId == null ? ref : ref.withAppId(appId);
      ref = payBefore == null ? ref : ref.withPayBefore(instant(payBefore));
      return transactionId == null ? ref : ref.withTransactionId(transactionId);
    } catch (NumberFormatException malformed) {
      throw unreadable();
    }
  }

  /** The stored form. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(160).append(VERSION);
    append(text, "provider", provider);
    append(text, "number", id.number());
    append(text, "created", Long.toString(id.createdAt().getEpochSecond()));
    append(text, "total", Long.toString(total.minorUnits()));
    append(text, "currency", total.currency().getCurrencyCode());
    if (onBehalfOf != null) {
      append(text, "behalf", onBehalfOf);
    }
    if (product != null) {
      append(text, "product", product);
    }
    if (appId != null) {
      append(text, "app", appId);
    }
    if (payBefore != null) {
      append(text, "before", Long.toString(payBefore.getEpochSecond()));
    }
    if (transactionId != null) {
      append(text, "transaction", transactionId);
    }
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PaymentRef && toString().equals(other.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(provider, id);
  }

  private static void append(StringBuilder text, String name, String value) {
    if (text.length() > VERSION.length()) {
      text.append('&');
    }
    text.append(name).append('=').append(PercentEncoding.encode(value));
  }

  private static String decode(String pair, int equals) {
    Optional<String> value = PercentEncoding.decode(pair.substring(equals + 1));
    if (value.isEmpty()) {
      throw unreadable();
    }
    return value.get();
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw unreadable();
    }
    return value;
  }

  private static Instant instant(String seconds) {
    long epochSecond = Long.parseLong(seconds);
    if (epochSecond > MOST_SECONDS || epochSecond < -MOST_SECONDS) {
      throw unreadable();
    }
    return Instant.ofEpochSecond(epochSecond);
  }

  private static InvalidRequestException unreadable() {
    return new InvalidRequestException(
        "payment reference", "the text that PaymentRef.toString() wrote (it begins with cs1:)");
  }
}
