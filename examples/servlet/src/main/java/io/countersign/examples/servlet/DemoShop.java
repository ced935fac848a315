// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The shop as the demo opens it: with the sandbox as its gateway, and with payers to play. */
final class DemoShop implements AutoCloseable {

  private final Sandbox sandbox;
  private final WeChatPayMerchant weChatPay;
  private final EcpayMerchant ecpay;
  private final AlipayMerchant alipay;
  private final UnionPayMerchant unionPay;
  private final Shop shop;
  private final String staffKey;

  private DemoShop(
      Sandbox sandbox,
      WeChatPayMerchant weChatPay,
      EcpayMerchant ecpay,
      AlipayMerchant alipay,
      UnionPayMerchant unionPay,
      Shop shop,
      String staffKey) {
    this.sandbox = sandbox;
    this.weChatPay = weChatPay;
    this.ecpay = ecpay;
    this.alipay = alipay;
    this.unionPay = unionPay;
    this.shop = shop;
    this.staffKey = staffKey;
  }

  /** Opens shop and gateway in the time of a clock. */
  static DemoShop open(SandboxClock clock) {
    Sandbox sandbox = Sandbox.builder().clock(clock).start();
    WeChatPayMerchant weChatPay = sandbox.weChatPay().openMerchant();
    EcpayMerchant ecpay = sandbox.ecpay().openMerchant();
    AlipayMerchant alipay = sandbox.alipay().openMerchant();
    UnionPayMerchant unionPay = sandbox.unionPay().openMerchant();
    String staffKey = UUID.randomUUID().toString();
    Timeline timeline = new Timeline(clock);
    Orders orders = new Orders(clock, timeline);
    HttpTransport wire = new RecordedWire(OkHttpTransport.shared(), timeline);
    Map<String, HttpServlet> more = new LinkedHashMap<>();
    more.put(
        "/payer",
        new PayerServlet(
            orders,
            Map.of(
                WeChatPayTill.PROVIDER,
                new WeChatPayPayers(weChatPay),
                EcpayTill.PROVIDER,
                new EcpayPayers(ecpay),
                AlipayTill.PROVIDER,
                new AlipayPayers(alipay),
                UnionPayTill.PROVIDER,
                new UnionPayPayers(unionPay))));
    more.put("/lab/*", new LabServlet(new Lab(SmokeTable.Parts.sound())));
    Shop shop =
        Shop.open(
            0,
            home ->
                Tills.fromEnvironment(
                    environment(weChatPay, ecpay, alipay, unionPay, home), home, wire, clock),
            Prices.ofTheShop(),
            orders,
            clock,
            staffKey,
            more);
    return new DemoShop(sandbox, weChatPay, ecpay, alipay, unionPay, shop, staffKey);
  }

  /** The page's address. The staff's key stands behind the #, which no browser sends on. */
  URI address() {
    return shop.home().resolve("/#staff=" + staffKey);
  }

  /** Where the gateway listens, and its cashier. */
  URI gateway() {
    return sandbox.baseUri();
  }

  /** Where the sandbox's ECPay listens, and its cashier. */
  URI ecpayGateway() {
    return sandbox.ecpay().baseUri();
  }

  /** Where the sandbox's Alipay listens, and its cashier. */
  URI alipayGateway() {
    return sandbox.alipay().baseUri();
  }

  /** Where the sandbox's UnionPay listens, and its cashier. */
  URI unionPayGateway() {
    return sandbox.unionPay().baseUri();
  }

  /** Does what is due. */
  void followUp() {
    shop.followUps().run(sandbox.clock().instant());
  }

  /** The shop's account at the sandbox. */
  WeChatPayMerchant weChatPay() {
    return weChatPay;
  }

  /** The shop's account at the sandbox's ECPay. */
  EcpayMerchant ecpay() {
    return ecpay;
  }

  /** The shop's account at the sandbox's Alipay. */
  AlipayMerchant alipay() {
    return alipay;
  }

  /** The shop's account at the sandbox's UnionPay. */
  UnionPayMerchant unionPay() {
    return unionPay;
  }

  @Override
  public void close() {
    shop.close();
    sandbox.close();
  }

  private static Map<String, String> environment(
      WeChatPayMerchant weChatPay,
      EcpayMerchant ecpay,
      AlipayMerchant alipay,
      UnionPayMerchant unionPay,
      URI home) {
    Map<String, String> environment = new LinkedHashMap<>(weChatPay.environment());
    environment.putAll(ecpay.environment());
    environment.putAll(alipay.environment());
    environment.putAll(unionPay.environment());
    environment.put("WECHATPAY_NOTIFY_URL", home.resolve("/notify/wechatpay").toString());
    environment.put("ECPAY_RETURN_URL", home.resolve("/notify/ecpay").toString());
    environment.put("ALIPAY_NOTIFY_URL", home.resolve("/notify/alipay").toString());
    environment.put("UNIONPAY_NOTIFY_URL", home.resolve("/notify/unionpay").toString());
    return environment;
  }
}
