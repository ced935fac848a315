// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.Endpoint;
import java.net.URI;

/**
 * Where Alipay is: production, its sandbox (沙箱), or one address that takes the place of all its
 * hosts. Immutable; safe for use by many threads. (支付宝开放平台, 沙箱环境.)
 */
public final class AlipayEndpoints {

  private final String name;
  private final Endpoint gateway;
  private final Endpoint login;

  private AlipayEndpoints(String name, Endpoint gateway, Endpoint login) {
    this.name = name;
    this.gateway = gateway;
    this.login = login;
  }

  /** Alipay's production hosts. */
  public static AlipayEndpoints production() {
    return hosts("production", "openapi.alipay.com", "openauth.alipay.com");
  }

  /** Alipay's sandbox (沙箱), whose applications and accounts are its own; no money moves there. */
  public static AlipayEndpoints sandbox() {
    return hosts(
        "sandbox", "openapi-sandbox.dl.alipaydev.com", "openauth-sandbox.dl.alipaydev.com");
  }

  /** The classic gateway for overseas merchants of the mainland's protocol. */
  public static AlipayEndpoints overseas() {
    return hosts("overseas", "globalopenapi.alipay.com", "openauth.alipay.com");
  }

  /**
   * One address for all, such as a gateway for tests on loopback; without a path.
   *
   * @throws io.countersign.InvalidRequestException if it is not https, or plain http on loopback
   */
  public static AlipayEndpoints at(URI address) {
    return at("endpoint", address);
  }

  /** The same, where the address came from a field or variable of that name. */
  static AlipayEndpoints at(String field, URI address) {
    Endpoint endpoint = Endpoint.of(field, address);
    return new AlipayEndpoints(endpoint.toString(), endpoint, endpoint);
  }

  /** Whether these are for merchants overseas, whom OpenAPI v3 does not serve. */
  boolean isOverseas() {
    return name.equals("overseas");
  }

  Endpoint gateway() {
    return gateway;
  }

  /** Where a payer allows the application to know who he is. */
  Endpoint login() {
    return login;
  }

  /** Which ones. */
  @Override
  public String toString() {
    return name;
  }

  private static AlipayEndpoints hosts(String name, String gateway, String login) {
    return new AlipayEndpoints(
        name,
        Endpoint.of("endpoint", URI.create("https://" + gateway)),
        Endpoint.of("endpoint", URI.create("https://" + login)));
  }
}
