// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.KeyExpiry;
import io.countersign.Pem;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.Signals;
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
 * The one place that knows by which keys Alipay proves itself to this application, for answers and
 * notifications alike: the configured public key, or certificates by their numbers. A certificate
 * of an unknown number is downloaded and believed only if it leads to a configured root; a download
 * that failed keeps what is held, and none follows it within five seconds, so that an outage costs
 * Alipay and the callers little.
 */
final class AlipayKeys {

  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
  private static final Duration MOST_WAIT = Duration.ofSeconds(3);
  private static final Duration EXPIRES_SOON = Duration.ofDays(30);
  private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);
  private static final int MOST_HELD = 32;

  private final List<AlipayKey> publicKeys;
  private final @Nullable CertificateMode mode;
  private final Clock clock;
  private final Signals signals;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Map<String, AlipayKey> certificates;
  private volatile @Nullable Instant lastFailure;
  private volatile @Nullable Instant lastWarning;

  /** Downloads one of Alipay's certificates. */
  interface Source {
    /**
     * The text of the file, unproven.
     *
     * @throws UnavailableException if it cannot be had now
     */
    Pem download(String number);
  }

  AlipayKeys(AlipayConfig config, Signals signals) {
    this.mode = config.certificates;
    this.clock = config.terms.clock();
    this.signals = signals;
    List<AlipayKey> keys = new ArrayList<>();
    for (VerifyingKey key : config.alipayPublicKeys) {
      keys.add(AlipayKey.of(keys.isEmpty() ? "public key" : "previous public key", key));
    }
    this.publicKeys = List.copyOf(keys);
    Map<String, AlipayKey> held = new LinkedHashMap<>();
    if (mode != null) {
      for (AlipayCertificate certificate : mode.alipay()) {
        held.put(certificate.number(), AlipayKey.of(certificate));
      }
    }
    this.certificates = Collections.unmodifiableMap(held);
  }

  /** Whether answers must name the certificate that they are signed by. */
  boolean areNumbered() {
    return mode != null;
  }

  /**
   * The keys that may have signed a message; more than one only where nothing tells which.
   *
   * @param number the {@code alipay_cert_sn} that came with it
   * @param source where an unknown certificate is downloaded; none for those who may not ask
   * @return empty if Alipay has no such key, as far as is known
   * @throws UnavailableException if a certificate would have to be downloaded and cannot be now
   */
  List<AlipayKey> candidates(Optional<String> number, @Nullable Source source) {
    CertificateMode certified = mode;
    if (certified == null) {
      return publicKeys;
    }
    warnOfEnds();
    if (number.isEmpty()) {
      return valid();
    }
    Optional<AlipayKey> held = certificate(number.get());
    if (held.isEmpty() && source != null && isNumber(number.get())) {
      held = download(certified, number.get(), source);
    }
    return held.isPresent() ? List.of(held.get()) : List.of();
  }

  /** The keys in use, with their ends; the application's own certificate is one of them. */
  List<KeyExpiry> expiries() {
    List<KeyExpiry> expiries = new ArrayList<>();
    for (AlipayKey key : publicKeys) {
      expiries.add(new KeyExpiry(key.id(), "Alipay's public key", Optional.empty()));
    }
    for (AlipayKey key : certificates.values()) {
      expiries.add(new KeyExpiry(key.id(), "Alipay's certificate", key.expiresAt()));
    }
    if (mode != null) {
      expiries.add(
          new KeyExpiry(
              mode.appNumber(), "application certificate", Optional.of(mode.app().notAfter())));
    }
    return List.copyOf(expiries);
  }

  private Optional<AlipayKey> certificate(String number) {
    AlipayKey key = certificates.get(number);
    return key != null && key.isValidAt(clock.instant()) ? Optional.of(key) : Optional.empty();
  }

  /** Those that are valid, the newest first. */
  private List<AlipayKey> valid() {
    List<AlipayKey> valid = new ArrayList<>();
    Instant now = clock.instant();
    for (AlipayKey key : certificates.values()) {
      if (key.isValidAt(now)) {
        valid.add(0, key);
      }
    }
    return valid;
  }

  private Optional<AlipayKey> download(CertificateMode certified, String number, Source source) {
    if (!locked()) {
      throw new UnavailableException("Alipay's certificate is being downloaded elsewhere");
    }
    try {
      Optional<AlipayKey> held = certificate(number);
      if (held.isPresent()) {
        return held;
      }
      Instant now = clock.instant();
      Instant failed = lastFailure;
      if (failed != null && now.isBefore(failed.plus(AFTER_A_FAILURE)) && !now.isBefore(failed)) {
        throw unavailable();
      }
      lastFailure = now;
      Optional<AlipayCertificate> proven =
          certified.proven(source.download(number), number, clock.instant());
      if (proven.isEmpty()) {
        throw unavailable();
      }
      AlipayKey key = AlipayKey.of(proven.get());
      hold(key);
      lastFailure = null;
      return Optional.of(key);
    } catch (UnavailableException notNow) {
      throw notNow;
    } catch (RuntimeException kept) {
      // Held keys stay in use.
      throw unavailable();
    } finally {
      fetching.unlock();
    }
  }

  private void hold(AlipayKey key) {
    Map<String, AlipayKey> all = new LinkedHashMap<>(certificates);
    Instant now = clock.instant();
    all.values().removeIf(old -> !old.isValidAt(now));
    all.put(key.id(), key);
    if (all.size() > MOST_HELD) {
      all.remove(all.keySet().iterator().next());
    }
    certificates = Collections.unmodifiableMap(all);
  }

  private static UnavailableException unavailable() {
    return new UnavailableException(
        "the certificate that Alipay signs by now cannot be downloaded, or does not lead to the"
            + " configured roots, so nothing can be verified by it");
  }

  /** Waits for another thread's download, but not longer than a notification can. */
  private boolean locked() {
    try {
      return fetching.tryLock(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Once a day, while certificates are used; two threads may say it twice. */
  private void warnOfEnds() {
    Instant now = clock.instant();
    Instant last = lastWarning;
    if (last != null && now.isBefore(last.plus(BETWEEN_WARNINGS)) && !now.isBefore(last)) {
      return;
    }
    lastWarning = now;
    Instant soon = now.plus(EXPIRES_SOON);
    Optional<KeyExpiry> longest = Optional.empty();
    for (KeyExpiry expiry : expiries()) {
      Instant end = expiry.expiresAt().orElse(Instant.MAX);
      if (mode != null && expiry.keyId().equals(mode.appNumber())) {
        warn(expiry, soon);
      } else if (longest.isEmpty() || end.isAfter(longest.get().expiresAt().orElse(Instant.MAX))) {
        longest = Optional.of(expiry);
      }
    }
    if (longest.isPresent()) {
      warn(longest.get(), soon);
    }
  }

  private void warn(KeyExpiry expiry, Instant soon) {
    Optional<Instant> end = expiry.expiresAt();
    if (end.isPresent() && end.get().isBefore(soon)) {
      signals.warn(new Signal.KeyNearExpiry(Merchant.PROVIDER, expiry.keyId(), end.get()));
    }
  }

  private static boolean isNumber(String text) {
    if (text.length() != 32) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
