// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the shop's values stand in the columns of its tables. */
final class Columns {

  /** An attempt with everything that {@link #attempt} reads. */
  static final String ATTEMPT =
      "select order_id, place, merchant, scene, ref, state, follow_up from attempts ";

  /** A refund with everything that {@link #payback} reads. */
  static final String PAYBACK =
      """
      select r.refund_id, r.order_id, a.merchant, a.ref, r.amount, r.amount_before, o.currency,
             r.standing, r.tried, r.follow_up
      from refunds r join attempts a on a.number = r.number join orders o on o.id = r.order_id\s
      """;

  private Columns() {}

  /** A moment for a column with time zone. */
  static OffsetDateTime time(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  /** When a follow-up is due, or SQL's null where none ever is. */
  static @Nullable OffsetDateTime due(FollowUp next) {
    if (next instanceof FollowUp.Ask ask) {
      return time(ask.at());
    }
    if (next instanceof FollowUp.RepeatSame repeat) {
      return time(repeat.at());
    }
    if (next instanceof FollowUp.Close close) {
      return time(close.at());
    }
    return next instanceof FollowUp.Reverse reverse ? time(reverse.at()) : null;
  }

  static Order order(ResultSet row, int number) throws SQLException {
    return new Order(
        row.getString("id"),
        row.getString("item"),
        Money.ofMinor(row.getLong("amount"), row.getString("currency")),
        Order.Status.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("paid_by")));
  }

  static Attempt attempt(ResultSet row, int number) throws SQLException {
    return new Attempt(
        row.getString("order_id"),
        row.getInt("place"),
        row.getString("merchant"),
        row.getString("scene"),
        PaymentRef.parse(row.getString("ref")),
        Optional.ofNullable(row.getString("state")).map(PaymentState::valueOf),
        FollowUp.parse(row.getString("follow_up")));
  }

  static Payback payback(ResultSet row, int number) throws SQLException {
    String currency = row.getString("currency");
    return new Payback(
        row.getString("refund_id"),
        row.getString("order_id"),
        row.getString("merchant"),
        PaymentRef.parse(row.getString("ref")),
        Money.ofMinor(row.getLong("amount"), currency),
        Money.ofMinor(row.getLong("amount_before"), currency),
        Payback.Standing.valueOf(row.getString("standing")),
        row.getBoolean("tried"),
        FollowUp.parse(row.getString("follow_up")));
  }
}
