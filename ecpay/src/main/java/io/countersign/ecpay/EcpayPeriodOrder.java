// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A period order (定期定額) as ECPay reports it: its schedule, and every charge so far. Immutable.
 *
 * <p>ECPay does not sign this answer. Of an order made on ECPay's page it is believed because it
 * came over TLS and names what was asked; see {@link #evidence()}.
 */
public final class EcpayPeriodOrder {

  private final PaymentRef ref;
  private final EcpayPeriodState state;
  private final Optional<Period> every;
  private final int times;
  private final int timesPaid;
  private final Optional<Money> totalPaid;
  private final List<EcpayPeriodCharge> charges;
  private final ProviderFields fields;
  private final Evidence evidence;

  EcpayPeriodOrder(PaymentRef ref, PeriodReport report, List<EcpayPeriodCharge> charges) {
    this.ref = ref;
    this.state = report.state();
    this.every = report.every();
    this.times = report.times();
    this.timesPaid = report.timesPaid();
    this.totalPaid = report.totalPaid();
    this.charges = List.copyOf(charges);
    this.fields = report.fields();
    this.evidence = report.evidence();
  }

  /** The order, with ECPay's number of its first charge. */
  public PaymentRef ref() {
    return ref;
  }

  /** Whether it still charges. */
  public EcpayPeriodState state() {
    return state;
  }

  /** What each period charges. */
  public Money amount() {
    return ref.total();
  }

  /** How far the charges are apart, in days, months or years; empty if not reported. */
  public Optional<Period> every() {
    return every;
  }

  /** How many charges it makes in all; 0 if not reported. */
  public int times() {
    return times;
  }

  /** How many charges ECPay says were paid; 0 if not reported. */
  public int timesPaid() {
    return timesPaid;
  }

  /** What ECPay says was paid in all, if reported. */
  public Optional<Money> totalPaid() {
    return totalPaid;
  }

  /** Every charge so far, as ECPay lists them, the first one among them. */
  public List<EcpayPeriodCharge> charges() {
    return charges;
  }

  /**
   * The paid charges that the shop has not recorded. Pure: ECPay notifies each charge once only, so
   * a shop asks after every period and delivers for what this answers.
   *
   * @param recorded the numbers of what the shop has delivered for: each charge's gwsr (as its
   *     notification names it) or ECPay's number of it; {@link PaymentRef#transactionId()} is the
   *     number of the first
   * @return in the order of the report, each once
   */
  public List<EcpayPeriodCharge> paidChargesBeyond(Set<String> recorded) {
    Set<String> known = new HashSet<>(recorded);
    List<EcpayPeriodCharge> fresh = new ArrayList<>();
    for (EcpayPeriodCharge charge : charges) {
      if (!charge.isPaid()) {
        continue;
      }
      boolean seen = false;
      if (charge.gwsr().isPresent()) {
        seen = known.contains(charge.gwsr().get());
        known.add(charge.gwsr().get());
      }
      if (charge.tradeNo().isPresent()) {
        seen |= known.contains(charge.tradeNo().get());
        known.add(charge.tradeNo().get());
      }
      if (!seen) {
        fresh.add(charge);
      }
    }
    return List.copyOf(fresh);
  }

  /** Everything ECPay reported. It names parts of the card's number. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  /** Number, state and progress; nothing personal. */
  @Override
  public String toString() {
    return "EcpayPeriodOrder["
        + ref.number()
        + ", "
        + state
        + ", "
        + timesPaid
        + " of "
        + times
        + " paid, "
        + evidence
        + "]";
  }
}
