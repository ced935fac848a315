// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Lets in what was said right to {@code gateway.do}, and says what is wrong with the rest. */
final class ClassicDoor {
  /** Nobody has published how wrong a clock may be; a wrong zone must show. */
  private static final Duration TOLERANCE = Duration.ofMinutes(30);

  private static final String[] NEEDED = {
    "method", "sign", "sign_type", "app_id", "timestamp", "version"
  };

  private final Map<String, Account> accounts;
  private final String base;

  ClassicDoor(Map<String, Account> accounts, String base) {
    this.accounts = accounts;
    this.base = base;
  }

  /** Notes in the answer what is known of the caller, as soon as it is. */
  Call open(String query, byte[] body, Instant now, Answer answer) throws Refusal {
    Charset charset = charset(query);
    answer.charset = charset;
    Map<String, String> all = new LinkedHashMap<>();
    try {
      Pairs.read(query, charset, all);
      Pairs.read(new String(body, StandardCharsets.ISO_8859_1), charset, all);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("isv.invalid-parameter", "the form is broken: " + e.getMessage());
    }
    for (String name : NEEDED) {
      if (all.getOrDefault(name, "").isBlank()) {
        String what = name.equals("sign") ? "signature" : name.replace('_', '-');
        throw Refusal.missing(
            "isv.missing-" + what.replace("sign-type", "signature-type"), name + " is missing");
      }
    }
    Account app = accounts.get(all.get("app_id"));
    if (app == null) {
      throw Refusal.invalid("isv.invalid-app-id", "app_id is not open here");
    }
    checkFrame(all, app.keys, now);
    prove(all, app.keys, charset);
    answer.keys = app.keys;
    answer.signed = true;
    answer.proven = true;
    Operation operation = Operation.named(all.getOrDefault("method", ""));
    Account owner = owner(app, all.getOrDefault("app_auth_token", ""));
    return new Call(
        operation,
        app,
        owner,
        Map.copyOf(all),
        content(operation, all, app.keys, charset, answer),
        charset,
        now,
        base);
  }

  private static Charset charset(String query) throws Refusal {
    Map<String, String> inQuery = new LinkedHashMap<>();
    try {
      Pairs.read(query, StandardCharsets.ISO_8859_1, inQuery);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("isv.invalid-parameter", "the query is broken: " + e.getMessage());
    }
    String name = inQuery.getOrDefault("charset", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "utf-8" -> StandardCharsets.UTF_8;
      case "gbk", "gb2312" -> Charset.forName("GBK");
      case "" ->
          throw Refusal.invalid(
              "isv.invalid-charset", "charset must stand in the query, not in the body");
      default -> throw Refusal.invalid("isv.invalid-charset", "charset must be utf-8 or gbk");
    };
  }

  private static void checkFrame(Map<String, String> all, AppKeys keys, Instant now)
      throws Refusal {
    String type = all.getOrDefault("sign_type", "");
    if (!type.equals(keys.signType().name())) {
      throw Refusal.invalid(
          "isv.invalid-signature-type", "this application signs with " + keys.signType());
    }
    String format = all.getOrDefault("format", "JSON");
    if (!format.equalsIgnoreCase("json")) {
      throw Refusal.invalid("isv.invalid-format", "format must be JSON");
    }
    if (!"1.0".equals(all.get("version"))) {
      throw Refusal.invalid("isv.invalid-version", "version must be 1.0");
    }
    Instant said =
        Numbers.instant(all.getOrDefault("timestamp", ""))
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "isv.invalid-timestamp",
                        "timestamp must be like 2026-03-01 10:00:00, Beijing"));
    if (Duration.between(said, now).abs().compareTo(TOLERANCE) > 0) {
      throw Refusal.invalid(
          "isv.invalid-timestamp",
          "timestamp is "
              + Duration.between(now, said).toMinutes()
              + " minutes from Alipay's clock in Beijing");
    }
    checkCertificates(
        keys, all.getOrDefault("app_cert_sn", ""), all.getOrDefault("alipay_root_cert_sn", ""));
  }

  static void checkCertificates(AppKeys keys, String app, String root) throws Refusal {
    if (keys.mode() == KeyMode.PUBLIC_KEY) {
      if (!app.isEmpty() || !root.isEmpty()) {
        throw Refusal.invalid(
            "isv.app-cert-not-exist",
            "this application is in public key mode, send no app_cert_sn");
      }
      return;
    }
    if (app.isEmpty()) {
      throw Refusal.invalid("isv.missing-app-cert-sn", "app_cert_sn is missing");
    }
    if (root.isEmpty()) {
      throw Refusal.invalid("isv.missing-alipay-root-cert-sn", "alipay_root_cert_sn is missing");
    }
    if (!app.equals(keys.appCertificateNumber())) {
      throw Refusal.invalid(
          "isv.app-cert-not-exist", "app_cert_sn is not that of the application's certificate");
    }
    if (!root.equals(Certificates.rootNumber(keys.signType()))) {
      throw Refusal.invalid(
          "isv.invalid-alipay-root-cert-sn",
          "alipay_root_cert_sn is not that of the root file: take each root whose signature"
              + " algorithm is the application's kind, in the order of the file");
    }
  }

  /** The gateway says what it would have signed, which is the best help there is. */
  private static void prove(Map<String, String> all, AppKeys keys, Charset charset) throws Refusal {
    String text = Pairs.signed(all);
    boolean proven =
        keys.signType()
            .proves(keys.appPublicKey(), text.getBytes(charset), all.getOrDefault("sign", ""));
    if (!proven) {
      throw Refusal.invalid(
          "isv.invalid-signature",
          "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为："
              + text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"));
    }
  }

  static Account owner(Account app, String token) throws Refusal {
    if (token.isEmpty()) {
      return app;
    }
    Account owner = app.tokens.get(token);
    if (owner == null) {
      throw Refusal.token(
          "aop.invalid-app-auth-token", "app_auth_token is none of this application's");
    }
    return owner;
  }

  private static ObjectNode content(
      Operation operation, Map<String, String> all, AppKeys keys, Charset charset, Answer answer)
      throws Refusal {
    String content = all.getOrDefault("biz_content", "");
    String encryption = all.getOrDefault("encrypt_type", "");
    if (!encryption.isBlank()) {
      ContentCipher cipher =
          ContentCipher.named(encryption)
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "isv.invalid-encrypt-type", "encrypt_type must be AES, AES_V2 or SM4"));
      String sealed = content;
      content =
          cipher
              .open(sealed, keys.contentKey, charset)
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "isv.decryption-error-invalid-encrypt",
                          "biz_content is not encrypted so with this application's content key"));
      answer.cipher = cipher;
    }
    if (content.isBlank() && operation.plain()) {
      return JsonText.object();
    }
    if (content.isBlank()) {
      throw Refusal.missing("isv.missing-biz-content", "biz_content is missing");
    }
    return JsonText.object(content)
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "isv.invalid-parameter",
                    "biz_content must be one JSON object without a key twice"));
  }
}
