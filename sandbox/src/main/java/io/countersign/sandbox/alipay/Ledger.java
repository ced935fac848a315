// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What moved, and what the merchant has. */
final class Ledger {
  final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();

  /** What can be spent: in fen. */
  final AtomicLong balance;

  /** What is frozen to be shared: in fen. */
  final AtomicLong held = new AtomicLong();

  Ledger(long fen) {
    this.balance = new AtomicLong(fen);
  }

  void hold(long fen) {
    balance.addAndGet(-fen);
    held.addAndGet(fen);
  }

  void enter(LedgerEntry entry) {
    entries.add(entry);
    switch (entry.kind()) {
      case PAYMENT, SHARE_BACK -> balance.addAndGet(entry.fen());
      case REFUND, TRANSFER, SHARE -> balance.addAndGet(-entry.fen());
      default -> {
        // Frozen money stays the payer's.
      }
    }
  }
}
