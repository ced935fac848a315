// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The authorities of this JVM's sandboxes and the numbers of certificates. Like the real root file,
 * theirs holds a curve that JDK 17 cannot read, and an old root of SHA-1.
 */
final class Certificates {
  private static final String RSA_FAMILY = "1.2.840.113549.1.1";
  private static final String SM2_FAMILY = "1.2.156.10197.1.501";

  private Certificates() {}

  /** Issues the certificates of applications. */
  static Authority forApps(SignType type) {
    return type == SignType.SM2 ? OfSm2.APPS : OfRsa.APPS;
  }

  /** Issues Alipay's certificates. */
  static Authority forAlipay(SignType type) {
    return type == SignType.SM2 ? OfSm2.ALIPAY : OfRsa.ALIPAY;
  }

  /** What {@code alipayRootCert.crt} holds. */
  static String rootFile() {
    return roots().stream().map(Certificates::pem).collect(Collectors.joining());
  }

  /** What a request names as {@code alipay_root_cert_sn}. */
  static String rootNumber(SignType type) {
    String family = type == SignType.SM2 ? SM2_FAMILY : RSA_FAMILY;
    return roots().stream()
        .filter(root -> root.getSigAlgOID().startsWith(family))
        .map(Certificates::number)
        .collect(Collectors.joining("_"));
  }

  /** The number of one certificate as messages name it. */
  static String number(X509Certificate certificate) {
    return number(certificate.getIssuerX500Principal().getName(), certificate.getSerialNumber());
  }

  static String number(String issuer, BigInteger serial) {
    try {
      byte[] text = (issuer + serial).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  static String pem(PublicKey key) {
    return pem("PUBLIC KEY", key.getEncoded());
  }

  /** As the console shows it: one line of Base64 without armour. */
  static String bare(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }

  private static String pem(String type, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }

  private static List<X509Certificate> roots() {
    return List.of(
        OfSm2.ROOT.certificate(),
        OfRsa.ROOT.certificate(),
        Others.CURVE.certificate(),
        Others.OLD.certificate());
  }

  private static final class OfRsa {
    static final Authority ROOT =
        Authority.root("Countersign Sandbox Authority R1", 11, KeyStock.take(), "SHA256withRSA");
    static final Authority APPS = ROOT.intermediate("Countersign Sandbox Class 1 R1", 12);
    static final Authority ALIPAY = ROOT.intermediate("Countersign Sandbox Class 2 R1", 13);
  }

  private static final class OfSm2 {
    static final Authority ROOT =
        Authority.root(
            "Countersign Sandbox ROOTCA", 21, Authority.sm2Pair(), SignType.SM2.algorithm);
    static final Authority APPS = ROOT.intermediate("Countersign Sandbox Class 1 S1", 22);
    static final Authority ALIPAY = ROOT.intermediate("Countersign Sandbox Class 2 S1", 23);
  }

  private static final class Others {
    static final Authority CURVE =
        Authority.root(
            "Countersign Sandbox Authority E1", 31, Authority.pair("secp384r1"), "SHA384withECDSA");
    static final Authority OLD =
        Authority.root("Countersign Sandbox Class 2 Root G3", 32, KeyStock.take(), "SHA1withRSA");
  }
}
