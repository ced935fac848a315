// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What moved, and what the merchant has. */
final class Ledger {
  final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();

  /** In fen. */
  final AtomicLong balance;

  Ledger(long fen) {
    this.balance = new AtomicLong(fen);
  }

  void enter(LedgerEntry entry) {
    entries.add(entry);
    switch (entry.kind()) {
      case PAYMENT -> balance.addAndGet(entry.fen());
      case REFUND, TRANSFER -> balance.addAndGet(-entry.fen());
      default -> {
        // Frozen money stays the payer's.
      }
    }
  }
}
