// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A key of WeChat Pay: the public key of one merchant, or a platform certificate. */
record PlatformKey(String id, KeyPair pair, @Nullable X509Certificate certificate) {

  boolean validAt(Instant now) {
    return certificate == null || now.isBefore(certificate.getNotAfter().toInstant());
  }

  /** Public-key ids compare exactly, certificate serials as hex numbers. */
  boolean named(String name) {
    return certificate == null ? id.equals(name) : stripped(id).equals(stripped(name));
  }

  private static String stripped(String serial) {
    return serial.toUpperCase(Locale.ROOT).replaceFirst("^0+", "");
  }
}
