// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who collects for the shop. No other class of the shop knows a provider by name. */
final class Tills {

  private final Map<String, PaymentClient> clients = new LinkedHashMap<>();
  private final Map<String, ProviderOption> extras;

  /**
   * Clients, and what a provider needs to be told in a scene.
   *
   * @param clients one for each provider
   * @param extras by provider and scene, such as {@code wechatpay official-account}
   */
  Tills(List<? extends PaymentClient> clients, Map<String, ProviderOption> extras) {
    for (PaymentClient client : clients) {
      this.clients.put(client.provider(), client);
    }
    this.extras = Map.copyOf(extras);
  }

  /** From the process environment. */
  static Tills fromEnvironment(Map<String, String> environment) {
    return new Tills(
        List.of(
            // One line for each provider.
            WeChatPayClient.fromEnvironment(environment)),
        extras(environment));
  }

  /** What WeChat Pay needs to be told beyond what every provider needs. */
  static Map<String, ProviderOption> extras(Map<String, String> environment) {
    Map<String, ProviderOption> extras = new LinkedHashMap<>();
    extras.put("wechatpay payment-code", WeChatPayOption.outStoreId("TEA-HOUSE-1"));
    String officialAccount = environment.get("WECHATPAY_APPID");
    if (officialAccount != null) {
      // Its page and a mini program are one scene; the app id tells them apart.
      extras.put("wechatpay official-account", WeChatPayOption.appId(officialAccount));
    }
    return extras;
  }

  /** The same tills, each client wrapped. */
  Tills wrapped(UnaryOperator<PaymentClient> wrapper) {
    return new Tills(clients.values().stream().map(wrapper).toList(), extras);
  }

  /** The client of a provider, if the shop has one. */
  Optional<PaymentClient> find(String provider) {
    return Optional.ofNullable(clients.get(provider));
  }

  /** The client that a stored payment belongs to. */
  PaymentClient of(PaymentRef payment) {
    return find(payment.provider()).orElseThrow();
  }

  /** What a provider needs to be told in a scene. */
  Optional<ProviderOption> extra(String provider, String scene) {
    return Optional.ofNullable(extras.get(provider + " " + scene));
  }
}
