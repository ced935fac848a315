// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Pem;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Real messages and certificates that others have published; they are over since. */
final class Published {
  /** When its certificate was valid. */
  static final Instant THEN = Instant.parse("2022-09-08T05:22:06Z");

  static final String MER_ID = "777290058167151";

  private Published() {}

  /** A file of this package, without the line end at its end. */
  static String text(String name) {
    try (InputStream stream = Published.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError(name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  static Pem pem(String name) {
    return Pem.text(text(name));
  }

  /** A merchant's certificate that a place takes. */
  static Pem merchantOf(UnionPayEndpoints endpoints) {
    return endpoints.isTest()
        ? pem("published-request-certificate.pem")
        : ScriptedGateway.MERCHANT.certificate();
  }

  /** The notification of a payment on a page, its certificate with the line ends it came with. */
  static FormFields notification() {
    String text = text("published-payment-notice.txt").replace("\r\n", "\n");
    int pem = text.indexOf("-----BEGIN");
    FormFields fields = new FormFields();
    for (String line : text.substring(0, pem).lines().toList()) {
      int equals = line.indexOf('=');
      fields.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return fields.put("signPubKeyCert", text.substring(pem).replace("\n", "\r\n"));
  }
}
