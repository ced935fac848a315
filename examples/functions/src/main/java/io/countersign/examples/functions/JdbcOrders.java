// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Payment;
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
 * The attempts in one table of any database that has SQL. A connection for each job: an instance
 * that is frozen between two events would hold a pooled one open for nothing.
 */
final class JdbcOrders implements Orders {

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS attempts (merchant VARCHAR(64) NOT NULL,"
          + " number VARCHAR(64) NOT NULL, payment VARCHAR(1000) NOT NULL,"
          + " status VARCHAR(16) NOT NULL, parcels INT NOT NULL, next VARCHAR(64) NOT NULL,"
          + " due_at BIGINT NOT NULL, taken_until BIGINT NOT NULL,"
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
                "INSERT INTO attempts VALUES (?, ?, ?, 'OPEN', 0, ?, ?, 0)",
                merchant,
                payment.number(),
                payment.toString(),
                next.toText(),
                dueAt(next)));
  }

  @Override
  public Expectations expectedBy(String merchant) {
    return number ->
        select("merchant = ? AND number = ?", merchant, number).stream()
            .findFirst()
            .map(attempt -> ExpectedPayment.of(attempt.payment()));
  }

  @Override
  public void payment(String merchant, Payment payment, FollowUp next) {
    String number = payment.ref().number();
    inOneTransaction(
        connection -> {
          if (payment.isPaid() && !payment.isRefundedInFull()) {
            String paid = "UPDATE attempts SET status = 'PAID', parcels = parcels + 1";
            String byNumber = " WHERE merchant = ? AND number = ? AND status = ";
            if (update(connection, paid + byNumber + "'OPEN'", merchant, number) == 0) {
              // Paid after it was over: not ours to keep, and for the refunds to give back.
              String late = "UPDATE attempts SET status = 'OWED_BACK'";
              update(connection, late + byNumber + "'OVER'", merchant, number);
            }
          } else if (payment.state() == PaymentState.CLOSED
              || payment.state() == PaymentState.FAILED) {
            update(
                connection,
                "UPDATE attempts SET status = 'OVER'"
                    + " WHERE merchant = ? AND number = ? AND status = 'OPEN'",
                merchant,
                number);
          }
          return update(
              connection,
              "UPDATE attempts SET payment = ?, next = ?, due_at = ?, taken_until = 0"
                  + " WHERE merchant = ? AND number = ?",
              payment.ref().toString(),
              next.toText(),
              dueAt(next),
              merchant,
              number);
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
  public List<Attempt> takeDue(Instant now, Duration lease, int most) {
    List<Attempt> taken = new ArrayList<>();
    String due = "due_at <= ? AND taken_until <= ?";
    long second = now.getEpochSecond();
    for (Attempt attempt : select(due + " ORDER BY due_at", second, second)) {
      if (taken.size() == most) {
        break;
      }
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
    return taken;
  }

  /** How an attempt stands: OPEN, PAID, OVER or OWED_BACK, and how many parcels were packed. */
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

  private List<Attempt> select(String where, Object... values) {
    try (Connection connection = connect();
        PreparedStatement statement =
            prepared(
                connection, "SELECT merchant, payment, next FROM attempts WHERE " + where, values);
        ResultSet rows = statement.executeQuery()) {
      List<Attempt> found = new ArrayList<>();
      while (rows.next()) {
        found.add(
            new Attempt(
                rows.getString(1),
                PaymentRef.parse(rows.getString(2)),
                FollowUp.parse(rows.getString(3))));
      }
      return found;
    } catch (SQLException down) {
      throw new IllegalStateException("the shop's table cannot be read", down);
    }
  }

  private int inOneTransaction(Work work) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      int rows = work.on(connection);
      connection.commit();
      return rows;
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
