// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import java.time.Instant;

/** Reads notifications about money that leaves the merchant. Loaded only when one comes. */
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
}
