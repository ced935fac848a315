// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a provider's statement of payments and refunds. Provisional until the statement has
 * been read to its end; see {@link StatementReader}.
 */
public final class StatementRow {

  /** What a row is about. */
  public enum Kind {
    /** A payment was collected. */
    PAYMENT,
    /** A refund was made, or tried; see {@link StatementRow#booking()} for how it stands. */
    REFUND,
    /** Anything else, such as a reversed payment; kept with all its texts. */
    OTHER
  }

  private final String provider;
  private final Kind kind;
  private final long rowNumber;
  private final String number;
  private final Instant at;
  private final String providerState;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final @Nullable String onBehalfOf;
  private final @Nullable String transactionId;
  private final @Nullable String refundId;
  private final @Nullable String providerRefundId;
  private final @Nullable RefundState refundState;
  private final @Nullable Money orderTotal;
  private final @Nullable Money refundAmount;
  private final @Nullable Instant refundedAt;
  private final @Nullable BigDecimal fee;

  private StatementRow(Builder builder) {
    this.provider = builder.provider;
    this.kind = builder.kind;
    this.rowNumber = builder.rowNumber;
    this.number = builder.number;
    this.at = builder.at;
    this.providerState = builder.providerState;
    this.fields = builder.fields;
    this.evidence = builder.evidence;
    this.onBehalfOf = builder.onBehalfOf;
    this.transactionId = builder.transactionId;
    this.refundId = builder.refundId;
    this.providerRefundId = builder.providerRefundId;
    this.refundState = builder.refundState;
    this.orderTotal = builder.orderTotal;
    this.refundAmount = builder.refundAmount;
    this.refundedAt = builder.refundedAt;
    this.fee = builder.fee;
  }

  /**
   * For providers: begins a row from what every row has.
   *
   * @param provider the provider's short name
   * @param kind what it is about
   * @param rowNumber its place among the rows, from 1
   * @param number the merchant's number of the payment
   * @param at the provider's moment
   * @param providerState the provider's own word for the state
   * @param fields every cell by its header
   * @param evidence why it may be believed once the statement is read
   */
  public static Builder of(
      String provider,
      Kind kind,
      long rowNumber,
      String number,
      Instant at,
      String providerState,
      ProviderFields fields,
      Evidence evidence) {
    return new Builder(provider, kind, rowNumber, number, at, providerState, fields, evidence);
  }

  /** What it is about. */
  public Kind kind() {
    return kind;
  }

  /** Its place among the statement's rows, from 1. */
  public long rowNumber() {
    return rowNumber;
  }

  /** The merchant's number of the payment; for a refund, of the payment that is refunded. */
  public String number() {
    return number;
  }

  /**
   * The provider's moment of the row. Whether that of a refund row is the refund's or the payment's
   * depends on the provider and its kind of statement.
   */
  public Instant at() {
    return at;
  }

  /** The sub-merchant whose money it is, see {@link PaymentRef#onBehalfOf()}. */
  public Optional<String> onBehalfOf() {
    return Optional.ofNullable(onBehalfOf);
  }

  /** The provider's number of the payment. */
  public Optional<String> transactionId() {
    return Optional.ofNullable(transactionId);
  }

  /** The merchant's own number of the refund; for refund rows. */
  public Optional<String> refundId() {
    return Optional.ofNullable(refundId);
  }

  /** The provider's number of the refund; for refund rows. */
  public Optional<String> providerRefundId() {
    return Optional.ofNullable(providerRefundId);
  }

  /** The order's total; always present in payment rows, and in others only if reported. */
  public Optional<Money> orderTotal() {
    return Optional.ofNullable(orderTotal);
  }

  /** What is given back, before any coupon is taken off; always present in refund rows. */
  public Optional<Money> refundAmount() {
    return Optional.ofNullable(refundAmount);
  }

  /**
   * The provider's fee as written, in the currency's <em>major</em> unit (yuan): it may be finer
   * than the smallest coin, and is negative where a refund gives it back.
   */
  public Optional<BigDecimal> feeInMajorUnits() {
    return Optional.ofNullable(fee);
  }

  /** The provider's own word for the state, unmapped. */
  public String providerState() {
    return providerState;
  }

  /**
   * Every cell by the provider's own header, as received: {@code fields().text("商品名称")}. Cells may
   * be personal.
   */
  public ProviderFields fields() {
    return fields;
  }

  /** Why the row may be believed, once the statement has been read to its end. */
  public Evidence evidence() {
    return evidence;
  }

  /**
   * The payment of a payment row, as a notification would have told it; empty for other rows. It is
   * not compared with anything of the shop's, and the time of its id is that of the row; where the
   * shop has stored the attempt, {@link #payment(PaymentRef)} is right.
   *
   * <p>It is what the provider booked at that moment. A later row or day may have undone it: before
   * goods leave for a payment known from a statement only, ask {@link PaymentClient#find}.
   */
  public Optional<Payment> payment() {
    if (kind != Kind.PAYMENT || orderTotal == null) {
      return Optional.empty();
    }
    PaymentRef ref = PaymentRef.of(provider, new PaymentId(number, at), orderTotal);
    ref = onBehalfOf == null ? ref : ref.withOnBehalfOf(onBehalfOf);
    Payment.Builder payment =
        Payment.of(
                transactionId == null ? ref : ref.withTransactionId(transactionId),
                PaymentState.PAID,
                providerState,
                fields,
                evidence)
            .orderTotal(orderTotal)
            .paidAt(at);
    return Optional.of(payment.build());
  }

  /**
   * The payment of a payment row, about the attempt as the shop stored it: for the same function
   * that handles notifications. Empty for other rows.
   *
   * @throws MismatchException if the row is about another provider, sub-merchant, number, total or
   *     currency
   */
  public Optional<Payment> payment(PaymentRef stored) {
    Optional<Payment> reported = payment();
    if (reported.isEmpty()) {
      return reported;
    }
    mustBeAbout(stored);
    return Optional.of(reported.get().about(stored));
  }

  /**
   * The refund of a refund row, about the payment as the shop stored it; its order total is the
   * stored one, because not every statement repeats it. Empty for other rows.
   *
   * @throws MismatchException if the row is about another provider, sub-merchant, number, total or
   *     currency
   */
  public Optional<Refund> refund(PaymentRef stored) {
    if (kind != Kind.REFUND || refundAmount == null || refundState == null) {
      return Optional.empty();
    }
    mustBeAbout(stored);
    Binding.same(
        "currency",
        stored.total().currency().getCurrencyCode(),
        refundAmount.currency().getCurrencyCode());
    Refund.Builder refund =
        Refund.of(number, refundKey(), refundState, refundAmount, stored.total())
            .reported(providerState, fields, evidence);
    if (providerRefundId != null) {
      refund.providerRefundId(providerRefundId);
    }
    if (refundedAt != null) {
      refund.refundedAt(refundedAt);
    }
    if (onBehalfOf != null) {
      refund.onBehalfOf(onBehalfOf);
    }
    return Optional.of(refund.build());
  }

  /** What a {@link Reconciliation} compares; empty for {@link Kind#OTHER}. */
  public Optional<Booking> booking() {
    if (kind == Kind.PAYMENT && orderTotal != null) {
      return Optional.of(Booking.payment(number, orderTotal, PaymentState.PAID));
    }
    return kind == Kind.REFUND && refundAmount != null && refundState != null
        ? Optional.of(Booking.refund(number, refundKey(), refundAmount, refundState))
        : Optional.empty();
  }

  /** Place, kind and state; no cell, it may be personal. */
  @Override
  public String toString() {
    return "StatementRow[" + rowNumber + " " + kind + " " + number + "]";
  }

  /** A refund made in the provider's portal may have no number of the merchant's. */
  private String refundKey() {
    return refundId != null ? refundId : providerRefundId != null ? providerRefundId : "";
  }

  private void mustBeAbout(PaymentRef stored) {
    Binding.same("provider", stored.provider(), provider);
    Binding.same("payment number", stored.number(), number);
    Binding.sameSubMerchant(stored, onBehalfOf());
    Binding.sameTotal(stored.total(), orderTotal(), kind == Kind.PAYMENT);
  }

  /** For providers: collects a row's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String provider;
    private final Kind kind;
    private final long rowNumber;
    private final String number;
    private final Instant at;
    private final String providerState;
    private final ProviderFields fields;
    private final Evidence evidence;
    private @Nullable String onBehalfOf;
    private @Nullable String transactionId;
    private @Nullable String refundId;
    private @Nullable String providerRefundId;
    private @Nullable RefundState refundState;
    private @Nullable Money orderTotal;
    private @Nullable Money refundAmount;
    private @Nullable Instant refundedAt;
    private @Nullable BigDecimal fee;

    private Builder(
        String provider,
        Kind kind,
        long rowNumber,
        String number,
        Instant at,
        String providerState,
        ProviderFields fields,
        Evidence evidence) {
      this.provider = provider;
      this.kind = kind;
      this.rowNumber = rowNumber;
      this.number = number;
      this.at = at;
      this.providerState = providerState;
      this.fields = fields;
      this.evidence = evidence;
    }

    /** See {@link StatementRow#onBehalfOf()}. */
    public Builder onBehalfOf(String value) {
      this.onBehalfOf = value;
      return this;
    }

    /** See {@link StatementRow#transactionId()}. */
    public Builder transactionId(String value) {
      this.transactionId = value;
      return this;
    }

    /** See {@link StatementRow#orderTotal()}. */
    public Builder orderTotal(Money value) {
      this.orderTotal = value;
      return this;
    }

    /** How a refund stands, and what it gives back. */
    public Builder refund(RefundState state, Money amount) {
      this.refundState = state;
      this.refundAmount = amount;
      return this;
    }

    /** See {@link StatementRow#refundId()}. */
    public Builder refundId(String value) {
      this.refundId = value;
      return this;
    }

    /** See {@link StatementRow#providerRefundId()}. */
    public Builder providerRefundId(String value) {
      this.providerRefundId = value;
      return this;
    }

    /** When the payer got a refund, if the row says so. */
    public Builder refundedAt(Instant value) {
      this.refundedAt = value;
      return this;
    }

    /** See {@link StatementRow#feeInMajorUnits()}. */
    public Builder feeInMajorUnits(BigDecimal value) {
      this.fee = value;
      return this;
    }

    /**
     * The row.
     *
     * @throws IllegalStateException if a payment row has no total, or a refund row no amount or no
     *     number of the refund
     */
    public StatementRow build() {
      if (kind == Kind.PAYMENT && orderTotal == null) {
        throw new IllegalStateException("a payment row has an order total");
      }
      if (kind == Kind.REFUND
          && (refundAmount == null || (refundId == null && providerRefundId == null))) {
        throw new IllegalStateException("a refund row has an amount and a number of the refund");
      }
      return new StatementRow(this);
    }
  }
}
