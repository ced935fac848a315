// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.Money;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A refund as it was read from its table. */
final class Payback {

  /** Where a refund stands. */
  enum State {
    /** Decided; whether the provider has taken it is not known. */
    OWED,
    /** Taken by the provider; the money is on its way. */
    PROCESSING,
    /** The payer has the money. */
    REFUNDED,
    /** Came to nothing after it had been taken; the money may be given back anew. */
    FAILED,
    /** The provider said no and nothing happened; the same key asks once more. */
    REFUSED,
    /** Taken, but the payer's account cannot take it: a person has to act at the provider. */
    NEEDS_ACTION;

    /** Whether the provider has taken it, so that it counts as given back. */
    boolean taken() {
      return this == PROCESSING || this == REFUNDED || this == NEEDS_ACTION;
    }

    /** Whether it came to nothing, so that it no longer counts as owed. */
    boolean nothing() {
      return this == FAILED || this == REFUSED;
    }

    /** Whether nothing that the provider says may change it any more. */
    boolean isFinal() {
      return this == REFUNDED || this == FAILED;
    }
  }

  private final Row row;

  Payback(Row row) {
    this.row = row;
  }

  String refundId() {
    return row.required("refundId");
  }

  /** The order's number, which is the payment's. */
  String number() {
    return row.required("number");
  }

  Method method() {
    return Method.valueOf(row.required("method"));
  }

  State state() {
    return State.valueOf(row.required("state"));
  }

  Money amount() {
    return Money.ofMinor(row.number("minorUnits", 0), row.required("currency"));
  }

  /** What had been given back before it. */
  Money before() {
    return Money.ofMinor(row.number("before", 0), row.required("currency"));
  }

  FollowUp next() {
    return FollowUp.parse(row.text("next", "done"));
  }

  Instant createdAt() {
    return row.moment("createdAt").orElse(Instant.EPOCH);
  }

  Optional<Instant> dueAt() {
    return row.moment("dueAt");
  }

  /** What whoever asked for it is answered. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("refund", refundId());
    told.put("order", number());
    told.put("state", state().name());
    told.put("amount", amount().toDecimal());
    told.put("currency", amount().currency().getCurrencyCode());
    return told;
  }

  @Override
  public String toString() {
    return "Payback[" + refundId() + " " + state() + "]";
  }
}
