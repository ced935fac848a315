// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a mini program gets from Alipay for the shop, sealed: verified first, quotes included, then
 * decrypted. (支付宝开放平台, 小程序, 获取会员手机号, 内容加密.)
 */
final class PayerData {

  private final AlipayConfig config;
  private final Proof proof;

  PayerData(AlipayConfig config, Proof proof) {
    this.config = config;
    this.proof = proof;
  }

  ProviderFields open(String json) {
    ContentKey key = config.contentKey;
    if (key == null) {
      throw new InvalidRequestException(
          "content key", "AES密钥 of the console: contentKey(Secret.of(…))");
    }
    ProviderFields sealed = fields(json.getBytes(StandardCharsets.UTF_8));
    String response = sealed.text("response").orElse("");
    requireOurs("sign_type", sealed, config.signType.name());
    requireOurs("charset", sealed, "UTF-8");
    requireOurs("encrypt_type", sealed, key.wireName());
    boolean bare = response.startsWith("{");
    String signed = bare ? response : "\"" + response + "\"";
    Evidence evidence =
        proof.of(
            Evidence.Kind.SIGNED_NOTIFICATION,
            signed.getBytes(StandardCharsets.UTF_8),
            sealed.text("sign").orElse(""),
            Optional.empty(),
            config.terms.clock().instant());
    if (bare) {
      // The payer holds other texts that Alipay signed; only a refusal ever comes in the clear.
      throw refused(fields(response.getBytes(StandardCharsets.UTF_8)), evidence);
    }
    return fields(
        key.open(response)
            .orElseThrow(
                () ->
                    new InvalidNotificationException(
                        Reason.CONTENT_UNREADABLE,
                        "the content was not encrypted by the configured content key (AES密钥)")));
  }

  private static RuntimeException refused(ProviderFields fields, Evidence evidence) {
    Optional<Refusal> refusal =
        Refusal.of(
            Reading.of(Reading.Kind.REFUSAL, 200, fields, Optional.of(evidence), Optional.empty()));
    if (refusal.isEmpty() || fields.text("code").equals(Optional.of("10000"))) {
      return new InvalidNotificationException(
          Reason.CONTENT_UNREADABLE, "it is neither encrypted nor a refusal");
    }
    return new RejectedException(
        Rejection.of(Merchant.PROVIDER, Rejection.Reason.CONFIGURATION, refusal.get().code())
            .message(fields.text("sub_msg").or(() -> fields.text("msg")).orElse(""))
            .remedy("check the mini program's permission and its content key in the console")
            .build());
  }

  private static ProviderFields fields(byte[] json) {
    try {
      return JsonText.fields(json);
    } catch (JsonFormatException unreadable) {
      throw new InvalidNotificationException(
          Reason.UNREADABLE, "it cannot be read as JSON: " + unreadable.getMessage());
    }
  }

  /** What a message says of how it was made must be what is configured, in whatever case. */
  private static void requireOurs(String name, ProviderFields sealed, String expected) {
    Optional<String> said = sealed.text(name);
    if (said.isPresent() && !said.get().equalsIgnoreCase(expected)) {
      throw new InvalidNotificationException(
          Reason.CONTENT_UNREADABLE, name + " is not " + expected + ", as configured");
    }
  }
}
