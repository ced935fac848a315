// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.PaymentRef;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The sandbox as the providers of this shop, with an account for each of its merchants. */
final class DemoGateways implements AutoCloseable {

  /** The merchant of the database's table. */
  static final String NIGHT_MARKET = "night-market";

  private final Sandbox sandbox;
  private final WeChatPayMerchant weChatPay;
  private final AlipayMerchant alipay;
  private final UnionPayMerchant unionPay;
  private final EcpayMerchant ecpay;
  private final WeChatPayMerchant nightMarket;

  private DemoGateways(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.weChatPay = sandbox.weChatPay().openMerchant();
    this.alipay = sandbox.alipay().openMerchant();
    this.unionPay = sandbox.unionPay().openMerchant();
    this.ecpay = sandbox.ecpay().openMerchant();
    this.nightMarket = sandbox.weChatPay().openMerchant();
  }

  /** Opens them in the time of a clock. */
  static DemoGateways open(SandboxClock clock) {
    return new DemoGateways(Sandbox.builder().clock(clock).start());
  }

  SandboxClock clock() {
    return sandbox.clock();
  }

  WeChatPayMerchant weChatPay() {
    return weChatPay;
  }

  AlipayMerchant alipay() {
    return alipay;
  }

  UnionPayMerchant unionPay() {
    return unionPay;
  }

  EcpayMerchant ecpay() {
    return ecpay;
  }

  WeChatPayMerchant nightMarket() {
    return nightMarket;
  }

  /** The shop's properties: an operator writes them into the environment or a secret store. */
  Map<String, Object> properties(URI home) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("shop.home", home.toString());
    properties.put("countersign.notify-base", home.resolve("/notify").toString());
    merchant(properties, "wechatpay", weChatPay.environment());
    merchant(properties, "alipay", alipay.environment());
    merchant(properties, "unionpay", unionPay.environment());
    merchant(properties, "ecpay", ecpay.environment());
    return properties;
  }

  /** {@code WECHATPAY_APIV3_KEY} is {@code countersign.merchants.….wechatpay.apiv3-key}. */
  private static void merchant(
      Map<String, Object> properties, String provider, Map<String, String> environment) {
    String merchant = "countersign.merchants." + provider + ".";
    properties.put(merchant + "provider", provider);
    environment.forEach(
        (name, value) -> {
          String suffix = name.substring(provider.length() + 1).toLowerCase(Locale.ROOT);
          // Where notifications go follows from countersign.notify-base.
          if (!suffix.endsWith("_url")) {
            properties.put(merchant + provider + "." + suffix.replace('_', '-'), value);
          }
        });
  }

  /** Has every notification brought to where the shop listens, whatever address it is known by. */
  void deliverTo(URI listening) {
    deliver(merchant -> listening.resolve("/notify/" + merchant));
  }

  /** Has every notification brought to where it is refused. */
  void loseNotifications(URI listening) {
    deliver(merchant -> listening.resolve("/notify/nobody"));
  }

  private void deliver(Function<String, URI> where) {
    weChatPay.deliverNotificationsTo(where.apply("wechatpay"));
    alipay.deliverNotificationsTo(where.apply("alipay"));
    unionPay.deliverNotificationsTo(where.apply("unionpay"));
    ecpay.deliverNotificationsTo(where.apply("ecpay"));
    nightMarket.deliverNotificationsTo(where.apply(NIGHT_MARKET));
  }

  /** The page on which a person presses "pay"; empty before the provider knows the order. */
  Optional<URI> cashier(Attempt attempt) {
    PaymentRef payment = attempt.ref();
    String number = payment.number();
    return switch (payment.provider()) {
      case "wechatpay" -> {
        WeChatPayMerchant account =
            attempt.merchant().equals(NIGHT_MARKET) ? nightMarket : weChatPay;
        yield account.order(number).map(known -> account.cashierPage(number));
      }
      case "alipay" -> alipay.order(number).map(known -> alipay.cashierPage(number));
      case "unionpay" -> unionPay.order(number).map(known -> unionPay.cashierPage(number));
      default -> ecpay.order(number).map(known -> ecpay.cashierPage(number));
    };
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
