// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notifications of invoices and logistics, which are signed by MD5 with pairs of their own. Only
 * forms of exactly those shapes come here, and none of them becomes a payment. (綠界科技 ECPay, 電子發票,
 * 線上折讓通知; 物流, 物流狀態通知.)
 */
final class OtherProductNotices {

  private final EcpayConfig config;

  OtherProductNotices(EcpayConfig config) {
    this.config = config;
  }

  Notification read(FormNotice notice, Instant receivedAt) {
    boolean logistics = notice.isLogistics();
    EcpayConfig.@Nullable Account account = logistics ? config.logistics : config.invoices;
    if (account == null) {
      throw new InvalidNotificationException(
          Reason.KEY_UNKNOWN,
          logistics
              ? "a notification of logistics; set logisticsKeys(…)"
              : "a notification of invoices; set invoiceKeys(…)");
    }
    FormFields fields = notice.fields();
    if (!CheckMacValue.proves(fields, List.of(account.keys()), CheckMacValue.Hash.MD5)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG, "CheckMacValue is not the MD5 of these fields by that pair");
    }
    notice.mustBeReadInOneWay();
    Optional<String> named = fields.filled("MerchantID");
    // The one of invoices names no merchant; its pair does.
    if ((logistics || named.isPresent()) && !named.equals(Optional.of(account.merchantId()))) {
      throw new MismatchException("MerchantID", account.merchantId(), named.orElse("none"));
    }
    return new EcpayEvent(
        notice.id(),
        receivedAt,
        account.merchantId(),
        logistics ? EcpayEvent.LOGISTICS : EcpayEvent.INVOICE_ALLOWANCE,
        ProviderFields.of("", fields.asMap()),
        Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, receivedAt));
  }
}
