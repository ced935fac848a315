// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.CachedMerchants;
import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import io.countersign.PaymentClient;
import io.countersign.RetryPolicy;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts that the merchants' data names, such as {@code jiyuan.alipay}, by the variables of
 * each; which provider's they are tells at which provider it is. A row may be added while the
 * platform runs.
 */
final class Accounts {

  private final Map<String, Map<String, String>> environments = new ConcurrentHashMap<>();
  private final Clock clock;
  private final RetryPolicy retries;

  Accounts(Clock clock, RetryPolicy retries) {
    this.clock = clock;
    this.retries = retries;
  }

  /** An account's variables, as the provider's {@code fromEnvironment} reads them. */
  void put(String account, Map<String, String> environment) {
    environments.put(account, Map.copyOf(environment));
  }

  /** Clients of these accounts, each with its own notify URL. */
  Merchants notifiedUnder(URI base) {
    NotificationRouter urls = NotificationRouter.under(base, Merchants.of(Map.of()));
    return CachedMerchants.of(
        account ->
            Optional.ofNullable(environments.get(account))
                .map(environment -> client(environment, urls.notifyUrl(account))));
  }

  private PaymentClient client(Map<String, String> environment, URI notifyUrl) {
    if (environment.containsKey("WECHATPAY_MCHID")) {
      return WeChatPayClient.of(
          WeChatPayConfig.fromEnvironment(environment).toBuilder()
              .notifyUrl(notifyUrl)
              .clock(clock)
              .retryPolicy(retries)
              .build());
    }
    if (environment.containsKey("ALIPAY_APP_ID")) {
      return AlipayClient.of(
          AlipayConfig.fromEnvironment(environment).toBuilder()
              .notifyUrl(notifyUrl)
              .clock(clock)
              .retryPolicy(retries)
              .build());
    }
    if (environment.containsKey("UNIONPAY_MER_ID")) {
      return UnionPayClient.of(
          UnionPayConfig.fromEnvironment(environment).toBuilder()
              .notifyUrl(notifyUrl)
              .clock(clock)
              .retryPolicy(retries)
              .build());
    }
    return EcpayClient.of(
        EcpayConfig.fromEnvironment(environment).toBuilder()
            .notifyUrl(notifyUrl)
            .clock(clock)
            .retryPolicy(retries)
            .build());
  }
}
