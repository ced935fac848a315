// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * How the money of a card payment stands at ECPay: whether it is captured, and how much was given
 * back. Immutable. (綠界科技 ECPay, 全方位金流, 查詢信用卡單筆明細紀錄.)
 */
public final class EcpayCardDetail {

  /** Where a card payment's money is. */
  public enum State {
    /** 已授權: reserved on the card; captured by itself in the evening, unless switched off. */
    AUTHORISED,
    /** 要關帳: its capture is asked for and happens in the next window. */
    CAPTURE_REQUESTED,
    /** 已關帳: captured. */
    CAPTURED,
    /** 操作取消: its capture was asked for and taken back; it is still reserved on the card. */
    CAPTURE_CANCELLED,
    /** 已取消: given up; the payer keeps the money. */
    GIVEN_UP,
    /** A word, or rows, of which this version makes nothing; see {@link #providerState()}. */
    UNRECOGNIZED
  }

  private final PaymentRef payment;
  private final State state;
  private final String providerState;
  private final Money refunded;
  private final int rows;
  private final Optional<Instant> authorisedAt;
  private final ProviderFields fields;
  private final Evidence evidence;

  EcpayCardDetail(
      PaymentRef payment,
      State state,
      String providerState,
      Money refunded,
      int rows,
      Optional<Instant> authorisedAt,
      ProviderFields fields,
      Evidence evidence) {
    this.payment = payment;
    this.state = state;
    this.providerState = providerState;
    this.refunded = refunded;
    this.rows = rows;
    this.authorisedAt = authorisedAt;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** The payment, with ECPay's number of it. */
  public PaymentRef payment() {
    return payment;
  }

  /** Where its money is. */
  public State state() {
    return state;
  }

  /** ECPay's own word for that, unmapped. */
  public String providerState() {
    return providerState;
  }

  /**
   * How much of the payment is not the merchant's any more: the sum of its refunds, and the whole
   * total once it is given up. After a refund of unknown outcome this sum, compared with the one
   * before, says whether it happened.
   */
  public Money refunded() {
    return refunded;
  }

  /** When it was authorised, if that can be read. */
  public Optional<Instant> authorisedAt() {
    return authorisedAt;
  }

  /** Everything ECPay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /**
   * What it is worth: ECPay signs no such answer, so it is {@link Evidence.Kind#TRANSPORT_ONLY}, or
   * {@link Evidence.Kind#ENCRYPTED_ANSWER} where the payment was made by envelope.
   */
  public Evidence evidence() {
    return evidence;
  }

  /** Whether nothing happened to the money between two readings. */
  boolean isAsAt(EcpayCardDetail earlier) {
    return state == earlier.state
        && providerState.equals(earlier.providerState)
        && refunded.equals(earlier.refunded)
        && rows == earlier.rows;
  }

  /** What differs between two readings, for messages. */
  String summary() {
    return providerState + ", " + refunded + " refunded, " + rows + " rows";
  }

  @Override
  public String toString() {
    return "EcpayCardDetail[" + payment.number() + ", " + state + ", " + refunded + " refunded]";
  }
}
