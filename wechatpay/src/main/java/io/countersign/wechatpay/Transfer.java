// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What WeChat Pay says about one payment to a user, proven as far as {@link #evidence()} says. That
 * it was taken is not that the user was paid: only {@link TransferState#SUCCEEDED} says so.
 */
public final class Transfer {

  private final String number;
  private final Money amount;
  private final @Nullable TransferConfirmation confirmation;
  private final ProviderFields fields;
  private final Evidence evidence;

  Transfer(
      String number,
      Money amount,
      @Nullable TransferConfirmation confirmation,
      ProviderFields fields,
      Evidence evidence) {
    this.number = number;
    this.amount = amount;
    this.confirmation = confirmation;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Your own number. */
  public String number() {
    return number;
  }

  /** WeChat Pay's number ({@code transfer_bill_no}). */
  public String transferBillNo() {
    return fields.text("transfer_bill_no").orElse("");
  }

  /** What the user gets, or would have got. */
  public Money amount() {
    return amount;
  }

  /** Where it stands. */
  public TransferState state() {
    return TransferState.of(providerState());
  }

  /** WeChat Pay's own word for the state, unmapped. */
  public String providerState() {
    return fields.text("state").orElse("");
  }

  /**
   * Whether the user may be paid under a new number without risk of being paid twice. Until this
   * holds, the same number is the only right one.
   */
  public boolean allowsNewNumber() {
    return state().allowsNewNumber();
  }

  /** Why it failed, in WeChat Pay's word; the list of words is open. */
  public Optional<String> failReason() {
    return fields.text("fail_reason");
  }

  /**
   * What to do about {@link #failReason()}, if it is a known one; empty until the payment has ended
   * without paying, because a remedy may be a new number.
   */
  public Optional<String> remedy() {
    return allowsNewNumber() ? failReason().flatMap(TransferFailure::remedy) : Optional.empty();
  }

  /**
   * What the user's client needs to ask for the confirmation: only while the payment {@link
   * TransferState#AWAITING_USER awaits the user}, and only in the answer to sending it. To have it
   * again, send the identical request again.
   */
  public Optional<TransferConfirmation> confirmation() {
    return Optional.ofNullable(confirmation);
  }

  /** The user's openid, if reported. */
  public Optional<PersonalText> payee() {
    return fields.text("openid").map(PersonalText::of);
  }

  /** When WeChat Pay took it, if reported. */
  public Optional<Instant> createdAt() {
    return fields.text("create_time").flatMap(Rfc3339::parse);
  }

  /** When it last changed, if reported. */
  public Optional<Instant> updatedAt() {
    return fields.text("update_time").flatMap(Rfc3339::parse);
  }

  /** Everything WeChat Pay reported, as received. */
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
