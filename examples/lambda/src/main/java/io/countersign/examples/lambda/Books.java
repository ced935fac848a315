// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.Booking;
import io.countersign.Difference;
import io.countersign.PaymentClient;
import io.countersign.PaymentState;
import io.countersign.Reconciliation;
import io.countersign.RefundState;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * A provider's statement of one day against the shop's orders. What no callback told, it does: such
 * an order is asked about and settled. What remains is for a person, and counted for the alarm.
 */
final class Books {

  /** A day that is larger belongs into a staging table, not into a function's memory. */
  private static final int MOST_ROWS = 100_000;

  static final String NOT_READY = "not ready";

  private final Shop shop;
  private final Instant deadline;

  Books(Shop shop, Instant deadline) {
    this.shop = shop;
    this.deadline = deadline;
  }

  /** Whether the day was compared already, whatever came of it. */
  boolean compared(Method method, LocalDate day) {
    return shop.aws()
        .tables()
        .getItem(get -> get.tableName(statistics()).key(mark(method, day)))
        .hasItem();
  }

  /** Compares a day, settles what can be settled, and tells what it came to. */
  String compare(Method method, LocalDate day) {
    PaymentClient client = shop.tills().of(method).before(deadline);
    if (!(client instanceof StatementReader reader)) {
      return "no statement";
    }
    Map<String, StatementRow> rows = new TreeMap<>();
    List<Booking> theirs = new ArrayList<>();
    Statement<StatementTotals> statement =
        reader.readStatement(
            day,
            row -> {
              if (theirs.size() == MOST_ROWS) {
                throw new IllegalStateException("more than " + MOST_ROWS + " rows in one day");
              }
              row.booking()
                  .ifPresent(
                      booking -> {
                        theirs.add(booking);
                        rows.put(key(booking), row);
                      });
            });
    if (statement instanceof Statement.NotReady<StatementTotals>) {
      return NOT_READY;
    }
    // Only now, read whole, may the rows be believed.
    List<Booking> ours = ours(method, day, theirs);
    theirs.sort(Booking.order());
    ours.sort(Booking.order());
    List<Difference> differences = new ArrayList<>();
    Reconciliation.of(theirs.iterator(), ours.iterator(), differences::add);
    int settled = 0;
    int later = 0;
    for (Difference difference : differences) {
      String what = method.id() + " " + difference.kind();
      try {
        if (settled(client, difference, rows)) {
          settled++;
          continue;
        }
      } catch (UnavailableException notNow) {
        later++;
        what += ", which could not be asked about now: " + notNow.getMessage();
      } catch (RuntimeException broken) {
        // One order that cannot be settled holds up none of the others.
        what += ": " + broken.getClass().getSimpleName() + ": " + broken.getMessage();
      }
      shop.metrics().statementDifference(difference.number(), what);
    }
    String told =
        theirs.size() + " rows, " + differences.size() + " differences, " + settled + " settled";
    if (later > 0) {
      // The day stays unread, and the next night asks about them once more.
      return told + ", " + later + " to be asked about again";
    }
    Map<String, AttributeValue> done = new LinkedHashMap<>(mark(method, day));
    done.putAll(Row.values("rows", theirs.size(), "settled", settled));
    done.putAll(Row.values("open", differences.size() - settled));
    shop.aws().tables().putItem(put -> put.tableName(statistics()).item(done));
    return told;
  }

  /** Settles what the provider has and the shop does not; whether nothing is left to look at. */
  private boolean settled(
      PaymentClient client, Difference difference, Map<String, StatementRow> rows) {
    Optional<Booking> theirs = difference.provider();
    Optional<Order> found = shop.orders().find(difference.number());
    boolean settles =
        difference.kind() == Difference.Kind.STATE_DIFFERS
            && theirs.isPresent()
            && theirs.get().state() == Booking.State.SETTLED;
    if (!settles || found.isEmpty() || found.get().ref().isEmpty()) {
      return false;
    }
    Order order = found.get();
    if (difference.isRefund()) {
      return Optional.ofNullable(rows.get(key(theirs.get())))
          .flatMap(row -> row.refund(order.ref().orElseThrow()))
          .map(
              refund -> {
                shop.settlement().refund(refund);
                return refund.state() == RefundState.REFUNDED;
              })
          .orElse(false);
    }
    // A statement is yesterday's: how the payment stands now, the provider tells.
    Settlement.Effect effect =
        shop.followUps().ask(order, order.ref().orElseThrow(), client, deadline);
    return effect == Settlement.Effect.PAID || effect == Settlement.Effect.PAID_LATE;
  }

  /**
   * The shop's side: what it has under that day, paid or not, and whatever else of its orders the
   * provider lists, as near midnight the two may count different days.
   */
  private List<Booking> ours(Method method, LocalDate day, List<Booking> theirs) {
    Map<String, Order> orders = new LinkedHashMap<>();
    Map<String, AttributeValue> from = Map.of();
    do {
      QueryResponse page = page(day, from);
      for (Map<String, AttributeValue> item : page.items()) {
        Order order = new Order(Row.of(item));
        if (order.method() == method && order.ref().isPresent()) {
          orders.put(order.number(), order);
        }
      }
      from = page.lastEvaluatedKey();
    } while (!from.isEmpty());
    List<Booking> bookings = new ArrayList<>();
    for (Booking booking : theirs) {
      if (!orders.containsKey(booking.number())) {
        shop.orders()
            .find(booking.number())
            .filter(order -> order.method() == method)
            .ifPresent(order -> orders.put(order.number(), order));
      }
    }
    Map<String, Boolean> listed = new LinkedHashMap<>();
    theirs.forEach(
        booking -> listed.merge(booking.number(), !booking.isRefund(), (x, y) -> x || y));
    for (Order order : orders.values()) {
      // An order that the provider lists only for its refund was paid on another day.
      if (listed.getOrDefault(order.number(), true)) {
        bookings.add(Booking.payment(order.number(), order.amount(), state(order)));
      }
    }
    bookings.addAll(method == Method.ECPAY ? sums(theirs, orders) : refunds(theirs));
    return bookings;
  }

  /**
   * ECPay numbers no refunds: what an order got back is one sum, under ECPay's number of the
   * payment.
   */
  private static List<Booking> sums(List<Booking> theirs, Map<String, Order> orders) {
    Map<String, String> keys = new LinkedHashMap<>();
    Set<String> paid = new HashSet<>();
    for (Booking booking : theirs) {
      if (booking.isRefund()) {
        keys.put(booking.number(), booking.refundId());
      } else {
        paid.add(booking.number());
      }
    }
    List<Booking> sums = new ArrayList<>();
    for (Order order : orders.values()) {
      String key = keys.get(order.number());
      if (order.refunded() > 0 && (key != null || paid.contains(order.number()))) {
        sums.add(
            Booking.refund(
                order.number(),
                key == null ? order.transaction().orElse("no number") : key,
                order.refundedSoFar(),
                RefundState.REFUNDED));
      }
    }
    return sums;
  }

  private List<Booking> refunds(List<Booking> theirs) {
    return theirs.stream()
        .filter(Booking::isRefund)
        .map(Booking::refundId)
        .distinct()
        .map(shop.paybacks()::find)
        .flatMap(Optional::stream)
        .map(Books::booking)
        .toList();
  }

  private QueryResponse page(LocalDate day, Map<String, AttributeValue> from) {
    return shop.aws()
        .tables()
        .query(
            query ->
                query
                    .tableName(shop.settings().required(Orders.TABLE))
                    .indexName("day")
                    .keyConditionExpression("#h = :h")
                    .expressionAttributeNames(Map.of("#h", "day"))
                    .expressionAttributeValues(Row.values(":h", day))
                    .exclusiveStartKey(from.isEmpty() ? null : from));
  }

  private static PaymentState state(Order order) {
    return switch (order.state()) {
      case SUBMITTED, AWAITING_PAYER, CANCELLED -> PaymentState.AWAITING_PAYER;
      case PAID, PAID_LATE, PARTLY_REFUNDED, REFUNDED -> PaymentState.PAID;
    };
  }

  private static Booking booking(Payback payback) {
    RefundState state =
        switch (payback.state()) {
          case REFUNDED -> RefundState.REFUNDED;
          case FAILED, REFUSED -> RefundState.FAILED;
          case OWED, PROCESSING -> RefundState.PROCESSING;
          case NEEDS_ACTION -> RefundState.NEEDS_ACTION;
        };
    return Booking.refund(payback.number(), payback.refundId(), payback.amount(), state);
  }

  private Map<String, AttributeValue> mark(Method method, LocalDate day) {
    return Row.values("day", day, "row", "books#" + method.id());
  }

  private String statistics() {
    return shop.settings().required("STATISTICS_TABLE");
  }

  private static String key(Booking booking) {
    return booking.number() + "/" + booking.refundId();
  }
}
