// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The refunds in their table. The sums stand in the order; both change in one transaction, so that
 * two parts at the same time never exceed the whole.
 */
final class Paybacks {

  static final String TABLE = "REFUNDS_TABLE";

  /** Whoever decides a refund sends it; the timer does only after this. */
  private static final Duration SENT_BY_WHO_DECIDED = Duration.ofSeconds(90);

  private static final int MOST_TRIES = 8;

  private final Tables tables;
  private final Clock clock;
  private final Orders orders;

  Paybacks(Aws aws, Settings settings, Clock clock, Orders orders) {
    this.tables = new Tables(aws, settings);
    this.clock = clock;
    this.orders = orders;
  }

  /** A refund and whether this call decided it, so that this caller sends it. */
  record Decided(Payback payback, boolean now) {}

  /** A refund's id: the same order and key are the same refund. */
  static String refundId(String number, String key) {
    return number + "-" + Orders.sha256(key).substring(0, 16);
  }

  Optional<Payback> find(String refundId) {
    return tables.read(TABLE, Row.values("refundId", refundId)).map(Payback::new);
  }

  /**
   * Decides to give money back. A second click with the same key finds what the first decided.
   * While nobody knows whether an earlier part was taken, no other begins: the sum before it would
   * be a guess.
   *
   * @param amount how much; empty for whatever is left
   * @throws Refused if it cannot be
   */
  Decided decide(String number, String key, Optional<Money> amount) {
    String refundId = refundId(number, key);
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Order order = orders.find(number).orElseThrow(Paybacks::unknownOrder);
      Optional<Payback> earlier = find(refundId);
      if (earlier.isPresent()) {
        Payback first = earlier.get();
        if (amount.isPresent() && !amount.get().equals(first.amount())) {
          throw new Refused(409, "KEY_IN_USE", "this key was used for another amount");
        }
        if (first.state() != Payback.State.REFUSED) {
          return new Decided(first, false);
        }
      }
      Money part = earlier.map(Payback::amount).orElse(amount.orElse(left(order)));
      mustBePossible(order, part);
      Writes writes = orders.writes();
      if (earlier.isPresent()) {
        // It was refused and nothing happened: the same id is the same refund, once more.
        writes.update(TABLE, again(earlier.get(), order));
      } else {
        writes.insert(TABLE, "refundId", row(order, refundId, part, order.owed()));
      }
      Change owes =
          orders
              .change(number)
              .where("state", order.state())
              .whereNumber("owed", order.owed())
              .whereAbsent("openRefund")
              .set("owed", order.owed() + part.minorUnits())
              .set("openRefund", refundId);
      if (writes.update(Orders.TABLE, owes).commit() == -1) {
        return new Decided(find(refundId).orElseThrow(), true);
      }
    }
    throw new Refused(409, "BUSY", "the order is being changed; ask again");
  }

  private static void mustBePossible(Order order, Money part) {
    if (order.open() || order.state() == Order.State.CANCELLED) {
      throw new Refused(409, "NOT_REFUNDABLE", "the order is " + order.state());
    }
    if (!part.isPositive() || part.compareTo(left(order)) > 0) {
      throw new Refused(422, "TOO_MUCH", "at most " + left(order) + " is left to give back");
    }
    if (order.openRefund().isPresent()) {
      throw new Refused(
          409, "REFUND_OPEN", "an earlier refund of this order is not decided yet; ask later");
    }
  }

  /** What could still be given back. */
  static Money left(Order order) {
    Money total = order.amount();
    return new Money(total.minorUnits() - order.owed(), total.currency());
  }

  /** A new row, to be written together with the order's sums. */
  Map<String, AttributeValue> row(Order order, String refundId, Money amount, long before) {
    Instant now = clock.instant();
    Map<String, AttributeValue> row =
        Row.values("refundId", refundId, "number", order.number(), "method", order.method());
    row.putAll(Row.values("minorUnits", amount.minorUnits(), "before", before));
    row.putAll(
        Row.values("currency", amount.currency().getCurrencyCode(), "state", Payback.State.OWED));
    row.putAll(
        Row.values(
            "createdAt",
            now.getEpochSecond(),
            "next",
            new FollowUp.RepeatSame(now).toText(),
            "dueShard",
            Orders.shard(refundId),
            "dueAt",
            now.plus(SENT_BY_WHO_DECIDED).getEpochSecond()));
    row.putAll(Row.values("doubt", Orders.UNKNOWN, "doubtSince", now.getEpochSecond()));
    return row;
  }

  private Change again(Payback refused, Order order) {
    Instant now = clock.instant();
    return change(refused)
        .where("state", Payback.State.REFUSED)
        .set("state", Payback.State.OWED)
        .set("before", order.owed())
        .set("next", new FollowUp.RepeatSame(now).toText())
        .set("doubt", Orders.UNKNOWN)
        .set("doubtSince", now.getEpochSecond())
        .set("dueShard", Orders.shard(refused.refundId()))
        .set("dueAt", now.plus(SENT_BY_WHO_DECIDED).getEpochSecond());
  }

  /**
   * How a refund stands now, with the order's sums and state, in one transaction. What is final
   * stays, and what was taken is not asked for once more.
   */
  void settle(String refundId, Payback.State to, FollowUp next) {
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Payback payback = find(refundId).orElseThrow();
      Payback.State from = payback.state();
      if (from.isFinal() || (from == to && payback.next().equals(next)) || backwards(from, to)) {
        return;
      }
      Order order = orders.find(payback.number()).orElseThrow();
      Change refund = change(payback).where("state", from).set("state", to);
      if (to != Payback.State.OWED) {
        refund.remove("doubt", "doubtSince");
      }
      orders.follow(refund, refundId, next, Optional.empty());
      Writes writes = orders.writes().update(TABLE, refund);
      long minorUnits = payback.amount().minorUnits();
      long refunded =
          order.refunded() + (to.taken() ? minorUnits : 0) - (from.taken() ? minorUnits : 0);
      long owed =
          order.owed() - (to.nothing() ? minorUnits : 0) + (from.nothing() ? minorUnits : 0);
      Order.State state = state(order, refunded);
      Change sums =
          orders
              .change(order.number())
              .where("state", order.state())
              .whereNumber("owed", order.owed())
              .whereNumber("refunded", order.refunded())
              .set("state", state)
              .set("owed", owed)
              .set("refunded", refunded);
      if (to != Payback.State.OWED && order.openRefund().equals(Optional.of(refundId))) {
        sums.remove("openRefund");
      }
      if (orders.move(order, order.state(), state, sums, writes)) {
        return;
      }
    }
    throw new IllegalStateException("the refund " + refundId + " is being changed all the time");
  }

  /** Nothing new is known about a refund, except what to do next. */
  void follow(Payback payback, FollowUp next) {
    follow(payback, change(payback), next);
  }

  /** The same, and a person was called: nothing is measured of its doubt any more. */
  void leave(Payback payback, FollowUp next) {
    follow(payback, change(payback).remove("doubt", "doubtSince"), next);
  }

  private void follow(Payback payback, Change change, FollowUp next) {
    change.where("state", payback.state());
    tables.write(TABLE, orders.follow(change, payback.refundId(), next, Optional.empty()));
  }

  /** Takes a refund that is due for this run; see {@link Orders#claim}. */
  boolean claim(Payback payback, long seenDueAt, Duration lease) {
    return tables.write(
        TABLE,
        change(payback)
            .where("dueAt", seenDueAt)
            .set("dueAt", clock.instant().plus(lease).getEpochSecond()));
  }

  private static boolean backwards(Payback.State from, Payback.State to) {
    return from.taken() && (to == Payback.State.OWED || to == Payback.State.REFUSED);
  }

  private static Order.State state(Order order, long refunded) {
    if (refunded == 0) {
      return order.late() ? Order.State.PAID_LATE : Order.State.PAID;
    }
    return refunded < order.amount().minorUnits()
        ? Order.State.PARTLY_REFUNDED
        : Order.State.REFUNDED;
  }

  private Change change(Payback payback) {
    return Change.of(Row.values("refundId", payback.refundId()));
  }

  static Refused unknownOrder() {
    return new Refused(404, "NOT_FOUND", "there is no such order");
  }
}
