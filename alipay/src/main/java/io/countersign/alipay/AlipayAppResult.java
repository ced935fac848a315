// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.ProviderFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What Alipay's SDK told the merchant's app when the payer came back to it: a hint, and no more.
 * The app can say what it likes, and nothing here proves a payment; show what the shop knows, and
 * ask {@link AlipayClient#find}. (支付宝开放平台, App 支付, 同步通知参数说明.)
 *
 * @param said what the SDK said; nobody signs it
 * @param number the merchant's number of the order (of a pre-authorisation, its {@code
 *     out_order_no}), where Alipay has signed it and names no other application; empty otherwise.
 *     Treat it as untrusted input.
 */
public record AlipayAppResult(Said said, Optional<String> number) {

  private static final int MOST_CHARACTERS = 64 * 1024;

  /** What the SDK said ({@code resultStatus}). */
  public enum Said {
    /** Paid, it says (9000). Ask. */
    DONE,
    /** Being worked on (8000), unknown (6004), or asked for twice (5000). Ask. */
    UNSURE,
    /** Failed (4000); the same order may still be paid. */
    FAILED,
    /** The payer left (6001); the same order may still be paid. */
    CANCELLED,
    /** The payer's network failed (6002). Ask. */
    NO_NETWORK,
    /** A word that this version does not know. Ask. */
    UNRECOGNIZED;

    static Said of(String resultStatus) {
      return switch (resultStatus) {
        case "9000" -> DONE;
        case "8000", "6004", "5000" -> UNSURE;
        case "4000" -> FAILED;
        case "6001" -> CANCELLED;
        case "6002" -> NO_NETWORK;
        default -> UNRECOGNIZED;
      };
    }
  }

  /** Whatever is odd about the result leaves the number out. */
  static AlipayAppResult read(
      AlipayConfig config, Merchant merchant, AlipayKeys keys, String resultStatus, String result) {
    Optional<String> number =
        signedNumber(config, merchant, keys, result, "alipay.trade.app.pay", "out_trade_no");
    return new AlipayAppResult(
        Said.of(resultStatus),
        number.isPresent()
            ? number
            : signedNumber(
                config,
                merchant,
                keys,
                result,
                "alipay.fund.auth.order.app.freeze",
                "out_order_no"));
  }

  private static Optional<String> signedNumber(
      AlipayConfig config,
      Merchant merchant,
      AlipayKeys keys,
      String result,
      String method,
      String field) {
    if (result.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      SignedNode node = SignedNode.in(result.getBytes(StandardCharsets.UTF_8), method);
      if (node.isErrorResponse()) {
        return Optional.empty();
      }
      byte[] signed = node.text().getBytes(StandardCharsets.UTF_8);
      new Proof(keys)
          .of(
              // No answer to a question of ours: it need not name its certificate.
              Evidence.Kind.SIGNED_NOTIFICATION,
              signed,
              node.signature(),
              node.certificateNumber(),
              config.terms.clock().instant());
      ProviderFields fields = JsonText.fields(signed);
      Optional<String> appId = fields.text("app_id");
      if (appId.isPresent() && !appId.get().equals(merchant.appId())) {
        return Optional.empty();
      }
      if (fields.has("seller_id")) {
        merchant.mustHaveBeenPaid(fields.text("seller_id"));
      }
      return fields.text(field).filter(AlipayPayerReturn::isNumber);
    } catch (JsonFormatException | InvalidNotificationException | MismatchException notOurs) {
      return Optional.empty();
    }
  }
}
