// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that this merchant, as a receiver, got a share of another merchant's
 * payment, or that such a share was taken back. It is no payment of an order of this merchant's,
 * though WeChat Pay may announce it under a payment's event type. (WeChat Pay, 分账, 分账动账通知.)
 *
 * @param id WeChat Pay's id of the notification
 * @param createdAt when WeChat Pay made it
 * @param merchantId the receiving merchant, whose client proved it
 * @param type the event type as received
 * @param transactionId WeChat Pay's number of the other merchant's payment
 * @param orderId WeChat Pay's number of the share
 * @param number the other merchant's number of the share
 * @param amount how much
 * @param fields the decrypted content
 * @param evidence why it may be believed
 */
public record ProfitShared(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    String transactionId,
    String orderId,
    String number,
    Money amount,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  static final String RETURN = "PROFITSHARING.RETURN";

  @Override
  public String provider() {
    return WeChatPayClient.PROVIDER;
  }

  /**
   * Whether WeChat Pay says that the share was taken back from this merchant, rather than received.
   * Under the event type {@code TRANSACTION.SUCCESS} it does not say which, and this is false: look
   * at the receiver's description, or ask the merchant that shares, before you count on it.
   */
  public boolean isTakenBack() {
    return type.equals(RETURN);
  }

  /** One share may move money several times, told apart by direction, amount and time. */
  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/share/"
        + orderId
        + (isTakenBack() ? "/back/" : "/")
        + amount.minorUnits()
        + "/"
        + fields.text("success_time").orElse(id);
  }
}
