// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The variables that {@link WeChatPayConfig#fromEnvironment} reads. */
final class WeChatPayEnvironment {

  private WeChatPayEnvironment() {}

  static WeChatPayConfig read(Map<String, String> environment) {
    WeChatPayConfig.Builder builder =
        WeChatPayConfig.builder()
            .mchid(variable(environment, "WECHATPAY_MCHID"))
            .merchantKey(pem(environment, "WECHATPAY_MERCHANT_PRIVATE_KEY"))
            .merchantSerial(variable(environment, "WECHATPAY_MERCHANT_SERIAL"))
            .apiV3Key(Secret.of(variable(environment, "WECHATPAY_APIV3_KEY")));
    String previous = environment.getOrDefault("WECHATPAY_APIV3_KEY_PREVIOUS", "");
    if (!previous.isBlank()) {
      builder.previousApiV3Key(Secret.of(previous.trim()));
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
    String notifyUrl = environment.getOrDefault("WECHATPAY_NOTIFY_URL", "");
    if (!notifyUrl.isBlank()) {
      builder.notifyUrl(uri("WECHATPAY_NOTIFY_URL", notifyUrl));
    }
    String store = environment.getOrDefault("WECHATPAY_OUT_STORE_ID", "");
    if (!store.isBlank()) {
      builder.outStoreId(store.trim());
    }
    String endpoint = environment.getOrDefault("WECHATPAY_ENDPOINT", "");
    if (!endpoint.isBlank()) {
      builder.endpoint(uri("WECHATPAY_ENDPOINT", endpoint));
    }
    return builder.build();
  }

  private static String variable(Map<String, String> environment, String name) {
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
    String appId = environment.getOrDefault(name, "");
    if (!appId.isBlank()) {
      builder.appId(kind, appId.trim());
    }
  }

  private static URI uri(String name, String text) {
    try {
      return URI.create(text.trim());
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException(name, "an absolute address");
    }
  }
}
