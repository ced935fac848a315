// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * What Alipay says about one operation on a pre-authorisation, and about the pre-authorisation
 * itself as far as it is reported; proven as far as {@link #evidence()} says. Only {@link
 * State#SUCCEEDED} says that it was done.
 */
public final class FreezeOperation {

  /** What was to be done. */
  public enum Kind {
    /** Freeze the payer's money. */
    FREEZE,
    /** Let frozen money go. */
    UNFREEZE,
    /** Pay from frozen money. */
    PAY
  }

  /** How an operation stands. */
  public enum State {
    /** Not done: the payer has not confirmed, or Alipay is at it ({@code INIT}). */
    PROCESSING,
    /** Done ({@code SUCCESS}). */
    SUCCEEDED,
    /** Not done, and never will be ({@code CLOSED}). */
    CLOSED,
    /** A word that this library does not know: neither done nor closed. */
    UNRECOGNIZED;

    /** Whether it will not change any more. */
    public boolean isFinal() {
      return this == SUCCEEDED || this == CLOSED;
    }

    static State of(String word) {
      return switch (word) {
        case "INIT" -> PROCESSING;
        case "SUCCESS" -> SUCCEEDED;
        case "CLOSED" -> CLOSED;
        default -> UNRECOGNIZED;
      };
    }
  }

  /** How a pre-authorisation stands. */
  public enum OrderState {
    /** Nothing is frozen yet ({@code INIT}). */
    AWAITING_PAYER,
    /** Money is frozen, or credit stands in its place ({@code AUTHORIZED}). */
    AUTHORIZED,
    /** All of it was paid or let go ({@code FINISH}). */
    FINISHED,
    /** Nothing was, or will be, frozen ({@code CLOSED}). */
    CLOSED,
    /** A word that this library does not know. */
    UNRECOGNIZED;

    static OrderState of(String word) {
      return switch (word) {
        case "INIT" -> AWAITING_PAYER;
        case "AUTHORIZED" -> AUTHORIZED;
        case "FINISH" -> FINISHED;
        case "CLOSED" -> CLOSED;
        default -> UNRECOGNIZED;
      };
    }
  }

  private final Kind kind;
  private final String orderNumber;
  private final String number;
  private final Money amount;
  private final String word;
  private final ProviderFields fields;
  private final Evidence evidence;

  FreezeOperation(
      Kind kind,
      String orderNumber,
      String number,
      Money amount,
      String word,
      ProviderFields fields,
      Evidence evidence) {
    this.kind = kind;
    this.orderNumber = orderNumber;
    this.number = number;
    this.amount = amount;
    this.word = word;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** What was to be done. */
  public Kind kind() {
    return kind;
  }

  /** Your own number of the pre-authorisation. */
  public String orderNumber() {
    return orderNumber;
  }

  /** Your own number of the operation. */
  public String number() {
    return number;
  }

  /** Alipay's number of the pre-authorisation, once known: store it, it pays and unfreezes. */
  public Optional<String> authNo() {
    return fields.text("auth_no").filter(value -> !value.isBlank());
  }

  /** Alipay's number of the operation, if reported. */
  public Optional<String> operationId() {
    return fields.text("operation_id").filter(value -> !value.isBlank());
  }

  /** What is frozen, let go or paid by this operation. */
  public Money amount() {
    return amount;
  }

  /** How the operation stands. */
  public State state() {
    return State.of(word);
  }

  /** Alipay's own word for the operation's state, unmapped. */
  public String providerState() {
    return word;
  }

  /** How the pre-authorisation stands, if reported: in answers to questions. */
  public Optional<OrderState> orderState() {
    return fields.text("order_status").map(OrderState::of);
  }

  /** What is still frozen, if reported. */
  public Optional<Money> rest() {
    return yuan("rest_amount");
  }

  /** What was frozen in all, if reported. */
  public Optional<Money> totalFrozen() {
    return yuan("total_freeze_amount");
  }

  /** What was paid from it so far, if reported. */
  public Optional<Money> totalPaid() {
    return yuan("total_pay_amount");
  }

  /**
   * Whether the payer's credit stands in the place of money ({@code CREDIT_AUTH}), so that none is
   * frozen.
   */
  public boolean isByCredit() {
    return fields.text("pre_auth_type").equals(Optional.of("CREDIT_AUTH"));
  }

  /** Whose money it is, by user id, if reported; a payment from it must name the same. */
  public Optional<PersonalText> payerUserId() {
    return fields.text("payer_user_id").map(PersonalText::of);
  }

  /** Whose money it is, by open id, if reported. */
  public Optional<PersonalText> payerOpenId() {
    return fields.text("payer_open_id").map(PersonalText::of);
  }

  /** When it was done, if it was. */
  public Optional<Instant> doneAt() {
    return fields.text("gmt_trans").flatMap(BeijingTime::parse);
  }

  /** Everything Alipay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  /** Numbers, amount and state; nothing personal. */
  @Override
  public String toString() {
    return "FreezeOperation["
        + kind
        + " "
        + orderNumber
        + " "
        + number
        + ", "
        + amount
        + " "
        + state()
        + "]";
  }

  private Optional<Money> yuan(String field) {
    return fields.text(field).flatMap(Yuan::of);
  }
}
