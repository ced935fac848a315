// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;

/**
 * A proven notification about an order ({@code trade_status_sync}). One of a refund bears the
 * status of the payment, so it is told apart by what it says besides. (支付宝开放平台, 异步通知参数.)
 */
final class TradeNotice {

  private final Merchant merchant;
  private final FormFields told;
  private final Instant sentAt;
  private final Evidence evidence;

  TradeNotice(Merchant merchant, FormFields told, Instant sentAt, Evidence evidence) {
    this.merchant = merchant;
    this.told = told;
    this.sentAt = sentAt;
    this.evidence = evidence;
  }

  /** Whether it is about an order at all, be it incomplete. */
  boolean isAboutTrade() {
    String type = told.text("notify_type");
    return !told.has("msg_method")
        && (type.equals("trade_status_sync") || (type.isEmpty() && told.has("trade_status")));
  }

  /** Whether it tells of a refund, and so is no news of the payment. */
  boolean tellsOfRefund() {
    return saysRefunded() || refundId().isPresent();
  }

  /** Whether it says itself that money went back; one that only names another number may not. */
  boolean saysRefunded() {
    boolean closedAfterPayment =
        told.text("trade_status").equals("TRADE_CLOSED") && told.has("gmt_payment");
    if (closedAfterPayment || told.has("gmt_refund")) {
      return true;
    }
    Optional<Money> sum = Yuan.of(told.text("refund_fee"));
    return told.has("refund_fee") && (sum.isEmpty() || sum.get().isPositive());
  }

  /** The merchant's number of the refund ({@code out_biz_no}). */
  Optional<String> refundId() {
    return told.filled("out_biz_no");
  }

  Merchant merchant() {
    return merchant;
  }

  Instant sentAt() {
    return sentAt;
  }

  /** Alipay's id of the notification, the same for every delivery. */
  String id() {
    return told.filled("notify_id").orElse(told.text("trade_no") + "/" + told.text("trade_status"));
  }

  /** What it says about the payment. */
  Notification payment() {
    return new PaymentChanged(id(), sentAt, merchant.account(), Optional.empty(), reported());
  }

  /** It as something that changes neither payment nor refund. */
  Notification event() {
    return new AlipayEvent(
        id(), sentAt, merchant.account(), told.text("notify_type"), fields(), evidence);
  }

  /** The attempt as far as it names it; the order's own time stands for the attempt's. */
  PaymentRef ref() {
    return reported().ref();
  }

  private Payment reported() {
    PaymentReport report = PaymentReport.ofNotification(merchant, fields(), evidence);
    Optional<Money> total = report.total();
    if (report.number().isEmpty() || total.isEmpty() || !total.get().isPositive()) {
      throw unreadable("it lacks its number or amount");
    }
    if (report.state() == PaymentState.UNRECOGNIZED) {
      // Not taken, because it would never come again; redelivery may find a newer version.
      throw unreadable("its trade_status is none that is known");
    }
    return report.unasked(sentAt);
  }

  private ProviderFields fields() {
    return ProviderFields.of("", told.asMap());
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
