// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Pem;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority with root, middle and leaves, as UnionPay's is built, made for one run of tests. */
final class SelfMadeChain {
  static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2040-01-01T00:00:00Z");
  static final String COMPANY = "中国银联股份有限公司";
  private static final String ROOT = "C=CN,O=China Financial Certification Authority,CN=CFCA CS CA";
  private static final String MIDDLE = "C=CN,O=CFCA CS CA,CN=CFCA OCA1";

  private final KeyPair middleKey = newKey();
  private final String root;
  private final String middle;
  private long serial = 69_678_957_876L;

  SelfMadeChain() {
    KeyPair rootKey = newKey();
    this.root =
        made(
            ROOT, ROOT, 405_099_140L, rootKey.getPublic(), rootKey.getPrivate(), true, FROM, UNTIL);
    this.middle =
        made(
            ROOT,
            MIDDLE,
            68_719_476_761L,
            middleKey.getPublic(),
            rootKey.getPrivate(),
            true,
            FROM,
            UNTIL);
  }

  Pem root() {
    return Pem.text(root);
  }

  Pem middle() {
    return Pem.text(middle);
  }

  String rootText() {
    return root;
  }

  String middleText() {
    return middle;
  }

  /** What UnionPay signs with. */
  Leaf unionPay() {
    return leaf(COMPANY, FROM, UNTIL);
  }

  /** What a merchant signs with: the same authority, another name. */
  Leaf merchant(String merId) {
    return leaf(merId + ":SIGN", FROM, UNTIL);
  }

  /** Any leaf: the company is the third part of its common name. */
  Leaf leaf(String company, Instant from, Instant until) {
    KeyPair key = newKey();
    String name = "C=cn,O=CFCA OCA1,CN=041@8310000000083040@" + company + "@00016495";
    return new Leaf(
        key.getPrivate(),
        made(MIDDLE, name, serial++, key.getPublic(), middleKey.getPrivate(), false, from, until));
  }

  /** A certificate that may issue others, used as if it were a leaf. */
  Leaf authority() {
    KeyPair key = newKey();
    String name = "C=cn,O=CFCA OCA1,CN=041@8310000000083040@" + COMPANY + "@00016495";
    return new Leaf(
        key.getPrivate(),
        made(MIDDLE, name, serial++, key.getPublic(), middleKey.getPrivate(), true, FROM, UNTIL));
  }

  /** Issued rightly, but otherwise as a test wants it. */
  Leaf odd(String subject, KeyPair key, String algorithm, boolean authority) {
    return new Leaf(
        key.getPrivate(),
        made(
            MIDDLE,
            subject,
            serial++,
            key.getPublic(),
            middleKey.getPrivate(),
            authority,
            FROM,
            UNTIL,
            algorithm,
            0));
  }

  /** UnionPay's to encrypt by, which may not sign. */
  Leaf encrypting() {
    KeyPair key = newKey();
    String name = "C=cn,O=CFCA OCA1,CN=041@8310000000083040@" + COMPANY + "@00016495";
    return new Leaf(
        key.getPrivate(),
        made(
            MIDDLE,
            name,
            serial++,
            key.getPublic(),
            middleKey.getPrivate(),
            false,
            FROM,
            UNTIL,
            "SHA256withRSA",
            KeyUsage.keyEncipherment | KeyUsage.dataEncipherment));
  }

  /** Issued by somebody who holds a certificate of this authority, but may issue nothing. */
  Leaf issuedBy(Leaf holder) {
    KeyPair key = newKey();
    String name = subjectOf(holder);
    return new Leaf(
        key.getPrivate(),
        made(name, name, serial++, key.getPublic(), holder.key(), false, FROM, UNTIL));
  }

  private static String subjectOf(Leaf leaf) {
    return leaf.certificate().certificate("leaf").getSubjectX500Principal().getName();
  }

  /**
   * A key and its certificate.
   *
   * @param pem with the line ends that messages have, and none at its end
   */
  record Leaf(PrivateKey key, String pem) {

    Pem certificate() {
      return Pem.text(pem);
    }

    Pem privateKey() {
      return Pem.bytes(key.getEncoded());
    }

    /** The number, as requests and signed answers write it. */
    String certId() {
      try {
        return ((X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))))
            .getSerialNumber()
            .toString();
      } catch (GeneralSecurityException broken) {
        throw new AssertionError(broken);
      }
    }

    /** Method 01 of version 5.1.0: RSA over the hexadecimal text of the hash. */
    String sign(String text, Charset charset) {
      try {
        String hash =
            HexFormat.of()
                .formatHex(
                    java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(charset)));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(hash.getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(signature.sign());
      } catch (GeneralSecurityException broken) {
        throw new AssertionError(broken);
      }
    }
  }

  private static String made(
      String issuer,
      String subject,
      long serial,
      PublicKey key,
      PrivateKey issuerKey,
      boolean authority,
      Instant from,
      Instant until) {
    return made(
        issuer, subject, serial, key, issuerKey, authority, from, until, "SHA256withRSA", 0);
  }

  private static String made(
      String issuer,
      String subject,
      long serial,
      PublicKey key,
      PrivateKey issuerKey,
      boolean authority,
      Instant from,
      Instant until,
      String algorithm,
      int uses) {
    try {
      X509v3CertificateBuilder certificate =
          new X509v3CertificateBuilder(
                  new X500Name(issuer),
                  BigInteger.valueOf(serial),
                  Date.from(from),
                  Date.from(until),
                  new X500Name(subject),
                  SubjectPublicKeyInfo.getInstance(key.getEncoded()))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (uses != 0) {
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(uses));
      }
      byte[] der =
          certificate.build(new JcaContentSignerBuilder(algorithm).build(issuerKey)).getEncoded();
      return "-----BEGIN CERTIFICATE-----\r\n"
          + Base64.getMimeEncoder(64, new byte[] {'\r', '\n'}).encodeToString(der)
          + "\r\n-----END CERTIFICATE-----";
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  static KeyPair newKey() {
    return newKey(2048);
  }

  static KeyPair newKey(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }
}
