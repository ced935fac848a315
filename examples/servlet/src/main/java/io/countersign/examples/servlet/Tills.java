// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.alipay.AlipayConfig;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who collects for the shop. Beside the tills themselves nothing in the shop knows a provider. */
final class Tills {

  private final Map<String, Till> tills = new LinkedHashMap<>();

  Tills(List<Till> tills) {
    for (Till till : tills) {
      this.tills.put(till.client().provider(), till);
    }
  }

  /** From the process environment: every provider whose merchant number stands there. */
  static Tills fromEnvironment(Map<String, String> environment, URI home) {
    return fromEnvironment(environment, home, OkHttpTransport.shared(), Clock.systemUTC());
  }

  /** The same, over another transport and in another time. */
  static Tills fromEnvironment(
      Map<String, String> environment, URI home, HttpTransport transport, Clock clock) {
    List<Till> tills = new ArrayList<>();
    // One line for each provider.
    if (environment.containsKey("WECHATPAY_MCHID")) {
      tills.add(
          WeChatPayTill.of(
              WeChatPayConfig.fromEnvironment(environment).toBuilder()
                  .transport(transport)
                  .clock(clock)
                  .build(),
              environment));
    }
    if (environment.containsKey("ECPAY_MERCHANT_ID")) {
      tills.add(
          EcpayTill.of(
              EcpayConfig.fromEnvironment(environment).toBuilder()
                  .transport(transport)
                  .clock(clock)
                  .build(),
              home));
    }
    if (environment.containsKey("ALIPAY_APP_ID")) {
      tills.add(
          AlipayTill.of(
              AlipayConfig.fromEnvironment(environment).toBuilder()
                  .transport(transport)
                  .clock(clock)
                  .build()));
    }
    if (environment.containsKey("UNIONPAY_MER_ID")) {
      tills.add(
          UnionPayTill.of(
              UnionPayConfig.fromEnvironment(environment).toBuilder()
                  .transport(transport)
                  .clock(clock)
                  .build()));
    }
    return new Tills(tills);
  }

  /** The same tills, each client wrapped. */
  Tills wrapped(UnaryOperator<PaymentClient> wrapper) {
    return new Tills(
        tills.values().stream().map(till -> till.with(wrapper.apply(till.client()))).toList());
  }

  /** The ways to pay, in the order in which they are shown. */
  List<Way> ways() {
    return tills.values().stream().flatMap(till -> till.ways().stream()).toList();
  }

  /** The till of a provider, if the shop has one. */
  Optional<Till> find(String provider) {
    return Optional.ofNullable(tills.get(provider));
  }

  /** The till that a stored payment belongs to. */
  Till till(PaymentRef payment) {
    return find(payment.provider()).orElseThrow();
  }

  /** The client that a stored payment belongs to. */
  PaymentClient of(PaymentRef payment) {
    return till(payment).client();
  }
}
