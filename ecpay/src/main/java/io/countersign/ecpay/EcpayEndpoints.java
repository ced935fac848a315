// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.Endpoint;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where ECPay's services are: production, stage (測試環境), or one address that takes the place of them
 * all. Immutable; safe for use by many threads. (綠界科技 ECPay, 介接注意事項.)
 */
public final class EcpayEndpoints {

  private final String name;
  private final boolean production;
  private final Map<Service, Endpoint> byService;

  private EcpayEndpoints(String name, boolean production, Map<Service, Endpoint> byService) {
    this.name = name;
    this.production = production;
    this.byService = byService;
  }

  /** ECPay's production hosts. */
  public static EcpayEndpoints production() {
    return hosts("production", true, "");
  }

  /** ECPay's public stage, with its public merchants; nothing there moves money. */
  public static EcpayEndpoints stage() {
    return hosts("stage", false, "-stage");
  }

  /**
   * One address for all services, such as a gateway for tests on loopback. Off loopback it counts
   * as production: simulated payments are never paid there.
   *
   * @throws InvalidRequestException if it is not https, or plain http on loopback
   */
  public static EcpayEndpoints at(URI address) {
    return at("endpoint", address);
  }

  /** The same, where the address came from a field or variable of that name. */
  static EcpayEndpoints at(String field, URI address) {
    Endpoint endpoint = Endpoint.of(field, address);
    Map<Service, Endpoint> all = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      all.put(service, endpoint);
    }
    // Whatever is not known to be for tests is treated like production.
    return new EcpayEndpoints(endpoint.toString(), !endpoint.isOnLoopback(), all);
  }

  /** Whether real money may move there. */
  boolean isProduction() {
    return production;
  }

  Endpoint of(Service service) {
    Endpoint endpoint = byService.get(service);
    if (endpoint == null) {
      throw new IllegalStateException("every service has an endpoint");
    }
    return endpoint;
  }

  /** Which ones. */
  @Override
  public String toString() {
    return name;
  }

  private static EcpayEndpoints hosts(String name, boolean production, String suffix) {
    Map<Service, Endpoint> all = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      all.put(
          service,
          Endpoint.of(
              "endpoint", URI.create("https://" + service.host() + suffix + ".ecpay.com.tw")));
    }
    return new EcpayEndpoints(name, production, all);
  }
}
