// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Which certificates are UnionPay's. A message brings its own certificate ({@code signPubKeyCert}),
 * so this is what keeps others from signing for UnionPay: the certificate must be valid now, lead
 * to a root that is trusted here, and name the company; the same authority gives certificates to
 * every merchant. (全渠道, 5.1.0 验签, 公钥证书验证.)
 */
final class Trust {

  private static final String COMPANY = "中国银联股份有限公司";

  /** What stands in the company's place on certificates of the test environment of old. */
  private static final String TEST_COMPANY = "00040000:SIGN";

  /** More than any certificate has; what is longer is not read. */
  private static final int MOST_CHARACTERS = 8192;

  private final List<X509Certificate> roots;
  private final List<X509Certificate> middles;
  private final Set<String> companies;

  private Trust(List<X509Certificate> roots, List<X509Certificate> middles, Set<String> companies) {
    this.roots = List.copyOf(roots);
    this.middles = List.copyOf(middles);
    this.companies = companies;
  }

  /** The certificates that come with this library: of production, or of the test environment. */
  static Trust ofUnionPay(boolean test) {
    String environment = test ? "test" : "production";
    return new Trust(
        List.of(resource(environment + "-root.pem")),
        List.of(resource(environment + "-middle.pem")),
        test ? Set.of(COMPANY, TEST_COMPANY) : Set.of(COMPANY));
  }

  /** Certificates of the configuration's own; the company must still be UnionPay. */
  static Trust own(List<Pem> roots, List<Pem> middles) {
    List<X509Certificate> rootCertificates = authorities(roots, "trusted root");
    List<X509Certificate> middleCertificates = authorities(middles, "trusted middle");
    for (X509Certificate middle : middleCertificates) {
      if (rootCertificates.stream().noneMatch(root -> issued(root, middle))) {
        throw new InvalidRequestException(
            "trusted middle", "a certificate that one of the trusted roots issued");
      }
    }
    return new Trust(rootCertificates, middleCertificates, Set.of(COMPANY));
  }

  /**
   * The certificate that a message brings.
   *
   * @param pem exactly as received
   * @param now when it must be valid
   * @throws InvalidNotificationException if it is not UnionPay's
   */
  X509Certificate certificate(String pem, Instant now) {
    X509Certificate leaf = read(pem);
    try {
      leaf.checkValidity(Date.from(now));
    } catch (CertificateExpiredException over) {
      throw unknown("the certificate in signPubKeyCert has expired");
    } catch (CertificateNotYetValidException early) {
      throw unknown("the certificate in signPubKeyCert is not valid yet; or this clock is wrong");
    }
    if (leaf.getBasicConstraints() >= 0 || !leadsToRoot(leaf, now)) {
      throw unknown(
          "the certificate in signPubKeyCert was not issued by an authority that is trusted here: of"
              + " another environment (test or production), or forged");
    }
    if (!companies.contains(company(leaf).orElse(""))) {
      throw unknown(
          "the certificate in signPubKeyCert is another company's, not UnionPay's: forged, or of the"
              + " test environment");
    }
    return leaf;
  }

  /** When the trusted certificates end. */
  List<KeyExpiry> expiries() {
    List<KeyExpiry> all = new ArrayList<>();
    for (X509Certificate root : roots) {
      all.add(expiry(root, "trusted root"));
    }
    for (X509Certificate middle : middles) {
      all.add(expiry(middle, "trusted middle"));
    }
    return all;
  }

  static KeyExpiry expiry(X509Certificate certificate, String purpose) {
    return new KeyExpiry(
        certificate.getSerialNumber().toString(),
        purpose,
        Optional.of(certificate.getNotAfter().toInstant()));
  }

  private boolean leadsToRoot(X509Certificate leaf, Instant now) {
    for (X509Certificate middle : middles) {
      if (issued(middle, leaf) && isValid(middle, now)) {
        for (X509Certificate root : roots) {
          if (issued(root, middle) && isValid(root, now)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Whether one certificate signed another. Step by step rather than by the JDK's path validator,
   * which refuses the SHA-1 of these authorities where a system's policy does; they are pinned
   * here, so what SHA-1 would let through is a second certificate made by the authority itself.
   */
  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    if (issuer.getBasicConstraints() < 0
        || !issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException notItsSignature) {
      return false;
    }
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * The third part of the common name, such as {@code 041@8310000000083040@中国银联股份有限公司@00016495}.
   */
  private static Optional<String> company(X509Certificate certificate) {
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn part : subject.getRdns()) {
        if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
          String[] parts = name.split("@", -1);
          return parts.length < 3 ? Optional.empty() : Optional.of(parts[2]);
        }
      }
      return Optional.empty();
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
  }

  private static X509Certificate read(String pem) {
    if (pem.isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "signPubKeyCert is absent: not from UnionPay");
    }
    if (pem.length() > MOST_CHARACTERS) {
      throw unknown("signPubKeyCert is longer than any certificate");
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException unreadable) {
      throw unknown("signPubKeyCert holds no certificate that can be read");
    }
  }

  private static List<X509Certificate> authorities(List<Pem> pems, String field) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem pem : pems) {
      X509Certificate certificate = pem.certificate(field);
      if (certificate.getBasicConstraints() < 0) {
        throw new InvalidRequestException(
            field, "an authority's certificate; this one may not issue others");
      }
      certificates.add(certificate);
    }
    return certificates;
  }

  private static X509Certificate resource(String name) {
    try (InputStream stream = Trust.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return Pem.stream(stream).certificate(name);
    } catch (IOException unreadable) {
      throw new IllegalStateException("the jar's " + name + " cannot be read", unreadable);
    }
  }

  private static InvalidNotificationException unknown(String why) {
    return new InvalidNotificationException(Reason.KEY_UNKNOWN, why);
  }
}
