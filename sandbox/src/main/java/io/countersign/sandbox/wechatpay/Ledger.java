// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A merchant's money: what moved, and what is left. */
final class Ledger {
  /** A movement of this money itself, with what was left after it. */
  record Line(LedgerEntry entry, boolean comesIn, long balance, String flowId) {}

  private final List<LedgerEntry> entries = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final @Nullable Ledger shownIn;
  private long balance;

  Ledger(long balance) {
    this(balance, null);
  }

  /** The money of a sub-merchant, whose movements its service provider sees too. */
  Ledger(long balance, @Nullable Ledger shownIn) {
    this.balance = balance;
    this.shownIn = shownIn;
  }

  synchronized void enter(Instant at, Kind kind, String number, String outTradeNo, long amount) {
    LedgerEntry entry = new LedgerEntry(at, kind, number, outTradeNo, amount);
    entries.add(entry);
    if (shownIn != null) {
      shownIn.show(entry);
    }
    boolean comesIn = kind.comesIn();
    balance += comesIn ? amount : -amount;
    lines.add(new Line(entry, comesIn, balance, Tokens.flowId(at)));
  }

  private synchronized void show(LedgerEntry entry) {
    entries.add(entry);
  }

  synchronized List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  synchronized long chargesOf(String outTradeNo) {
    return entries.stream()
        .filter(entry -> entry.kind() == Kind.CHARGE && entry.outTradeNo().equals(outTradeNo))
        .count();
  }

  synchronized long balance() {
    return balance;
  }

  synchronized void balance(long fen) {
    balance = fen;
  }
}
