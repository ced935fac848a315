// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One order as it was read. It is paid by one attempt, whose number is the order's own; who wants
 * to try once more orders once more, after this one has ended.
 */
final class Order {

  /** The shop's calendar, which is the providers', too. */
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** Where an order stands. */
  enum State {
    /** Taken; nothing was sent to a provider. */
    SUBMITTED,
    /** The provider was or is asked to collect. */
    AWAITING_PAYER,
    /** Paid; deliver. */
    PAID,
    /** Ended unpaid; what it held is for sale again. */
    CANCELLED,
    /** Paid after it had ended; all of it goes back by itself. */
    PAID_LATE,
    /** A part was given back. */
    PARTLY_REFUNDED,
    /** All was given back. */
    REFUNDED
  }

  private final Row row;

  Order(Row row) {
    this.row = row;
  }

  String number() {
    return row.required("number");
  }

  State state() {
    return State.valueOf(row.required("state"));
  }

  /** Who ordered: the visitor's id at WeChat. */
  String owner() {
    return row.required("owner");
  }

  /**
   * This order, for its owner.
   *
   * @throws Refused 403 for anybody else
   */
  Order ownedBy(String visitor) {
    if (!owner().equals(visitor)) {
      throw new Refused(403, "NOT_YOURS", "this order is another visitor's");
    }
    return this;
  }

  Method method() {
    return Method.valueOf(row.required("method"));
  }

  String item() {
    return row.required("item");
  }

  String description() {
    return row.required("description");
  }

  long quantity() {
    return row.number("quantity", 1);
  }

  Money amount() {
    return Money.ofMinor(row.number("minorUnits", 0), row.required("currency"));
  }

  Instant createdAt() {
    return row.moment("createdAt").orElseThrow();
  }

  PaymentId id() {
    return new PaymentId(number(), createdAt());
  }

  /** The day under which the statistics count it. */
  String placedOn() {
    return row.required("placedOn");
  }

  /** The attempt, once it was begun. */
  Optional<PaymentRef> ref() {
    return row.find("ref").map(PaymentRef::parse);
  }

  FollowUp next() {
    return FollowUp.parse(row.text("next", "done"));
  }

  Optional<Instant> dueAt() {
    return row.moment("dueAt");
  }

  /** What the payer's wallet needs, as it was last signed. */
  Optional<String> pay() {
    return row.find("pay");
  }

  Optional<Instant> paySignedAt() {
    return row.moment("paySignedAt");
  }

  Optional<Instant> paidAt() {
    return row.moment("paidAt");
  }

  /** The provider's number of the payment that was taken for this order. */
  Optional<String> transaction() {
    return row.find("transaction");
  }

  /** Whether nobody knows whether the provider has the order. */
  boolean unknown() {
    return row.text("doubt", "").equals(Orders.UNKNOWN);
  }

  /** Whether it was paid after it had ended. */
  boolean late() {
    return row.number("late", 0) == 1;
  }

  /** In minor units: what was given back, and what will be. */
  long owed() {
    return row.number("owed", 0);
  }

  /** In minor units: what the provider has taken to give back. */
  long refunded() {
    return row.number("refunded", 0);
  }

  /** The same, as money. */
  Money refundedSoFar() {
    return new Money(refunded(), amount().currency());
  }

  /** The refund of which nobody knows yet whether the provider took it. */
  Optional<String> openRefund() {
    return row.find("openRefund");
  }

  /** What is still to be sent to a queue or topic: {@link Orders#TO_SUBMIT} and the like. */
  Optional<String> mark() {
    return row.find("outbox");
  }

  /** Why a person has to look: every reason there was. */
  List<String> needsAction() {
    return row.texts("needsAction");
  }

  boolean open() {
    return state() == State.SUBMITTED || state() == State.AWAITING_PAYER;
  }

  static String day(Instant moment) {
    return LocalDate.ofInstant(moment, ZONE).toString();
  }

  @Override
  public String toString() {
    return "Order[" + number() + " " + state() + "]";
  }
}
