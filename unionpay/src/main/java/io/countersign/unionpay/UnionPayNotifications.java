// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Notification;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.spi.NotificationReader;
import java.util.Map;
import java.util.Optional;

/**
 * Proves what UnionPay posts and tells it apart by what was signed, never by the address it came
 * to. (全渠道, 后台通知处理.)
 */
final class UnionPayNotifications implements NotificationReader {

  /** UnionPay reads the status only. */
  private static final String ACKNOWLEDGED = "ok";

  private final Merchant merchant;
  private final UnionPayClient client;

  UnionPayNotifications(Merchant merchant, UnionPayClient client) {
    this.merchant = merchant;
    this.client = client;
  }

  @Override
  public String provider() {
    return Merchant.PROVIDER;
  }

  @Override
  public Notification read(ReceivedRequest raw) {
    Optional<ReceivedMessage> message = ReceivedMessage.ofForm(raw.body());
    if (message.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "the body is no form in its own encoding (UTF-8 or GBK) with each name once, so nothing"
              + " signs it; hand over the raw bytes");
    }
    Evidence evidence =
        client
            .keys()
            .proof()
            .of(Evidence.Kind.SIGNED_NOTIFICATION, message.get(), raw.receivedAt());
    return meaning(BackNotice.of(merchant, message.get().fields(), evidence, raw.receivedAt()));
  }

  private Notification meaning(BackNotice notice) {
    if (NoticedPayment.is(notice)) {
      return new NoticedPayment(notice).read();
    }
    // Compared one by one: a switch over strings would cost more classes.
    String kind = notice.txnType();
    if (kind.equals("04") || kind.equals("31")) {
      return new NoticedRefund(client, notice).read();
    }
    if (kind.equals("02") || kind.equals("03") || kind.equals("32") || kind.equals("33")) {
      return UnionPayPreAuthorisationChanged.of(notice);
    }
    if (kind.equals("12")) {
      return UnionPayPayoutChanged.of(notice);
    }
    if (kind.equals("79")) {
      return UnionPayCardOpened.of(notice);
    }
    return notice.event();
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
}
