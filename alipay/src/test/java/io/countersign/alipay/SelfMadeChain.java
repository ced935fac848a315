// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.sandbox.alipay.AlipayMerchant;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of somebody who is not Alipay, with all the names that Alipay's have. */
final class SelfMadeChain {
  private static final KeyFamily RSA = KeyFamily.of(SignType.RSA2, null);

  private final byte[] leaf;
  private final String file;

  private SelfMadeChain(byte[] leaf, String others) {
    this.leaf = leaf;
    this.file = pem(leaf) + others;
  }

  /** Leaf, intermediate and root, all made by one hand. */
  static SelfMadeChain ownRoot(AlipayCertificate held) {
    KeyPair root = pair();
    KeyPair between = pair();
    X500Principal rootName = new X500Principal("CN=Countersign Sandbox Authority R1");
    byte[] rootFile = made(rootName, rootName, root.getPublic(), root.getPrivate(), true);
    byte[] betweenFile =
        made(rootName, held.issuer(), between.getPublic(), root.getPrivate(), true);
    byte[] leaf =
        made(held.issuer(), held.subject(), pair().getPublic(), between.getPrivate(), false);
    return new SelfMadeChain(leaf, pem(betweenFile) + pem(rootFile));
  }

  /** A leaf that names the true issuer, signed by itself. */
  static SelfMadeChain issuedBySelf(AlipayCertificate held) {
    KeyPair own = pair();
    return new SelfMadeChain(
        made(held.issuer(), held.subject(), own.getPublic(), own.getPrivate(), false), "");
  }

  /** A leaf issued by the holder of a true certificate that may issue nothing, its chain added. */
  static SelfMadeChain issuedByLeaf(AlipayCertificate held, AlipayMerchant holder) {
    PrivateKey key;
    try {
      key =
          java.security.KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new java.security.spec.PKCS8EncodedKeySpec(
                      Pem.text(holder.alipayPrivateKeyPem())
                          .der("key", "a key", "PRIVATE KEY")
                          .get(0)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return new SelfMadeChain(
        made(held.subject(), held.subject(), pair().getPublic(), key, false),
        holder.alipayCertificatePem());
  }

  Pem file() {
    return Pem.text(file);
  }

  String leafNumber() {
    return RSA.certificate(leaf).orElseThrow().number();
  }

  private static byte[] made(
      X500Principal issuer,
      X500Principal subject,
      PublicKey key,
      PrivateKey issuerKey,
      boolean authority) {
    try {
      X509CertificateHolder made =
          new X509v3CertificateBuilder(
                  X500Name.getInstance(issuer.getEncoded()),
                  BigInteger.TEN,
                  Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                  Date.from(Instant.parse("2040-01-01T00:00:00Z")),
                  X500Name.getInstance(subject.getEncoded()),
                  SubjectPublicKeyInfo.getInstance(key.getEncoded()))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
              .build(new JcaContentSignerBuilder("SHA256withRSA").build(issuerKey));
      return made.getEncoded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }
}
