// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * The attempts in one table of a database that has SQL; tested with H2. A connection for each job:
 * an instance that is frozen between two events would hold a pooled one open for nothing.
 */
final class JdbcOrders implements Orders {

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS attempts (merchant VARCHAR(64) NOT NULL,"
          + " number VARCHAR(64) NOT NULL, payment VARCHAR(1000) NOT NULL,"
          + " status VARCHAR(16) NOT NULL, parcels INT NOT NULL, next VARCHAR(64) NOT NULL,"
          + " due_at BIGINT NOT NULL, taken_until BIGINT NOT NULL, refund_id VARCHAR(64),"
          + " PRIMARY KEY (merchant, number))";

  private final String url;

  /**
   * The attempts behind a JDBC address.
   *
   * @param url with user and password in it
   */
  JdbcOrders(String url) {
    this.url = url;
  }

  /** Creates the table where there is none yet. */
  void open() {
    inOneTransaction(connection -> update(connection, TABLE));
  }

  @Override
  public void begin(String merchant, PaymentRef payment, FollowUp next) {
    inOneTransaction(
        connection ->
            update(
                connection,
                "INSERT INTO attempts VALUES (?, ?, ?, 'OPEN', 0, ?, ?, 0, NULL)",
                merchant,
                payment.number(),
                payment.toString(),
                next.toText(),
                dueAt(next)));
  }

  @Override
  public Expectations expectedBy(String merchant) {
    return number ->
        select(1, "merchant = ? AND number = ?", merchant, number).stream()
            .findFirst()
            .map(attempt -> ExpectedPayment.of(attempt.payment()));
  }

  @Override
  public void payment(String merchant, Payment payment, FollowUp next) {
    String known =
        "payment = ?, next = ?, due_at = ?, taken_until = 0"
            + " WHERE merchant = ? AND number = ? AND status ";
    String ref = payment.ref().toString();
    String number = payment.ref().number();
    Object[] news = {ref, next.toText(), dueAt(next), merchant, number};
    inOneTransaction(
        connection -> {
          String change = "UPDATE attempts SET ";
          if (payment.isPaid() && !payment.isRefundedInFull()) {
            String paid = change + "status = 'PAID', parcels = parcels + 1, " + known;
            if (update(connection, paid + "= 'OPEN'", news) == 1) {
              return 1;
            }
            // Paid after it was over: not ours to keep, and due at once.
            FollowUp back = new FollowUp.RepeatSame(Instant.EPOCH);
            String refund = PaymentId.next().number();
            String late = change + "status = 'OWED_BACK', refund_id = ?, " + known + "= 'OVER'";
            if (update(connection, late, refund, ref, back.toText(), dueAt(back), merchant, number)
                == 1) {
              return 1;
            }
            return update(connection, change + known + "= 'PAID'", news);
          }
          // An answer that was on its way while a callback settled the attempt settles nothing.
          String still = payment.isPaid() ? "<> 'OWED_BACK'" : "IN ('OPEN', 'OVER')";
          int rows = update(connection, change + known + still, news);
          if (payment.isRefundedInFull()) {
            // Given back elsewhere before any callback came: one that comes late sells nothing.
            update(
                connection,
                "UPDATE attempts SET status = 'GIVEN_BACK'"
                    + " WHERE merchant = ? AND number = ? AND status IN ('OPEN', 'OVER')",
                merchant,
                number);
          }
          if (payment.state() == PaymentState.CLOSED || payment.state() == PaymentState.FAILED) {
            update(
                connection,
                change + "status = 'OVER' WHERE merchant = ? AND number = ? AND status = 'OPEN'",
                merchant,
                number);
          }
          return rows;
        });
  }

  @Override
  public void follow(Attempt attempt, FollowUp next) {
    inOneTransaction(
        connection ->
            // Where a notification came in between, what it left to do stands.
            update(
                connection,
                "UPDATE attempts SET next = ?, due_at = ?, taken_until = 0"
                    + " WHERE merchant = ? AND number = ? AND next = ?",
                next.toText(),
                dueAt(next),
                attempt.merchant(),
                attempt.payment().number(),
                attempt.next().toText()));
  }

  @Override
  public void givenBack(Attempt attempt) {
    FollowUp done = new FollowUp.Done();
    inOneTransaction(
        connection ->
            update(
                connection,
                "UPDATE attempts SET status = 'GIVEN_BACK', next = ?, due_at = ?, taken_until = 0"
                    + " WHERE merchant = ? AND number = ? AND status = 'OWED_BACK'",
                done.toText(),
                dueAt(done),
                attempt.merchant(),
                attempt.payment().number()));
  }

  @Override
  public List<Attempt> takeDue(Instant now, Duration lease, int most) {
    String due = "due_at <= ? AND taken_until <= ?";
    long second = now.getEpochSecond();
    List<Attempt> taken = new ArrayList<>();
    // Where runs beside this one were first with all that was seen, there may be more behind it.
    while (taken.isEmpty()) {
      List<Attempt> seen = select(most, due + " ORDER BY due_at", second, second);
      if (seen.isEmpty()) {
        return taken;
      }
      for (Attempt attempt : seen) {
        int won =
            inOneTransaction(
                connection ->
                    update(
                        connection,
                        "UPDATE attempts SET taken_until = ? WHERE merchant = ? AND number = ? AND "
                            + due,
                        now.plus(lease).getEpochSecond(),
                        attempt.merchant(),
                        attempt.payment().number(),
                        second,
                        second));
        if (won == 1) {
          taken.add(attempt);
        }
      }
    }
    return taken;
  }

  /**
   * How an attempt stands: OPEN, PAID, OVER, OWED_BACK or GIVEN_BACK, and how many parcels were
   * packed.
   */
  Optional<String> status(String merchant, String number) {
    try (Connection connection = connect();
        PreparedStatement statement =
            prepared(
                connection,
                "SELECT status, parcels FROM attempts WHERE merchant = ? AND number = ?",
                merchant,
                number);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(rows.getString(1) + " " + rows.getInt(2)) : Optional.empty();
    } catch (SQLException down) {
      throw new IllegalStateException("the shop's table cannot be read", down);
    }
  }

  private List<Attempt> select(int most, String where, Object... values) {
    String sql = "SELECT merchant, payment, next, refund_id FROM attempts WHERE " + where;
    try (Connection connection = connect();
        PreparedStatement statement = prepared(connection, sql, values)) {
      statement.setMaxRows(most);
      List<Attempt> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Attempt(
                  rows.getString(1),
                  PaymentRef.parse(rows.getString(2)),
                  FollowUp.parse(rows.getString(3)),
                  Optional.ofNullable(rows.getString(4))));
        }
      }
      return found;
    } catch (SQLException down) {
      throw new IllegalStateException("the shop's table cannot be read", down);
    }
  }

  private int inOneTransaction(Work work) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try {
        int rows = work.on(connection);
        connection.commit();
        return rows;
      } catch (SQLException | RuntimeException failed) {
        // Some drivers commit what is open when they close.
        try {
          connection.rollback();
        } catch (SQLException gone) {
          failed.addSuppressed(gone);
        }
        throw failed;
      }
    } catch (SQLException down) {
      throw new IllegalStateException("the shop's table cannot be written", down);
    }
  }

  /** A platform loads functions by a loader of its own, in which DriverManager may not look. */
  private Connection connect() throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, getClass().getClassLoader())) {
      if (driver.acceptsURL(url)) {
        return driver.connect(url, new Properties());
      }
    }
    throw new SQLException("no driver in the function's package takes the address of its table");
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /**
   * Epoch seconds, so that every database compares them alike; far away for what a timer does not
   * do.
   */
  private static long dueAt(FollowUp next) {
    Instant at =
        next instanceof FollowUp.Ask ask
            ? ask.at()
            : next instanceof FollowUp.RepeatSame repeat
                ? repeat.at()
                : next instanceof FollowUp.Close close
                    ? close.at()
                    : next instanceof FollowUp.Reverse reverse ? reverse.at() : Instant.MAX;
    return at.getEpochSecond();
  }

  private interface Work {
    int on(Connection connection) throws SQLException;
  }
}
