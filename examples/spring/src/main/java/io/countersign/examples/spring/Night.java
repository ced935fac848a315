// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Booking;
import io.countersign.Difference;
import io.countersign.Payment;
import io.countersign.Reconciliation;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementTotals;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The nightly comparison of the provider's books with the shop's. A payment that no notification
 * told of is settled by asking; whatever else differs is written down for a person.
 */
class Night {

  private static final Logger LOG = LoggerFactory.getLogger(Night.class);

  private final Books books;
  private final Orders orders;
  private final FollowUps followUps;
  private final Tills tills;
  private final TransactionTemplate transaction;

  Night(
      Books books,
      Orders orders,
      FollowUps followUps,
      Tills tills,
      TransactionTemplate transaction) {
    this.books = books;
    this.orders = orders;
    this.followUps = followUps;
    this.tills = tills;
    this.transaction = transaction;
  }

  /**
   * Compares at every merchant yesterday, and what is left of the week before it; what is not ready
   * stays due for the next run.
   */
  void run() {
    for (String merchant : tills.merchantIds()) {
      for (LocalDate day : books.undone(merchant)) {
        if (books.begin(merchant, day)) {
          compared(merchant, day);
        }
      }
      long given = books.leftUndone(merchant);
      if (given > 0) {
        LOG.error("stop and look: {} days of {} are too old and not compared", given, merchant);
      }
    }
  }

  private void compared(String merchant, LocalDate day) {
    boolean done = false;
    try {
      done = compare(merchant, day);
    } catch (RuntimeException notNow) {
      LOG.warn("the books of {} on {} stay to be compared", merchant, day, notNow);
    } finally {
      books.end(merchant, day, done);
    }
  }

  /**
   * Compares one day.
   *
   * @return false if the statement is not ready yet
   */
  boolean compare(String merchant, LocalDate day) {
    if (!(tills.client(merchant) instanceof StatementReader reader)) {
      return true;
    }
    if (!read(reader, merchant, day)) {
      return false;
    }
    List<Difference> differences = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          // Both sides are walked once, row by row, however many there are.
          try (Stream<Booking> theirs = books.providers(merchant, day);
              Stream<Booking> ours = books.shops(merchant, day)) {
            Reconciliation.of(theirs.iterator(), ours.iterator(), differences::add);
          }
        });
    for (Difference difference : differences) {
      String number = difference.number();
      String refundId =
          difference.provider().or(difference::shop).map(Booking::refundId).orElse("");
      String remedy = difference.isRefund() ? "LOOK" : remedy(merchant, number);
      LOG.warn("{} on {}: {} {} {}", merchant, day, difference.kind(), number, remedy);
      books.found(
          new Books.Found(merchant, day, number, refundId, difference.kind().name(), remedy));
    }
    books.forget(merchant, day);
    return true;
  }

  /** Rows are provisional until the statement is read to its end: all of them, or none. */
  private boolean read(StatementReader reader, String merchant, LocalDate day) {
    books.forget(merchant, day);
    Consumer<Booking> page = books.page(merchant, day);
    boolean whole = false;
    try {
      Statement<StatementTotals> statement =
          reader.readStatement(day, row -> row.booking().ifPresent(page));
      whole = !(statement instanceof Statement.NotReady<?>);
    } finally {
      if (!whole) {
        books.forget(merchant, day);
      }
    }
    return whole;
  }

  /** A payment that the shop has, and holds for something else: the provider is asked. */
  private String remedy(String merchant, String number) {
    return orders
        .attempt(number)
        .filter(attempt -> attempt.merchant().equals(merchant))
        .flatMap(followUps::ask)
        .filter(Payment::isPaid)
        .map(paid -> "SETTLED")
        .orElse("LOOK");
  }
}
