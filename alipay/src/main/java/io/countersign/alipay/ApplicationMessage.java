// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.Notification;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;

/** A proven message to an application's own address. Loaded only when one comes. */
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
    ProviderFields fields = ProviderFields.of("", told.asMap());
    String type =
        told.filled("msg_method").orElse(told.filled("method").orElse(told.text("service")));
    return new AlipayEvent(
        told.text("notify_id"), sentAt, merchant.account(), type, fields, evidence);
  }
}
