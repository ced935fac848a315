// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.spi.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a bill may be fetched from. The signed answer names an address, and our signature goes
 * there: only to the configured endpoint or to WeChat Pay's own hosts, and never from a sandbox on
 * loopback to the outside.
 *
 * @param host scheme, host and port
 * @param pathAndQuery as named, with the token
 */
record BillAddress(Endpoint host, String pathAndQuery) {

  /**
   * Checks the address that an answer names.
   *
   * @throws MismatchException if it is anywhere else, or none
   */
  static BillAddress named(String downloadUrl, Endpoint configured) {
    URI address;
    try {
      address = new URI(downloadUrl);
    } catch (URISyntaxException malformed) {
      throw elsewhere(configured, "something that is no address");
    }
    boolean here = configured.holds(address);
    if (!here && (configured.isOnLoopback() || !isWeChatPays(address))) {
      throw elsewhere(configured, "another host");
    }
    String path = address.getRawPath();
    String query = address.getRawQuery();
    String target = query == null ? path : path + "?" + query;
    Endpoint host =
        here ? configured : Endpoint.of("download_url", URI.create("https://" + address.getHost()));
    try {
      host.resolve(target);
    } catch (InvalidRequestException malformed) {
      throw elsewhere(configured, "a path that would change on its way");
    }
    return new BillAddress(host, target);
  }

  /** Main and backup host under both names, and the host for servers abroad. */
  private static boolean isWeChatPays(URI address) {
    if (!"https".equals(address.getScheme())
        || address.getHost() == null
        || address.getRawUserInfo() != null
        || (address.getPort() >= 0 && address.getPort() != 443)) {
      return false;
    }
    return switch (address.getHost().toLowerCase(Locale.ROOT)) {
      case "api.mch.weixin.qq.com",
          "api2.mch.weixin.qq.com",
          "api.wechatpay.cn",
          "api2.wechatpay.cn",
          "apihk.mch.weixin.qq.com" ->
          true;
      default -> false;
    };
  }

  private static MismatchException elsewhere(Endpoint configured, String found) {
    return new MismatchException(
        "download_url",
        configured.isOnLoopback()
            ? "an address at " + configured
            : "an address at " + configured + " or at one of WeChat Pay's own hosts",
        found);
  }

  /** The host; the token in the query opens the file. */
  @Override
  public String toString() {
    return "BillAddress[" + host + "]";
  }
}
