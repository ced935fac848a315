// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says about one attempt, proven as far as {@link #evidence()} says. The same
 * type arrives by notification, by {@link PaymentClient#find}, from a payment code and from a
 * statement row, so one function of the shop serves all. It must expect late payments: paid after
 * the shop cancelled, or paid twice by two methods.
 */
public final class Payment {

  private final PaymentRef ref;
  private final PaymentState state;
  private final @Nullable Money orderTotal;
  private final @Nullable Money payerPaid;
  private final @Nullable Instant paidAt;
  private final Refunds refunds;
  private final @Nullable Money refundedTotal;
  private final String providerState;
  private final ProviderFields fields;
  private final Evidence evidence;

  private Payment(Builder builder) {
    this.ref = builder.ref;
    this.state = builder.state;
    this.orderTotal = builder.orderTotal;
    this.payerPaid = builder.payerPaid;
    this.paidAt = builder.paidAt;
    this.refunds = builder.refunds;
    this.refundedTotal = builder.refundedTotal;
    this.providerState = builder.providerState;
    this.fields = builder.fields;
    this.evidence = builder.evidence;
  }

  /** For providers: begins a payment from what every report has. */
  public static Builder of(
      PaymentRef ref,
      PaymentState state,
      String providerState,
      ProviderFields fields,
      Evidence evidence) {
    return new Builder(ref, state, providerState, fields, evidence);
  }

  /** The attempt, now as complete as the report makes it; store it again. */
  public PaymentRef ref() {
    return ref;
  }

  /** Where it stands. */
  public PaymentState state() {
    return state;
  }

  /**
   * Whether the payer has paid: {@link PaymentState#PAID}, whatever was refunded since. Before you
   * deliver, look at {@link #isRefundedInFull()}, too.
   */
  public boolean isPaid() {
    return state == PaymentState.PAID;
  }

  /**
   * The order's total as the provider reports it; the amount that is compared with the shop's.
   * Always present when paid.
   */
  public Optional<Money> orderTotal() {
    return Optional.ofNullable(orderTotal);
  }

  /** What the payer paid after coupons, if reported. Never compare the order with this. */
  public Optional<Money> payerPaid() {
    return Optional.ofNullable(payerPaid);
  }

  /** When it was paid, if reported. */
  public Optional<Instant> paidAt() {
    return Optional.ofNullable(paidAt);
  }

  /** What the report says about refunds. */
  public Refunds refunds() {
    return refunds;
  }

  /** The sum given back so far, if reported. */
  public Optional<Money> refundedTotal() {
    return Optional.ofNullable(refundedTotal);
  }

  /**
   * Whether this report says that all of it was given back, so that there is nothing to deliver
   * for. Where a provider reports no refunds ({@link Refunds#NOT_REPORTED}) this is false. Of some
   * providers (Alipay) a payment that was reversed looks like this when it is found later.
   */
  public boolean isRefundedInFull() {
    return isPaid()
        && refundedTotal != null
        && orderTotal != null
        && refundedTotal.compareTo(orderTotal) >= 0;
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

  /** The same report about the attempt as the shop stored it. */
  Payment about(PaymentRef stored) {
    Builder copy = of(stored, state, providerState, fields, evidence);
    if (ref.transactionId().isPresent()) {
      copy.ref = stored.withTransactionId(ref.transactionId().get());
    }
    copy.orderTotal = orderTotal;
    copy.payerPaid = payerPaid;
    copy.paidAt = paidAt;
    copy.refunds = refunds;
    copy.refundedTotal = refundedTotal;
    return copy.build();
  }

  @Override
  public String toString() {
    return "Payment[" + ref.provider() + " " + ref.number() + " " + state + ", " + evidence + "]";
  }

  /** For providers: collects a payment's parts. Not safe for use by several threads. */
  public static final class Builder {
    private PaymentRef ref;
    private final PaymentState state;
    private final String providerState;
    private final ProviderFields fields;
    private final Evidence evidence;
    private @Nullable Money orderTotal;
    private @Nullable Money payerPaid;
    private @Nullable Instant paidAt;
    private Refunds refunds = Refunds.NOT_REPORTED;
    private @Nullable Money refundedTotal;

    private Builder(
        PaymentRef ref,
        PaymentState state,
        String providerState,
        ProviderFields fields,
        Evidence evidence) {
      this.ref = ref;
      this.state = state;
      this.providerState = providerState;
      this.fields = fields;
      this.evidence = evidence;
    }

    /** See {@link Payment#orderTotal()}. */
    public Builder orderTotal(Money value) {
      this.orderTotal = value;
      return this;
    }

    /** See {@link Payment#payerPaid()}. */
    public Builder payerPaid(Money value) {
      this.payerPaid = value;
      return this;
    }

    /** See {@link Payment#paidAt()}. */
    public Builder paidAt(Instant value) {
      this.paidAt = value;
      return this;
    }

    /** See {@link Payment#refunds()}. */
    public Builder refunds(Refunds value) {
      this.refunds = value;
      return this;
    }

    /** See {@link Payment#refundedTotal()}. */
    public Builder refundedTotal(Money value) {
      this.refundedTotal = value;
      return this;
    }

    /** The payment. */
    public Payment build() {
      return new Payment(this);
    }
  }
}
