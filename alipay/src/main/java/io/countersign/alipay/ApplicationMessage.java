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

/**
 * A proven message to an application's own address. What lacks the fields of its kind stays a
 * generic event. Loaded only when one comes. (支付宝开放平台, From 蚂蚁消息.)
 */
final class ApplicationMessage {

  private final Merchant merchant;
  private final FormFields told;
  private final Instant sentAt;
  private final Evidence evidence;

  ApplicationMessage(Merchant merchant, FormFields told, Instant sentAt, Evidence evidence) {
    this.merchant = merchant;
    this.told = told;
    this.sentAt = sentAt;
    this.evidence = evidence;
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
    if (told.has("encrypt_type")) {
      throw unreadable("its content is encrypted, and no content key is configured");
    }
    try {
      return JsonText.fields(told.text("biz_content").getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw unreadable("its biz_content is not JSON as expected: " + malformed.getMessage());
    }
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
