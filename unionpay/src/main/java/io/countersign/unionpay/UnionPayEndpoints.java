// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.Endpoint;
import java.net.URI;

/**
 * Where UnionPay is: production, its test environment, or one address that takes the place of both
 * its hosts. Immutable; safe for use by many threads. (中国银联开放平台, 测试环境与生产环境地址.)
 */
public final class UnionPayEndpoints {

  private final String name;
  private final Endpoint gateway;
  private final Endpoint files;

  private UnionPayEndpoints(String name, Endpoint gateway, Endpoint files) {
    this.name = name;
    this.gateway = gateway;
    this.files = files;
  }

  /** UnionPay's production hosts. */
  public static UnionPayEndpoints production() {
    return hosts("production", "gateway.95516.com", "filedownload.95516.com");
  }

  /**
   * UnionPay's test environment, whose merchants, certificates and cards are its own; no money
   * moves there. Only here are its test certificates trusted.
   */
  public static UnionPayEndpoints test() {
    return hosts("test", "gateway.test.95516.com", "filedownload.test.95516.com");
  }

  /**
   * One address for all, such as a gateway for tests on loopback; without a path. Certificates are
   * those of production, unless the configuration names others.
   *
   * @throws io.countersign.InvalidRequestException if it is not https, or plain http on loopback
   */
  public static UnionPayEndpoints at(URI address) {
    return at("endpoint", address);
  }

  /** The same, where the address came from a field or variable of that name. */
  static UnionPayEndpoints at(String field, URI address) {
    Endpoint endpoint = Endpoint.of(field, address);
    return new UnionPayEndpoints(endpoint.toString(), endpoint, endpoint);
  }

  /** Whether this is UnionPay's own test environment. */
  boolean isTest() {
    return name.equals("test");
  }

  /** Whether these are UnionPay's production hosts. */
  boolean isProduction() {
    return name.equals("production");
  }

  Endpoint gateway() {
    return gateway;
  }

  /** Where settlement files are. */
  Endpoint files() {
    return files;
  }

  /** Which ones. */
  @Override
  public String toString() {
    return name;
  }

  private static UnionPayEndpoints hosts(String name, String gateway, String files) {
    return new UnionPayEndpoints(
        name,
        Endpoint.of("endpoint", URI.create("https://" + gateway)),
        Endpoint.of("endpoint", URI.create("https://" + files)));
  }
}
