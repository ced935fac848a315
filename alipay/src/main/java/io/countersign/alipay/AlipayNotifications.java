// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Notification;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import io.countersign.spi.NotificationReader;
import java.time.Instant;
import java.util.Map;

/**
 * Proves what Alipay posts and tells it apart by what was signed, never by the address it came to.
 * (支付宝开放平台, 异步通知说明, 异步通知验签, From 蚂蚁消息.)
 */
final class AlipayNotifications implements NotificationReader {

  private static final String ACKNOWLEDGED = "success";

  private final AlipayConfig config;
  private final Merchant merchant;
  private final AlipayKeys keys;
  private final AlipayClient client;

  AlipayNotifications(
      AlipayConfig config, Merchant merchant, AlipayKeys keys, AlipayClient client) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.client = client;
  }

  @Override
  public String provider() {
    return Merchant.PROVIDER;
  }

  @Override
  public Notification read(ReceivedRequest raw) {
    SignedFields signed = SignedFields.read(raw.body());
    Evidence evidence =
        signed.proven(
            new Proof(keys), config.signType, Evidence.Kind.SIGNED_NOTIFICATION, raw.receivedAt());
    if (signed.isReturn()) {
      throw unreadable("it is what a payer's browser brings (return_url), not a notification");
    }
    FormFields told = signed.told();
    // Judged after the signature, because the time is one of the fields it covers.
    Instant sentAt = SendTime.of(told, raw.receivedAt());
    merchant.mustBeNamedBy(told.filled("app_id"), told.filled("auth_app_id"));
    TradeNotice trade = new TradeNotice(merchant, told, sentAt, evidence);
    if (trade.isAboutTrade()) {
      merchant.mustHaveBeenPaid(told.filled("seller_id"));
      return trade.tellsOfRefund() ? new NoticedRefund(client, trade).read() : trade.payment();
    }
    return signed.isMessage()
        ? new ApplicationMessage(merchant, told, sentAt, evidence, config.contentKey).read()
        : new ProductNotice(merchant, told, sentAt, evidence).read();
  }

  @Override
  public ReceivedReply reply(ReceivedReply.Result result, String detail) {
    // Compared one by one: a switch over the enum would load one class more.
    if (result == ReceivedReply.Result.HANDLED || result == ReceivedReply.Result.ALREADY_HANDLED) {
      return answered(200, ACKNOWLEDGED, result, detail);
    }
    if (result == ReceivedReply.Result.REFUSED) {
      return answered(400, "not proven", result, detail);
    }
    if (result == ReceivedReply.Result.UNEXPECTED) {
      return answered(409, "not expected", result, detail);
    }
    if (result == ReceivedReply.Result.ACTION_FAILED) {
      return answered(500, "try again", result, detail);
    }
    return answered(503, "try again", result, detail);
  }

  /** Strangers read a refusal, so it says no more than its status does. */
  private static ReceivedReply answered(
      int status, String body, ReceivedReply.Result result, String detail) {
    return new ReceivedReply(status, Map.of("Content-Type", "text/plain"), body, result, detail);
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
