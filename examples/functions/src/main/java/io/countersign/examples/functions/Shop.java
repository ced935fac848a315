// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.InvalidRequestException;
import io.countersign.Merchants;
import io.countersign.PaymentClient;
import io.countersign.alipay.AlipayClient;
import io.countersign.ecpay.EcpayClient;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.wechatpay.WeChatPayClient;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shop as environment variables describe it: one merchant account for each provider whose
 * variables are there. A platform with many merchants reads them from its database instead, with
 * {@link io.countersign.CachedMerchants}.
 *
 * @param callback what its function does
 * @param warmUps what makes the first callback as fast as the second
 */
record Shop(Callback callback, List<Runnable> warmUps) {

  static Shop fromEnvironment(Map<String, String> environment) {
    Map<String, PaymentClient> clients = new LinkedHashMap<>();
    List<Runnable> warmUps = new ArrayList<>();
    if (environment.containsKey("WECHATPAY_MCHID")) {
      WeChatPayClient client = WeChatPayClient.fromEnvironment(environment);
      clients.put("wechatpay", client);
      warmUps.add(client::warmUp);
    }
    if (environment.containsKey("ECPAY_MERCHANT_ID")) {
      EcpayClient client = EcpayClient.fromEnvironment(environment);
      clients.put("ecpay", client);
      warmUps.add(client::warmUp);
    }
    if (environment.containsKey("ALIPAY_APP_ID")) {
      AlipayClient client = AlipayClient.fromEnvironment(environment);
      clients.put("alipay", client);
      warmUps.add(client::warmUp);
    }
    if (environment.containsKey("UNIONPAY_MER_ID")) {
      UnionPayClient client = UnionPayClient.fromEnvironment(environment);
      clients.put("unionpay", client);
      warmUps.add(client::warmUp);
    }
    JdbcOrders orders = new JdbcOrders(variable(environment, "ORDERS_JDBC_URL"));
    warmUps.add(orders::open);
    return new Shop(
        new Callback(
            URI.create(variable(environment, "NOTIFY_BASE")),
            Merchants.of(clients),
            orders,
            Clock.systemUTC()),
        warmUps);
  }

  /** Does now what the first callback would wait for; before a snapshot, where there is one. */
  void warmUp() {
    warmUps.forEach(Runnable::run);
  }

  private static String variable(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new InvalidRequestException(name, "a value in the function's environment");
    }
    return value;
  }
}
