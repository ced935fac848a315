// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.FormFields;
import io.countersign.spi.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Writes the parameters of the classic gateway, signed: for calls, pages and order strings alike.
 * (支付宝开放平台, 公共请求参数.)
 */
final class PublicParameters {

  private final AlipayConfig config;
  private final Merchant merchant;
  private final RequestSigning signing;

  PublicParameters(AlipayConfig config, Merchant merchant, RequestSigning signing) {
    this.config = config;
    this.merchant = merchant;
    this.signing = signing;
  }

  /** All parameters of a call, sorted by name, signature last. */
  FormFields signed(Call call, Instant now) {
    return signed(call, now, call.content().map(JsonText::write), Optional.empty());
  }

  /** The same with the business fields encrypted, if that is configured. */
  FormFields sealed(Call call, Instant now, RandomGenerator random) {
    ContentKey key = config.contentKey;
    if (key == null || !config.encrypts) {
      return signed(call, now);
    }
    return signed(
        call,
        now,
        call.content().map(content -> key.seal(JsonText.write(content), random)),
        call.content().map(content -> key.wireName()));
  }

  private FormFields signed(
      Call call, Instant now, Optional<String> content, Optional<String> encryptType) {
    Map<String, String> all = new TreeMap<>(call.parameters());
    all.put("app_id", config.appId);
    all.put("method", call.method());
    all.put("format", "JSON");
    all.put("charset", "utf-8");
    all.put("sign_type", config.signType.name());
    all.put("timestamp", BeijingTime.text(now));
    all.put("version", "1.0");
    Optional<String> token = merchant.appAuthToken();
    if (token.isPresent()) {
      all.put("app_auth_token", token.get());
    }
    CertificateMode certificates = config.certificates;
    if (certificates != null) {
      all.put("app_cert_sn", certificates.appNumber());
      all.put("alipay_root_cert_sn", certificates.rootNumber());
    }
    if (content.isPresent()) {
      all.put("biz_content", content.get());
    }
    if (encryptType.isPresent()) {
      all.put("encrypt_type", encryptType.get());
    }
    all.values().removeIf(String::isBlank);
    FormFields fields = new FormFields();
    for (Map.Entry<String, String> parameter : all.entrySet()) {
      fields.put(parameter.getKey(), parameter.getValue());
    }
    return fields.put("sign", signing.base64Signature(SignedText.of(all)));
  }
}
