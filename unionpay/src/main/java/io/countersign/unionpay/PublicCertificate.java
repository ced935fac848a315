// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.KeyExpiry;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate of one of the two kinds of keys that UnionPay uses. What CFCA writes into one: its
 * holder is told by the parts of the common name, such as {@code
 * 041@8310000000083040@中国银联股份有限公司@00016495}.
 */
interface PublicCertificate {

  /** UnionPay's company name, on its certificates. */
  String COMPANY = "中国银联股份有限公司";

  /** What stands in the company's place on certificates of the test environment of old. */
  String TEST_COMPANY = "00040000:SIGN";

  BigInteger serial();

  X500Principal subject();

  X500Principal issuer();

  Instant notBefore();

  Instant notAfter();

  /** Whether it may issue others. */
  boolean isAuthority();

  /** How many authorities may stand between it and what a merchant or UnionPay holds. */
  int mostBelow();

  /** Whether key and signature are of a kind that is believed, and no extension is unknown. */
  boolean isSound();

  /** Whether another one's key signed it. */
  boolean isSignedBy(PublicCertificate other);

  /** Encrypts for the holder; a cipher of its own for each call. */
  byte[] encrypted(byte[] plain);

  /** The certificate itself. */
  byte[] der();

  /** The certificate as messages bring it. */
  default String pem() {
    return "-----BEGIN CERTIFICATE-----\r\n"
        + Base64.getMimeEncoder().encodeToString(der())
        + "\r\n-----END CERTIFICATE-----";
  }

  /** The number as messages write it: decimal, of any size. */
  default String number() {
    return serial().toString();
  }

  /** Whether another one is its issuer, and may be. */
  default boolean isIssuedBy(PublicCertificate other) {
    return other.isAuthority() && other.subject().equals(issuer()) && isSignedBy(other);
  }

  default boolean isValidAt(Instant now) {
    return !now.isBefore(notBefore()) && !now.isAfter(notAfter());
  }

  /** The third part of the common name: whose it is. */
  default Optional<String> company() {
    String[] parts = commonName(subject()).orElse("").split("@", -1);
    return parts.length < 3 ? Optional.empty() : Optional.of(parts[2]);
  }

  /** Whether it names UnionPay, in the test environment or elsewhere. */
  default boolean namesUnionPay() {
    String name = company().orElse("");
    return name.equals(COMPANY) || name.equals(TEST_COMPANY);
  }

  /** When it ends. */
  default KeyExpiry expiry(String purpose) {
    return new KeyExpiry(number(), purpose, Optional.of(notAfter()));
  }

  /** The one common name; empty if there is none, or several of which any could be meant. */
  static Optional<String> commonName(X500Principal name) {
    Optional<String> found = Optional.empty();
    try {
      for (Rdn part : new LdapName(name.getName()).getRdns()) {
        if (part.size() != 1) {
          return Optional.empty();
        }
        if (part.getType().equalsIgnoreCase("CN")) {
          if (found.isPresent() || !(part.getValue() instanceof String text)) {
            return Optional.empty();
          }
          found = Optional.of(text);
        }
      }
      return found;
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
  }
}
