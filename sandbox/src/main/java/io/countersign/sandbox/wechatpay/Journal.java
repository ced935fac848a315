// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.ArrayDeque;
import java.util.List;

/** The latest calls; an old one makes room, so that a sandbox can run for months. */
final class Journal {
  private static final int KEPT = 10_000;

  private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();

  synchronized void add(JournalEntry entry) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  synchronized List<JournalEntry> entries() {
    return List.copyOf(entries);
  }
}
