// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.RetryPolicy;
import io.countersign.examples.servlet.SmokeTable.Parts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The shop that a provider's lines of the smoke table buy in, as its visitors see it. */
final class SmokeShop implements AutoCloseable {

  private static final String STAFF_KEY = "smoke";

  private final String provider;
  private final Orders orders;
  private final Shop shop;
  private final Visitor visitor;

  private SmokeShop(String provider, Orders orders, Shop shop) {
    this.provider = provider;
    this.orders = orders;
    this.shop = shop;
    this.visitor = new Visitor(shop.home(), STAFF_KEY);
  }

  static SmokeShop open(String provider, Parts parts, Clock clock, Function<URI, Tills> tills) {
    Orders orders = parts.orders().apply(clock);
    Shop shop =
        Shop.open(
            0,
            home -> tills.apply(home).wrapped(parts.client()),
            parts.prices(),
            orders,
            clock,
            STAFF_KEY);
    return new SmokeShop(provider, orders, shop);
  }

  /** Waits that nobody notices. */
  static RetryPolicy quickly() {
    return new RetryPolicy(3, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(5));
  }

  Orders orders() {
    return orders;
  }

  FollowUps followUps() {
    return shop.followUps();
  }

  Visitor visitor() {
    return visitor;
  }

  URI notifyUrl() {
    return shop.home().resolve("/notify/" + provider);
  }

  URI home() {
    return shop.home();
  }

  /** A pot of tea in a way to pay. */
  Supplier<Visitor.Answer> buying(String scene, String... more) {
    String[] form = new String[6 + more.length];
    System.arraycopy(
        new String[] {"provider", provider, "item", "tea", "scene", scene}, 0, form, 0, 6);
    System.arraycopy(more, 0, form, 6, more.length);
    return () -> visitor.post("/checkout", form);
  }

  /** The gateway's page, read by a payer's device. */
  String page(URI address) {
    HttpResponse<String> shown =
        visitor.page(
            HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(10))
                .build());
    expectSame("answer of the provider's page", 200, shown.statusCode());
    return shown.body();
  }

  @Override
  public void close() {
    shop.close();
  }

  /** What the payer's device makes of the shop's answer: the number of the order it opens. */
  @FunctionalInterface
  interface PayersDevice {
    String opens(Visitor.Answer answer);
  }

  /** One order, as the shop sees it. */
  static class Purchase {
    private final SmokeShop shop;
    private String order = "";

    Purchase(SmokeShop shop) {
      this.shop = shop;
    }

    String order() {
      return order;
    }

    /** The answer with which it begins. */
    Visitor.Answer ordered(Visitor.Answer answer) {
      order = answer.text("order");
      return answer;
    }

    void create(Supplier<Visitor.Answer> buying, PayersDevice device) {
      Visitor.Answer answer = ordered(buying.get());
      expect(answer.status() == 200, "the shop answered " + answer);
      expectSame("what the payer's device opens", number(), device.opens(answer));
      expectStatus(Order.Status.OPEN);
    }

    /** The payer shows a code, and the shop's answer says how that ended. */
    void createByCode(String code, String state) {
      Visitor.Answer answer = ordered(shop.buying("payment-code", "code", code).get());
      expect(answer.status() == 200, "the shop answered " + answer);
      expectSame("payment", state, answer.text("payment"));
    }

    /** The same order is asked for once more, in the same way. */
    Visitor.Answer again(String scene) {
      return shop.visitor.post(
          "/checkout", "provider", shop.provider, "scene", scene, "order", order);
    }

    /** The attempt's number. There must be one attempt only. */
    String number() {
      List<Attempt> attempts = shop.orders.attemptsOf(order);
      expectSame("number of attempts", 1, attempts.size());
      return attempts.get(0).payment().number();
    }

    Payback payback() {
      List<Payback> paybacks = shop.orders.paybacksOf(order);
      expectSame("number of paybacks", 1, paybacks.size());
      return paybacks.get(0);
    }

    /** The staff asks how it stands. */
    void found(String transaction) {
      Visitor.Answer answer = shop.visitor.get("/desk/" + order);
      JsonNode payment = answer.json().path("payments").path(0);
      expectSame("payment", "PAID", payment.path("state").asText());
      expectSame("transaction", transaction, payment.path("transaction").asText());
      expectSame("status", "PAID", answer.text("status"));
      expectOneParcel();
    }

    void expectStatus(Order.Status wanted) {
      expectSame("status", wanted.name(), shop.visitor.get("/orders/" + order).text("status"));
    }

    void expectOneParcel() {
      expectParcels(1);
    }

    void expectParcels(long wanted) {
      expectSame("number of parcels", wanted, parcels());
    }

    long parcels() {
      return shop.orders.parcelsOf(order);
    }

    /** Nothing was believed: as open as before, and nothing sent. */
    void expectUnpaid() {
      expectStatus(Order.Status.OPEN);
      expectParcels(0);
    }
  }
}
