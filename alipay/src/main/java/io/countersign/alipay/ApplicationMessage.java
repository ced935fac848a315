// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proven message to an application's own address. What lacks the fields of its kind stays a
 * generic event. Loaded only when one comes. (支付宝开放平台, From 蚂蚁消息.)
 */
final class ApplicationMessage {

  private final Merchant merchant;
  private final FormFields told;
  private final Instant sentAt;
  private final Evidence evidence;
  private final @Nullable ContentKey key;

  ApplicationMessage(
      Merchant merchant,
      FormFields told,
      Instant sentAt,
      Evidence evidence,
      @Nullable ContentKey key) {
    this.merchant = merchant;
    this.told = told;
    this.sentAt = sentAt;
    this.evidence = evidence;
    this.key = key;
  }

  Notification read() {
    String id = ProductNotice.id(told);
    String type =
        told.filled("msg_method").orElse(told.filled("method").orElse(told.text("service")));
    ProviderFields content =
        told.has("biz_content") ? content() : ProviderFields.of("", told.asMap());
    Optional<Notification> typed =
        switch (type) {
          case AlipayTransferChanged.TYPE -> transfer(id, content);
          case AlipayDepositBack.TYPE -> depositBack(id, content);
          case AlipayShareEnded.TYPE -> share(id, content);
          default -> Optional.empty();
        };
    return typed.isPresent()
        ? typed.get()
        : new AlipayEvent(id, sentAt, merchant.account(), type, content, evidence);
  }

  private ProviderFields content() {
    try {
      return JsonText.fields(
          told.has("encrypt_type")
              ? decrypted()
              : told.text("biz_content").getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw unreadable("its biz_content is not JSON as expected: " + malformed.getMessage());
    }
  }

  private byte[] decrypted() {
    if (key == null) {
      throw unreadable("its content is encrypted, and no content key (AES密钥) is configured");
    }
    if (!told.text("encrypt_type").equals(key.wireName())) {
      throw unreadable("its content is not encrypted by " + key.wireName() + ", as configured");
    }
    Optional<byte[]> content = key.open(told.text("biz_content"));
    if (content.isEmpty()) {
      throw unreadable("its content does not decrypt: the content key is not the console's");
    }
    return content.get();
  }

  private Optional<Notification> transfer(String id, ProviderFields content) {
    TransferReport report = new TransferReport(content, evidence);
    return report.isComplete()
        ? Optional.of(new AlipayTransferChanged(id, sentAt, merchant.account(), report.told()))
        : Optional.empty();
  }

  private Optional<Notification> depositBack(String id, ProviderFields content) {
    String number = content.text("out_trade_no").orElse("");
    String refundId = content.text("out_request_no").orElse("");
    String status = content.text("dback_status").orElse("");
    if (number.isBlank() || refundId.isBlank() || !(status.equals("S") || status.equals("F"))) {
      return Optional.empty();
    }
    Optional<Money> amount = content.text("dback_amount").flatMap(Yuan::of);
    return Optional.of(
        new AlipayDepositBack(
            id,
            sentAt,
            merchant.account(),
            number,
            refundId,
            status.equals("S"),
            amount,
            merchant.appAuthToken().isPresent()
                ? Optional.of(merchant.authAppId())
                : Optional.empty(),
            content,
            evidence));
  }

  private Optional<Notification> share(String id, ProviderFields content) {
    String number = content.text("out_request_no").orElse("");
    String settleNo = content.text("settle_no").orElse("");
    return number.isBlank() || settleNo.isBlank()
        ? Optional.empty()
        : Optional.of(
            new AlipayShareEnded(
                id, sentAt, merchant.account(), number, settleNo, content, evidence));
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
