// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims in a bounded map of this JVM; the oldest finished ones are forgotten first. */
final class InMemoryReplayGuard implements ReplayGuard {

  private static final int CAPACITY = 10_000;

  private final Clock clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long tokens;

  InMemoryReplayGuard(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Claim claim(String key, Duration lease) {
    Instant now = clock.instant();
    Entry entry = entries.get(key);
    if (entry != null && entry.isDone()) {
      return new Claim.Done();
    }
    if (entry != null && entry.isHeldAt(now)) {
      return new Claim.Busy();
    }
    String token = Long.toString(++tokens);
    entries.put(key, new Entry(token, now.plusMillis(lease.toMillis())));
    makeRoom();
    return new Claim.Granted(token, entry != null);
  }

  @Override
  public synchronized void done(String key, String token) {
    Entry entry = entries.get(key);
    if (entry != null && entry.token.equals(token)) {
      entries.put(key, new Entry(token, null));
    }
  }

  @Override
  public synchronized void release(String key, String token) {
    Entry entry = entries.get(key);
    if (entry != null && !entry.isDone() && entry.token.equals(token)) {
      entries.put(key, new Entry(token, Instant.MIN));
    }
  }

  private void makeRoom() {
    if (entries.size() <= CAPACITY) {
      return;
    }
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (entries.size() > CAPACITY && oldestFirst.hasNext()) {
      if (!oldestFirst.next().isHeldAt(clock.instant())) {
        oldestFirst.remove();
      }
    }
  }

  private static final class Entry {
    private final String token;
    private final @Nullable Instant leaseEnds;

    Entry(String token, @Nullable Instant leaseEnds) {
      this.token = token;
      this.leaseEnds = leaseEnds;
    }

    boolean isDone() {
      return leaseEnds == null;
    }

    boolean isHeldAt(Instant now) {
      return leaseEnds != null && now.isBefore(leaseEnds);
    }
  }
}
