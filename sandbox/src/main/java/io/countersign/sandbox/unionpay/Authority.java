// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Somebody who issues certificates of the kind that UnionPay and its merchants have. In nobody's
 * trust store, on purpose.
 */
final class Authority {
  /** Authorities are valid whatever time a sandbox lives in. */
  private static final Span ALWAYS =
      new Span(Instant.parse("2012-01-01T00:00:00Z"), Instant.parse("2055-01-01T00:00:00Z"));

  private final boolean sm2;
  private final X500Name name;
  private final Holder self;
  private final Consumer<KeyPair> taken;

  /** A key and the certificate for it. */
  record Holder(KeyPair pair, X509Certificate certificate) {
    /** How messages name the certificate. */
    String certId() {
      return certificate.getSerialNumber().toString();
    }
  }

  /** From when until when. */
  record Span(Instant from, Instant to) {
    /** Five years from a day before. */
    static Span usual(Instant now) {
      Instant from = now.minus(Duration.ofDays(1));
      return new Span(from, from.plus(Duration.ofDays(5 * 365)));
    }
  }

  private Authority(boolean sm2, X500Name name, Holder self, Consumer<KeyPair> taken) {
    this.sm2 = sm2;
    this.name = name;
    this.self = self;
    this.taken = taken;
  }

  /** One that is there already, and issues RSA keys that nobody gives back. */
  static Authority of(Holder self) {
    X500Name name = X500Name.getInstance(self.certificate.getSubjectX500Principal().getEncoded());
    return new Authority(false, name, self, pair -> {});
  }

  /**
   * One that vouches for itself.
   *
   * @param taken told of every RSA pair that comes out of the stock
   */
  static Authority root(boolean sm2, String commonName, Consumer<KeyPair> taken) {
    X500Name name = authorityName(commonName);
    KeyPair pair = pair(sm2, taken);
    X509Certificate own =
        issue(sm2, name, pair, name, pair, Numbers.longSerial(), ALWAYS, usage(true));
    return new Authority(sm2, name, new Holder(pair, own), taken);
  }

  /** One that this one vouches for. */
  Authority middle(String commonName) {
    X500Name subject = authorityName(commonName);
    KeyPair pair = pair(sm2, taken);
    X509Certificate own =
        issue(sm2, name, self.pair, subject, pair, Numbers.longSerial(), ALWAYS, usage(true));
    return new Authority(sm2, subject, new Holder(pair, own), taken);
  }

  /** Somebody with this one's name and a key of his own. */
  Authority impostor() {
    KeyPair pair = pair(sm2, taken);
    X509Certificate own =
        issue(sm2, name, pair, name, pair, Numbers.longSerial(), ALWAYS, usage(true));
    return new Authority(sm2, name, new Holder(pair, own), taken);
  }

  /** A certificate for somebody. */
  Holder leaf(String commonName, BigInteger serial, Span span, KeyPair pair) {
    return leaf(commonName, serial, span, pair, false);
  }

  /** The same, which may itself issue certificates. */
  Holder authority(String commonName, BigInteger serial, Span span, KeyPair pair) {
    return leaf(commonName, serial, span, pair, true);
  }

  private Holder leaf(
      String commonName, BigInteger serial, Span span, KeyPair pair, boolean issues) {
    return new Holder(
        pair, issue(sm2, name, self.pair, leafName(commonName), pair, serial, span, usage(issues)));
  }

  /** A key of the kind that it vouches for. */
  KeyPair newPair() {
    return pair(sm2, taken);
  }

  X509Certificate certificate() {
    return self.certificate;
  }

  /** Its own key. */
  PrivateKey key() {
    return self.pair.getPrivate();
  }

  private static KeyPair pair(boolean sm2, Consumer<KeyPair> taken) {
    if (!sm2) {
      KeyPair pair = KeyStock.take();
      taken.accept(pair);
      return pair;
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Bouncy.CASTLE);
      generator.initialize(new ECGenParameterSpec("sm2p256v1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name authorityName(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "CN")
        .addRDN(BCStyle.O, "Countersign Sandbox Certification Authority")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static X500Name leafName(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "cn")
        .addRDN(BCStyle.O, "Countersign Sandbox OCA1")
        .addRDN(BCStyle.OU, "Local RA OCA1")
        .addRDN(BCStyle.OU, "Enterprises")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static KeyUsage usage(boolean issues) {
    return issues
        ? new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)
        : new KeyUsage(
            KeyUsage.digitalSignature
                | KeyUsage.nonRepudiation
                | KeyUsage.keyEncipherment
                | KeyUsage.keyAgreement);
  }

  /** Without any critical extension, as the real ones are. */
  private static X509Certificate issue(
      boolean sm2,
      X500Name issuer,
      KeyPair issuerPair,
      X500Name subject,
      KeyPair pair,
      BigInteger serial,
      Span span,
      KeyUsage usage) {
    boolean issues = usage.hasUsages(KeyUsage.keyCertSign);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer, serial, Date.from(span.from), Date.from(span.to), subject, pair.getPublic());
    try {
      builder.addExtension(Extension.keyUsage, false, usage);
      if (issues) {
        builder.addExtension(Extension.basicConstraints, false, new BasicConstraints(true));
      } else {
        List<KeyPurposeId> purposes =
            List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_emailProtection);
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
      }
      // The real authority signs its certificates with SHA-1 still.
      JcaContentSignerBuilder signer =
          new JcaContentSignerBuilder(sm2 ? "SM3withSM2" : "SHA1withRSA");
      return new JcaX509CertificateConverter()
          .setProvider(Bouncy.CASTLE)
          .getCertificate(
              builder.build(signer.setProvider(Bouncy.CASTLE).build(issuerPair.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
