// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The transactions of one merchant, and what may happen to them. Used while the account is locked.
 */
final class OrderBook {
  private static final Duration SLOW = Duration.ofMinutes(1);
  private static final Duration GIVEN_BACK = Duration.ofDays(5);

  private final Account account;
  private final List<Transaction> all = new ArrayList<>();

  OrderBook(Account account) {
    this.account = account;
  }

  List<Transaction> all() {
    return List.copyOf(all);
  }

  Optional<Transaction> find(Predicate<Transaction> wanted) {
    return all.stream().filter(wanted).findFirst();
  }

  Optional<Transaction> find(String merId, String orderId, String txnTime) {
    return find(
        one ->
            one.merId.equals(merId) && one.orderId.equals(orderId) && one.txnTime.equals(txnTime));
  }

  /** The latest of a number, for a test or a payer's page, begun or not. */
  Transaction known(String orderId) {
    Transaction latest = null;
    for (Transaction one : all) {
      latest = one.orderId.equals(orderId) ? one : latest;
    }
    if (latest == null) {
      throw new IllegalStateException("there is no transaction " + orderId);
    }
    return latest;
  }

  /** Refuses a number that was used on the same day, whatever became of it. */
  void checkUnused(Call call) throws Refusal {
    String day = call.text("txnTime").substring(0, 8);
    Optional<Transaction> before =
        find(
            one ->
                one.merId.equals(call.text("merId"))
                    && one.orderId.equals(call.text("orderId"))
                    && one.txnTime.startsWith(day));
    if (before.isPresent()) {
      boolean same = before.get().txnTime.equals(call.text("txnTime"));
      throw new Refusal(
          "12",
          same
              ? "there is a transaction with this orderId and txnTime"
              : "this orderId was used with another txnTime on the same day");
    }
  }

  /** Adds what a payer acts on; it ends by itself. */
  void add(Transaction order) {
    all.add(order);
    later(order.expires, () -> expire(order));
  }

  private void expire(Transaction order) {
    if (order.state == State.WAITING || order.state == State.NOT_STARTED) {
      boolean begun = order.begun();
      order.state = State.EXPIRED;
      order.respCode = begun ? "69" : "34";
      order.typing = false;
    }
  }

  /** The payer opens the page or the app, or scans the code. */
  void begin(Transaction order) {
    if (order.state == State.NOT_STARTED && !order.expired(account.agenda.now())) {
      order.state = State.WAITING;
    } else if (order.state == State.EXPIRED || order.state == State.NOT_STARTED) {
      throw new IllegalStateException("payTimeout has passed");
    } else if (order.state != State.WAITING) {
      throw new IllegalStateException("this transaction is " + order.state);
    }
  }

  void pay(Transaction order) {
    begin(order);
    succeed(order, "00");
  }

  /** The payer's bank has taken the money, too late. */
  void payLate(Transaction order) {
    if (order.state != State.EXPIRED) {
      throw new IllegalStateException("this transaction is " + order.state + ", not at its end");
    }
    order.state = State.LATE;
    order.respCode = "42";
    order.endedAt = account.agenda.now();
    enter(LedgerEntry.Kind.PAYMENT, order, order);
    later(account.agenda.now().plus(GIVEN_BACK), () -> giveBack(order));
  }

  private void giveBack(Transaction order) {
    order.givenBackAt = account.agenda.now();
    enter(LedgerEntry.Kind.REFUND, order, order);
  }

  /** The payer's card is refused: on a page the payer may try another. */
  void decline(Transaction order, String respCode) {
    begin(order);
    order.respCode = respCode;
    if (!order.operation.byPayer()) {
      fail(order, respCode);
    }
  }

  void fail(Transaction order, String respCode) {
    order.state = State.FAILED;
    order.respCode = respCode;
    order.typing = false;
  }

  /** Something between servers, in its course; gives what the call is answered. */
  String run(Transaction transaction) {
    all.add(transaction);
    Transaction original = transaction.original;
    if (original != null) {
      original.followers.add(transaction);
    }
    return proceed(transaction);
  }

  /** The same for what is in the book already. */
  String proceed(Transaction transaction) {
    Course course = account.course(transaction.operation);
    transaction.state = State.PROCESSING;
    transaction.respCode = course.first;
    if (course.atOnce()) {
      succeed(transaction, course.last);
    } else {
      later(account.agenda.now().plus(SLOW), () -> end(transaction, course));
    }
    return course.answered;
  }

  private void end(Transaction transaction, Course course) {
    if (transaction.state != State.PROCESSING) {
      return;
    }
    if (Course.done(course.last)) {
      succeed(transaction, course.last);
      return;
    }
    fail(transaction, course.last);
    if (account.setup.tellsFailures()) {
      account.notifications.queue(transaction);
    }
  }

  void succeed(Transaction done, String respCode) {
    done.state = State.SUCCESS;
    done.respCode = respCode;
    done.typing = false;
    done.endedAt = account.agenda.now();
    Transaction original = done.original == null ? done : done.original;
    switch (done.operation) {
      case REFUND -> enter(LedgerEntry.Kind.REFUND, original, done);
      case UNDO -> undo(LedgerEntry.Kind.UNDO, original, done);
      case PRE_AUTH_UNDO -> undo(LedgerEntry.Kind.PRE_AUTH_UNDO, original, done);
      case COMPLETE_UNDO -> undo(LedgerEntry.Kind.COMPLETION_UNDO, original, done);
      case COMPLETE -> enter(LedgerEntry.Kind.COMPLETION, original, done);
      case PAY_OUT -> enter(LedgerEntry.Kind.PAY_OUT, done, done);
      default -> {
        if (done.operation.sale() || done.operation.preAuth()) {
          boolean frozen = done.operation.preAuth();
          enter(frozen ? LedgerEntry.Kind.PRE_AUTH : LedgerEntry.Kind.PAYMENT, done, done);
        }
      }
    }
    if (done.operation.bindsCard()) {
      account.tokens.bind(done);
    }
    account.notifications.queue(done);
  }

  private void undo(LedgerEntry.Kind kind, Transaction original, Transaction done) {
    original.state = State.UNDONE;
    enter(kind, original, done);
  }

  void reverse(Transaction order) {
    if (order.state == State.SUCCESS) {
      enter(LedgerEntry.Kind.REVERSAL, order, order);
    }
    order.state = State.REVERSED;
    order.respCode = "46";
    order.typing = false;
  }

  void later(Instant due, Runnable work) {
    account.agenda.at(
        due,
        () -> {
          synchronized (account) {
            work.run();
          }
        });
  }

  /** What moved by one transaction, under the number of the payment it belongs to. */
  private void enter(LedgerEntry.Kind kind, Transaction belongsTo, Transaction moved) {
    Transaction first = belongsTo;
    while (first.original != null) {
      first = first.original;
    }
    account.ledger.enter(
        new LedgerEntry(account.agenda.now(), kind, first.orderId, moved.queryId, moved.fen));
  }
}
