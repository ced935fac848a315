// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.ProviderOption;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPayOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the shop takes WeChat Pay. */
final class WeChatPayTill {

  static final String PROVIDER = "wechatpay";

  private WeChatPayTill() {}

  /** A till of what stands in the environment. */
  static Till of(WeChatPayConfig config, Map<String, String> environment) {
    return new Till(
        WeChatPayClient.of(config),
        "CNY",
        ways(environment),
        extras(environment),
        Particulars.none());
  }

  /** One row for each way, in the order in which they are shown. */
  static List<Way> ways(Map<String, String> environment) {
    List<Way> ways = new ArrayList<>();
    ways.add(way("qr"));
    ways.add(way("mobile-page"));
    if (environment.containsKey("WECHATPAY_APPID_MINI_PROGRAM")) {
      ways.add(way("mini-program"));
    }
    if (environment.containsKey("WECHATPAY_APPID")) {
      ways.add(way("official-account"));
    }
    if (environment.containsKey("WECHATPAY_APPID_APP")) {
      ways.add(way("in-app"));
    }
    ways.add(way("payment-code"));
    return ways;
  }

  private static Way way(String scene) {
    return new Way(PROVIDER, scene);
  }

  private static Map<String, List<ProviderOption>> extras(Map<String, String> environment) {
    Map<String, List<ProviderOption>> extras = new LinkedHashMap<>();
    extras.put("payment-code", List.of(WeChatPayOption.outStoreId("TEA-HOUSE-1")));
    String officialAccount = environment.get("WECHATPAY_APPID");
    if (officialAccount != null) {
      // Its page and a mini program are one scene; the app id tells them apart.
      extras.put("official-account", List.of(WeChatPayOption.appId(officialAccount)));
    }
    return extras;
  }
}
