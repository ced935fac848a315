// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who collects, in the words of the wire: the application's own merchant, or one that has
 * authorised a third-party application (第三方应用).
 */
final class Merchant {

  /** The provider's short name. */
  static final String PROVIDER = "alipay";

  private final AlipayConfig config;
  private final @Nullable AlipaySubMerchant sub;

  private Merchant(AlipayConfig config, @Nullable AlipaySubMerchant sub) {
    this.config = config;
    this.sub = sub;
  }

  /** The merchant whose application this is. */
  static Merchant of(AlipayConfig config) {
    return new Merchant(config, null);
  }

  /** A merchant that has authorised this third-party application. */
  static Merchant of(AlipayConfig config, AlipaySubMerchant sub) {
    if (sub.authAppId.equals(config.appId)) {
      throw new InvalidRequestException(
          "auth_app_id", "the merchant's own application, not the third party's");
    }
    return new Merchant(config, sub);
  }

  /** The application that signs. */
  String appId() {
    return config.appId;
  }

  /** The application of the merchant who collects. */
  String authAppId() {
    return sub == null ? config.appId : sub.authAppId;
  }

  /** What every call for another merchant carries. */
  Optional<String> appAuthToken() {
    return sub == null ? Optional.empty() : Optional.of(sub.appAuthToken);
  }

  /** Who collects, for keys that must differ between any two of them. */
  String account() {
    return sub == null ? config.appId : config.appId + "/" + sub.authAppId;
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(
        sub == null || sub.notifyUrl == null ? config.notifyUrl : sub.notifyUrl);
  }

  /** The accounts that money may go to; empty if none was named, so that none can be checked. */
  List<String> sellerIds() {
    if (sub == null) {
      return config.sellerIds;
    }
    return sub.sellerId == null ? List.of() : List.of(sub.sellerId);
  }

  /** The reference of an attempt that this merchant makes or made. */
  PaymentRef own(PaymentRef ref) {
    return sub == null ? ref : ref.withOnBehalfOf(sub.authAppId);
  }

  /**
   * Checks that a reference is Alipay's and this merchant's.
   *
   * @throws InvalidRequestException if another provider made it, or another merchant's view
   */
  void mustOwn(PaymentRef payment) {
    if (!payment.provider().equals(PROVIDER)) {
      throw new InvalidRequestException(
          "payment reference", "one of Alipay, but this is of " + payment.provider());
    }
    Optional<String> own = sub == null ? Optional.empty() : Optional.of(sub.authAppId);
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

  /**
   * Checks that a notification or a browser's return names this merchant.
   *
   * @param appId who receives it ({@code app_id})
   * @param authAppId whose it is ({@code auth_app_id}); an application's own may leave it out
   * @throws MismatchException if it names another
   */
  void mustBeNamedBy(Optional<String> appId, Optional<String> authAppId) {
    if (!appId.equals(Optional.of(config.appId))) {
      throw new MismatchException("app_id", config.appId, appId.orElse("none"));
    }
    String named = authAppId.orElse(sub == null ? config.appId : "none");
    if (!named.equals(authAppId())) {
      throw new MismatchException("auth_app_id", authAppId(), named);
    }
  }

  /**
   * Checks that money went to one of this merchant's accounts.
   *
   * @throws MismatchException if it went to another
   */
  void mustHaveBeenPaid(Optional<String> sellerId) {
    List<String> own = sellerIds();
    if (!own.isEmpty() && (sellerId.isEmpty() || !own.contains(sellerId.get()))) {
      throw new MismatchException("seller_id", String.join(" or ", own), sellerId.orElse("none"));
    }
  }

  private static String onBehalf(Optional<String> authAppId) {
    return authAppId.isPresent() ? "on behalf of " + authAppId.get() : "on behalf of nobody";
  }
}
