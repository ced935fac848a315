// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.FormFields;
import io.countersign.spi.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    if (call.content().isPresent()) {
      all.put("biz_content", JsonText.write(call.content().get()));
    }
    all.values().removeIf(String::isBlank);
    FormFields fields = new FormFields();
    for (Map.Entry<String, String> parameter : all.entrySet()) {
      fields.put(parameter.getKey(), parameter.getValue());
    }
    return fields.put("sign", signing.base64Signature(SignedText.of(all)));
  }
}
