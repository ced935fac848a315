// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;

/** What WeChat Pay says about one share taken back. */
public final class ShareReturn {

  private final Money amount;
  private final ProviderFields fields;
  private final Evidence evidence;

  /** Where it stands. */
  public enum State {
    /** Under way ({@code PROCESSING}). */
    PROCESSING,
    /** The money is back ({@code SUCCESS}). */
    RETURNED,
    /** It did not and will not come back by this return ({@code FAILED}). */
    FAILED,
    /** A word that this library does not know. */
    UNRECOGNIZED
  }

  ShareReturn(Money amount, ProviderFields fields, Evidence evidence) {
    this.amount = amount;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Your own number. */
  public String number() {
    return fields.text("out_return_no").orElse("");
  }

  /** WeChat Pay's number of the return. */
  public Optional<String> returnId() {
    return fields.text("return_id");
  }

  /** The receiver's merchant number. */
  public String fromMerchant() {
    return fields.text("return_mchid").orElse("");
  }

  /** What comes back. */
  public Money amount() {
    return amount;
  }

  /** Where it stands. */
  public State state() {
    return switch (providerState()) {
      case "PROCESSING" -> State.PROCESSING;
      case "SUCCESS" -> State.RETURNED;
      case "FAILED" -> State.FAILED;
      default -> State.UNRECOGNIZED;
    };
  }

  /** WeChat Pay's own word for the state ({@code result}), unmapped. */
  public String providerState() {
    return fields.text("result").orElse("");
  }

  /** Whether it will not change any more. */
  public boolean isSettled() {
    return state() == State.RETURNED || state() == State.FAILED;
  }

  /** Why it failed, in WeChat Pay's word; the list of words is open. */
  public Optional<String> failReason() {
    return fields.text("fail_reason");
  }

  /**
   * What to do about {@link #failReason()}, if it is a known one; empty until the return has
   * failed, because a remedy may be a new number.
   */
  public Optional<String> remedy() {
    return state() == State.FAILED ? failReason().flatMap(ShareFailure::remedy) : Optional.empty();
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
    return "ShareReturn[" + number() + ", " + amount + " " + state() + "]";
  }
}
