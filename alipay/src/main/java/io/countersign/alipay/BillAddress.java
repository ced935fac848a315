// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.spi.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a bill may be fetched from: Alipay's hosts over https, whatever scheme the answer names, as
 * it still names plain http; or the configured gateway. Never from a gateway on loopback to the
 * outside.
 */
final class BillAddress {

  private static final String FIELD = "bill_download_url";

  private final URI uri;

  private BillAddress(URI uri) {
    this.uri = uri;
  }

  /**
   * Checks the address that an answer names.
   *
   * @throws MismatchException if it is anywhere else, or none
   */
  static BillAddress named(String named, Endpoint gateway) {
    URI address;
    try {
      address = new URI(named);
    } catch (URISyntaxException malformed) {
      throw elsewhere(gateway, "something that is no address");
    }
    Endpoint host;
    if (gateway.holds(address)) {
      host = gateway;
    } else if (!gateway.isOnLoopback() && isAlipays(address)) {
      host = Endpoint.of(FIELD, URI.create("https://" + address.getHost()));
    } else {
      throw elsewhere(gateway, "another host");
    }
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    try {
      return new BillAddress(host.resolve(address.getRawPath() + query));
    } catch (InvalidRequestException malformed) {
      throw elsewhere(gateway, "a path that would change on its way");
    }
  }

  URI uri() {
    return uri;
  }

  private static boolean isAlipays(URI address) {
    boolean https = "https".equals(address.getScheme());
    if (address.getHost() == null
        || address.getRawUserInfo() != null
        || !(https || "http".equals(address.getScheme()))
        || (address.getPort() >= 0 && address.getPort() != (https ? 443 : 80))) {
      return false;
    }
    String host = "." + address.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(".alipay.com") || host.endsWith(".alipaydev.com");
  }

  private static MismatchException elsewhere(Endpoint gateway, String found) {
    return new MismatchException(
        FIELD,
        "an address at " + gateway + (gateway.isOnLoopback() ? "" : " or at a host of Alipay's"),
        found);
  }

  /** The host; the token in the query opens the file. */
  @Override
  public String toString() {
    return "BillAddress[" + uri.getHost() + "]";
  }
}
