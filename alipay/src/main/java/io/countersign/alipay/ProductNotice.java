// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;

/**
 * A proven form that is not about an order: of a pre-authorisation, of an agreement, or of what is
 * not known here. What lacks the fields of its kind stays a generic event. Loaded only when one
 * comes. (支付宝开放平台, 预授权 and 商家扣款, 异步通知.)
 */
final class ProductNotice {

  private final Merchant merchant;
  private final FormFields told;
  private final Instant sentAt;
  private final Evidence evidence;

  ProductNotice(Merchant merchant, FormFields told, Instant sentAt, Evidence evidence) {
    this.merchant = merchant;
    this.told = told;
    this.sentAt = sentAt;
    this.evidence = evidence;
  }

  /**
   * Alipay's id of a notification.
   *
   * @throws InvalidNotificationException if it has none
   */
  static String id(FormFields told) {
    Optional<String> id = told.filled("notify_id");
    if (id.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.CONTENT_UNREADABLE, "it lacks its notify_id, by which a repetition is known");
    }
    return id.get();
  }

  Notification read() {
    String id = id(told);
    String type = told.text("notify_type");
    ProviderFields fields = ProviderFields.of("", told.asMap());
    Optional<Notification> typed =
        switch (type) {
          case "fund_auth_freeze", "fund_auth_unfreeze" -> freeze(id, type, fields);
          case "dut_user_sign", "dut_user_unsign" -> agreement(id, type, fields);
          default -> Optional.empty();
        };
    return typed.isPresent()
        ? typed.get()
        : new AlipayEvent(id, sentAt, merchant.account(), type, fields, evidence);
  }

  private Optional<Notification> freeze(String id, String type, ProviderFields fields) {
    mustBeOf("payee_user_id");
    FreezeReport report = new FreezeReport(fields, evidence);
    if (!report.isComplete()) {
      return Optional.empty();
    }
    for (FreezeOperation.Kind kind : FreezeOperation.Kind.values()) {
      if (kind.name().equals(told.text("operation_type"))) {
        return Optional.of(
            new AlipayFreezeChanged(id, sentAt, merchant.account(), type, report.told(kind)));
      }
    }
    return Optional.empty();
  }

  private Optional<Notification> agreement(String id, String type, ProviderFields fields) {
    mustBeOf("partner_id");
    String number = told.text("agreement_no");
    return number.isEmpty() || !told.has("status")
        ? Optional.empty()
        : Optional.of(
            new AlipayAgreementChanged(
                id,
                sentAt,
                merchant.account(),
                type,
                number,
                told.filled("external_agreement_no"),
                AlipayAgreementChanged.State.of(told.text("status")),
                fields,
                evidence));
  }

  /** Checks the account, if it is named. */
  private void mustBeOf(String field) {
    if (told.has(field)) {
      merchant.mustHaveBeenPaid(told.filled(field));
    }
  }
}
