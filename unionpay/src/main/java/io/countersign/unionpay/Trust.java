// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are UnionPay's. A message brings its own certificate ({@code signPubKeyCert}),
 * so this is what keeps others from signing for UnionPay: the certificate must be valid now, lead
 * to a root that is trusted here, and name the company; the same authority gives certificates to
 * every merchant. (全渠道, 5.1.0 验签, 公钥证书验证.)
 *
 * <p>Safe for use by many threads. Certificates once proven are remembered by their exact text, and
 * held to their time at each use.
 *
 * @param <C> the kind of certificates
 */
final class Trust<C extends PublicCertificate> {

  static final String ROOT = "trusted root";
  static final String MIDDLE = "trusted middle";

  /** More than any certificate has; what is longer is not read. */
  private static final int MOST_CHARACTERS = 8192;

  /** UnionPay has one at a time. */
  private static final int MOST_REMEMBERED = 16;

  private static final String BROUGHT = "the certificate in signPubKeyCert ";

  private final Reader<C> reader;
  private final boolean test;

  /** UnionPay's own, for messages that name only a number. */
  private final List<C> numbered;

  private final Map<String, Chain<C>> proven = new ConcurrentHashMap<>();

  /** Null until those of this library are needed. */
  private volatile @Nullable Authorities<C> authorities;

  /**
   * Reads the certificates of one kind of keys.
   *
   * @param <C> the kind
   */
  @FunctionalInterface
  interface Reader<C> {
    /** The certificate; empty if it cannot be read or is of another kind. */
    Optional<C> read(byte[] der);
  }

  private record Authorities<C>(List<C> roots, List<C> middles) {}

  private record Chain<C extends PublicCertificate>(C leaf, C middle, C root) {
    boolean isValidAt(Instant now) {
      return leaf.isValidAt(now) && middle.isValidAt(now) && root.isValidAt(now);
    }
  }

  private Trust(
      Reader<C> reader, boolean test, List<C> numbered, @Nullable Authorities<C> authorities) {
    this.reader = reader;
    this.test = test;
    this.numbered = List.copyOf(numbered);
    this.authorities = authorities;
  }

  /**
   * By certificates of the configuration, or else by those that come with this library, which are
   * read when they are needed.
   *
   * @param test whether this is the test environment
   * @param roots empty for those of this library
   * @param middles likewise
   * @param verifying UnionPay's own, for messages that name only a number
   * @throws InvalidRequestException if one is not what it should be; it says what it is
   */
  static <C extends PublicCertificate> Trust<C> of(
      Reader<C> reader, boolean test, List<Pem> roots, List<Pem> middles, List<Pem> verifying) {
    if (roots.isEmpty() != middles.isEmpty()) {
      throw new InvalidRequestException(
          ROOT, "both, trustedRoot(…) and trustedMiddle(…), or neither");
    }
    List<C> numbered = new ArrayList<>();
    for (Pem pem : verifying) {
      numbered.add(verifying(reader, pem, test));
    }
    return new Trust<>(
        reader, test, numbered, roots.isEmpty() ? null : authorities(reader, roots, middles));
  }

  /**
   * UnionPay's certificate, by which a message should be signed.
   *
   * @param now when it must be valid
   * @throws InvalidNotificationException if it is not UnionPay's
   */
  C certificate(ReceivedMessage message, Instant now) {
    String pem = message.fields().text("signPubKeyCert");
    return pem.isBlank() ? numbered(message.fields().text("certId"), now) : brought(pem, now);
  }

  /** When the trusted certificates end. */
  List<KeyExpiry> expiries() {
    Authorities<C> trusted = authorities();
    List<KeyExpiry> all = new ArrayList<>();
    add(all, numbered, "UnionPay's verifying certificate");
    add(all, trusted.middles(), MIDDLE);
    add(all, trusted.roots(), ROOT);
    return all;
  }

  private static <C extends PublicCertificate> void add(
      List<KeyExpiry> all, List<C> certificates, String purpose) {
    for (C each : certificates) {
      all.add(each.expiry(purpose));
    }
  }

  /** How many certificates are remembered. */
  int remembered() {
    return proven.size();
  }

  private C brought(String pem, Instant now) {
    Chain<C> known = proven.get(pem);
    if (known != null && known.isValidAt(now)) {
      return known.leaf();
    }
    C leaf = read(pem);
    requireTime(leaf, BROUGHT, now);
    Chain<C> chain = leaf.isAuthority() || !leaf.isSound() ? null : chain(leaf, now);
    if (chain == null) {
      throw unknown(
          BROUGHT
              + "was not issued by an authority that is trusted here: of another environment (test"
              + " or production), or forged");
    }
    if (!isUnionPay(leaf, test)) {
      throw unknown(
          BROUGHT + "is another company's, not UnionPay's: forged, or of the test environment");
    }
    // Only what is proven is remembered, so strangers cannot fill it.
    if (proven.size() >= MOST_REMEMBERED) {
      proven.clear();
    }
    proven.put(pem, chain);
    return leaf;
  }

  private C numbered(String number, Instant now) {
    if (number.isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "neither signPubKeyCert nor certId is there: not from UnionPay");
    }
    for (C each : numbered) {
      if (each.number().equals(number)) {
        requireTime(each, "the configured certificate with the message's certId ", now);
        return each;
      }
    }
    throw unknown(
        "the message brings no certificate and names one by its number (certId) that is not"
            + " configured: give UnionPay's certificate (验签证书) to verifyCertificate(…)");
  }

  private @Nullable Chain<C> chain(C leaf, Instant now) {
    Authorities<C> trusted = authorities();
    for (C middle : trusted.middles()) {
      if (leaf.isIssuedBy(middle)) {
        for (C root : trusted.roots()) {
          Chain<C> chain = new Chain<>(leaf, middle, root);
          if (middle.isIssuedBy(root) && chain.isValidAt(now)) {
            return chain;
          }
        }
      }
    }
    return null;
  }

  private C read(String pem) {
    if (pem.length() > MOST_CHARACTERS) {
      throw unknown("signPubKeyCert is longer than any certificate");
    }
    try {
      Optional<C> read =
          reader.read(Pem.text(pem).der("signPubKeyCert", "a certificate", "CERTIFICATE").get(0));
      if (read.isPresent()) {
        return read.get();
      }
    } catch (InvalidRequestException noCertificate) {
      // Said below.
    }
    throw unknown("signPubKeyCert holds no certificate that can be read");
  }

  private Authorities<C> authorities() {
    Authorities<C> ready = authorities;
    if (ready == null) {
      String environment = test ? "test" : "production";
      ready =
          authorities(
              reader,
              List.of(resource(environment + "-root.pem")),
              List.of(resource(environment + "-middle.pem")));
      authorities = ready;
    }
    return ready;
  }

  private static <C extends PublicCertificate> Authorities<C> authorities(
      Reader<C> reader, List<Pem> rootFiles, List<Pem> middleFiles) {
    List<C> roots = new ArrayList<>();
    for (Pem file : rootFiles) {
      C root = authority(reader, file, ROOT);
      if (!root.isIssuedBy(root) || root.mostBelow() < 1) {
        throw new InvalidRequestException(
            ROOT,
            "a root, which issued itself (…_root.cer); this one was issued by another, as a middle"
                + " certificate is (…_middle.cer)");
      }
      roots.add(root);
    }
    List<C> middles = new ArrayList<>();
    for (Pem file : middleFiles) {
      C middle = authority(reader, file, MIDDLE);
      if (!isIssuedByOneOf(middle, roots)) {
        throw new InvalidRequestException(
            MIDDLE,
            "a certificate (…_middle.cer) that one of the trusted roots issued; this one is of"
                + " another root, or of another environment");
      }
      middles.add(middle);
    }
    return new Authorities<>(List.copyOf(roots), List.copyOf(middles));
  }

  private static boolean isIssuedByOneOf(
      PublicCertificate certificate, List<? extends PublicCertificate> issuers) {
    for (PublicCertificate issuer : issuers) {
      if (certificate.isIssuedBy(issuer)) {
        return true;
      }
    }
    return false;
  }

  private static <C extends PublicCertificate> C authority(
      Reader<C> reader, Pem file, String field) {
    C read = readFile(reader, file, field);
    if (!read.isAuthority() || !read.isSound()) {
      throw new InvalidRequestException(
          field,
          "an authority's certificate (…_root.cer, …_middle.cer); this one may not issue others"
              + (read.namesUnionPay() ? ": it is UnionPay's own" : ""));
    }
    return read;
  }

  private static <C extends PublicCertificate> C verifying(
      Reader<C> reader, Pem file, boolean test) {
    String field = "verifying certificate";
    C read = readFile(reader, file, field);
    if (!isUnionPay(read, test) || read.isAuthority() || !read.isSound()) {
      throw new InvalidRequestException(
          field,
          "UnionPay's own (验签证书, acp_…_verify_sign.cer); this one is "
              + (read.isAuthority()
                  ? "an authority's"
                  : read.namesUnionPay() ? "of the test environment" : "another's"));
    }
    return read;
  }

  private static <C extends PublicCertificate> C readFile(
      Reader<C> reader, Pem file, String field) {
    Optional<C> read =
        reader.read(file.der(field, "a certificate (BEGIN CERTIFICATE)", "CERTIFICATE").get(0));
    if (read.isEmpty()) {
      throw new InvalidRequestException(
          field,
          "a certificate with a key of the configured sign method (RSA for 01, SM2 for 21); it is"
              + " damaged or of another kind");
    }
    return read.get();
  }

  private static boolean isUnionPay(PublicCertificate certificate, boolean test) {
    String company = certificate.company().orElse("");
    return company.equals(PublicCertificate.COMPANY)
        || (test && company.equals(PublicCertificate.TEST_COMPANY));
  }

  private static void requireTime(PublicCertificate certificate, String which, Instant now) {
    if (now.isAfter(certificate.notAfter())) {
      throw unknown(which + "has expired");
    }
    if (now.isBefore(certificate.notBefore())) {
      throw unknown(which + "is not valid yet; or this clock is wrong");
    }
  }

  private static Pem resource(String name) {
    try (InputStream stream = Trust.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return Pem.stream(stream);
    } catch (IOException unreadable) {
      throw new IllegalStateException("the jar's " + name + " cannot be read", unreadable);
    }
  }

  private static InvalidNotificationException unknown(String why) {
    return new InvalidNotificationException(Reason.KEY_UNKNOWN, why);
  }
}
