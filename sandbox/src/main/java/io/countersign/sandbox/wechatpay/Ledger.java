// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A merchant's money: what moved, and what is left. */
final class Ledger {
  private final List<LedgerEntry> entries = new ArrayList<>();
  private long balance;

  Ledger(long balance) {
    this.balance = balance;
  }

  synchronized void enter(Instant at, Kind kind, String number, String outTradeNo, long amount) {
    entries.add(new LedgerEntry(at, kind, number, outTradeNo, amount));
    boolean comesIn = kind == Kind.CHARGE || kind == Kind.REFUND_RETURNED;
    balance += comesIn ? amount : -amount;
  }

  synchronized List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  synchronized long balance() {
    return balance;
  }

  synchronized void balance(long fen) {
    balance = fen;
  }
}
