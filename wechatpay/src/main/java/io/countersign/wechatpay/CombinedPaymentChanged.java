// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification about a combined order of this merchant: one for the whole order, sent
 * to its one notify URL. It gives its payment only to someone who says which order is expected.
 *
 * <p>It reaches {@link io.countersign.NotificationAction#event}, not {@code payment}:
 *
 * <pre>{@code
 * public void event(ProviderEvent event, Delivery delivery) {
 *   if (event instanceof CombinedPaymentChanged changed) {
 *     // Throws if the order is not committed yet: WeChat Pay then delivers again.
 *     String stored = orders.combinedRef(changed.number()).orElseThrow();
 *     CombinedPayment payment = changed.confirm(CombinedRef.parse(stored));
 *     if (payment.isPaid()) {
 *       orders.markPaid(payment); // only where it is not paid yet: delivery is at least once
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>A {@link MismatchException} out of {@code confirm} may simply pass: the handler answers
 * "unexpected", tells the observer and keeps no memory of the event. (WeChat Pay API v3, "合单支付通知".)
 */
public final class CombinedPaymentChanged implements ProviderEvent {

  private final String id;
  private final Instant createdAt;
  private final String merchantId;
  private final CombinedReport report;
  private final ProviderFields fields;
  private final Evidence evidence;

  CombinedPaymentChanged(
      String id,
      Instant createdAt,
      String merchantId,
      CombinedReport report,
      ProviderFields fields,
      Evidence evidence) {
    this.id = id;
    this.createdAt = createdAt;
    this.merchantId = merchantId;
    this.report = report;
    this.fields = fields;
    this.evidence = evidence;
  }

  @Override
  public String provider() {
    return WeChatPayClient.PROVIDER;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Instant createdAt() {
    return createdAt;
  }

  @Override
  public String type() {
    return "TRANSACTION.SUCCESS";
  }

  /** The combined order's number, to look up what is expected; treat it as untrusted input. */
  public String number() {
    return report.number();
  }

  /**
   * Provider, merchant, number and state of the whole, whatever WeChat Pay's id of the delivery is.
   */
  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/combined/" + number() + "/" + report.state();
  }

  /**
   * The payment, if it is the expected one.
   *
   * @throws MismatchException if merchant, app or number differ, or if any sub-order is missing, is
   *     doubled, was not ordered, or differs in merchant or amount
   */
  public CombinedPayment confirm(CombinedRef expected) {
    return report.about(expected);
  }

  /** The content as received, confirmed by nobody: decide by {@link #confirm}, not by this. */
  @Override
  public ProviderFields fields() {
    return fields;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** Number and id; no amount, because none is confirmed. */
  @Override
  public String toString() {
    return "CombinedPaymentChanged[" + number() + ", " + id + "]";
  }
}
