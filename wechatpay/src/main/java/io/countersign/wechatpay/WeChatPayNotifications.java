// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.Notification;
import io.countersign.PaymentChanged;
import io.countersign.ProviderFields;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundChanged;
import io.countersign.Secret;
import io.countersign.spi.AesGcm;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.NotificationReader;
import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves and decrypts WeChat Pay's notifications and tells them apart by event type and original
 * type. (WeChat Pay API v3, "回调通知".)
 */
final class WeChatPayNotifications implements NotificationReader {

  private final WeChatPayConfig config;
  private final Merchant merchant;
  private final Proof proof;
  private final AesGcm gcm;

  WeChatPayNotifications(WeChatPayConfig config, Merchant merchant, Proof proof, AesGcm gcm) {
    this.config = config;
    this.merchant = merchant;
    this.proof = proof;
    this.gcm = gcm;
  }

  @Override
  public String provider() {
    return WeChatPayClient.PROVIDER;
  }

  @Override
  public Notification read(ReceivedRequest raw) {
    Evidence evidence =
        proof.of(Evidence.Kind.SIGNED_NOTIFICATION, raw.headers(), raw.body(), raw.receivedAt());
    ProviderFields envelope = parsed(raw.body(), "the notification");
    String id = required(envelope, "id");
    String type = required(envelope, "event_type");
    Instant createdAt =
        Rfc3339.parse(envelope.text("create_time").orElse("")).orElse(raw.receivedAt());
    String originalType = envelope.text("resource/original_type").orElse("");
    ProviderFields content = parsed(decrypted(envelope), "its content");

    if (type.equals("TRANSACTION.SUCCESS") && originalType.equals("transaction")) {
      return content.has("combine_out_trade_no") || content.has("sub_orders")
          ? combined(id, createdAt, content, evidence)
          : payment(id, createdAt, content, evidence);
    }
    if (originalType.equals("refund")
        && (type.equals("REFUND.SUCCESS")
            || type.equals("REFUND.ABNORMAL")
            || type.equals("REFUND.CLOSED"))) {
      return refund(id, createdAt, content, evidence);
    }
    if (type.equals("MCHTRANSFER.BILL.FINISHED") && originalType.equals("mch_payment")) {
      return new PayoutEvents(merchant, id, createdAt, type).transfer(content, evidence);
    }
    if (originalType.equals("profitsharing")
        && (type.equals("TRANSACTION.SUCCESS")
            || type.equals("PROFITSHARING.SUCCESS")
            || type.equals("PROFITSHARING.RETURN"))) {
      return new PayoutEvents(merchant, id, createdAt, type).share(content, evidence, originalType);
    }
    // Profit sharing names the receiver; everything else that names a merchant must name this one.
    if (!originalType.equals("profitsharing")) {
      merchant.mustNotBeContradictedBy(content);
    }
    return new WeChatPayEvent(
        id, createdAt, merchant.account(), type, originalType, content, evidence);
  }

  @Override
  public ReceivedReply reply(ReceivedReply.Result result, String detail) {
    // Compared one by one: a switch over the enum would load one class more.
    if (result == ReceivedReply.Result.HANDLED || result == ReceivedReply.Result.ALREADY_HANDLED) {
      return new ReceivedReply(204, Map.of(), "", result, detail);
    }
    if (result == ReceivedReply.Result.REFUSED) {
      return refused(401, "not proven", result, detail);
    }
    if (result == ReceivedReply.Result.UNEXPECTED) {
      return refused(409, "not expected", result, detail);
    }
    if (result == ReceivedReply.Result.ACTION_FAILED) {
      return refused(500, "try again", result, detail);
    }
    return refused(503, "try again", result, detail);
  }

  private Notification payment(
      String id, Instant createdAt, ProviderFields content, Evidence evidence) {
    PaymentReport report = new PaymentReport(merchant, content, evidence);
    if (!report.isComplete()) {
      throw unreadable("the payment lacks its number, state or amount");
    }
    Optional<String> appId = merchant.appNamedBy(content);
    PaymentChanged changed;
    try {
      changed =
          new PaymentChanged(id, createdAt, merchant.account(), appId, report.unasked(createdAt));
    } catch (InvalidRequestException oddNumber) {
      throw unreadable("its number is not one that a payment can have");
    }
    merchant.mustKnowAppsOf(content);
    return changed;
  }

  private Notification combined(
      String id, Instant createdAt, ProviderFields content, Evidence evidence) {
    CombinedReport report = new CombinedReport(merchant, content, evidence);
    if (!report.isComplete()) {
      throw unreadable("the combined order lacks its number, or a sub-order its state or amount");
    }
    report.mustBeOurs();
    return new CombinedPaymentChanged(id, createdAt, merchant.mchid(), report, content, evidence);
  }

  private Notification refund(
      String id, Instant createdAt, ProviderFields content, Evidence evidence) {
    merchant.mustBeNamedBy(content);
    RefundReport report = RefundReport.notified(merchant, content, evidence);
    if (!report.isComplete()) {
      throw unreadable("the refund lacks its number, state or amount");
    }
    return new RefundChanged(provider(), id, createdAt, merchant.account(), report.refund());
  }

  private byte[] decrypted(ProviderFields envelope) {
    String algorithm = required(envelope, "resource/algorithm");
    if (!algorithm.equals("AEAD_AES_256_GCM")) {
      throw unreadable("resource.algorithm is not AEAD_AES_256_GCM");
    }
    String ciphertext = required(envelope, "resource/ciphertext");
    String nonce = required(envelope, "resource/nonce");
    String associatedData = envelope.text("resource/associated_data").orElse("");
    List<Secret> keys = config.apiV3Keys;
    for (Secret key : keys) {
      Optional<byte[]> content = gcm.open(key, nonce, associatedData, ciphertext);
      if (content.isPresent()) {
        return content.get();
      }
    }
    throw unreadable(
        "the content does not decrypt: the APIv3 key is not the one set in the portal; during a"
            + " change of that key give both");
  }

  private static ProviderFields parsed(byte[] json, String what) {
    try {
      return JsonText.fields(json);
    } catch (JsonFormatException malformed) {
      throw unreadable(what + " is not JSON as expected: " + malformed.getMessage());
    }
  }

  private static String required(ProviderFields fields, String path) {
    Optional<String> text = fields.text(path);
    if (text.isEmpty() || text.get().isBlank()) {
      throw unreadable(path + " is missing");
    }
    return text.get();
  }

  private static ReceivedReply refused(
      int status, String message, ReceivedReply.Result result, String detail) {
    // Strangers read this body, so it says no more than the status does.
    return new ReceivedReply(
        status,
        Map.of("Content-Type", "application/json"),
        "{\"code\":\"FAIL\",\"message\":\"" + message + "\"}",
        result,
        detail);
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
