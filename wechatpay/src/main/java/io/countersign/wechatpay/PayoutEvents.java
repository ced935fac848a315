// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads notifications about money that leaves the merchant, or that others share with it. Loaded
 * only when one comes.
 */
final class PayoutEvents {

  private final Merchant merchant;
  private final String id;
  private final Instant createdAt;
  private final String type;

  PayoutEvents(Merchant merchant, String id, Instant createdAt, String type) {
    this.merchant = merchant;
    this.id = id;
    this.createdAt = createdAt;
    this.type = type;
  }

  /** A payment to a user that has ended. */
  Notification transfer(ProviderFields content, Evidence evidence) {
    PayingMerchant paying = new PayingMerchant(merchant);
    TransferReport report = new TransferReport(paying, content, evidence);
    if (!report.isComplete()) {
      throw new InvalidNotificationException(
          Reason.CONTENT_UNREADABLE, "the transfer lacks its number, state or amount");
    }
    return new TransferFinished(id, createdAt, paying.account(), type, report.notified());
  }

  /**
   * A share that this merchant received or that was taken back from it. What does not say so in the
   * form that is known stays a generic event, unless it is another receiver's.
   *
   * @throws MismatchException if it names another receiver
   */
  Notification share(ProviderFields content, Evidence evidence, String originalType) {
    ShareReport report = new ShareReport(content, evidence);
    if (content.has("receiver/account")) {
      report.mustSay("receiver/type", "MERCHANT_ID");
      report.mustSay("receiver/account", merchant.subMchid().orElse(merchant.mchid()));
    }
    Optional<Money> amount = ShareReport.amount(content, "receiver/amount");
    if (amount.isEmpty()
        || !report.has(
            "transaction_id", "order_id", "out_order_no", "receiver/type", "receiver/account")) {
      return new WeChatPayEvent(
          id, createdAt, merchant.account(), type, originalType, content, evidence);
    }
    return new ProfitShared(
        id,
        createdAt,
        merchant.account(),
        type,
        content.text("transaction_id").orElse(""),
        content.text("order_id").orElse(""),
        content.text("out_order_no").orElse(""),
        amount.get(),
        content,
        evidence);
  }
}
