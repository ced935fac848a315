// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * A charge of a period order (定期定額) after its first: done, or refused by the bank. It bears the
 * number of the first payment and is not that payment, so it reaches {@link
 * io.countersign.NotificationAction#event}, and gives its charge only to someone who says which
 * order is expected:
 *
 * <pre>{@code
 * public void event(ProviderEvent event, Delivery delivery) {
 *   if (event instanceof EcpayPeriodCharged charged) {
 *     String stored = subscriptions.ref(charged.number()).orElseThrow();
 *     EcpayPeriodCharge charge = charged.confirm(ExpectedPayment.of(PaymentRef.parse(stored)));
 *     if (charge.isPaid()) {
 *       subscriptions.extend(charged.replayKey(), charge); // only where this key is not there yet
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>ECPay tells each charge once: ask for the order's charges regularly as well. A {@link
 * MismatchException} out of {@code confirm} may simply pass: the handler answers "unexpected" and
 * keeps no memory of the event. (綠界科技 ECPay, 全方位金流, 定期定額 付款結果通知.)
 */
public final class EcpayPeriodCharged implements ProviderEvent {

  private final Instant createdAt;
  private final String merchantId;
  private final NoticedOrder order;
  private final EcpayPeriodCharge charge;
  private final Evidence evidence;

  EcpayPeriodCharged(
      Instant createdAt,
      String merchantId,
      NoticedOrder order,
      EcpayPeriodCharge charge,
      Evidence evidence) {
    this.createdAt = createdAt;
    this.merchantId = merchantId;
    this.order = order;
    this.charge = charge;
    this.evidence = evidence;
  }

  @Override
  public String provider() {
    return EcpayClient.PROVIDER;
  }

  /** Number, authorisation and result; ECPay gives no ids. */
  @Override
  public String id() {
    return number() + "/" + authorisation() + "/" + charge.code();
  }

  /** When the card was charged, or when this came if that is not told. */
  @Override
  public Instant createdAt() {
    return createdAt;
  }

  @Override
  public String type() {
    return "PERIOD_CHARGE";
  }

  /** The order's number, to look up what is expected; treat it as untrusted input. */
  public String number() {
    return order.number();
  }

  /** Provider, merchant, number, authorisation and result: one for each charge. */
  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/period/" + id();
  }

  /** A refused charge may have no authorisation; then its time tells it from the others. */
  private String authorisation() {
    if (charge.gwsr().isPresent()) {
      return charge.gwsr().get();
    }
    return charge.at().isPresent() ? "at-" + charge.at().get() : "none";
  }

  /**
   * The charge, done or refused, if it is one of the expected order.
   *
   * @throws MismatchException if number, provider, sub-merchant or amount differ: every period
   *     charges the order's total
   */
  public EcpayPeriodCharge confirm(ExpectedPayment expected) {
    order.mustBe(expected);
    return charge;
  }

  /** Everything as received, confirmed by nobody: decide by {@link #confirm}, not by this. */
  @Override
  public ProviderFields fields() {
    return charge.fields();
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** Id only; no amount, because none is confirmed. */
  @Override
  public String toString() {
    return "EcpayPeriodCharged[" + id() + "]";
  }
}
