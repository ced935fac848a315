// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.KeyExpiry;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.Signals;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns a key id into a key of WeChat Pay's, for answers and notifications
 * alike: the configured public key by its exact id, platform certificates by serial number.
 * Certificates are fetched when one is first needed and again at an unknown serial number, at most
 * once a minute, because strangers can invent serial numbers. A failed fetch keeps what is held.
 */
final class PlatformKeys {

  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
  private static final Duration MOST_WAIT = Duration.ofSeconds(3);
  private static final Duration STALE = Duration.ofHours(12);
  private static final Duration EXPIRES_SOON = Duration.ofDays(30);
  private static final String PUBLIC_KEY_PREFIX = "PUB_KEY_ID_";

  private final @Nullable PlatformKey publicKey;
  private final Clock clock;
  private final Signals signals;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Map<String, PlatformKey> certificates;
  private volatile @Nullable Instant lastFetch;
  private volatile boolean lastFetchFailed;

  /** Fetches the certificates that WeChat Pay lists now. */
  interface Source {
    /**
     * The list; empty if the merchant has none.
     *
     * @throws UnavailableException if it cannot be had now
     */
    List<X509Certificate> fetch();
  }

  PlatformKeys(WeChatPayConfig config, Signals signals) {
    this.publicKey =
        config.publicKeyId == null || config.publicKey == null
            ? null
            : PlatformKey.ofPublicKey(config.publicKeyId, config.publicKey);
    this.clock = config.terms.clock();
    this.signals = signals;
    this.certificates = byId(config.platformCertificates);
  }

  /**
   * The key with an id.
   *
   * @return empty if WeChat Pay has no such key, as far as is known
   * @throws UnavailableException if it would have to be fetched and cannot be now
   */
  Optional<PlatformKey> find(String id, Source source) {
    if (id.startsWith(PUBLIC_KEY_PREFIX)) {
      return publicKey != null && publicKey.id().equals(id)
          ? Optional.of(publicKey)
          : Optional.empty();
    }
    if (!isSerial(id)) {
      return Optional.empty();
    }
    Optional<PlatformKey> held = certificate(id);
    if (held.isPresent()) {
      return held;
    }
    refresh(source);
    held = certificate(id);
    if (held.isEmpty() && lastFetchFailed) {
      throw new UnavailableException(
          "the platform certificate cannot be fetched now, so nothing can be verified by it");
    }
    return held;
  }

  /** The id to ask answers to be signed by: the public key's, or the best certificate held. */
  Optional<String> preferredId() {
    return publicKey != null ? Optional.of(publicKey.id()) : newest().map(PlatformKey::id);
  }

  /**
   * The key to encrypt with: the public key, or the valid certificate that lasts longest.
   *
   * @throws UnavailableException if there is neither and none can be fetched
   */
  PlatformKey forEncryption(Source source) {
    if (publicKey != null) {
      return publicKey;
    }
    Instant last = lastFetch;
    if (newest().isEmpty() || last == null || last.plus(STALE).isBefore(clock.instant())) {
      refresh(source);
    }
    return newest()
        .orElseThrow(
            () ->
                new UnavailableException(
                    "no platform certificate can be fetched; configure the WeChat Pay public key"));
  }

  /** The keys held, with their ends. */
  List<KeyExpiry> expiries() {
    List<KeyExpiry> expiries = new ArrayList<>();
    if (publicKey != null) {
      expiries.add(new KeyExpiry(publicKey.id(), "WeChat Pay's public key", Optional.empty()));
    }
    for (PlatformKey key : certificates.values()) {
      expiries.add(new KeyExpiry(key.id(), "platform certificate", key.expiresAt()));
    }
    return List.copyOf(expiries);
  }

  private Optional<PlatformKey> certificate(String id) {
    PlatformKey key = certificates.get(PlatformKey.normalized(id));
    return key != null && key.isValidAt(clock.instant()) ? Optional.of(key) : Optional.empty();
  }

  private Optional<PlatformKey> newest() {
    PlatformKey best = null;
    for (PlatformKey key : certificates.values()) {
      if (key.isValidAt(clock.instant()) && (best == null || end(key).isAfter(end(best)))) {
        best = key;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Instant end(PlatformKey key) {
    return key.expiresAt().orElse(Instant.MAX);
  }

  private void refresh(Source source) {
    if (!locked()) {
      throw new UnavailableException("the platform certificates are being fetched elsewhere");
    }
    try {
      Instant now = clock.instant();
      Instant last = lastFetch;
      Duration pause = lastFetchFailed ? AFTER_A_FAILURE : BETWEEN_FETCHES;
      if (last != null && now.isBefore(last.plus(pause)) && !now.isBefore(last)) {
        return;
      }
      lastFetch = now;
      lastFetchFailed = true;
      List<X509Certificate> fetched = source.fetch();
      Map<String, PlatformKey> all = new LinkedHashMap<>(certificates);
      all.putAll(byId(fetched));
      all.values().removeIf(key -> key.expiresAt().isPresent() && end(key).isBefore(now));
      certificates = Collections.unmodifiableMap(all);
      lastFetchFailed = false;
      warnOfEnds(now);
    } catch (RuntimeException kept) {
      // Held keys stay in use; the caller finds out whether the one it needs is among them.
    } finally {
      fetching.unlock();
    }
  }

  /** Waits for another thread's fetch, but not longer than a notification can. */
  private boolean locked() {
    try {
      return fetching.tryLock(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void warnOfEnds(Instant now) {
    Optional<PlatformKey> newest = newest();
    if (newest.isPresent() && end(newest.get()).isBefore(now.plus(EXPIRES_SOON))) {
      signals.warn(
          new Signal.KeyNearExpiry(WeChatPayClient.PROVIDER, newest.get().id(), end(newest.get())));
    }
  }

  private static Map<String, PlatformKey> byId(List<X509Certificate> certificates) {
    Map<String, PlatformKey> keys = new LinkedHashMap<>();
    for (X509Certificate certificate : certificates) {
      Optional<PlatformKey> key = PlatformKey.ofCertificate(certificate);
      if (key.isPresent()) {
        keys.put(PlatformKey.normalized(key.get().id()), key.get());
      }
    }
    return keys;
  }

  private static boolean isSerial(String id) {
    if (id.isEmpty() || id.length() > 64) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (Character.digit(id.charAt(i), 16) < 0 || id.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
