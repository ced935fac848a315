// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;

/**
 * What UnionPay says about one pay-out, proven as far as {@link #evidence()} says. That it was
 * taken is not that the payee was paid: only {@link UnionPayPayoutState#SUCCEEDED} says so.
 */
public final class UnionPayPayout {

  private final String number;
  private final Money amount;
  private final String word;
  private final ProviderFields fields;
  private final Evidence evidence;

  UnionPayPayout(
      String number, Money amount, String word, ProviderFields fields, Evidence evidence) {
    this.number = number;
    this.amount = amount;
    this.word = word;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Your own number. */
  public String number() {
    return number;
  }

  /** UnionPay's number ({@code queryId}), if reported. */
  public Optional<String> transactionId() {
    return fields.text("queryId");
  }

  /** What the payee gets, or would have got. */
  public Money amount() {
    return amount;
  }

  /** Where it stands. */
  public UnionPayPayoutState state() {
    return UnionPayPayoutState.of(word);
  }

  /** UnionPay's code for the state, unmapped; {@code 05} of one that was taken just now. */
  public String providerState() {
    return word;
  }

  /**
   * Whether the payee may be paid under a new number without risk of being paid twice. Until this
   * holds, ask.
   */
  public boolean allowsNewNumber() {
    return state() == UnionPayPayoutState.FAILED;
  }

  /** Everything UnionPay reported, as received; personal data may be among it. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  /** Number, amount and state; nothing personal. */
  @Override
  public String toString() {
    return "UnionPayPayout[" + number + ", " + amount + " " + state() + "]";
  }
}
