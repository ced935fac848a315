// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.alipay.AlipayConfig;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An open shop that takes Alipay, at noon in Beijing, with a visitor who is staff. */
final class AlipayHouse implements AutoCloseable {

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-01-05T04:00:00Z"));
  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final AlipayMerchant merchant = sandbox.alipay().openMerchant();
  final Orders orders = new Orders(clock);
  final Shop shop;
  final Visitor visitor;
  final PayersBrowser browser;

  AlipayHouse() {
    Quiet.please();
    shop = Shop.open(0, this::tills, Prices.ofTheShop(), orders, clock, TeaHouse.STAFF_KEY);
    visitor = new Visitor(shop.home(), TeaHouse.STAFF_KEY);
    browser = new PayersBrowser(shop.home());
  }

  private Tills tills(URI home) {
    AlipayConfig config =
        AlipayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .notifyUrl(home.resolve("/notify/alipay"))
            .clock(clock)
            .transport(new RecordedWire(OkHttpTransport.shared(), orders.timeline()))
            .retryPolicy(SmokeShop.quickly())
            .build();
    return new Tills(List.of(AlipayTill.of(config)));
  }

  /** The shop's answer to a new order of a pot of tea. */
  Visitor.Answer checkout(String scene, String... more) {
    String[] form = new String[6 + more.length];
    System.arraycopy(
        new String[] {"provider", "alipay", "item", "tea", "scene", scene}, 0, form, 0, 6);
    System.arraycopy(more, 0, form, 6, more.length);
    return visitor.post("/checkout", form);
  }

  /** A new order: its id. */
  String ordered(String scene) {
    return checkout(scene).text("order");
  }

  Visitor.Answer again(String scene, String order) {
    return visitor.post("/checkout", "provider", "alipay", "scene", scene, "order", order);
  }

  /** A new order that is paid by QR code, and the shop knows: its id. */
  String paid() {
    String order = ordered("qr");
    merchant.pay(number(order));
    clock.advance(Duration.ZERO);
    return order;
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
    return orders.find(order).orElseThrow().status();
  }

  Visitor.Answer refund(String order, String amount, String click) {
    return visitor.post("/desk/" + order, "action", "refund", "amount", amount, "click", click);
  }

  HttpResponse<String> get(String path) {
    return visitor.page(HttpRequest.newBuilder(shop.home().resolve(path)).build());
  }

  /** Lets time pass, and then what a timer would run. */
  void after(Duration time) {
    clock.advance(time);
    shop.followUps().run(clock.instant());
  }

  @Override
  public void close() {
    shop.close();
    sandbox.close();
  }
}
