// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The variables that configurations and merchants acted for are read from. */
final class AlipayEnvironment {

  private AlipayEnvironment() {}

  static AlipayConfig read(Map<String, String> environment) {
    AlipayConfig.Builder builder =
        AlipayConfig.builder()
            .appId(variable(environment, "ALIPAY_APP_ID"))
            .appPrivateKey(key(environment, "ALIPAY_PRIVATE_KEY"));
    if (hasKey(environment, "ALIPAY_PUBLIC_KEY")) {
      builder.alipayPublicKey(key(environment, "ALIPAY_PUBLIC_KEY"));
    }
    if (hasKey(environment, "ALIPAY_PUBLIC_KEY_PREVIOUS")) {
      builder.previousAlipayPublicKey(key(environment, "ALIPAY_PUBLIC_KEY_PREVIOUS"));
    }
    if (hasKey(environment, "ALIPAY_APP_CERT")) {
      builder.appCertificate(key(environment, "ALIPAY_APP_CERT"));
    }
    if (hasKey(environment, "ALIPAY_CERT")) {
      builder.alipayCertificate(key(environment, "ALIPAY_CERT"));
    }
    if (hasKey(environment, "ALIPAY_ROOT_CERT")) {
      builder.alipayRootCertificates(key(environment, "ALIPAY_ROOT_CERT"));
    }
    signType(environment, builder);
    Optional<String> contentKey = optional(environment, "ALIPAY_ENCRYPT_KEY");
    if (contentKey.isPresent()) {
      builder.contentKey(Secret.of(contentKey.get()));
    }
    Optional<String> encryptType = optional(environment, "ALIPAY_ENCRYPT_TYPE");
    if (encryptType.isPresent()) {
      builder.encryptContent(contentCipher(encryptType.get()));
    }
    for (String seller : optional(environment, "ALIPAY_SELLER_ID").orElse("").split(",", -1)) {
      if (!seller.isBlank()) {
        builder.sellerId(seller);
      }
    }
    Optional<String> notifyUrl = optional(environment, "ALIPAY_NOTIFY_URL");
    if (notifyUrl.isPresent()) {
      builder.notifyUrl(uri("ALIPAY_NOTIFY_URL", notifyUrl.get()));
    }
    Optional<String> openApi = optional(environment, "ALIPAY_OPENAPI");
    if (openApi.isPresent()) {
      if (!openApi.get().equals("v3")) {
        throw new InvalidRequestException("ALIPAY_OPENAPI", "v3, or nothing");
      }
      builder.openApiV3();
    }
    Optional<String> endpoint = optional(environment, "ALIPAY_ENDPOINT");
    if (endpoint.isPresent()) {
      builder.endpoints(endpoints(endpoint.get()));
    }
    return builder.build();
  }

  static AlipaySubMerchant readSubMerchant(Map<String, String> environment) {
    AlipaySubMerchant sub =
        AlipaySubMerchant.of(
            variable(environment, "ALIPAY_AUTH_APP_ID"),
            Secret.of(variable(environment, "ALIPAY_APP_AUTH_TOKEN")));
    Optional<String> seller = optional(environment, "ALIPAY_AUTH_SELLER_ID");
    sub = seller.isPresent() ? sub.withSellerId(seller.get()) : sub;
    Optional<String> notifyUrl = optional(environment, "ALIPAY_AUTH_NOTIFY_URL");
    return notifyUrl.isPresent()
        ? sub.withNotifyUrl(uri("ALIPAY_AUTH_NOTIFY_URL", notifyUrl.get()))
        : sub;
  }

  private static void signType(Map<String, String> environment, AlipayConfig.Builder builder) {
    switch (optional(environment, "ALIPAY_SIGN_TYPE").orElse("RSA2")) {
      case "RSA2" -> {}
      case "SM2" -> builder.signWithSm2();
      case "RSA" -> {
        String allowed = optional(environment, "ALIPAY_ALLOW_INSECURE_SHA1").orElse("");
        if (!allowed.equals("true")) {
          throw new InvalidRequestException(
              "ALIPAY_SIGN_TYPE",
              "RSA2 or SM2: RSA signs with SHA-1, which is broken; an application that cannot be"
                  + " set to RSA2 needs ALIPAY_ALLOW_INSECURE_SHA1=true as well");
        }
        builder.allowInsecureSha1Signatures();
      }
      default -> throw new InvalidRequestException("ALIPAY_SIGN_TYPE", "RSA2 or SM2");
    }
  }

  private static AlipayContentCipher contentCipher(String name) {
    for (AlipayContentCipher cipher : AlipayContentCipher.values()) {
      if (cipher.name().equals(name)) {
        return cipher;
      }
    }
    throw new InvalidRequestException("ALIPAY_ENCRYPT_TYPE", "AES, AES_V2 or SM4");
  }

  private static AlipayEndpoints endpoints(String text) {
    return switch (text) {
      case "production" -> AlipayEndpoints.production();
      case "sandbox" -> AlipayEndpoints.sandbox();
      case "overseas" -> AlipayEndpoints.overseas();
      default -> AlipayEndpoints.at("ALIPAY_ENDPOINT", uri("ALIPAY_ENDPOINT", text));
    };
  }

  private static boolean hasKey(Map<String, String> environment, String name) {
    return optional(environment, name).isPresent()
        || optional(environment, name + "_PATH").isPresent();
  }

  private static Pem key(Map<String, String> environment, String name) {
    Optional<String> path = optional(environment, name + "_PATH");
    if (path.isEmpty()) {
      return Pem.environment(environment, name);
    }
    try {
      return Pem.file(Path.of(path.get()));
    } catch (IllegalArgumentException | InvalidRequestException unreadable) {
      // The value is not shown: key text is what people put here by mistake.
      throw new InvalidRequestException(
          name + "_PATH", "the path of a readable file; key text belongs into " + name);
    }
  }

  private static Optional<String> optional(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? Optional.empty() : Optional.of(value.trim());
  }

  private static String variable(Map<String, String> environment, String name) {
    Optional<String> value = optional(environment, name);
    if (value.isEmpty()) {
      throw new InvalidRequestException(name, "a value in this variable; it is missing");
    }
    return value.get();
  }

  private static URI uri(String name, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException(name, "an absolute address");
    }
  }
}
