// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What moved, and what the merchant has. */
final class Ledger {
  final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();

  /** What can be given back or paid out: in fen. */
  final AtomicLong balance;

  Ledger(long fen) {
    this.balance = new AtomicLong(fen);
  }

  void enter(LedgerEntry entry) {
    entries.add(entry);
    switch (entry.kind()) {
      case PAYMENT, COMPLETION -> balance.addAndGet(entry.fen());
      case REFUND, UNDO, REVERSAL, COMPLETION_UNDO, PAY_OUT -> balance.addAndGet(-entry.fen());
      case PRE_AUTH, PRE_AUTH_UNDO -> {
        // Frozen money stays the payer's.
      }
    }
  }
}
