// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * The orders, the attempts to collect for them, and their parcels, in the shop's database. Every
 * write is conditional, and that is what makes the shop act once: however often an event is
 * delivered, and in however many instances the shop runs.
 */
class Orders {

  private final JdbcClient jdbc;
  private final Paybacks paybacks;
  private final Clock clock;

  Orders(JdbcClient jdbc, Paybacks paybacks, Clock clock) {
    this.jdbc = jdbc;
    this.paybacks = paybacks;
    this.clock = clock;
  }

  /** A new order, at the price where it is to be paid. */
  Order open(Item item, Money price) {
    String id = UUID.randomUUID().toString();
    jdbc.sql(
            """
            insert into orders (id, item, amount, currency, status, created_at)
            values (:id, :item, :amount, :currency, 'OPEN', :now)
            """)
        .param("id", id)
        .param("item", item.name())
        .param("amount", price.minorUnits())
        .param("currency", price.currency().getCurrencyCode())
        .param("now", Columns.time(clock.instant()))
        .update();
    return new Order(id, item.name(), price, Order.Status.OPEN, Optional.empty());
  }

  Optional<Order> find(String id) {
    return jdbc.sql("select * from orders where id = :id")
        .param("id", id)
        .query(Columns::order)
        .optional();
  }

  /** The newest orders first. */
  List<Order> latest(int most) {
    return jdbc.sql("select * from orders order by created_at desc, id fetch first :most rows only")
        .param("most", most)
        .query(Columns::order)
        .list();
  }

  /** The order's attempts, the latest last. */
  List<Attempt> attempts(String orderId) {
    return jdbc.sql(Columns.ATTEMPT + "where order_id = :order order by place")
        .param("order", orderId)
        .query(Columns::attempt)
        .list();
  }

  Optional<Attempt> attempt(String number) {
    return jdbc.sql(Columns.ATTEMPT + "where number = :number")
        .param("number", number)
        .query(Columns::attempt)
        .optional();
  }

  /** How many parcels an order has: one, once it is paid. */
  long parcels(String orderId) {
    return jdbc.sql("select count(*) from shipments where order_id = :order")
        .param("order", orderId)
        .query(Long.class)
        .single();
  }

  /**
   * Stores an attempt before anything is sent. The order's row is locked meanwhile, so that two
   * clicks at the same time, in two instances, do not begin two.
   *
   * @return false if the order is open no more, or somebody else has begun this attempt
   */
  @Transactional
  boolean begin(Attempt attempt) {
    Order.Status status =
        jdbc.sql("select status from orders where id = :order for update")
            .param("order", attempt.orderId())
            .query(Order.Status.class)
            .single();
    if (status != Order.Status.OPEN || attempts(attempt.orderId()).size() != attempt.place() - 1) {
      return false;
    }
    jdbc.sql(
            """
            insert into attempts (number, order_id, place, merchant, scene, ref, follow_up, follow_up_at)
            values (:number, :order, :place, :merchant, :scene, :ref, :next, :due)
            """)
        .param("number", attempt.number())
        .param("order", attempt.orderId())
        .param("place", attempt.place())
        .param("merchant", attempt.merchant())
        .param("scene", attempt.scene())
        .param("ref", attempt.ref().toString())
        .param("next", attempt.next().toText())
        .param("due", Columns.due(attempt.next()))
        .update();
    return true;
  }

  /** What the shop expects of a payment to this merchant: asked before anything is believed. */
  Optional<ExpectedPayment> expected(String merchant, String number) {
    return attempt(number)
        .filter(row -> row.merchant().equals(merchant))
        .map(row -> ExpectedPayment.of(row.ref()));
  }

  // snippet: recipe-transaction
  /**
   * The provider has spoken about an attempt, by notification or by answer. The paid order and its
   * parcel are written together or not at all, and by the first of however many who try.
   *
   * @param payment proven and confirmed
   * @param next what is due about the attempt now
   */
  @Transactional
  void payment(Payment payment, FollowUp next) {
    Attempt attempt = noted(payment, next);
    if (attempt.state().filter(PaymentState.PAID::equals).isEmpty()) {
      return;
    }
    int marked =
        jdbc.sql(
                """
                update orders set status = 'PAID', paid_by = :number
                where id = :order and status = 'OPEN'
                """)
            .param("number", attempt.number())
            .param("order", attempt.orderId())
            .update();
    if (marked == 1) {
      jdbc.sql(
              """
              insert into shipments (order_id, number, due_at) values (:order, :number, :now)
              """)
          .param("order", attempt.orderId())
          .param("number", attempt.number())
          .param("now", Columns.time(clock.instant()))
          .update();
    } else if (!paidBy(attempt.orderId()).equals(Optional.of(attempt.number()))) {
      // Paid after it was cancelled, or a second time in another way: not ours to keep.
      paybacks.owe(attempt);
    }
  }

  // end snippet

  /** Writes what was said and locks the attempt's row until the transaction ends. */
  private Attempt noted(Payment payment, FollowUp next) {
    // Whose money went back, as by a reversal, is over: nothing to send, and another may begin.
    boolean back = payment.isRefundedInFull();
    PaymentState state = back ? PaymentState.CLOSED : payment.state();
    // What is known to be paid is not unpaid because an older answer came late, and what is known
    // to have gone back is not paid because an older notification did.
    jdbc.sql(
            """
            update attempts set state = :state, went_back = went_back or :back, ref = :ref,
              paid_at = coalesce(:paid, paid_at), follow_up = :next, follow_up_at = :due,
              leased_until = null
            where number = :number and (not went_back or :state = 'CLOSED')
              and (state is null or state <> 'PAID' or :state in ('PAID', 'CLOSED'))
            """)
        .param("state", state.name())
        .param("back", back)
        .param("ref", payment.ref().toString())
        .param("paid", payment.paidAt().map(Columns::time).orElse(null))
        .param("next", next.toText())
        .param("due", Columns.due(next))
        .param("number", payment.ref().number())
        .update();
    return attempt(payment.ref().number())
        .orElseThrow(() -> new IllegalStateException("no attempt " + payment.ref().number()));
  }

  private Optional<String> paidBy(String orderId) {
    return find(orderId).flatMap(Order::paidBy);
  }

  /**
   * Nothing new is known about an attempt, except what to do next. Where somebody else has learnt
   * something since it was read, that stands.
   */
  void follow(Attempt seen, FollowUp next) {
    jdbc.sql(
            """
            update attempts set follow_up = :next, follow_up_at = :due, leased_until = null
            where number = :number and follow_up = :seen
            """)
        .param("next", next.toText())
        .param("due", Columns.due(next))
        .param("number", seen.number())
        .param("seen", seen.next().toText())
        .update();
  }

  /** Gives an order up, unless it is paid. */
  boolean cancel(String orderId) {
    return jdbc.sql("update orders set status = 'CANCELLED' where id = :order and status = 'OPEN'")
            .param("order", orderId)
            .update()
        == 1;
  }

  /** What is due and nobody's at the moment, the longest due first. */
  List<Attempt> due(Instant now, int most) {
    return jdbc.sql(
            Columns.ATTEMPT
                + """
                where follow_up_at <= :now and (leased_until is null or leased_until <= :now)
                order by follow_up_at, number fetch first :most rows only
                """)
        .param("now", Columns.time(now))
        .param("most", most)
        .query(Columns::attempt)
        .list();
  }

  /**
   * Takes an attempt that is due, for this instance alone.
   *
   * @return false if another instance has it, or it is not due any more
   */
  boolean lease(Attempt attempt, Instant now, Instant until) {
    return jdbc.sql(
                """
                update attempts set leased_until = :until
                where number = :number and follow_up = :seen and follow_up_at <= :now
                  and (leased_until is null or leased_until <= :now)
                """)
            .param("until", Columns.time(until))
            .param("number", attempt.number())
            .param("seen", attempt.next().toText())
            .param("now", Columns.time(now))
            .update()
        == 1;
  }
}
