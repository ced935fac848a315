// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.OrderView.State;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One transaction. Changes only while its account is locked. */
final class Transaction {
  private static final Set<String> UNTOLD =
      Set.of(Pairs.SIGNATURE, "certId", "accNo", "customerInfo", "payerVerifiInfo");

  final Account account;
  final Operation operation;
  final Map<String, String> asked;
  final Charset charset;
  final String merId;
  final String orderId;
  final String txnTime;
  final long fen;
  final Instant created;
  final Instant expires;
  final String queryId;
  final String traceNo = Numbers.digits(6);
  final String ticket = Numbers.token(24);
  final String tn;

  /** What it changes; nothing for a payment. */
  final @Nullable Transaction original;

  /** What has changed it. */
  final List<Transaction> followers = new ArrayList<>();

  /** What an answer and a notification say besides: of a card that was bound. */
  final Map<String, String> more = new LinkedHashMap<>();

  State state = State.NOT_STARTED;

  /** What a question is told. */
  String respCode = "05";

  @Nullable Instant endedAt;

  /** When a payment that came too late went back by itself. */
  @Nullable Instant givenBackAt;

  /** Whether the payer has to type the password for a scanned code. */
  boolean typing;

  /** The payer's card. */
  String card = Cards.USUAL;

  Transaction(Call call, long fen, Instant expires, @Nullable Transaction original) {
    this.account = call.account();
    this.operation = call.operation();
    this.asked = told(call.fields());
    this.charset = call.charset();
    this.merId = call.text("merId");
    this.orderId = call.text("orderId");
    this.txnTime = call.text("txnTime");
    this.fen = fen;
    this.created = call.now();
    this.expires = expires;
    this.original = original;
    this.queryId = Numbers.queryId(created);
    this.tn = queryId;
  }

  private static Map<String, String> told(Map<String, String> fields) {
    Map<String, String> told = new HashMap<>(fields);
    told.keySet().removeAll(UNTOLD);
    return Map.copyOf(told);
  }

  String term(String name) {
    return asked.getOrDefault(name, "");
  }

  boolean expired(Instant now) {
    return !now.isBefore(expires);
  }

  /** Whether calls know of it. */
  boolean begun() {
    return state != State.NOT_STARTED;
  }

  /** Whether money has moved by it, and has not been moved back whole by an undo. */
  boolean succeeded() {
    return state == State.SUCCESS;
  }

  /** Whether money of it was cleared, or would be if it were not undone. */
  boolean cleared() {
    boolean moves = fen > 0 && !operation.preAuth() && operation != Operation.PRE_AUTH_UNDO;
    return moves && (state == State.SUCCESS || state == State.UNDONE);
  }

  /** What refunds have given back, or may give back still. */
  long promised() {
    return followers.stream()
        .filter(one -> one.operation == Operation.REFUND && one.state != State.FAILED)
        .mapToLong(one -> one.fen)
        .sum();
  }

  /** Whether something of a kind has been done to it, or may be done still. */
  boolean hasBeen(Operation operation) {
    return followers.stream()
        .anyMatch(
            one ->
                one.operation == operation
                    && one.state != State.FAILED
                    && one.state != State.UNDONE);
  }

  /** What a call is answered by which it began. */
  Map<String, String> accepted(String answered) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("respCode", answered);
    answer.put("queryId", queryId);
    return answer;
  }

  OrderView view() {
    Transaction changed = original;
    return new OrderView(
        orderId,
        txnTime,
        merId,
        begun() ? queryId : "",
        operation,
        fen,
        state,
        respCode,
        created,
        expires,
        Optional.ofNullable(endedAt),
        changed == null ? Optional.empty() : Optional.of(changed.orderId),
        followers.stream()
            .filter(one -> one.operation == Operation.REFUND)
            .map(
                one ->
                    new OrderView.Refund(
                        one.orderId, one.fen, one.created, one.state == State.SUCCESS))
            .toList(),
        asked);
  }
}
