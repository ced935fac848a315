// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What WeChat Pay says about a combined order, proven as far as {@link #evidence()} says. Every
 * sub-order's merchant, number and amount is what was ordered: a report with one missing, one more
 * or one that differs is never made into this. The same type arrives by notification and by {@link
 * WeChatPayCombinedOrders#find}.
 */
public final class CombinedPayment {

  private final CombinedRef ref;
  private final List<SubOrderPayment> subOrders;
  private final PaymentState state;
  private final ProviderFields fields;
  private final Evidence evidence;

  CombinedPayment(
      CombinedRef ref, List<SubOrderPayment> subOrders, ProviderFields fields, Evidence evidence) {
    this.ref = ref;
    this.subOrders = List.copyOf(subOrders);
    this.fields = fields;
    this.evidence = evidence;
    List<PaymentState> states = new ArrayList<>();
    for (SubOrderPayment subOrder : subOrders) {
      states.add(subOrder.payment().state());
    }
    this.state = together(states);
  }

  /**
   * How the parts stand as a whole. WeChat Pay promises all or nothing, so parts that disagree
   * beyond waiting and confirming are a word that we do not know.
   */
  static PaymentState together(List<PaymentState> states) {
    PaymentState first = states.get(0);
    boolean same = true;
    boolean open = true;
    for (PaymentState state : states) {
      same &= state == first;
      open &= state == PaymentState.AWAITING_PAYER || state == PaymentState.PROCESSING;
    }
    if (same) {
      return first;
    }
    return open ? PaymentState.PROCESSING : PaymentState.UNRECOGNIZED;
  }

  /** The order that was asked about or confirmed. */
  public CombinedRef ref() {
    return ref;
  }

  /**
   * Where the whole stands: the state that all sub-orders share; {@link PaymentState#PROCESSING}
   * while some wait and some are being confirmed; {@link PaymentState#UNRECOGNIZED} if they
   * disagree in any other way, such as one paid and one closed, so that a person looks.
   */
  public PaymentState state() {
    return state;
  }

  /**
   * Whether every sub-order is paid, whatever was refunded since. All or nothing: ship no part
   * before.
   */
  public boolean isPaid() {
    return state == PaymentState.PAID;
  }

  /** Every sub-order, in the order of {@link CombinedRef#subOrders()}. */
  public List<SubOrderPayment> subOrders() {
    return subOrders;
  }

  /** WeChat Pay's number for the whole, if it reported one; each sub-order has its own. */
  public Optional<String> transactionId() {
    return fields.text("combine_transaction_id");
  }

  /** Everything WeChat Pay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  @Override
  public String toString() {
    return "CombinedPayment["
        + ref.number()
        + " "
        + state
        + " "
        + subOrders
        + ", "
        + evidence
        + "]";
  }

  /** The order as one payment, as rejections and follow-ups take it. */
  Payment whole() {
    List<String> words = new ArrayList<>();
    for (SubOrderPayment subOrder : subOrders) {
      String word = subOrder.payment().providerState();
      if (!words.contains(word)) {
        words.add(word);
      }
    }
    PaymentRef whole = ref.whole();
    Optional<String> id = transactionId();
    return Payment.of(
            id.isPresent() ? whole.withTransactionId(id.get()) : whole,
            state,
            String.join(",", words),
            fields,
            evidence)
        .orderTotal(ref.total())
        .build();
  }
}
