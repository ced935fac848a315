// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.KeyExpiry;
import io.countersign.Merchants;
import io.countersign.PaymentClient;
import io.countersign.PaymentObserver;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shop's merchant accounts. A client is made when it is first needed, from those variables that
 * this function was given.
 */
final class Tills implements Merchants {

  private final Settings settings;
  private final Clock clock;
  private final PaymentObserver observer;
  private @Nullable WeChatPayClient weChatPay;
  private @Nullable EcpayClient ecpay;

  Tills(Settings settings, Clock clock, PaymentObserver observer) {
    this.settings = settings;
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  public Optional<PaymentClient> find(String merchantId) {
    return Method.find(merchantId).filter(this::has).map(this::of);
  }

  boolean has(Method method) {
    return settings.has(method == Method.WECHATPAY ? "WECHATPAY_MCHID" : "ECPAY_MERCHANT_ID");
  }

  List<Method> methods() {
    return List.of(Method.values()).stream().filter(this::has).toList();
  }

  PaymentClient of(Method method) {
    return method == Method.WECHATPAY ? weChatPay() : ecpay();
  }

  synchronized WeChatPayClient weChatPay() {
    WeChatPayClient client = weChatPay;
    if (client == null) {
      Map<String, String> values = values("WECHATPAY_NOTIFY_URL", Method.WECHATPAY);
      client =
          WeChatPayClient.of(
              WeChatPayConfig.fromEnvironment(values).toBuilder()
                  .clock(clock)
                  .observer(observer)
                  .build());
      weChatPay = client;
    }
    return client;
  }

  /**
   * When the first of WeChat Pay's keys and of the shop's own ends; empty if nobody has said it.
   * The shop's certificate is never sent and too large for a function's variables, so its end is
   * told.
   */
  Optional<Instant> firstKeyEnd() {
    Stream<Instant> theirs =
        weChatPay().keyExpiries().stream().map(KeyExpiry::expiresAt).flatMap(Optional::stream);
    return settings
        .certificateEnd()
        .flatMap(own -> Stream.concat(theirs, Stream.of(own)).min(Instant::compareTo));
  }

  synchronized EcpayClient ecpay() {
    EcpayClient client = ecpay;
    if (client == null) {
      Map<String, String> values = values("ECPAY_RETURN_URL", Method.ECPAY);
      client =
          EcpayClient.of(
              EcpayConfig.fromEnvironment(values).toBuilder()
                  .clock(clock)
                  .observer(observer)
                  .build());
      ecpay = client;
    }
    return client;
  }

  /** Pays ahead, before a snapshot is taken, for what a first call would have to load. */
  void warmUp() {
    if (has(Method.WECHATPAY)) {
      weChatPay().warmUp();
    }
    if (has(Method.ECPAY)) {
      ecpay().warmUp();
    }
  }

  /** Where the providers post their callbacks: the shop's address, and the merchant's id. */
  static URI notifyBase(Settings settings) {
    return URI.create(settings.shopUrl() + "/notify");
  }

  private Map<String, String> values(String variable, Method method) {
    Map<String, String> values = new LinkedHashMap<>(settings.values());
    values.put(variable, notifyBase(settings) + "/" + method.id());
    return values;
  }
}
