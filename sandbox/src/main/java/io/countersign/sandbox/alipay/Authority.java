// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody who issues certificates. In nobody's trust store, on purpose. */
final class Authority {
  /** An authority is valid whatever time a sandbox lives in. */
  private static final Instant ALWAYS = Instant.parse("2015-01-01T00:00:00Z");

  private static final Duration LONG = Duration.ofDays(40 * 365);
  private static final Duration LEAF = Duration.ofDays(5 * 365);

  private final X500Name name;
  private final KeyPair pair;
  private final String algorithm;
  private final X509Certificate certificate;

  private Authority(X500Name name, KeyPair pair, String algorithm, X509Certificate certificate) {
    this.name = name;
    this.pair = pair;
    this.algorithm = algorithm;
    this.certificate = certificate;
  }

  /** One that vouches for itself. */
  static Authority root(String commonName, long serial, KeyPair pair, String algorithm) {
    X500Name name = name(commonName);
    X509Certificate own =
        issue(name, pair, algorithm, name, pair.getPublic(), serial(serial), ALWAYS, LONG, true);
    return new Authority(name, pair, algorithm, own);
  }

  /** One that this one vouches for, with a key of the same kind. */
  Authority intermediate(String commonName, long serial) {
    KeyPair own = algorithm.equals(SignType.SM2.algorithm) ? sm2Pair() : KeyStock.take();
    X500Name subject = name(commonName);
    return new Authority(
        subject,
        own,
        algorithm,
        issue(name, pair, algorithm, subject, own.getPublic(), serial(serial), ALWAYS, LONG, true));
  }

  /** A certificate for a key, five years from a day before. */
  X509Certificate leaf(PublicKey subjectKey, String commonName, BigInteger serial, Instant now) {
    Instant from = now.minus(Duration.ofDays(1));
    return issue(name, pair, algorithm, name(commonName), subjectKey, serial, from, LEAF, false);
  }

  /** A certificate for a key with something wrong about it. */
  X509Certificate flawed(
      PublicKey subjectKey,
      String commonName,
      BigInteger serial,
      Instant now,
      CertificateFlaw flaw) {
    Duration hour = Duration.ofHours(1);
    Instant from =
        switch (flaw) {
          case EXPIRED -> now.minus(LEAF).minus(hour);
          case NOT_YET_VALID -> now.plus(hour);
          default -> now.minus(Duration.ofDays(1));
        };
    boolean authority = flaw == CertificateFlaw.AUTHORITY;
    return issue(
        name, pair, algorithm, name(commonName), subjectKey, serial, from, LEAF, authority);
  }

  /** Somebody with this one's name and a key of his own, who vouches for himself. */
  Authority impostor() {
    KeyPair own = algorithm.equals(SignType.SM2.algorithm) ? sm2Pair() : KeyStock.take();
    X509Certificate claimed =
        issue(name, own, algorithm, name, own.getPublic(), serial(99), ALWAYS, LONG, true);
    return new Authority(name, own, algorithm, claimed);
  }

  X509Certificate certificate() {
    return certificate;
  }

  static KeyPair sm2Pair() {
    return pair("sm2p256v1");
  }

  static KeyPair pair(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Bouncy.CASTLE);
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger serial(long number) {
    return BigInteger.valueOf(number);
  }

  private static X500Name name(String commonName) {
    return new X500Name("C=CN,O=Countersign Sandbox,OU=Certification Authority,CN=" + commonName);
  }

  private static X509Certificate issue(
      X500Name issuer,
      KeyPair issuerPair,
      String algorithm,
      X500Name subject,
      PublicKey subjectKey,
      BigInteger serial,
      Instant from,
      Duration life,
      boolean authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer, serial, Date.from(from), Date.from(from.plus(life)), subject, subjectKey);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      JcaContentSignerBuilder signer =
          new JcaContentSignerBuilder(algorithm).setProvider(Bouncy.CASTLE);
      return new JcaX509CertificateConverter()
          .setProvider(Bouncy.CASTLE)
          .getCertificate(builder.build(signer.build(issuerPair.getPrivate())));
    } catch (CertIOException | OperatorCreationException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
