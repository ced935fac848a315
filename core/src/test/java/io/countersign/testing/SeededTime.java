// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.PaymentRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The time of one timeline: what happens when, all of it by chance from one seed, and its story.
 */
abstract class SeededTime {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  final FollowUpTimelines.Way way;
  final Random chance;
  final FollowUpTimelines.Report report;
  Instant now = BEGIN;
  private final long ownSeed;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::order));
  private final List<String> story = new ArrayList<>();
  private long eventCount;

  SeededTime(FollowUpTimelines.Way way, long ownSeed, FollowUpTimelines.Report report) {
    this.way = way;
    this.ownSeed = ownSeed;
    this.chance = new Random(ownSeed);
    this.report = report;
  }

  private record Event(Instant at, long order, Runnable what) {}

  /** The last moment at which the payer may pay. */
  Instant lastMoment(PaymentRequest<?> request) {
    return way.validity()
        .map(validity -> request.id().createdAt().plus(validity))
        .orElseGet(() -> request.payBefore().orElseThrow());
  }

  void at(Instant when, Runnable what) {
    events.add(new Event(when, eventCount++, what));
  }

  void passUntil(Instant moment) {
    while (!events.isEmpty() && !events.peek().at().isAfter(moment)) {
      Event event = events.remove();
      now = event.at().isAfter(now) ? event.at() : now;
      event.what().run();
    }
    now = moment.isAfter(now) ? moment : now;
  }

  void tell(String what) {
    story.add(now + " " + what);
  }

  void require(boolean holds, String violation) {
    if (!holds) {
      throw wrong(violation);
    }
  }

  AssertionError wrong(String violation) {
    List<String> end = story.subList(Math.max(0, story.size() - 60), story.size());
    return new AssertionError(
        violation
            + " ("
            + way.kind()
            + ", timeline "
            + ownSeed
            + "):\n  "
            + String.join("\n  ", end));
  }
}
