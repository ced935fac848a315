// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.attack.AttackReport;
import io.countersign.sandbox.attack.AttackRun;
import io.countersign.sandbox.attack.Attacks;
import io.countersign.sandbox.attack.LoopbackEndpoint;
import io.countersign.sandbox.attack.Verdict;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An open shop that takes one wallet, at noon in Beijing, with a visitor who is staff.
 *
 * @param <M> the shop's account at the wallet's gateway
 */
abstract class WalletHouse<M> implements AutoCloseable {

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-01-05T04:00:00Z"));
  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final Orders orders = new Orders(clock);
  final M merchant;
  final Shop shop;
  final Visitor visitor;
  final PayersBrowser browser;
  private final String provider;

  WalletHouse(String provider, Function<Sandbox, M> merchants) {
    Quiet.please();
    this.provider = provider;
    this.merchant = merchants.apply(sandbox);
    shop =
        Shop.open(
            0,
            home -> new Tills(List.of(till(home))),
            Prices.ofTheShop(),
            orders,
            clock,
            TeaHouse.STAFF_KEY);
    visitor = new Visitor(shop.home(), TeaHouse.STAFF_KEY);
    browser = new PayersBrowser(shop.home());
  }

  abstract Till till(URI home);

  /** The payer pays. */
  abstract void pays(String number);

  /** The shop's answer to a new order of a pot of tea. */
  Visitor.Answer checkout(String scene, String... more) {
    String[] form = new String[6 + more.length];
    System.arraycopy(
        new String[] {"provider", provider, "item", "tea", "scene", scene}, 0, form, 0, 6);
    System.arraycopy(more, 0, form, 6, more.length);
    return visitor.post("/checkout", form);
  }

  /** A new order: its id. */
  String ordered(String scene) {
    return checkout(scene).text("order");
  }

  Visitor.Answer again(String scene, String order) {
    return visitor.post("/checkout", "provider", provider, "scene", scene, "order", order);
  }

  /** A new order that is paid by QR code, and the shop knows: its id. */
  String paid() {
    String order = ordered("qr");
    pays(number(order));
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

  /**
   * Plays a catalogue by HTTP: one order is paid in it, by its true messages, and a victim is not.
   *
   * @param catalogue by the numbers of both
   */
  void withstands(BiFunction<String, String, Attacks> catalogue) {
    String paid = ordered("qr");
    String victim = ordered("qr");

    AttackReport report =
        AttackRun.against(
                LoopbackEndpoint.of(shop.home().resolve("/notify/" + provider).toString()))
            // Its text is the order's status.
            .probe(LoopbackEndpoint.of(shop.home().resolve("/orders/" + victim).toString()))
            .send(catalogue.apply(number(paid), number(victim)));

    assertThat(report.believed()).as(report.table()).isEmpty();
    assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
    assertThat(report.with(Verdict.HUNG)).as(report.table()).isEmpty();
    assertThat(report.with(Verdict.NOT_SHOWN)).as(report.table()).isEmpty();
    assertThat(status(paid)).isEqualTo(Order.Status.PAID);
    assertThat(orders.parcelsOf(paid)).isEqualTo(1);
    assertThat(status(victim)).isEqualTo(Order.Status.OPEN);
    assertThat(orders.parcelsOf(victim)).isZero();
  }

  @Override
  public void close() {
    shop.close();
    sandbox.close();
  }
}
