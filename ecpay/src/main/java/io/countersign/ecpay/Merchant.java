// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who collects, in the words of the wire: an ordinary merchant (特店), or a platform merchant (平台商)
 * whose keys sign for a sub-merchant.
 */
final class Merchant {

  private final EcpayConfig config;
  private final @Nullable EcpaySubMerchant sub;

  private Merchant(EcpayConfig config, @Nullable EcpaySubMerchant sub) {
    this.config = config;
    this.sub = sub;
  }

  /** The merchant whose keys these are. */
  static Merchant of(EcpayConfig config) {
    return new Merchant(config, null);
  }

  /** The merchant whose keys these are, as a platform for a sub-merchant. */
  static Merchant of(EcpayConfig config, EcpaySubMerchant sub) {
    if (sub.merchantId.equals(config.merchantId)) {
      throw new InvalidRequestException(
          "sub-merchant", "another merchant than the platform itself");
    }
    return new Merchant(config, sub);
  }

  /** Who collects: the sub-merchant, if there is one. */
  String merchantId() {
    return sub == null ? config.merchantId : sub.merchantId;
  }

  /** The platform that signs; empty for an ordinary merchant. */
  Optional<String> platformId() {
    return sub == null ? Optional.empty() : Optional.of(config.merchantId);
  }

  /** Who collects, for keys that must differ between any two of them. */
  String account() {
    return sub == null ? config.merchantId : config.merchantId + "/" + sub.merchantId;
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(
        sub == null || sub.notifyUrl == null ? config.notifyUrl : sub.notifyUrl);
  }

  Optional<Secret> creditCheckCode() {
    // The platform's own code does not open the sub-merchant's cards.
    return Optional.ofNullable(sub == null ? config.creditCheckCode : sub.creditCheckCode);
  }

  /** Whether simulated payments (模擬付款) count as paid, as they may in tests only. */
  boolean simulatedPaymentsCount() {
    return config.simulatedPaymentsCount;
  }

  /** Names who collects, and the platform if there is one, in a form. */
  void name(FormFields form) {
    form.put("MerchantID", merchantId());
    if (sub != null) {
      form.put("PlatformID", config.merchantId);
    }
  }

  /** Names who collects, and the platform if there is one, inside an envelope. */
  void name(Map<String, Object> data) {
    data.put("MerchantID", merchantId());
    if (sub != null) {
      data.put("PlatformID", config.merchantId);
    }
  }

  /** The reference of an attempt that this merchant makes or made. */
  PaymentRef own(PaymentRef ref) {
    return sub == null ? ref : ref.withOnBehalfOf(sub.merchantId);
  }

  /**
   * Checks that a reference is ECPay's and this merchant's.
   *
   * @throws InvalidRequestException if another provider made it, or another sub-merchant's view
   */
  void mustOwn(PaymentRef payment) {
    if (!payment.provider().equals(PROVIDER)) {
      throw new InvalidRequestException(
          "payment reference", "one of ECPay, but this is of " + payment.provider());
    }
    Optional<String> own = sub == null ? Optional.empty() : Optional.of(sub.merchantId);
    if (!payment.onBehalfOf().equals(own)) {
      throw new InvalidRequestException(
          "payment reference",
          "one made "
              + onBehalf(own)
              + ", but this was made "
              + onBehalf(payment.onBehalfOf())
              + ": use the client for whom it was made");
    }
  }

  /** The provider's short name. */
  static final String PROVIDER = "ecpay";

  /**
   * Checks that a report names this merchant.
   *
   * @throws MismatchException if it names another, or none, or another platform
   */
  void mustBeNamedBy(Optional<String> merchantId, Optional<String> platformId) {
    same("MerchantID", merchantId(), merchantId);
    if (platformId.isPresent() && !platformId.get().isEmpty()) {
      same("PlatformID", config.merchantId, platformId);
    }
  }

  private static void same(String field, String expected, Optional<String> named) {
    if (!named.equals(Optional.of(expected))) {
      throw new MismatchException(field, expected, named.orElse("none"));
    }
  }

  private static String onBehalf(Optional<String> merchantId) {
    return merchantId.isPresent() ? "on behalf of " + merchantId.get() : "on behalf of nobody";
  }
}
