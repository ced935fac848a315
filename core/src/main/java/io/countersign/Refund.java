// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the provider says about one refund, proven as far as {@link #evidence()} says. */
public final class Refund {

  private final String paymentNumber;
  private final String refundId;
  private final RefundState state;
  private final Money amount;
  private final Money orderTotal;
  private final @Nullable String onBehalfOf;
  private final @Nullable String providerRefundId;
  private final @Nullable Instant refundedAt;
  private final String providerState;
  private final ProviderFields fields;
  private final Evidence evidence;

  private Refund(Builder builder) {
    this.paymentNumber = builder.paymentNumber;
    this.refundId = builder.refundId;
    this.state = builder.state;
    this.amount = builder.amount;
    this.orderTotal = builder.orderTotal;
    this.onBehalfOf = builder.onBehalfOf;
    this.providerRefundId = builder.providerRefundId;
    this.refundedAt = builder.refundedAt;
    this.providerState = builder.providerState;
    this.fields = builder.fields;
    this.evidence = builder.evidence;
  }

  /** For providers: begins a refund from what every report has. */
  public static Builder of(
      String paymentNumber, String refundId, RefundState state, Money amount, Money orderTotal) {
    return new Builder(paymentNumber, refundId, state, amount, orderTotal);
  }

  /** The merchant's number of the payment that is refunded. */
  public String paymentNumber() {
    return paymentNumber;
  }

  /** The merchant's own number of this refund. */
  public String refundId() {
    return refundId;
  }

  /** Where it stands. */
  public RefundState state() {
    return state;
  }

  /** What is given back, before any coupon is taken off. */
  public Money amount() {
    return amount;
  }

  /** The total of the order it belongs to, as the provider reports it. */
  public Money orderTotal() {
    return orderTotal;
  }

  /** The sub-merchant whose payment is refunded, see {@link PaymentRef#onBehalfOf()}. */
  public Optional<String> onBehalfOf() {
    return Optional.ofNullable(onBehalfOf);
  }

  /** The provider's number of the refund. */
  public Optional<String> providerRefundId() {
    return Optional.ofNullable(providerRefundId);
  }

  /** When the payer got the money, if reported. */
  public Optional<Instant> refundedAt() {
    return Optional.ofNullable(refundedAt);
  }

  /** The provider's own word for the state, unmapped. */
  public String providerState() {
    return providerState;
  }

  /** Everything the provider reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  @Override
  public String toString() {
    return "Refund[" + refundId + " of " + paymentNumber + ", " + amount + " " + state + "]";
  }

  /** For providers: collects a refund's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String paymentNumber;
    private final String refundId;
    private final RefundState state;
    private final Money amount;
    private final Money orderTotal;
    private @Nullable String onBehalfOf;
    private @Nullable String providerRefundId;
    private @Nullable Instant refundedAt;
    private String providerState = "";
    private ProviderFields fields = ProviderFields.none();
    private Evidence evidence = Evidence.of(Evidence.Kind.TRANSPORT_ONLY, Instant.EPOCH);

    private Builder(
        String paymentNumber, String refundId, RefundState state, Money amount, Money orderTotal) {
      this.paymentNumber = paymentNumber;
      this.refundId = refundId;
      this.state = state;
      this.amount = amount;
      this.orderTotal = orderTotal;
    }

    /** See {@link Refund#onBehalfOf()}. */
    public Builder onBehalfOf(String value) {
      this.onBehalfOf = value;
      return this;
    }

    /** See {@link Refund#providerRefundId()}. */
    public Builder providerRefundId(String value) {
      this.providerRefundId = value;
      return this;
    }

    /** See {@link Refund#refundedAt()}. */
    public Builder refundedAt(Instant value) {
      this.refundedAt = value;
      return this;
    }

    /**
     * See {@link Refund#providerState()}, {@link Refund#fields()} and {@link Refund#evidence()}.
     */
    public Builder reported(String state, ProviderFields report, Evidence proof) {
      this.providerState = state;
      this.fields = report;
      this.evidence = proof;
      return this;
    }

    /** The refund. */
    public Refund build() {
      return new Refund(this);
    }
  }
}
