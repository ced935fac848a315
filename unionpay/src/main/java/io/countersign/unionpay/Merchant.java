// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who collects, in the words of the wire: the configured merchant itself, or one for whom an
 * acquirer (收单机构) or a platform (平台商户) acts.
 */
final class Merchant {

  /** The provider's short name. */
  static final String PROVIDER = "unionpay";

  private final UnionPayConfig config;
  private final @Nullable UnionPaySubMerchant sub;

  private Merchant(UnionPayConfig config, @Nullable UnionPaySubMerchant sub) {
    this.config = config;
    this.sub = sub;
  }

  /** The configured merchant. */
  static Merchant of(UnionPayConfig config) {
    return new Merchant(config, null);
  }

  /** A merchant for whom the configured one acts. */
  static Merchant of(UnionPayConfig config, UnionPaySubMerchant sub) {
    if (config.accessType == AccessType.MERCHANT) {
      throw new InvalidRequestException(
          "sub-merchant",
          "a configuration of an acquirer (acquirer(…)) or a platform (platform()); this one is of"
              + " a merchant for itself");
    }
    if (config.accessType != sub.accessType()) {
      throw new InvalidRequestException(
          "sub-merchant",
          config.accessType == AccessType.ACQUIRER
              ? "one made by UnionPaySubMerchant.ofAcquirer(…), as the configuration is an acquirer's"
              : "one made by UnionPaySubMerchant.ofPlatform(…), as the configuration is a"
                  + " platform's");
    }
    return new Merchant(config, sub);
  }

  /** The number that messages name. */
  String merId() {
    return sub != null && sub.accessType() == AccessType.ACQUIRER ? sub.number() : config.merId;
  }

  /** Who collects, for keys that must differ between any two of them. */
  String account() {
    return sub == null ? config.merId : config.merId + "/" + sub.number();
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(
        sub == null || sub.notifyUrl() == null ? config.notifyUrl : sub.notifyUrl());
  }

  /** The reference of an attempt that this merchant makes or made. */
  PaymentRef own(PaymentRef ref) {
    return sub == null ? ref : ref.withOnBehalfOf(sub.number());
  }

  /** The sub-merchant's number, if there is one. */
  Optional<String> onBehalfOf() {
    return sub == null ? Optional.empty() : Optional.of(sub.number());
  }

  /**
   * Adds the acquirer, if there is one, where a field of its own names it: in messages about QR and
   * payment codes.
   *
   * @param bizType what the message is about; of a question, what was asked about
   */
  Call namingInstitution(Call call, String bizType) {
    return config.acqInsCode != null && bizType.equals(Product.CODES_BIZ_TYPE)
        ? call.with("accInsCode", config.acqInsCode)
        : call;
  }

  /** Writes who collects, and in what part the configured number takes part. */
  void putInto(FormFields fields) {
    fields.put("accessType", config.accessType.code()).put("merId", merId());
    if (config.acqInsCode != null) {
      fields.put("acqInsCode", config.acqInsCode);
    }
    if (sub != null) {
      sub.putInto(fields);
    }
  }

  /**
   * Checks that a reference is UnionPay's and this merchant's.
   *
   * @throws InvalidRequestException if another provider made it, or another merchant's view
   */
  void mustOwn(PaymentRef payment) {
    if (!payment.provider().equals(PROVIDER)) {
      throw new InvalidRequestException(
          "payment reference", "one of UnionPay, but this is of " + payment.provider());
    }
    if (!payment.onBehalfOf().equals(onBehalfOf())) {
      throw new InvalidRequestException(
          "payment reference",
          "one made "
              + onBehalf(onBehalfOf())
              + ", but this was made "
              + onBehalf(payment.onBehalfOf())
              + ": use the client for whom it was made");
    }
  }

  /**
   * Checks that a proven message names this merchant.
   *
   * @throws MismatchException if it names another
   */
  void mustBeNamedBy(FormFields message) {
    String named = message.filled("merId").orElse("none");
    if (!named.equals(merId())) {
      throw new MismatchException("merId", merId(), named);
    }
    Optional<String> second = message.filled("subMerId");
    if (second.isPresent()
        && (sub == null
            || sub.accessType() != AccessType.PLATFORM
            || !second.get().equals(sub.number()))) {
      throw new MismatchException("subMerId", onBehalfOf().orElse("none"), second.get());
    }
  }

  private static String onBehalf(Optional<String> number) {
    return number.isPresent() ? "on behalf of " + number.get() : "on behalf of nobody";
  }
}
