// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidRequestException;
import java.net.URI;

/** Where a provider's gateway is: HTTPS, or plain HTTP on this machine's loopback only. */
public final class Endpoint {

  private final String base;

  private Endpoint(String base) {
    this.base = base;
  }

  /**
   * Checks an address.
   *
   * @param field how the caller names it, for the error
   * @throws InvalidRequestException if it is not {@code https://host[:port]}, or plain HTTP to
   *     127.x.x.x, [::1] or localhost; no path, query, fragment or user information
   */
  public static Endpoint of(String field, URI uri) {
    String scheme = uri.getScheme();
    String host = uri.getHost();
    boolean secure = "https".equals(scheme);
    if (host == null
        || !(secure || ("http".equals(scheme) && isLoopback(host)))
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))) {
      throw new InvalidRequestException(
          field, "https://host[:port] (plain http only to loopback), without path or query");
    }
    return new Endpoint(scheme + "://" + uri.getRawAuthority());
  }

  /**
   * The address of a path and query that are percent-encoded already.
   *
   * @throws InvalidRequestException if it does not begin with a slash, has a fragment, a dot
   *     segment or a character that would be encoded on its way; the address never leaves this host
   */
  public URI resolve(String pathAndQuery) {
    if (pathAndQuery.startsWith("/") && isPrintableAscii(pathAndQuery)) {
      try {
        URI address = URI.create(base + pathAndQuery);
        if (address.getRawFragment() == null && !hasDotSegment(address.getRawPath())) {
          return address;
        }
      } catch (IllegalArgumentException malformed) {
        // Said below.
      }
    }
    throw new InvalidRequestException(
        "path", "a percent-encoded absolute path without fragment and without . or .. segments");
  }

  /** Whether an address is at this scheme, host and port. */
  public boolean holds(URI address) {
    URI here = URI.create(base);
    return here.getScheme().equals(address.getScheme())
        && here.getHost().equalsIgnoreCase(address.getHost())
        && port(here) == port(address)
        && address.getRawUserInfo() == null;
  }

  /** Whether it is on this machine's loopback. */
  public boolean isOnLoopback() {
    return isLoopback(URI.create(base).getHost());
  }

  @Override
  public String toString() {
    return base;
  }

  private static int port(URI address) {
    return address.getPort() >= 0
        ? address.getPort()
        : "https".equals(address.getScheme()) ? 443 : 80;
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** Transports resolve these, which changes what was signed and where it goes. */
  private static boolean hasDotSegment(String rawPath) {
    for (String segment : rawPath.split("/", -1)) {
      String plain = segment.replace("%2e", ".").replace("%2E", ".");
      if (plain.equals(".") || plain.equals("..")) {
        return true;
      }
    }
    return false;
  }

  static boolean isLoopback(String host) {
    if (host.equals("localhost") || host.equals("[::1]")) {
      return true;
    }
    if (!host.startsWith("127.")) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
