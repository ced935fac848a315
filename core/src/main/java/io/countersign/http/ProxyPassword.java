// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a proxy that asks for a name and a password is told. (RFC 7617) */
final class ProxyPassword {

  private ProxyPassword() {}

  /** The value of {@code Proxy-Authorization}. */
  static String header(String user, Secret password) {
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw new InvalidRequestException("proxy user", "a name without a colon");
    }
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    pair.writeBytes((user + ":").getBytes(StandardCharsets.UTF_8));
    pair.writeBytes(password.reveal());
    return "Basic " + Base64.getEncoder().encodeToString(pair.toByteArray());
  }
}
