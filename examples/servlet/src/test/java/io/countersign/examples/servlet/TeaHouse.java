// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An open shop in the sandbox's time, with its merchant, its tables and a visitor who is staff. */
final class TeaHouse implements AutoCloseable {

  static final String STAFF_KEY = "test";

  final WeChatPayMerchant merchant;
  final SandboxClock clock;
  final Orders orders;
  final Shop shop;
  final Visitor visitor;

  TeaHouse(WeChatPayMerchant merchant, SandboxClock clock) {
    this(merchant, clock, merchant.environment().get("WECHATPAY_ENDPOINT"));
  }

  TeaHouse(WeChatPayMerchant merchant, SandboxClock clock, String endpoint) {
    Quiet.please();
    this.merchant = merchant;
    this.clock = clock;
    this.orders = new Orders(clock);
    this.shop =
        Shop.open(0, home -> tills(home, endpoint), Prices.ofTheShop(), orders, clock, STAFF_KEY);
    this.visitor = new Visitor(shop.home(), STAFF_KEY);
  }

  private Tills tills(URI home, String endpoint) {
    Map<String, String> environment = new LinkedHashMap<>(merchant.environment());
    environment.put("WECHATPAY_ENDPOINT", endpoint);
    environment.put("WECHATPAY_NOTIFY_URL", home.resolve("/notify/wechatpay").toString());
    return OurSide.tills(
        environment, clock, new RecordedWire(OkHttpTransport.shared(), orders.timeline()));
  }

  Visitor.Answer checkout(String scene, String... more) {
    String[] form = new String[4 + more.length];
    System.arraycopy(new String[] {"provider", "wechatpay", "scene", scene}, 0, form, 0, 4);
    System.arraycopy(more, 0, form, 4, more.length);
    return visitor.post("/checkout", form);
  }

  /** A new order to be paid by QR code: its id. */
  String ordered() {
    return checkout("qr", "item", "tea").text("order");
  }

  /** A new order for which the payer is typing a password: its id. */
  String orderedByCode() {
    String code = merchant.authCode(PayerBehaviour.NEEDS_PASSWORD);
    return checkout("payment-code", "item", "tea", "code", code).text("order");
  }

  /** The reference of an order's latest attempt. */
  PaymentRef attempt(String order) {
    List<Attempt> attempts = orders.attemptsOf(order);
    return attempts.get(attempts.size() - 1).payment();
  }

  String number(String order) {
    return attempt(order).number();
  }

  Order.Status status(String order) {
    return Order.Status.valueOf(visitor.get("/orders/" + order).text("status"));
  }

  Delivery deliver(SignedNotification notification) {
    return merchant.deliverOnce(notification, shop.home().resolve("/notify/wechatpay"));
  }

  /** Lets time pass, and then what a timer would run. */
  void after(Duration time) {
    clock.advance(time);
    shop.followUps().run(clock.instant());
  }

  /** Nobody hears the gateway's notifications from now on. */
  void deaf() {
    merchant.deliverNotificationsTo(shop.home().resolve("/nowhere"));
  }

  @Override
  public void close() {
    shop.close();
  }
}
