// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The variables that configurations are read from. */
final class UnionPayEnvironment {

  private static final String KEY = "UNIONPAY_PRIVATE_KEY";
  private static final String CERTIFICATE = "UNIONPAY_CERT";
  private static final int MOST_FILE_BYTES = 64 * 1024;

  private UnionPayEnvironment() {}

  static UnionPayConfig read(Map<String, String> environment) {
    UnionPayConfig.Builder builder =
        UnionPayConfig.builder().merId(variable(environment, "UNIONPAY_MER_ID"));
    signing(environment, builder);
    if (isTrue(environment, "UNIONPAY_ALLOW_INSECURE_SHA1")) {
      builder.allowInsecureSha1Signatures();
    }
    certificates(environment, builder);
    Optional<String> acquirer = optional(environment, "UNIONPAY_ACQ_INS_CODE");
    if (acquirer.isPresent()) {
      builder.acquirer(acquirer.get());
    } else if (isTrue(environment, "UNIONPAY_PLATFORM")) {
      builder.platform();
    }
    Optional<String> notifyUrl = optional(environment, "UNIONPAY_NOTIFY_URL");
    if (notifyUrl.isPresent()) {
      builder.notifyUrl(uri("UNIONPAY_NOTIFY_URL", notifyUrl.get()));
    }
    Optional<String> endpoint = optional(environment, "UNIONPAY_ENDPOINT");
    if (endpoint.isPresent()) {
      builder.endpoints(endpoints(endpoint.get()));
    }
    return builder.build();
  }

  private static void certificates(
      Map<String, String> environment, UnionPayConfig.Builder builder) {
    given(environment, "UNIONPAY_ROOT_CERT").ifPresent(builder::trustedRoot);
    given(environment, "UNIONPAY_MIDDLE_CERT").ifPresent(builder::trustedMiddle);
    given(environment, "UNIONPAY_VERIFY_CERT").ifPresent(builder::verifyCertificate);
    given(environment, "UNIONPAY_ENC_CERT").ifPresent(builder::encryptionCertificate);
    given(environment, "UNIONPAY_APP_VERIFY_CERT").ifPresent(builder::appVerifyCertificate);
  }

  private static void signing(Map<String, String> environment, UnionPayConfig.Builder builder) {
    String method = optional(environment, "UNIONPAY_SIGN_METHOD").orElse("01");
    switch (method) {
      case "01" -> rsa(environment, builder);
      case "11" -> sharedKey(environment, builder);
      case "12" -> sharedKey(environment, builder).signWithSm3();
      case "21" -> sm2(environment, builder);
      default -> throw new InvalidRequestException("UNIONPAY_SIGN_METHOD", "01, 11, 12 or 21");
    }
  }

  private static void rsa(Map<String, String> environment, UnionPayConfig.Builder builder) {
    if (has(environment, "UNIONPAY_PFX")) {
      builder.pfx(file(environment, "UNIONPAY_PFX"), secret(environment, "UNIONPAY_PFX_PASSWORD"));
    } else if (has(environment, KEY)) {
      builder.certificate(pem(environment, KEY), pem(environment, CERTIFICATE));
    } else {
      throw missing("UNIONPAY_PFX", "the merchant's .pfx file");
    }
  }

  private static void sm2(Map<String, String> environment, UnionPayConfig.Builder builder) {
    if (has(environment, "UNIONPAY_SM2")) {
      builder.sm2File(
          file(environment, "UNIONPAY_SM2"), secret(environment, "UNIONPAY_SM2_PASSWORD"));
    } else if (has(environment, KEY)) {
      builder.sm2Certificate(pem(environment, KEY), pem(environment, CERTIFICATE));
    } else {
      throw missing("UNIONPAY_SM2", "the merchant's .sm2 file");
    }
  }

  private static UnionPayConfig.Builder sharedKey(
      Map<String, String> environment, UnionPayConfig.Builder builder) {
    return builder.secureKey(secret(environment, "UNIONPAY_SECURE_KEY"));
  }

  private static InvalidRequestException missing(String name, String file) {
    return new InvalidRequestException(
        name,
        file + " in Base64, or " + name + "_PATH; or " + KEY + " and " + CERTIFICATE + " instead");
  }

  private static Secret secret(Map<String, String> environment, String name) {
    return Secret.of(variable(environment, name));
  }

  private static Optional<Pem> given(Map<String, String> environment, String name) {
    return has(environment, name) ? Optional.of(pem(environment, name)) : Optional.empty();
  }

  private static UnionPayEndpoints endpoints(String text) {
    return switch (text) {
      case "production" -> UnionPayEndpoints.production();
      case "test" -> UnionPayEndpoints.test();
      default -> UnionPayEndpoints.at("UNIONPAY_ENDPOINT", uri("UNIONPAY_ENDPOINT", text));
    };
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    String value = optional(environment, name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new InvalidRequestException(name, "true, or nothing");
    }
    return value.equals("true");
  }

  private static boolean has(Map<String, String> environment, String name) {
    return optional(environment, name).isPresent()
        || optional(environment, name + "_PATH").isPresent();
  }

  private static Pem pem(Map<String, String> environment, String name) {
    return optional(environment, name + "_PATH").isEmpty()
        ? Pem.environment(environment, name)
        : Pem.bytes(file(environment, name));
  }

  private static byte[] file(Map<String, String> environment, String name) {
    Optional<String> path = optional(environment, name + "_PATH");
    if (path.isEmpty()) {
      try {
        return Base64.getMimeDecoder().decode(variable(environment, name));
      } catch (IllegalArgumentException notBase64) {
        throw new InvalidRequestException(name, "the file's bytes in Base64");
      }
    }
    try (InputStream stream = Files.newInputStream(Path.of(path.get()))) {
      return stream.readNBytes(MOST_FILE_BYTES);
    } catch (IllegalArgumentException | IOException unreadable) {
      // The value is not shown: key text is what people put here by mistake.
      throw new InvalidRequestException(
          name + "_PATH", "the path of a readable file; the file's content belongs into " + name);
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
