// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything secret or public that ties one merchant to WeChat Pay, and the rules for which key
 * does what.
 */
final class MerchantKeys {
  private final Clock clock;
  private final String mchid;
  private final KeyPair merchantPair = KeyStock.take();
  private final String merchantSerial = Tokens.hex(40).toUpperCase(Locale.ROOT);
  private final PlatformKey publicKey;
  private final List<PlatformKey> certificates = new ArrayList<>();
  private final List<KeyPair> taken = new ArrayList<>();
  private @Nullable X509Certificate merchantCertificate;
  private String apiV3Key = Tokens.alphanumeric(32);
  private KeyMode mode;
  private PlatformSigner signer = PlatformSigner.OLDEST_CERTIFICATE;
  private double publicKeyRatio = 1.0;
  private long signedAnswers;
  private long signedNotifications;

  MerchantKeys(Clock clock, String mchid, KeyMode mode) {
    this.clock = clock;
    this.mchid = mchid;
    this.mode = mode;
    this.publicKey =
        new PlatformKey(Tokens.publicKeyId(mchid, clock.instant()), KeyStock.take(), null);
    taken.add(merchantPair);
    taken.add(publicKey.pair());
  }

  String merchantSerial() {
    return merchantSerial;
  }

  PublicKey merchantPublicKey() {
    return merchantPair.getPublic();
  }

  String merchantPrivateKeyPem() {
    return Pem.of(merchantPair.getPrivate());
  }

  synchronized String merchantCertificatePem() {
    X509Certificate certificate = merchantCertificate;
    if (certificate == null) {
      BigInteger serial = new BigInteger(merchantSerial, 16);
      certificate =
          CertificateAuthority.issue(merchantPair.getPublic(), mchid, serial, clock.instant());
      merchantCertificate = certificate;
    }
    return Pem.of(certificate);
  }

  PlatformKey publicKey() {
    return publicKey;
  }

  synchronized String apiV3Key() {
    return apiV3Key;
  }

  synchronized String changeApiV3Key() {
    apiV3Key = Tokens.alphanumeric(32);
    return apiV3Key;
  }

  synchronized KeyMode mode() {
    return mode;
  }

  synchronized void mode(KeyMode changed) {
    mode = changed;
  }

  synchronized void signer(PlatformSigner changed) {
    signer = changed;
  }

  synchronized void publicKeyRatio(double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("a ratio lies between 0 and 1: " + ratio);
    }
    publicKeyRatio = ratio;
  }

  /** The certificates that can be downloaded now, the one that ends first first. */
  synchronized List<PlatformKey> certificates() {
    if (mode == KeyMode.PUBLIC_KEY_ONLY) {
      return List.of();
    }
    if (certificates.isEmpty()) {
      addCertificate();
    }
    return certificates.stream().filter(key -> key.validAt(clock.instant())).toList();
  }

  synchronized void rotate() {
    if (certificates().isEmpty()) {
      throw new IllegalStateException("this merchant has no platform certificate to rotate");
    }
    addCertificate();
  }

  synchronized void retireOldest() {
    if (certificates().size() < 2) {
      throw new IllegalStateException(
          "the last platform certificate cannot be retired; rotate first");
    }
    certificates.remove(0);
  }

  /** The key that a request names, if WeChat Pay would take it for this merchant. */
  synchronized Optional<PlatformKey> named(String name) {
    if (mode != KeyMode.CERTIFICATE_ONLY && publicKey.named(name)) {
      return Optional.of(publicKey);
    }
    return certificates().stream().filter(key -> key.named(name)).findFirst();
  }

  /**
   * Before the switch is started, naming the public key is no mistake, but has no effect either.
   */
  synchronized boolean known(String name) {
    return publicKey.named(name) || named(name).isPresent();
  }

  synchronized PlatformKey answerSigner(Optional<String> requested) {
    return requested.flatMap(this::named).orElseGet(this::unaskedSigner);
  }

  synchronized PlatformKey notificationSigner() {
    if (mode == KeyMode.PUBLIC_KEY_ONLY) {
      return publicKey;
    }
    if (mode == KeyMode.CERTIFICATE_ONLY) {
      return unaskedSigner();
    }
    long before = (long) Math.floor(signedNotifications * publicKeyRatio);
    signedNotifications++;
    boolean byPublicKey = (long) Math.floor(signedNotifications * publicKeyRatio) > before;
    return byPublicKey ? publicKey : unaskedSigner();
  }

  /** By certificate where there is one. */
  synchronized PlatformKey unaskedSigner() {
    List<PlatformKey> valid = certificates();
    if (valid.isEmpty()) {
      return publicKey;
    }
    return switch (signer) {
      case OLDEST_CERTIFICATE -> valid.get(0);
      case NEWEST_CERTIFICATE -> valid.get(valid.size() - 1);
      case ALTERNATING_CERTIFICATES -> valid.get((int) (signedAnswers++ % valid.size()));
    };
  }

  /** After this the merchant must not be used any more. */
  synchronized void giveBack() {
    KeyStock.giveBack(taken);
    taken.clear();
  }

  private void addCertificate() {
    KeyPair pair = KeyStock.take();
    taken.add(pair);
    String serial = "7" + Tokens.hex(39).toUpperCase(Locale.ROOT);
    X509Certificate certificate =
        CertificateAuthority.issue(
            pair.getPublic(),
            "Countersign Sandbox platform",
            new BigInteger(serial, 16),
            clock.instant());
    certificates.add(new PlatformKey(serial, pair, certificate));
  }
}
