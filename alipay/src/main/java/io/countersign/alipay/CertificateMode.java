// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The three files of certificate mode (公钥证书方式): the application's certificate, Alipay's, and the
 * roots to which every certificate of Alipay's must lead.
 */
final class CertificateMode {

  static final String APP = "application certificate";
  static final String ALIPAY = "Alipay certificate";
  static final String ROOTS = "Alipay root certificates";

  private static final String APP_FILE = "appCertPublicKey_….crt (应用公钥证书)";
  private static final String ALIPAY_FILE = "alipayCertPublicKey_RSA2.crt (支付宝公钥证书)";
  private static final String ROOT_FILE = "alipayRootCert.crt (支付宝根证书)";
  private static final String RSA_FAMILY = "1.2.840.113549.1.1";
  private static final String SM2_FAMILY = "1.2.156.10197.1.501";
  private static final int MOST_LINKS = 6;

  private final KeyFamily family;
  private final AlipayCertificate app;
  private final String rootNumber;
  private final List<AlipayCertificate> roots;
  private final List<AlipayCertificate> alipay = new ArrayList<>();

  /** Those that came in the shop's own files beside Alipay's. */
  private final List<AlipayCertificate> trustedAuthorities = new ArrayList<>();

  private CertificateMode(
      SignType type, KeyFamily family, AlipayCertificate app, List<AlipayCertificate> roots) {
    this.family = family;
    this.app = app;
    String oids = type == SignType.SM2 ? SM2_FAMILY : RSA_FAMILY;
    this.roots = roots.stream().filter(root -> root.signatureAlgorithm().startsWith(oids)).toList();
    this.rootNumber = String.join("_", this.roots.stream().map(AlipayCertificate::number).toList());
  }

  /**
   * Reads the files and finds those that were mixed up.
   *
   * @throws InvalidRequestException if one is not what it should be; it says what it is
   */
  static CertificateMode of(
      SignType type,
      KeyFamily family,
      @Nullable SigningKey appKey,
      String appId,
      Pem appFile,
      List<Pem> alipayFiles,
      Pem rootFile) {
    AlipayCertificate app =
        family
            .certificate(first(appFile, APP, APP_FILE))
            .orElseThrow(() -> unreadable(APP, APP_FILE, type));
    requireApp(app, appKey, appId);
    CertificateMode mode = new CertificateMode(type, family, app, read(family, rootFile));
    mode.requireRoots(type);
    for (Pem file : alipayFiles) {
      mode.add(file, type);
    }
    if (mode.alipay.isEmpty()) {
      throw new InvalidRequestException(
          ALIPAY, ALIPAY_FILE + " in certificate mode: alipayCertificate(Pem.file(…))");
    }
    return mode;
  }

  /** What requests name as {@code app_cert_sn}. */
  String appNumber() {
    return app.number();
  }

  /** What requests name as {@code alipay_root_cert_sn}. */
  String rootNumber() {
    return rootNumber;
  }

  AlipayCertificate app() {
    return app;
  }

  /** Alipay's certificates from the files. */
  List<AlipayCertificate> alipay() {
    return List.copyOf(alipay);
  }

  /**
   * The certificate in a text that nobody has proven: it must have the number it was asked for by,
   * name this application's Alipay, be valid now, and lead to a root.
   *
   * @return empty if it is anything else
   */
  Optional<AlipayCertificate> proven(Pem text, String number, Instant now) {
    List<byte[]> blocks = text.der(ALIPAY, "certificates", "CERTIFICATE");
    Optional<AlipayCertificate> leaf = family.certificate(blocks.get(0));
    List<AlipayCertificate> sent = new ArrayList<>();
    for (byte[] der : blocks.subList(1, blocks.size())) {
      Optional<AlipayCertificate> authority = family.certificate(der);
      if (authority.isPresent() && authority.get().isAuthority()) {
        sent.add(authority.get());
      }
    }
    sent.addAll(trustedAuthorities);
    return leaf.filter(
        found ->
            found.number().equals(number)
                && !found.isAuthority()
                && isOfThisAlipay(found)
                && leadsToRoot(found, sent, now));
  }

  /** The roots vouch for every merchant, too: only the name tells Alipay's certificate. */
  private boolean isOfThisAlipay(AlipayCertificate found) {
    String name = found.commonName();
    return !name.isEmpty()
        && alipay.stream().anyMatch(known -> known.commonName().equals(name))
        && !Arrays.equals(found.key().publicHalf(), app.key().publicHalf());
  }

  /** Whether it leads to a root; by signatures alone if no moment is given. */
  private boolean leadsToRoot(
      AlipayCertificate leaf, List<AlipayCertificate> between, @Nullable Instant at) {
    AlipayCertificate here = leaf;
    for (int link = 0; link < MOST_LINKS; link++) {
      if (at != null && !here.isValidAt(at)) {
        return false;
      }
      if (issuerOf(here, roots, at).isPresent()) {
        return true;
      }
      Optional<AlipayCertificate> next = issuerOf(here, between, at);
      if (next.isEmpty()) {
        return false;
      }
      here = next.get();
    }
    return false;
  }

  private static Optional<AlipayCertificate> issuerOf(
      AlipayCertificate issued, List<AlipayCertificate> among, @Nullable Instant at) {
    for (AlipayCertificate authority : among) {
      if (authority.subject().equals(issued.issuer())
          && (at == null || authority.isValidAt(at))
          && issued.isSignedBy(authority)) {
        return Optional.of(authority);
      }
    }
    return Optional.empty();
  }

  private void add(Pem file, SignType type) {
    List<byte[]> blocks = file.der(ALIPAY, ALIPAY_FILE, "CERTIFICATE");
    AlipayCertificate leaf =
        family.certificate(blocks.get(0)).orElseThrow(() -> unreadable(ALIPAY, ALIPAY_FILE, type));
    if (Arrays.equals(leaf.key().publicHalf(), app.key().publicHalf())) {
      throw new InvalidRequestException(
          ALIPAY, ALIPAY_FILE + "; this is the application's own, " + APP_FILE);
    }
    if (leaf.isAuthority() || isItsOwnIssuer(leaf)) {
      throw new InvalidRequestException(
          ALIPAY,
          ALIPAY_FILE
              + ", Alipay's own certificate first; this is an authority, as in "
              + ROOT_FILE);
    }
    for (byte[] der : blocks.subList(1, blocks.size())) {
      family.certificate(der).ifPresent(trustedAuthorities::add);
    }
    // The file of older applications holds the leaf alone: then there is nothing to follow.
    if (isIssuerKnown(leaf) && !leadsToRoot(leaf, trustedAuthorities, null)) {
      throw new InvalidRequestException(
          ALIPAY,
          "one that leads to "
              + ROOT_FILE
              + "; these files are of different places, such as production and sandbox");
    }
    alipay.add(leaf);
  }

  private boolean isIssuerKnown(AlipayCertificate leaf) {
    X500Principal issuer = leaf.issuer();
    return roots.stream().anyMatch(root -> root.subject().equals(issuer))
        || trustedAuthorities.stream().anyMatch(known -> known.subject().equals(issuer));
  }

  private void requireRoots(SignType type) {
    if (roots.isEmpty()) {
      throw unreadable(ROOTS, ROOT_FILE, type);
    }
    for (AlipayCertificate root : roots) {
      if (!isItsOwnIssuer(root)) {
        throw new InvalidRequestException(
            ROOTS, ROOT_FILE + "; this file holds a certificate that is no root");
      }
    }
  }

  private static void requireApp(AlipayCertificate app, @Nullable SigningKey appKey, String appId) {
    if (appKey != null && !Arrays.equals(appKey.publicHalf(), app.key().publicHalf())) {
      throw new InvalidRequestException(
          APP,
          APP_FILE
              + " of the application private key; this one is of another key, or it is Alipay's: "
              + ALIPAY_FILE);
    }
    String name = app.commonName();
    int dash = name.indexOf('-');
    String named = name.substring(dash + 1);
    if (dash > 0 && isNumber(name.substring(0, dash)) && isNumber(named) && !named.equals(appId)) {
      throw new InvalidRequestException(
          APP, "the one of app_id " + appId + "; this is of application " + named);
    }
  }

  private static boolean isNumber(String text) {
    return text.length() == 16 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isItsOwnIssuer(AlipayCertificate certificate) {
    return certificate.subject().equals(certificate.issuer());
  }

  private static byte[] first(Pem file, String field, String expected) {
    return file.der(field, expected, "CERTIFICATE").get(0);
  }

  /** Block by block: JDK 17 cannot read every curve in the file, and gives up on the whole. */
  private static List<AlipayCertificate> read(KeyFamily family, Pem rootFile) {
    List<AlipayCertificate> readable = new ArrayList<>();
    for (byte[] der : rootFile.der(ROOTS, ROOT_FILE, "CERTIFICATE")) {
      family.certificate(der).ifPresent(readable::add);
    }
    return readable;
  }

  private static InvalidRequestException unreadable(String field, String file, SignType type) {
    return new InvalidRequestException(
        field,
        file
            + " with a certificate for sign_type "
            + type
            + "; it is damaged or has none of these");
  }
}
