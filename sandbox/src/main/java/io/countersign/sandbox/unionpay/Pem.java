// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Keys and certificates as text. */
final class Pem {
  private Pem() {}

  /** As a file holds it: lines end with LF, the last one, too. */
  static String file(X509Certificate certificate) {
    return armoured("CERTIFICATE", encoded(certificate), "\n") + "\n";
  }

  /** As a message holds it: lines end with CRLF, the last one not at all. */
  static String wire(X509Certificate certificate) {
    return armoured("CERTIFICATE", encoded(certificate), "\r\n");
  }

  static String file(PrivateKey key) {
    return armoured("PRIVATE KEY", key.getEncoded(), "\n") + "\n";
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String armoured(String what, byte[] der, String end) {
    byte[] separator = end.getBytes(StandardCharsets.US_ASCII);
    return String.join(
        end,
        "-----BEGIN " + what + "-----",
        Base64.getMimeEncoder(64, separator).encodeToString(der),
        "-----END " + what + "-----");
  }
}
