// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPayOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who collects for the shop. No other class of the shop knows a provider by name. */
final class Tills {

  private final Map<String, PaymentClient> clients = new LinkedHashMap<>();
  private final Map<String, ProviderOption> extras;
  private final List<Way> ways;

  /**
   * Clients, and what a provider needs to be told in a scene.
   *
   * @param clients one for each provider
   * @param extras by provider and scene, such as {@code wechatpay official-account}
   */
  Tills(List<? extends PaymentClient> clients, Map<String, ProviderOption> extras) {
    this(clients, extras, List.of());
  }

  private Tills(
      List<? extends PaymentClient> clients, Map<String, ProviderOption> extras, List<Way> ways) {
    for (PaymentClient client : clients) {
      this.clients.put(client.provider(), client);
    }
    this.extras = Map.copyOf(extras);
    this.ways = List.copyOf(ways);
  }

  /** From the process environment. */
  static Tills fromEnvironment(Map<String, String> environment) {
    return fromEnvironment(environment, OkHttpTransport.shared(), Clock.systemUTC());
  }

  /** The same, over another transport and in another time. */
  static Tills fromEnvironment(
      Map<String, String> environment, HttpTransport transport, Clock clock) {
    return new Tills(
            List.of(
                // One line for each provider.
                WeChatPayClient.of(
                    WeChatPayConfig.fromEnvironment(environment).toBuilder()
                        .transport(transport)
                        .clock(clock)
                        .build())),
            extras(environment))
        .offering(ways(environment));
  }

  /** In which ways the payer may pay: one row for each, in the order in which they are shown. */
  static List<Way> ways(Map<String, String> environment) {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("wechatpay", "qr"));
    ways.add(new Way("wechatpay", "mobile-page"));
    if (environment.containsKey("WECHATPAY_APPID_MINI_PROGRAM")) {
      ways.add(new Way("wechatpay", "mini-program"));
    }
    if (environment.containsKey("WECHATPAY_APPID")) {
      ways.add(new Way("wechatpay", "official-account"));
    }
    if (environment.containsKey("WECHATPAY_APPID_APP")) {
      ways.add(new Way("wechatpay", "in-app"));
    }
    ways.add(new Way("wechatpay", "payment-code"));
    return ways;
  }

  /** The same tills, whose ways are shown to the payer. */
  Tills offering(List<Way> shown) {
    return new Tills(List.copyOf(clients.values()), extras, shown);
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
    return new Tills(clients.values().stream().map(wrapper).toList(), extras, ways);
  }

  /** The ways to pay that are shown. */
  List<Way> ways() {
    return ways;
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
