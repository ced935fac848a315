// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.RsaSha1;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What UnionPay's control told the merchant's app when the payer came back to it: a hint, and no
 * more. It can be replayed and is signed over SHA-1, if the shop can tell at all; show what the
 * shop knows, and ask {@link UnionPayClient#find}. (手机支付控件, 支付结果 sign 验签.)
 *
 * @param said what it said; the app can make it up where {@code tn} is empty
 * @param tn the order's number in the app, where the control has signed it; empty otherwise, and
 *     where the configuration has no {@link UnionPayConfig.Builder#appVerifyCertificate}
 */
public record UnionPayAppResult(Said said, Optional<String> tn) {

  private static final int MOST_CHARACTERS = 16 * 1024;

  /** What the control said ({@code pay_result}). */
  public enum Said {
    /** Paid, it says. Ask. */
    DONE,
    /** Failed; the same order may still be paid. */
    FAILED,
    /** The payer left; the same order may still be paid. */
    CANCELLED,
    /** A word that this version does not know. Ask. */
    UNRECOGNIZED
  }

  /** Whatever is odd about it leaves the number out. */
  static UnionPayAppResult read(UnionPayConfig config, String json) {
    if (json.length() > MOST_CHARACTERS) {
      return new UnionPayAppResult(Said.UNRECOGNIZED, Optional.empty());
    }
    try {
      ProviderFields whole = JsonText.fields(json.getBytes(StandardCharsets.UTF_8));
      String data = whole.text("data").orElse("");
      FormFields told =
          FormFields.parse(data.getBytes(StandardCharsets.UTF_8), FormFields.Writing.RAW)
              .orElse(new FormFields());
      boolean signed = isSigned(config, data, whole.text("sign").orElse(""));
      return new UnionPayAppResult(
          said(told.text("pay_result")), signed ? told.filled("tn") : Optional.empty());
    } catch (JsonFormatException noJson) {
      return new UnionPayAppResult(Said.UNRECOGNIZED, Optional.empty());
    }
  }

  private static boolean isSigned(UnionPayConfig config, String data, String signature) {
    RsaCertificate by = config.appVerifying;
    return by != null
        && by.isValidAt(config.terms.clock().instant())
        && new RsaSha1(config.securityProvider)
            .verifies(
                by.key(),
                RsaKeys.hash("SHA-1", data.getBytes(StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.US_ASCII),
                signature);
  }

  private static Said said(String payResult) {
    return switch (payResult) {
      case "success" -> Said.DONE;
      case "fail" -> Said.FAILED;
      case "cancel" -> Said.CANCELLED;
      default -> Said.UNRECOGNIZED;
    };
  }
}
