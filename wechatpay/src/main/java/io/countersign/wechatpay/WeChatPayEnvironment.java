// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The variables that configurations, sub-merchants and apps are read from. */
final class WeChatPayEnvironment {

  private WeChatPayEnvironment() {}

  static WeChatPayConfig read(Map<String, String> environment) {
    WeChatPayConfig.Builder builder =
        WeChatPayConfig.builder()
            .mchid(variable(environment, "WECHATPAY_MCHID"))
            .merchantKey(pem(environment, "WECHATPAY_MERCHANT_PRIVATE_KEY"))
            .merchantSerial(variable(environment, "WECHATPAY_MERCHANT_SERIAL"))
            .apiV3Key(Secret.of(variable(environment, "WECHATPAY_APIV3_KEY")));
    Optional<String> previous = optional(environment, "WECHATPAY_APIV3_KEY_PREVIOUS");
    if (previous.isPresent()) {
      builder.previousApiV3Key(Secret.of(previous.get()));
    }
    String keyId = environment.getOrDefault("WECHATPAY_PUBLIC_KEY_ID", "");
    boolean keyGiven =
        !environment.getOrDefault("WECHATPAY_PUBLIC_KEY", "").isBlank()
            || !environment.getOrDefault("WECHATPAY_PUBLIC_KEY_PATH", "").isBlank();
    if (!keyId.isBlank()) {
      builder.publicKey(keyId, pem(environment, "WECHATPAY_PUBLIC_KEY"));
    } else if (keyGiven) {
      throw new InvalidRequestException(
          "WECHATPAY_PUBLIC_KEY_ID", "the id of the public key (PUB_KEY_ID_…); it is missing");
    }
    app(builder, environment, "WECHATPAY_APPID", WeChatPayAppKind.OFFICIAL_ACCOUNT);
    app(builder, environment, "WECHATPAY_APPID_MINI_PROGRAM", WeChatPayAppKind.MINI_PROGRAM);
    app(builder, environment, "WECHATPAY_APPID_APP", WeChatPayAppKind.MOBILE_APP);
    Optional<String> notifyUrl = optional(environment, "WECHATPAY_NOTIFY_URL");
    if (notifyUrl.isPresent()) {
      builder.notifyUrl(uri("WECHATPAY_NOTIFY_URL", notifyUrl.get()));
    }
    Optional<String> store = optional(environment, "WECHATPAY_OUT_STORE_ID");
    if (store.isPresent()) {
      builder.outStoreId(store.get());
    }
    Optional<String> endpoint = optional(environment, "WECHATPAY_ENDPOINT");
    if (endpoint.isPresent()) {
      builder.endpoint(uri("WECHATPAY_ENDPOINT", endpoint.get()));
    }
    return builder.build();
  }

  static WeChatPaySubMerchant readSubMerchant(Map<String, String> environment) {
    WeChatPaySubMerchant sub =
        WeChatPaySubMerchant.of(variable(environment, "WECHATPAY_SUB_MCHID"));
    for (WeChatPayAppKind kind : WeChatPayAppKind.values()) {
      Optional<String> appId = optional(environment, "WECHATPAY_SUB_APPID" + suffix(kind));
      sub = appId.isPresent() ? sub.withAppId(kind, appId.get()) : sub;
    }
    Optional<String> store = optional(environment, "WECHATPAY_SUB_OUT_STORE_ID");
    sub = store.isPresent() ? sub.withOutStoreId(store.get()) : sub;
    Optional<String> notifyUrl = optional(environment, "WECHATPAY_SUB_NOTIFY_URL");
    return notifyUrl.isPresent()
        ? sub.withNotifyUrl(uri("WECHATPAY_SUB_NOTIFY_URL", notifyUrl.get()))
        : sub;
  }

  /** An app whose variables end so. */
  static WeChatApp readApp(Map<String, String> environment, String suffix) {
    String secretName = "WECHATPAY_APP_SECRET" + suffix;
    WeChatApp app =
        WeChatApp.of(
            variable(environment, "WECHATPAY_APPID" + suffix),
            Secret.of(variable(environment, secretName)));
    Optional<String> endpoint = optional(environment, "WECHATPAY_LOGIN_ENDPOINT");
    return endpoint.isPresent()
        ? app.withEndpoint(uri("WECHATPAY_LOGIN_ENDPOINT", endpoint.get()))
        : app;
  }

  private static String suffix(WeChatPayAppKind kind) {
    return switch (kind) {
      case OFFICIAL_ACCOUNT -> "";
      case MINI_PROGRAM -> "_MINI_PROGRAM";
      case MOBILE_APP -> "_APP";
    };
  }

  /** The value of a variable; empty if it is not set or blank. */
  static Optional<String> optional(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? Optional.empty() : Optional.of(value.trim());
  }

  static String variable(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new InvalidRequestException(name, "a value in this variable; it is missing");
    }
    return value.trim();
  }

  private static Pem pem(Map<String, String> environment, String name) {
    String path = environment.getOrDefault(name + "_PATH", "");
    if (path.isBlank()) {
      return Pem.environment(environment, name);
    }
    try {
      return Pem.file(Path.of(path.trim()));
    } catch (IllegalArgumentException | InvalidRequestException unreadable) {
      // The value is not shown: key text is what people put here by mistake.
      throw new InvalidRequestException(
          name + "_PATH", "the path of a readable file; key text belongs into " + name);
    }
  }

  private static void app(
      WeChatPayConfig.Builder builder,
      Map<String, String> environment,
      String name,
      WeChatPayAppKind kind) {
    Optional<String> appId = optional(environment, name);
    if (appId.isPresent()) {
      builder.appId(kind, appId.get());
    }
  }

  static URI uri(String name, String text) {
    try {
      return URI.create(text.trim());
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException(name, "an absolute address");
    }
  }
}
