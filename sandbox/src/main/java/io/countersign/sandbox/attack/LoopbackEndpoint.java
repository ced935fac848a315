// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * An http address on this computer. Its host is resolved once, every address that comes out must be
 * loopback, and connections go to that very address.
 */
public final class LoopbackEndpoint {
  private final URI uri;
  private final InetSocketAddress address;

  private LoopbackEndpoint(URI uri, InetSocketAddress address) {
    this.uri = uri;
    this.address = address;
  }

  /** Finds a host's addresses. */
  interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /**
   * Checks an address.
   *
   * @param url for example {@code http://127.0.0.1:8080/wechatpay/notify}
   * @return what may be attacked
   * @throws IllegalArgumentException if it is anywhere else, or not plain http
   */
  public static LoopbackEndpoint of(String url) {
    return of(url, host -> List.of(InetAddress.getAllByName(host)));
  }

  static LoopbackEndpoint of(String url, Resolver resolver) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL: " + url, e);
    }
    String host = uri.getHost();
    if (!"http".equalsIgnoreCase(uri.getScheme()) || host == null) {
      throw new IllegalArgumentException(
          "the address must begin with http:// and name a host; start the endpoint without TLS");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the address must have neither a user name nor a fragment");
    }
    List<InetAddress> found;
    try {
      found = resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the host " + host + " is not known", e);
    }
    for (InetAddress one : found) {
      if (!one.isLoopbackAddress()) {
        throw new IllegalArgumentException(
            host + " is " + one.getHostAddress() + ", which is not loopback: nothing was sent");
      }
    }
    int port = uri.getPort() == -1 ? 80 : uri.getPort();
    return new LoopbackEndpoint(uri, new InetSocketAddress(found.get(0), port));
  }

  InetSocketAddress address() {
    return address;
  }

  /** Path and query, as in a request line. */
  String target() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** As in the {@code Host} header. */
  String authority() {
    return uri.getRawAuthority();
  }

  /** The address as it was given. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
