// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A merchant who has authorised a third-party application (第三方应用) to act for it. Immutable; safe
 * for use by many threads. (支付宝开放平台, 第三方应用授权.)
 */
public final class AlipaySubMerchant {

  final String authAppId;
  final String appAuthToken;
  final @Nullable String sellerId;
  final @Nullable URI notifyUrl;

  private AlipaySubMerchant(
      String authAppId, String appAuthToken, @Nullable String sellerId, @Nullable URI notifyUrl) {
    this.authAppId = authAppId;
    this.appAuthToken = appAuthToken;
    this.sellerId = sellerId;
    this.notifyUrl = notifyUrl;
  }

  /**
   * The merchant of an authorisation.
   *
   * @param authAppId the merchant's own application ({@code auth_app_id}), as the answer to the
   *     authorisation names it
   * @param appAuthToken the token of the authorisation ({@code app_auth_token})
   * @throws InvalidRequestException if one of them cannot be right
   */
  public static AlipaySubMerchant of(String authAppId, Secret appAuthToken) {
    String token = new String(appAuthToken.reveal(), StandardCharsets.UTF_8);
    try {
      FieldRules.token("app_auth_token", token, 1, 128, "_-.");
    } catch (InvalidRequestException odd) {
      throw new InvalidRequestException(
          "app_auth_token", "the token of an authorisation, at most 128 letters and digits");
    }
    return new AlipaySubMerchant(
        FieldRules.token("auth_app_id", authAppId, 1, 32, ""), token, null, null);
  }

  /**
   * Reads one from a map: {@code ALIPAY_AUTH_APP_ID} and {@code ALIPAY_APP_AUTH_TOKEN} (required),
   * {@code ALIPAY_AUTH_SELLER_ID}, {@code ALIPAY_AUTH_NOTIFY_URL}.
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static AlipaySubMerchant fromEnvironment(Map<String, String> environment) {
    return AlipayEnvironment.readSubMerchant(environment);
  }

  /** The same, whose money goes to this account ({@code seller_id}, 2088…), and no other. */
  public AlipaySubMerchant withSellerId(String value) {
    return new AlipaySubMerchant(authAppId, appAuthToken, AlipayConfig.seller(value), notifyUrl);
  }

  /**
   * The same with an address of its own for notifications, unless a request says otherwise ({@link
   * PaymentRequest#notifyUrl}). A path for each merchant tells whose notification comes before it
   * is read.
   */
  public AlipaySubMerchant withNotifyUrl(URI address) {
    FieldRules.address("notifyUrl", address, 256);
    return new AlipaySubMerchant(authAppId, appAuthToken, sellerId, address);
  }

  /** The merchant's own application. */
  public String authAppId() {
    return authAppId;
  }

  /** The merchant's own application; no token. */
  @Override
  public String toString() {
    return "AlipaySubMerchant[" + authAppId + "]";
  }
}
