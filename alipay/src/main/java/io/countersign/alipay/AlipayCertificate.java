// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/** A certificate, numbered as Alipay numbers it. (支付宝开放平台, 公钥证书方式, app_cert_sn.) */
interface AlipayCertificate {

  /** Its number on the wire ({@code app_cert_sn}, {@code alipay_cert_sn}): 32 hex digits. */
  default String number() {
    String text = issuer().getName() + serial();
    try {
      // A name, not a proof: the protocol numbers certificates so.
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JVM has MD5", absent);
    }
  }

  /** The serial number its issuer gave it. */
  BigInteger serial();

  /** Whose it is. */
  X500Principal subject();

  /** Who issued it. */
  X500Principal issuer();

  Instant notBefore();

  Instant notAfter();

  /** The object identifier of the algorithm it is signed with. */
  String signatureAlgorithm();

  /** Whether it says that it may issue others. */
  boolean isAuthority();

  VerifyingKey key();

  /** Whether another one's key signed it. */
  boolean isSignedBy(AlipayCertificate authority);

  default boolean isValidAt(Instant moment) {
    return !moment.isBefore(notBefore()) && !moment.isAfter(notAfter());
  }

  /** The one common name (CN) in its subject; empty if there is none, or more than one. */
  default String commonName() {
    String name = subject().getName();
    String found = "";
    int from = 0;
    for (int at = 0; at <= name.length(); at++) {
      if (at < name.length() && name.charAt(at) == '\\') {
        at++;
      } else if (at == name.length() || name.charAt(at) == ',' || name.charAt(at) == '+') {
        String part = name.substring(from, at);
        from = at + 1;
        if (part.startsWith("CN=")) {
          if (!found.isEmpty()) {
            return "";
          }
          found = part.substring(3);
        }
      }
    }
    return found;
  }
}
