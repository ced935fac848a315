// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** With what one application and Alipay prove their messages to each other. */
final class AppKeys {
  /** How the names of Alipay's certificates begin; they end with the merchant's number. */
  private static final String ALIPAY = "Alipay Sandbox-";

  private final Clock clock;
  private final SignType signType;
  private final KeyMode mode;
  private final String sellerId;
  private final KeyPair app;
  private final @Nullable X509Certificate appCertificate;
  private final List<AlipayKey> alipay = new ArrayList<>();
  private final List<KeyPair> taken = new ArrayList<>();
  final String contentKey = Numbers.contentKey();

  /** One of Alipay's keys for this application; with a certificate in certificate mode only. */
  record AlipayKey(
      KeyPair pair, @Nullable X509Certificate certificate, @Nullable X509Certificate issuer) {
    /** What an answer names as {@code alipay_cert_sn}; empty in public key mode. */
    String number() {
      return certificate == null ? "" : Certificates.number(certificate);
    }
  }

  AppKeys(Clock clock, String appId, String sellerId, SignType signType, KeyMode mode) {
    this.clock = clock;
    this.signType = signType;
    this.mode = mode;
    this.sellerId = sellerId;
    this.app = pair();
    this.appCertificate =
        mode == KeyMode.CERTIFICATE
            ? Certificates.forApps(signType)
                .leaf(app.getPublic(), sellerId + "-" + appId, serial(), clock.instant())
            : null;
    add();
  }

  SignType signType() {
    return signType;
  }

  KeyMode mode() {
    return mode;
  }

  KeyPair app() {
    return app;
  }

  PublicKey appPublicKey() {
    return app.getPublic();
  }

  X509Certificate appCertificate() {
    X509Certificate certificate = appCertificate;
    if (certificate == null) {
      throw new IllegalStateException("an application in public key mode has no certificates");
    }
    return certificate;
  }

  String appCertificateNumber() {
    return Certificates.number(appCertificate());
  }

  /** With which Alipay signs now. */
  synchronized AlipayKey current() {
    return alipay.get(alipay.size() - 1);
  }

  /** One of Alipay's certificates, by the number that an answer named. */
  synchronized Optional<AlipayKey> numbered(String number) {
    return alipay.stream()
        .filter(key -> !number.isEmpty() && key.number().equals(number))
        .findFirst();
  }

  /** The file with one of Alipay's certificates: the leaf, and who issued it. */
  String alipayCertificateFile(AlipayKey key) {
    X509Certificate leaf = key.certificate();
    X509Certificate issuer = key.issuer();
    if (leaf == null || issuer == null) {
      throw new IllegalStateException("an application in public key mode has no certificates");
    }
    return Certificates.pem(leaf) + Certificates.pem(issuer);
  }

  synchronized void rotate() {
    if (mode != KeyMode.CERTIFICATE) {
      throw new IllegalStateException("in public key mode no certificate can be replaced");
    }
    add();
  }

  synchronized void rotate(CertificateFlaw flaw) {
    appCertificate();
    KeyPair pair = pair();
    Authority right = Certificates.forAlipay(signType);
    Authority issuer = flaw == CertificateFlaw.SELF_MADE ? right.impostor() : right;
    String whose = flaw == CertificateFlaw.OTHER_MERCHANT ? Numbers.userId() : sellerId;
    X509Certificate certificate =
        issuer.flawed(pair.getPublic(), ALIPAY + whose, serial(), clock.instant(), flaw);
    alipay.add(new AlipayKey(pair, certificate, issuer.certificate()));
  }

  /** After this the application must not be used any more. */
  synchronized void giveBack() {
    KeyStock.giveBack(taken);
    taken.clear();
  }

  private void add() {
    KeyPair pair = pair();
    if (mode == KeyMode.PUBLIC_KEY) {
      alipay.add(new AlipayKey(pair, null, null));
      return;
    }
    Authority issuer = Certificates.forAlipay(signType);
    X509Certificate certificate =
        issuer.leaf(pair.getPublic(), ALIPAY + sellerId, serial(), clock.instant());
    alipay.add(new AlipayKey(pair, certificate, issuer.certificate()));
  }

  private KeyPair pair() {
    if (signType == SignType.SM2) {
      return Authority.sm2Pair();
    }
    KeyPair pair = KeyStock.take();
    taken.add(pair);
    return pair;
  }

  private static BigInteger serial() {
    return new BigInteger("4" + Numbers.digits(37));
  }
}
