// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Booking;
import io.countersign.Money;
import io.countersign.PaymentState;
import io.countersign.RefundState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * The two sides of a day's books: what the provider's statement says, in a table of its own, and
 * what the shop's orders and refunds say.
 */
class Books {

  private static final Duration ONE_NIGHT = Duration.ofMinutes(30);

  /** Every provider's day. */
  private static final ZoneOffset DAY = ZoneOffset.ofHours(8);

  private final JdbcClient jdbc;
  private final Clock clock;

  Books(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What differed, and what became of it. */
  record Found(
      String merchant, LocalDate day, String number, String refundId, String kind, String remedy) {}

  private LocalDate yesterday() {
    return clock.instant().atOffset(DAY).toLocalDate().minusDays(1);
  }

  private LocalDate aWeekAgo() {
    return yesterday().minusDays(6);
  }

  /** The days of the last week, yesterday the last of them, that are not compared yet. */
  List<LocalDate> undone(String merchant) {
    for (LocalDate day = next(merchant); !day.isAfter(yesterday()); day = day.plusDays(1)) {
      note(merchant, day);
    }
    return jdbc.sql(
            """
            select statement_day from nights
            where merchant = :merchant and not done and statement_day >= :week
            order by statement_day
            """)
        .param("merchant", merchant)
        .param("week", aWeekAgo())
        .query(LocalDate.class)
        .list();
  }

  /** How many days are older than that, and never were. */
  long leftUndone(String merchant) {
    return jdbc.sql(
            """
            select count(*) from nights
            where merchant = :merchant and not done and statement_day < :week
            """)
        .param("merchant", merchant)
        .param("week", aWeekAgo())
        .query(Long.class)
        .single();
  }

  /** The day after the last one noted; at first that of the merchant's first order. */
  private LocalDate next(String merchant) {
    return jdbc.sql("select max(statement_day) from nights where merchant = :merchant")
        .param("merchant", merchant)
        .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
        .single()
        .map(last -> last.plusDays(1))
        .orElseGet(() -> first(merchant));
  }

  private LocalDate first(String merchant) {
    return jdbc.sql(
            """
            select min(o.created_at) from orders o join attempts a on a.order_id = o.id
            where a.merchant = :merchant
            """)
        .param("merchant", merchant)
        .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .map(time -> time.withOffsetSameInstant(DAY).toLocalDate())
        .orElseGet(this::yesterday);
  }

  /** Takes one merchant's day for this instance; false if another has it, or it is done. */
  @Transactional
  boolean begin(String merchant, LocalDate day) {
    note(merchant, day);
    var now = clock.instant();
    return jdbc.sql(
                """
                update nights set leased_until = :until
                where merchant = :merchant and statement_day = :day and not done
                  and leased_until <= :now
                """)
            .param("until", Columns.time(now.plus(ONE_NIGHT)))
            .param("now", Columns.time(now))
            .param("merchant", merchant)
            .param("day", day)
            .update()
        == 1;
  }

  /** Writes down that a day is to be compared. */
  private void note(String merchant, LocalDate day) {
    jdbc.sql(
            """
            merge into nights as known using (values (:merchant, :day)) as given (merchant, on_day)
              on known.merchant = given.merchant and known.statement_day = given.on_day
            when not matched then insert (merchant, statement_day, leased_until, done)
              values (given.merchant, given.on_day, :never, false)
            """)
        .param("merchant", merchant)
        .param("day", day)
        .param("never", Columns.time(clock.instant().minus(ONE_NIGHT)))
        .update();
  }

  /** Lets go of a day: done, or to be begun again. */
  void end(String merchant, LocalDate day, boolean done) {
    jdbc.sql(
            """
            update nights set done = :done, leased_until = :now
            where merchant = :merchant and statement_day = :day
            """)
        .param("done", done)
        .param("now", Columns.time(clock.instant()))
        .param("merchant", merchant)
        .param("day", day)
        .update();
  }

  /** Forgets the provider's rows of a day, before they are read and wherever reading has failed. */
  void forget(String merchant, LocalDate day) {
    jdbc.sql("delete from statement_rows where merchant = :merchant and statement_day = :day")
        .param("merchant", merchant)
        .param("day", day)
        .update();
  }

  /** Where the provider's rows go, one by one. */
  Consumer<Booking> page(String merchant, LocalDate day) {
    AtomicLong rows = new AtomicLong();
    return booking ->
        jdbc.sql(
                """
                insert into statement_rows (merchant, statement_day, row_number, number, refund_id,
                  amount, currency, state)
                values (:merchant, :day, :row, :number, :refund, :amount, :currency, :state)
                """)
            .param("merchant", merchant)
            .param("day", day)
            .param("row", rows.incrementAndGet())
            .param("number", booking.number())
            .param("refund", booking.refundId())
            .param("amount", booking.amount().minorUnits())
            .param("currency", booking.amount().currency().getCurrencyCode())
            .param("state", booking.state().name())
            .update();
  }

  /** The provider's side, in the order that a reconciliation needs. */
  Stream<Booking> providers(String merchant, LocalDate day) {
    return jdbc
        .sql(
            """
            select number, refund_id, amount, currency, state from statement_rows
            where merchant = :merchant and statement_day = :day order by number, refund_id
            """)
        .param("merchant", merchant)
        .param("day", day)
        .query(
            (row, number) ->
                new Booking(
                    row.getString("number"),
                    row.getString("refund_id"),
                    money(row),
                    Booking.State.valueOf(row.getString("state"))))
        .stream();
  }

  /**
   * The shop's side: what it holds for paid on that day, and whatever else the provider lists on
   * it, paid or not, and given back or not. So a payment whose notification was lost differs in its
   * state, and one at midnight does not differ. A refund is compared on the day on which the
   * provider books it, which may be a later one; so a refund that no statement ever lists is not
   * found here: look for it in the sums of what was settled.
   *
   * <p>Both sides are sorted by the bytes of their numbers, as H2 does. Another database may need a
   * binary collation for these columns.
   */
  Stream<Booking> shops(String merchant, LocalDate day) {
    return jdbc
        .sql(
            """
            with listed as (select number, refund_id from statement_rows
                            where merchant = :merchant and statement_day = :day)
            select a.number, '' as refund_id, o.amount, o.currency, a.state
            from attempts a join orders o on o.id = a.order_id
            where a.merchant = :merchant
              and ((a.state = 'PAID' and a.paid_at >= :begin and a.paid_at < :end)
                   or a.number in (select number from listed where refund_id = ''))
            union all
            select r.number, r.refund_id, r.amount, o.currency, r.standing
            from refunds r join attempts a on a.number = r.number join orders o on o.id = r.order_id
            where a.merchant = :merchant and r.refund_id in (select refund_id from listed)
            order by number, refund_id
            """)
        .param("merchant", merchant)
        .param("day", day)
        .param("begin", day.atStartOfDay().atOffset(DAY))
        .param("end", day.plusDays(1).atStartOfDay().atOffset(DAY))
        .query((row, number) -> booking(row))
        .stream();
  }

  private static Booking booking(ResultSet row) throws SQLException {
    String number = row.getString("number");
    String refundId = row.getString("refund_id");
    String state = row.getString("state");
    if (refundId.isEmpty()) {
      PaymentState paid = state == null ? PaymentState.AWAITING_PAYER : PaymentState.valueOf(state);
      return Booking.payment(number, money(row), paid);
    }
    RefundState given =
        switch (Payback.Standing.valueOf(state)) {
          case DONE -> RefundState.REFUNDED;
          case REFUSED, FAILED -> RefundState.FAILED;
          case DUE, RUNNING, LOOK -> RefundState.PROCESSING;
        };
    return Booking.refund(number, refundId, money(row), given);
  }

  private static Money money(ResultSet row) throws SQLException {
    return Money.ofMinor(row.getLong("amount"), row.getString("currency"));
  }

  /** Writes a difference down, once for each day. */
  void found(Found difference) {
    jdbc.sql(
            """
            merge into differences as known
            using (values (:merchant, :day, :number, :refund, :kind, :remedy))
              as given (merchant, on_day, number, refund, kind, remedy)
              on known.merchant = given.merchant and known.statement_day = given.on_day
                and known.number = given.number and known.refund_id = given.refund
                and known.kind = given.kind
            when matched then update set remedy = given.remedy
            when not matched then
              insert (merchant, statement_day, number, refund_id, kind, remedy)
              values (given.merchant, given.on_day, given.number, given.refund, given.kind,
                given.remedy)
            """)
        .param("merchant", difference.merchant())
        .param("day", difference.day())
        .param("number", difference.number())
        .param("refund", difference.refundId())
        .param("kind", difference.kind())
        .param("remedy", difference.remedy())
        .update();
  }

  /** The latest differences first. */
  List<Found> differences(int most) {
    return jdbc.sql(
            """
            select * from differences order by statement_day desc, merchant, number, refund_id
            fetch first :most rows only
            """)
        .param("most", most)
        .query(
            (row, number) ->
                new Found(
                    row.getString("merchant"),
                    row.getObject("statement_day", LocalDate.class),
                    row.getString("number"),
                    row.getString("refund_id"),
                    row.getString("kind"),
                    row.getString("remedy")))
        .list();
  }
}
