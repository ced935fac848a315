// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The calls that change what was done before. */
final class FollowUpCalls {
  private static final Duration REFUND_WINDOW = Duration.ofDays(330);
  private static final Duration PRE_AUTH_LIFE = Duration.ofDays(30);

  private FollowUpCalls() {}

  static Map<String, String> refund(Call call) throws Refusal {
    Transaction original = original(call, one -> one.operation.sale() || completion(one));
    long fen = call.fen();
    checkOpen(original);
    long left = original.fen - original.promised();
    if (left == 0) {
      throw new Refusal("45", "everything was refunded already");
    }
    if (fen > left) {
      throw new Refusal("36", "txnAmt is more than what is left to refund");
    }
    if (call.now().isAfter(done(original).plus(REFUND_WINDOW))) {
      throw new Refusal("39", "a payment can be refunded for 330 days");
    }
    checkMoney(call, fen);
    return run(call, fen, original);
  }

  static Map<String, String> undo(Call call) throws Refusal {
    Transaction original = original(call, one -> one.operation.sale());
    if (original.operation == Operation.B2B) {
      throw new Refusal("32", "payments of companies cannot be undone, refund them");
    }
    checkWhole(call, original);
    checkSameDay(call, original);
    checkMoney(call, original.fen);
    return run(call, original.fen, original);
  }

  static Map<String, String> complete(Call call) throws Refusal {
    Transaction original = original(call, one -> one.operation.preAuth());
    checkOpen(original);
    if (original.hasBeen(Operation.COMPLETE)) {
      throw new Refusal("45", "the frozen money was taken already");
    }
    long fen = call.fen();
    if (fen * 100 > original.fen * 115) {
      throw new Refusal("36", "txnAmt is more than 115 percent of what was frozen");
    }
    if (call.now().isAfter(done(original).plus(PRE_AUTH_LIFE))) {
      throw new Refusal("39", "money is frozen for 30 days");
    }
    return run(call, fen, original);
  }

  static Map<String, String> undoPreAuth(Call call) throws Refusal {
    Transaction original = original(call, one -> one.operation.preAuth());
    checkWhole(call, original);
    if (original.hasBeen(Operation.COMPLETE)) {
      throw new Refusal("45", "the frozen money was taken, undo that first");
    }
    return run(call, original.fen, original);
  }

  static Map<String, String> undoCompletion(Call call) throws Refusal {
    Transaction original = original(call, FollowUpCalls::completion);
    checkWhole(call, original);
    checkSameDay(call, original);
    checkMoney(call, original.fen);
    return run(call, original.fen, original);
  }

  /** Ends what was begun with a code or a token and has no known outcome. */
  static Map<String, String> reverse(Call call) throws Refusal {
    Transaction original =
        call.account()
            .orders
            .find(call.text("merId"), call.text("orderId"), call.text("txnTime"))
            .filter(Transaction::begun)
            .orElseThrow(() -> new Refusal("34", "there is no transaction to reverse"));
    if (!original.operation.reversible()) {
      throw new Refusal("32", "only payments by code or by token can be reversed");
    }
    switch (original.state) {
      case REVERSED -> throw new Refusal("46", "it was reversed already");
      case UNDONE -> throw new Refusal("45", "it was undone already");
      case WAITING, PROCESSING, SUCCESS -> {}
      default -> throw new Refusal("35", "it has failed, there is nothing to reverse");
    }
    if (original.promised() > 0) {
      throw new Refusal("45", "a part was refunded already");
    }
    checkDay(call, original.created);
    call.account().orders.reverse(original);
    return Map.of();
  }

  private static boolean completion(Transaction one) {
    return one.operation == Operation.COMPLETE;
  }

  private static Transaction original(Call call, Predicate<Transaction> fits) throws Refusal {
    call.account().orders.checkUnused(call);
    Transaction original =
        named(call)
            .filter(one -> one.merId.equals(call.text("merId")) && one.begun())
            .orElseThrow(() -> new Refusal("35", "the original is not known here"));
    if (!fits.test(original)) {
      throw new Refusal("35", "the original is a " + original.operation + ", not for this call");
    }
    if (!original.term("bizType").equals(call.text("bizType"))) {
      throw new Refusal("36", "bizType is not that of the original");
    }
    return original;
  }

  private static Optional<Transaction> named(Call call) throws Refusal {
    OrderBook book = call.account().orders;
    String queryId = call.text("origQryId");
    if (!queryId.isEmpty()) {
      return book.find(one -> one.queryId.equals(queryId));
    }
    if (call.text("origOrderId").isEmpty() || call.text("origTxnTime").isEmpty()) {
      throw Refusal.missing("origQryId");
    }
    Optional<Transaction> found =
        book.find(call.text("merId"), call.text("origOrderId"), call.text("origTxnTime"));
    if (found.isPresent() && !found.get().operation.qr()) {
      throw new Refusal("13", "origQryId is missing; only QR payments are named otherwise");
    }
    return found;
  }

  private static void checkOpen(Transaction original) throws Refusal {
    switch (original.state) {
      case SUCCESS -> {}
      case UNDONE -> throw new Refusal("45", "the original was undone");
      case REVERSED -> throw new Refusal("45", "the original was reversed");
      default -> throw new Refusal("35", "the original has not succeeded");
    }
    boolean undone =
        original.followers.stream()
            .anyMatch(one -> one.operation.undoes() && one.state == State.PROCESSING);
    if (undone) {
      throw new Refusal("45", "the original is being undone");
    }
  }

  /** An undo takes all, once, and only what is whole. */
  private static void checkWhole(Call call, Transaction original) throws Refusal {
    checkOpen(original);
    if (original.promised() > 0) {
      throw new Refusal("45", "a part was refunded already, refund the rest");
    }
    if (call.fen() != original.fen) {
      throw new Refusal("36", "txnAmt is not that of the original");
    }
  }

  private static void checkSameDay(Call call, Transaction original) throws Refusal {
    checkDay(call, done(original));
  }

  private static void checkDay(Call call, Instant then) throws Refusal {
    if (!Numbers.clearingDay(call.now()).equals(Numbers.clearingDay(then))) {
      throw new Refusal("39", "its clearing day, from 23:00 to 23:00, is over");
    }
  }

  private static Instant done(Transaction original) {
    Instant at = original.endedAt;
    return at == null ? original.created : at;
  }

  static void checkMoney(Call call, long fen) throws Refusal {
    if (call.account().ledger.balance.get() < fen) {
      throw new Refusal("90", "the merchant has not enough money");
    }
  }

  private static Map<String, String> run(Call call, long fen, Transaction original) {
    Transaction transaction = new Transaction(call, fen, call.now(), original);
    Map<String, String> answer = transaction.accepted(call.account().orders.run(transaction));
    answer.put("origQryId", original.queryId);
    answer.put("txnAmt", Long.toString(fen));
    return answer;
  }
}
