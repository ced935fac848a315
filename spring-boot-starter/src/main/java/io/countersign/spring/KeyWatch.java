// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.KeyExpiry;
import io.countersign.KeyHolder;
import io.countersign.Merchants;
import io.countersign.PaymentClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** How the keys of the watched merchants stand. Looks at what is in memory; no network. */
final class KeyWatch {

  private static final String ENDLESS = "";

  private final Merchants merchants;
  private final WatchedMerchants watched;
  private final Clock clock;

  KeyWatch(Merchants merchants, WatchedMerchants watched, Clock clock) {
    this.merchants = merchants;
    this.watched = watched;
    this.clock = clock;
  }

  /**
   * One merchant's keys.
   *
   * @param merchantId the shop's id of it
   * @param provider empty if it cannot be opened
   * @param endsAt when the first kind of key has no good one left; empty if none ends
   * @param problem why it cannot be opened; empty if it can
   */
  record Standing(
      String merchantId, String provider, Optional<Instant> endsAt, Optional<String> problem) {

    private static Standing broken(String merchantId, String problem) {
      return new Standing(merchantId, ENDLESS, Optional.empty(), Optional.of(problem));
    }
  }

  /**
   * What there is to see.
   *
   * @param merchants every watched merchant, by id
   * @param problem why they cannot be listed; empty if they can
   */
  record Look(List<Standing> merchants, Optional<String> problem) {}

  /** Looks at every watched merchant. Throws nothing: whoever asks for health gets an answer. */
  Look look() {
    Collection<String> ids;
    try {
      ids = new TreeSet<>(watched.ids());
    } catch (RuntimeException unknown) {
      return new Look(
          List.of(),
          Optional.of("the watched merchants cannot be listed: " + unknown.getClass().getName()));
    }
    return new Look(ids.stream().map(this::standing).toList(), Optional.empty());
  }

  /** Days until a moment; less than zero once it is past. */
  double daysUntil(Instant moment) {
    return Duration.between(clock.instant(), moment).toSeconds() / 86_400.0;
  }

  /**
   * The fewest days that a kind of key of any merchant at a provider has left; NaN if none ends, or
   * nobody can say which merchants there are.
   */
  double fewestDays(String provider) {
    return look().merchants().stream()
        .filter(each -> each.provider().equals(provider))
        .flatMap(each -> each.endsAt().stream())
        .min(Instant::compareTo)
        .map(this::daysUntil)
        .orElse(Double.NaN);
  }

  private Standing standing(String merchantId) {
    try {
      return merchants
          .find(merchantId)
          .map(client -> standing(merchantId, client))
          .orElseGet(() -> Standing.broken(merchantId, "no merchant has this id"));
    } catch (MerchantSettingsException wrong) {
      return Standing.broken(merchantId, String.valueOf(wrong.getMessage()));
    } catch (RuntimeException unknown) {
      // Whose message it is, nobody knows; it may hold a key.
      return Standing.broken(merchantId, "cannot be opened: " + unknown.getClass().getName());
    }
  }

  private static Standing standing(String merchantId, PaymentClient client) {
    return new Standing(
        merchantId,
        client.provider(),
        client instanceof KeyHolder holder ? firstEnd(holder.keyExpiries()) : Optional.empty(),
        Optional.empty());
  }

  /**
   * When the first kind of key has no good one left. Where two keys do the same work, the later one
   * counts: the other is being replaced.
   */
  static Optional<Instant> firstEnd(List<KeyExpiry> keys) {
    Map<String, Instant> endByPurpose = new HashMap<>();
    for (KeyExpiry key : keys) {
      endByPurpose.merge(
          key.purpose(),
          key.expiresAt().orElse(Instant.MAX),
          (one, other) -> one.isAfter(other) ? one : other);
    }
    return endByPurpose.values().stream()
        .min(Instant::compareTo)
        .filter(end -> !end.equals(Instant.MAX));
  }
}
