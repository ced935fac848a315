// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * The money to give back, in the shop's database. A row is written before anything is sent, under a
 * number of the shop's own, so that a crash loses nothing and a second click gives nothing twice.
 */
class Paybacks {

  /** Stands where a click would, if nobody clicked: the payment came too late. */
  private static final String LATE = "late";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Paybacks(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A payment that is not ours to keep: one row for the whole of it, however often it is heard. */
  @Transactional
  void owe(Attempt late) {
    if (clicked(late.number(), LATE).isEmpty()) {
      Money whole = late.ref().total();
      insert(late.orderId(), late.number(), LATE, whole, whole.minus(whole));
    }
  }

  /**
   * Decides to give back a part of what an order was paid with, or all. The order's row is locked
   * meanwhile, so that parts at the same time never exceed the whole. While nobody knows whether an
   * earlier part was taken, no other begins.
   *
   * @param click the staff's own number for this refund: the same number finds the same row again
   * @param keepsNumber whether a refund that was refused is asked for again under its number, as
   *     most providers want it
   * @throws Declined if the order is not paid, not so much is left, or an earlier part is undecided
   */
  @Transactional
  Payback decide(String orderId, Money amount, String click, boolean keepsNumber) {
    Order order = locked(orderId);
    String number = order.paidBy().orElseThrow(() -> new Declined("the order is not paid"));
    Optional<Payback> again = clicked(number, click);
    if (again.isPresent() && !again.get().amount().equals(amount)) {
      throw new Declined("this click was for " + again.get().amount());
    }
    if (again.isPresent() && again.get().standing() != Payback.Standing.REFUSED) {
      return again.get();
    }
    if (exists(number, "standing in ('DUE', 'LOOK')")) {
      throw new Declined("an earlier refund is not decided yet");
    }
    Money before = counted(order);
    if (!amount.isPositive() || before.plus(amount).compareTo(order.price()) > 0) {
      throw new Declined("not so much is left of " + order.price());
    }
    Optional<Payback> refused = again.or(() -> refused(number, amount));
    if (keepsNumber && refused.isPresent()) {
      if (again.isEmpty()) {
        click(number, click, refused.get().refundId());
      }
      return reopened(refused.get(), before);
    }
    if (again.isPresent()) {
      throw new Declined("it was refused; another refund needs another click");
    }
    return insert(orderId, number, click, amount, before);
  }

  private Order locked(String orderId) {
    return jdbc.sql("select * from orders where id = :order for update")
        .param("order", orderId)
        .query(Columns::order)
        .single();
  }

  /** The refund that a click has decided, under the number that it has now. */
  Optional<Payback> decided(Order order, String click) {
    return order.paidBy().flatMap(number -> clicked(number, click));
  }

  /** What was given back of the payment that paid an order, or may be on its way. */
  Money counted(Order order) {
    return sum(order, "standing not in ('REFUSED', 'FAILED')");
  }

  /** What was given back of the payment that paid an order, provably. */
  Money done(Order order) {
    return sum(order, "standing = 'DONE'");
  }

  Optional<Payback> find(String refundId) {
    return jdbc.sql(Columns.PAYBACK + "where r.refund_id = :refund")
        .param("refund", refundId)
        .query(Columns::payback)
        .optional();
  }

  List<Payback> of(String orderId) {
    return jdbc.sql(Columns.PAYBACK + "where r.order_id = :order order by r.refund_id")
        .param("order", orderId)
        .query(Columns::payback)
        .list();
  }

  /** What is due and nobody's at the moment, the longest due first. */
  List<Payback> due(Instant now, int most) {
    return jdbc.sql(
            Columns.PAYBACK
                + """
                where r.follow_up_at <= :now and (r.leased_until is null or r.leased_until <= :now)
                order by r.follow_up_at, r.refund_id fetch first :most rows only
                """)
        .param("now", Columns.time(now))
        .param("most", most)
        .query(Columns::payback)
        .list();
  }

  /**
   * Takes a refund that is due, for this instance and this click alone. From here on it may have
   * been sent, whatever becomes of this instance.
   */
  boolean lease(Payback payback, Instant now, Instant until) {
    return jdbc.sql(
                """
                update refunds set leased_until = :until, tried = true
                where refund_id = :refund and standing = :standing and follow_up = :seen
                  and follow_up_at <= :now and (leased_until is null or leased_until <= :now)
                """)
            .param("until", Columns.time(until))
            .param("refund", payback.refundId())
            .param("standing", payback.standing().name())
            .param("seen", payback.next().toText())
            .param("now", Columns.time(now))
            .update()
        == 1;
  }

  /**
   * How a refund stands from now on. What has ended stays as it ended, and an order whose payment
   * went back whole is refunded: both in one transaction. The order's row is locked first, so that
   * the last of two parts that end together sees the other.
   */
  @Transactional
  void stands(Payback payback, Payback.Standing standing, FollowUp next) {
    stands(payback, standing, next, true);
  }

  /**
   * The same of a refund that was tried, where it is proven that this try did nothing.
   *
   * @param payback as it was before the try: of an earlier one nothing is proven
   */
  @Transactional
  void nothingHappened(Payback payback, Payback.Standing standing, FollowUp next) {
    stands(payback, standing, next, payback.tried());
  }

  private void stands(Payback payback, Payback.Standing standing, FollowUp next, boolean tried) {
    locked(payback.orderId());
    jdbc.sql(
            """
            update refunds set standing = :standing, tried = :tried, follow_up = :next,
              follow_up_at = :due, done_at = :done, leased_until = null
            where refund_id = :refund and standing in ('DUE', 'RUNNING', 'LOOK')
            """)
        .param("standing", standing.name())
        .param("tried", tried)
        .param("next", next.toText())
        .param("due", Columns.due(next))
        .param("done", standing == Payback.Standing.DONE ? Columns.time(clock.instant()) : null)
        .param("refund", payback.refundId())
        .update();
    jdbc.sql(
            """
            update orders set status = 'REFUNDED'
            where id = :order and status = 'PAID' and amount =
              (select coalesce(sum(amount), 0) from refunds
               where number = orders.paid_by and standing = 'DONE')
            """)
        .param("order", payback.orderId())
        .update();
  }

  private Payback insert(String orderId, String number, String click, Money amount, Money before) {
    String refundId = PaymentId.next(clock, random).number();
    FollowUp next = new FollowUp.RepeatSame(clock.instant());
    jdbc.sql(
            """
            insert into refunds (refund_id, number, order_id, amount, amount_before, standing,
              follow_up, follow_up_at)
            values (:refund, :number, :order, :amount, :before, 'DUE', :next, :due)
            """)
        .param("refund", refundId)
        .param("number", number)
        .param("order", orderId)
        .param("amount", amount.minorUnits())
        .param("before", before.minorUnits())
        .param("next", next.toText())
        .param("due", Columns.due(next))
        .update();
    click(number, click, refundId);
    return find(refundId).orElseThrow();
  }

  private void click(String number, String click, String refundId) {
    jdbc.sql("insert into clicks (number, click, refund_id) values (:number, :click, :refund)")
        .param("number", number)
        .param("click", click)
        .param("refund", refundId)
        .update();
  }

  /**
   * Another number for a refund that was never tried, at a provider that takes a number only while
   * it is new.
   */
  @Transactional
  Payback renumbered(Payback untried) {
    String refundId = PaymentId.next(clock, random).number();
    int renumbered =
        jdbc.sql(
                """
                update refunds set refund_id = :another
                where refund_id = :refund and standing = 'DUE'
                """)
            .param("another", refundId)
            .param("refund", untried.refundId())
            .update();
    if (untried.tried() || renumbered != 1) {
      throw new IllegalStateException("refund " + untried.refundId() + " keeps its number");
    }
    return find(refundId).orElseThrow();
  }

  private Optional<Payback> refused(String number, Money amount) {
    return jdbc.sql(
            Columns.PAYBACK
                + """
                where r.number = :number and r.amount = :amount and r.standing = 'REFUSED'
                order by r.refund_id fetch first row only
                """)
        .param("number", number)
        .param("amount", amount.minorUnits())
        .query(Columns::payback)
        .optional();
  }

  /** Nothing happened under this number, provably, so it may be asked for once more. */
  private Payback reopened(Payback refused, Money before) {
    FollowUp next = new FollowUp.RepeatSame(clock.instant());
    jdbc.sql(
            """
            update refunds set standing = 'DUE', tried = false, amount_before = :before,
              follow_up = :next, follow_up_at = :due, leased_until = null
            where refund_id = :refund and standing = 'REFUSED'
            """)
        .param("before", before.minorUnits())
        .param("next", next.toText())
        .param("due", Columns.due(next))
        .param("refund", refused.refundId())
        .update();
    return find(refused.refundId()).orElseThrow();
  }

  private Optional<Payback> clicked(String number, String click) {
    return jdbc.sql(
            Columns.PAYBACK
                + """
                join clicks c on c.refund_id = r.refund_id
                where c.number = :number and c.click = :click
                """)
        .param("number", number)
        .param("click", click)
        .query(Columns::payback)
        .optional();
  }

  private boolean exists(String number, String condition) {
    return jdbc.sql("select count(*) from refunds where number = :number and " + condition)
            .param("number", number)
            .query(Long.class)
            .single()
        > 0;
  }

  private Money sum(Order order, String condition) {
    long minorUnits =
        jdbc.sql(
                "select coalesce(sum(amount), 0) from refunds where number = :number and "
                    + condition)
            .param("number", order.paidBy().orElse(""))
            .query(Long.class)
            .single();
    return Money.ofMinor(minorUnits, order.currency());
  }
}
