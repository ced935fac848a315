// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the clients that another source made: a bounded number, for a bounded time, the least
 * recently used leaving first. {@link #evict} after a change in this instance; other instances see
 * it when {@link #freshFor} is over. Unknown ids are not remembered, so guessing ids drives nobody
 * out, and a source that fails is asked again at the next call. Safe for use by many threads; two
 * that miss the same id at once may both ask the source, and one that was asked while anybody was
 * evicted is not kept.
 *
 * <p>A client that left goes on working for whoever still holds it; what it had fetched or guarded
 * in memory goes with it.
 */
public final class CachedMerchants implements Merchants {

  private static final int MOST = 1_000;
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Merchants source;
  private final int most;
  private final Duration freshFor;
  private final Clock clock;
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long evictions;

  private CachedMerchants(Merchants source, int most, Duration freshFor, Clock clock) {
    this.source = source;
    this.most = most;
    this.freshFor = freshFor;
    this.clock = clock;
  }

  /** Keeps at most 1,000 clients of this source, each for five minutes. */
  public static CachedMerchants of(Merchants source) {
    return new CachedMerchants(source, MOST, FRESH, Clock.systemUTC());
  }

  /**
   * The same source under another bound; begins empty.
   *
   * @param clients how many are kept, from 1
   * @throws InvalidRequestException if it is less
   */
  public CachedMerchants most(int clients) {
    if (clients < 1) {
      throw new InvalidRequestException("most", "at least 1 client");
    }
    return new CachedMerchants(source, clients, freshFor, clock);
  }

  /**
   * The same source, asked again after another time; begins empty.
   *
   * @param time how long after the source was asked a client is kept; a key taken out of the source
   *     works that long
   * @throws InvalidRequestException if it is not positive, or more than a year
   */
  public CachedMerchants freshFor(Duration time) {
    if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new InvalidRequestException("freshFor", "a positive time, at most 365 days");
    }
    return new CachedMerchants(source, most, time, clock);
  }

  /** The same source, timed by another clock; begins empty. */
  public CachedMerchants clockedBy(Clock newClock) {
    return new CachedMerchants(source, most, freshFor, newClock);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The very entry that was there, not an equal one.
  public Optional<PaymentClient> find(String merchantId) {
    @Nullable Kept known;
    long evictionsBefore;
    Instant asked = clock.instant();
    synchronized (kept) {
      known = kept.get(merchantId);
      if (known != null && known.isFreshAt(asked)) {
        return Optional.of(known.client());
      }
      evictionsBefore = evictions;
    }
    // Not under the lock: a slow source must not keep the other merchants waiting.
    Optional<PaymentClient> found = source.find(merchantId);
    synchronized (kept) {
      // What was read before an eviction, or beside another reading, may be the older one.
      if (evictions == evictionsBefore && kept.get(merchantId) == known) {
        if (found.isEmpty()) {
          kept.remove(merchantId);
        } else {
          kept.put(merchantId, Kept.of(found.get(), asked, freshFor));
          makeRoom();
        }
      }
    }
    return found;
  }

  /** Forgets a merchant: the next call asks the source. */
  public void evict(String merchantId) {
    synchronized (kept) {
      evictions++;
      kept.remove(merchantId);
    }
  }

  /** Forgets all. */
  public void evictAll() {
    synchronized (kept) {
      evictions++;
      kept.clear();
    }
  }

  /** How many clients are kept now. */
  public int size() {
    synchronized (kept) {
      return kept.size();
    }
  }

  private void makeRoom() {
    Iterator<String> leastUsedFirst = kept.keySet().iterator();
    while (kept.size() > most) {
      leastUsedFirst.next();
      leastUsedFirst.remove();
    }
  }

  /** A client, and how long it may be given out; both ends, as clocks are set back. */
  private record Kept(PaymentClient client, Instant from, Instant until) {

    static Kept of(PaymentClient client, Instant now, Duration freshFor) {
      return new Kept(client, now, now.plus(freshFor));
    }

    boolean isFreshAt(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }
}
