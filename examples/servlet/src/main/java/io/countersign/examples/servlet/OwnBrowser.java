// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * Whether a request comes from this computer's own page. What has no key and no login, as the parts
 * of the demo have none, must ask that: a page elsewhere can post here, and a name elsewhere can be
 * made to lead here.
 */
final class OwnBrowser {

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  private OwnBrowser() {}

  static boolean sent(HttpServletRequest request) {
    String host = request.getHeader("Host");
    String origin = request.getHeader("Origin");
    return host != null
        && HERE.contains(host.replaceFirst(":[0-9]+$", ""))
        && (origin == null || origin.equals("http://" + host));
  }
}
