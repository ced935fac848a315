// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.util.ArrayList;
import java.util.List;

/** What payers paid, and what the merchant can refund from. */
final class Ledger {
  private final List<LedgerEntry> entries = new ArrayList<>();
  private long balance;

  Ledger(long balance) {
    this.balance = balance;
  }

  synchronized void enter(LedgerEntry entry) {
    entries.add(entry);
  }

  synchronized void move(long dollars) {
    balance += dollars;
  }

  synchronized void balance(long dollars) {
    balance = dollars;
  }

  synchronized long balance() {
    return balance;
  }

  synchronized List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }
}
