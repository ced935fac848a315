// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the certificates of this JVM's sandboxes. Its own certificate is in nobody's trust store,
 * on purpose.
 */
final class CertificateAuthority {
  static final Duration LIFE = Duration.ofDays(5 * 365);

  private CertificateAuthority() {}

  static X509Certificate issue(
      PublicKey subjectKey, String commonName, BigInteger serial, Instant from) {
    X500Name issuer = new X500Name("C=CN,O=Countersign Sandbox,CN=Countersign Sandbox CA");
    X500Name subject = new X500Name("C=CN,O=Countersign Sandbox,CN=" + commonName);
    Date start = Date.from(from);
    Date end = Date.from(from.plus(LIFE));
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(issuer, serial, start, end, subject, subjectKey);
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              certificate.build(
                  new JcaContentSignerBuilder("SHA256withRSA").build(Authority.KEY.getPrivate())));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lazy: a merchant with a public key only never needs it. */
  private static final class Authority {
    static final KeyPair KEY = KeyStock.take();
  }
}
