// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What UnionPay says to a shop, and lets the payer's browser say. */
final class Notices {
  private Notices() {}

  /** To {@code backUrl}: how a transaction stands. */
  static SignedForm of(Transaction transaction) {
    Map<String, String> fields = echoed(transaction);
    putMoney(transaction, fields);
    putOriginal(transaction, fields);
    return signed(transaction, fields);
  }

  /** To {@code frontUrl}, by the payer's browser. */
  static SignedForm returned(Transaction transaction) {
    Map<String, String> fields = echoed(transaction);
    fields.put("queryId", transaction.queryId);
    fields.put("txnAmt", Long.toString(transaction.fen));
    fields.put("currencyCode", "156");
    fields.put("accNo", card(transaction));
    fields.put("payCardType", "01");
    fields.putAll(transaction.more);
    return signed(transaction, fields);
  }

  private static Map<String, String> echoed(Transaction transaction) {
    Map<String, String> fields = new LinkedHashMap<>();
    Call.echo(transaction.asked, fields);
    fields.put("respCode", transaction.respCode);
    fields.put("respMsg", Refusal.message(transaction.respCode));
    return fields;
  }

  private static SignedForm signed(Transaction transaction, Map<String, String> fields) {
    return SignedForm.of(transaction.account.keys, transaction.charset, fields);
  }

  /** What was to be paid, and if it was, how. */
  static void putMoney(Transaction transaction, Map<String, String> into) {
    String fen = Long.toString(transaction.fen);
    into.put("queryId", transaction.queryId);
    if (transaction.fen > 0) {
      into.put("txnAmt", fen);
      into.put("currencyCode", "156");
    }
    into.put("traceNo", transaction.traceNo);
    into.put("traceTime", Numbers.traceTime(transaction.created));
    Instant done = transaction.endedAt;
    if (done != null) {
      if (transaction.fen > 0) {
        into.put("settleAmt", fen);
        into.put("settleCurrencyCode", "156");
        into.put("settleDate", Numbers.monthAndDay(Numbers.clearingDay(done)));
      }
      into.put("accNo", card(transaction));
      into.put("payType", "0001");
      into.put("payCardType", "01");
    }
    if (transaction.operation.qr()) {
      into.put("issInsCode", "01020000");
      into.put("accInsCode", "00010000");
    }
    if (!transaction.term("qrNo").isEmpty()) {
      into.put("qrNo", transaction.term("qrNo"));
    }
    into.putAll(transaction.more);
  }

  /** What it changes. */
  static void putOriginal(Transaction transaction, Map<String, String> into) {
    Transaction original = transaction.original;
    if (original != null) {
      into.put("origQryId", original.queryId);
      if (original.operation.qr()) {
        into.put("origOrderId", original.orderId);
        into.put("origTxnTime", original.txnTime);
      }
    }
  }

  private static String card(Transaction transaction) {
    String masked = Cards.masked(transaction.card);
    boolean encrypts =
        transaction.account.setup.mustEncrypt() && transaction.account.keys.method.certificates();
    return encrypts ? Secrets.sealed(transaction.account.keys.own(), masked) : masked;
  }
}
