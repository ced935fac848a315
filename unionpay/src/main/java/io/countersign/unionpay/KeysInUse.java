// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Signal;
import io.countersign.spi.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one client and its views while they are used: those of the configuration, and the
 * encryption certificate that UnionPay has named since. Safe for use by many threads.
 */
final class KeysInUse {

  private static final Duration EXPIRES_SOON = Duration.ofDays(30);
  private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);
  private static final int MOST_HELD = 8;

  private final UnionPayConfig config;
  private final Signals signals;
  private final AtomicReference<List<PublicCertificate>> encryption;
  private volatile @Nullable Instant lastWarning;

  KeysInUse(UnionPayConfig config, Signals signals) {
    this.config = config;
    this.signals = signals;
    this.encryption = new AtomicReference<>(config.encryption);
  }

  /** What proves UnionPay's messages. */
  Proof proof() {
    warnOfEnds();
    return new Proof(config, config.keys);
  }

  /**
   * By which certificate a message is encrypted now.
   *
   * @throws InvalidRequestException if there is none that is valid
   */
  PublicCertificate encryption() {
    Instant now = config.terms.clock().instant();
    for (PublicCertificate each : encryption.get()) {
      if (each.isValidAt(now)) {
        return each;
      }
    }
    throw new InvalidRequestException(
        "encryption certificate",
        encryption.get().isEmpty()
            ? "UnionPay's (敏感信息加密证书) in the configuration: encryptionCertificate(…)"
            : "one that is valid now; encryptionCertificate() of the client asks UnionPay for it");
  }

  /** Whether any certificate to encrypt by is held, be it over. */
  boolean encrypts() {
    return !encryption.get().isEmpty();
  }

  /** Encrypts by this one from now on; what was begun is ended by the one it was begun with. */
  void encryptBy(PublicCertificate newest) {
    encryption.updateAndGet(
        held -> {
          List<PublicCertificate> all = new ArrayList<>();
          all.add(newest);
          for (PublicCertificate old : held) {
            if (!old.serial().equals(newest.serial()) && all.size() < MOST_HELD) {
              all.add(old);
            }
          }
          return List.copyOf(all);
        });
  }

  /** Every key in use and when it ends. */
  List<KeyExpiry> expiries() {
    List<KeyExpiry> all = new ArrayList<>(config.keys.expiries());
    for (PublicCertificate each : encryption.get()) {
      all.add(each.expiry("encryption certificate"));
    }
    if (config.appVerifying != null) {
      all.add(config.appVerifying.expiry("app verifying certificate"));
    }
    return List.copyOf(all);
  }

  /** Once a day while keys are used, of each purpose the last to end; two threads may say it. */
  private void warnOfEnds() {
    Instant now = config.terms.clock().instant();
    Instant last = lastWarning;
    if (last != null && now.isBefore(last.plus(BETWEEN_WARNINGS)) && !now.isBefore(last)) {
      return;
    }
    lastWarning = now;
    Map<String, KeyExpiry> longest = new LinkedHashMap<>();
    for (KeyExpiry each : expiries()) {
      KeyExpiry known = longest.get(each.purpose());
      if (known == null || end(known).isBefore(end(each))) {
        longest.put(each.purpose(), each);
      }
    }
    for (KeyExpiry each : longest.values()) {
      if (end(each).isBefore(now.plus(EXPIRES_SOON))) {
        signals.warn(new Signal.KeyNearExpiry(Merchant.PROVIDER, each.keyId(), end(each)));
      }
    }
  }

  private static Instant end(KeyExpiry key) {
    Optional<Instant> end = key.expiresAt();
    return end.orElse(Instant.MAX);
  }
}
