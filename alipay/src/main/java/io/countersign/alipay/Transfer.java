// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * What Alipay says about one payment to a user, proven as far as {@link #evidence()} says. That it
 * was taken is not that the user was paid: only {@link TransferState#SUCCEEDED} says so.
 */
public final class Transfer {

  private final String number;
  private final Money amount;
  private final ProviderFields fields;
  private final Evidence evidence;

  Transfer(String number, Money amount, ProviderFields fields, Evidence evidence) {
    this.number = number;
    this.amount = amount;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Your own number. */
  public String number() {
    return number;
  }

  /** Alipay's number ({@code order_id}), if reported. */
  public Optional<String> orderId() {
    return fields.text("order_id");
  }

  /** Alipay's number of the movement of money ({@code pay_fund_order_id}), if reported. */
  public Optional<String> fundOrderId() {
    return fields.text("pay_fund_order_id");
  }

  /** What the user gets, or would have got. */
  public Money amount() {
    return amount;
  }

  /** Where it stands. */
  public TransferState state() {
    return TransferState.of(providerState());
  }

  /** Alipay's own word for the state, unmapped. */
  public String providerState() {
    return fields.text("status").orElse("");
  }

  /**
   * Whether the user may be paid under a new number without risk of being paid twice. Until this
   * holds, the same number is the only right one.
   */
  public boolean allowsNewNumber() {
    return state().allowsNewNumber();
  }

  /** Why it failed, in Alipay's word ({@code error_code}); the list of words is open. */
  public Optional<String> failReason() {
    return fields.text("error_code");
  }

  /** Why it failed, in a sentence of Alipay's, for the developer. */
  public Optional<String> failText() {
    return fields.text("fail_reason");
  }

  /** Who got it, by user id, if reported. */
  public Optional<PersonalText> payeeUserId() {
    return fields.text("receiver_user_id").map(PersonalText::of);
  }

  /** Who got it, by open id, if reported. */
  public Optional<PersonalText> payeeOpenId() {
    return fields.text("receiver_open_id").map(PersonalText::of);
  }

  /** When it was paid, if reported. */
  public Optional<Instant> paidAt() {
    return fields.text("pay_date").or(() -> fields.text("trans_date")).flatMap(BeijingTime::parse);
  }

  /** Everything Alipay reported, as received. */
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
    return "Transfer[" + number + ", " + amount + " " + state() + "]";
  }
}
