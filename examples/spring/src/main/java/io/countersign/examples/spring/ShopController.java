// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.OpenPage;
import io.countersign.PayerAdvice;
import io.countersign.ShowQrCode;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the customer's browser talks to. */
@RestController
class ShopController {

  private static final Logger LOG = LoggerFactory.getLogger(ShopController.class);
  private static final int NONCE_BYTES = 24;

  private final Catalogue catalogue;
  private final Orders orders;
  private final Paybacks paybacks;
  private final Tills tills;
  private final Checkout checkout;
  private final SecureRandom random = new SecureRandom();

  ShopController(
      Catalogue catalogue, Orders orders, Paybacks paybacks, Tills tills, Checkout checkout) {
    this.catalogue = catalogue;
    this.orders = orders;
    this.paybacks = paybacks;
    this.tills = tills;
    this.checkout = checkout;
  }

  /**
   * What the browser sends to buy something.
   *
   * @param item what to buy: a new order
   * @param order instead of it: another try for an order that is open still
   * @param merchant whose account collects, of the methods offered
   * @param scene the scene of that method
   */
  record Purchase(
      @Nullable String item,
      @Nullable String order,
      @Nullable String merchant,
      @Nullable String scene) {}

  /** The items with their prices, and the ways to pay. */
  @GetMapping("/api/catalogue")
  Map<String, Object> catalogue() {
    List<Map<String, Object>> items =
        catalogue.items().stream()
            .map(
                item -> {
                  Map<String, String> prices = new LinkedHashMap<>();
                  item.prices()
                      .forEach(
                          price ->
                              prices.put(price.currency().getCurrencyCode(), price.toDecimal()));
                  return Map.of(
                      "name",
                      item.name(),
                      "en",
                      item.english(),
                      "zh",
                      item.chinese(),
                      "prices",
                      (Object) prices);
                })
            .toList();
    return Map.of("items", items, "methods", tills.methods());
  }

  /** Begins to collect. What the answer says is decided by the outcome, and there are three. */
  @PostMapping("/api/checkout")
  ResponseEntity<Map<String, Object>> checkout(@RequestBody Purchase purchase, Locale locale) {
    Method method =
        tills
            .method(given(purchase.merchant()), given(purchase.scene()))
            .orElseThrow(
                () -> new ResponseStatusException(HttpStatus.BAD_REQUEST, "no such way to pay"));
    Order order =
        purchase.order() == null
            ? opened(given(purchase.item()), method)
            : order(purchase.order(), HttpStatus.BAD_REQUEST);
    if (!order.currency().equals(method.currency())) {
      // The price was fixed with the first way to pay: the same order never has two.
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "this order's price is in " + order.currency());
    }
    if (order.status() != Order.Status.OPEN) {
      boolean paid = order.paidBy().isPresent();
      return advice(order, 409, paid ? PayerAdvice.ALREADY_PAID : PayerAdvice.EXPIRED, locale);
    }
    return begin(order, method, locale);
  }

  private ResponseEntity<Map<String, Object>> begin(Order order, Method method, Locale locale) {
    try {
      return checkout
          .pay(order, method)
          .fold(
              // What the payer needs. Accepted is not paid.
              accepted -> ResponseEntity.ok(shown(order, accepted.value())),
              // Nothing happened. The developer reads the remedy, the payer reads the advice.
              rejected -> {
                LOG.warn("{} refused: {}", method.merchant(), rejected.rejection());
                return advice(order, 402, rejected.rejection().payerAdvice(), locale);
              },
              // Nobody knows. The follow-up is stored; the same order may be tried again.
              unknown -> {
                LOG.warn(
                    "{}: {}, next: {}", method.merchant(), unknown.cause(), unknown.followUp());
                return advice(order, 202, PayerAdvice.WAIT, locale);
              });
    } catch (Checkout.StillOpen notOver) {
      return advice(order, 409, PayerAdvice.WAIT, locale);
    }
  }

  private Order opened(String name, Method method) {
    Item item =
        catalogue
            .find(name)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, "no such item"));
    return item.priceIn(method.currency())
        .map(price -> orders.open(item, price))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.BAD_REQUEST, "not sold in this currency"));
  }

  private static Map<String, Object> shown(Order order, Object value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("order", order.id());
    if (value instanceof ShowQrCode code) {
      body.put("qr", code.content());
      body.put("picture", QrPicture.of(code.content()));
    } else if (value instanceof OpenPage) {
      // A signed form is never handed to a script: the shop has a page that sends it.
      body.put("page", "/pay/" + order.id());
    }
    return body;
  }

  private static ResponseEntity<Map<String, Object>> advice(
      Order order, int status, PayerAdvice advice, Locale locale) {
    return ResponseEntity.status(status)
        .body(Map.of("order", order.id(), "advice", advice.text(locale)));
  }

  /** How an order stands; the payer's page asks again and again. */
  @GetMapping("/api/orders/{id}")
  ResponseEntity<Map<String, Object>> status(@PathVariable String id) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(facts(order(id, HttpStatus.NOT_FOUND)));
  }

  private Map<String, Object> facts(Order order) {
    Map<String, Object> facts = OrderFacts.of(order, catalogue, paybacks);
    facts.put("parcels", orders.parcels(order.id()));
    if (order.status() == Order.Status.OPEN && checkout.failed(order)) {
      facts.put("attempt", "FAILED");
    }
    return facts;
  }

  /** Sends the payer's browser to the provider, with the signed form of the latest attempt. */
  @GetMapping("/pay/{id}")
  ResponseEntity<byte[]> pay(@PathVariable String id) {
    Optional<OpenPage> page;
    try {
      page = checkout.page(order(id, HttpStatus.NOT_FOUND));
    } catch (Checkout.StillOpen notNow) {
      page = Optional.empty();
    }
    if (page.isPresent() && page.get() instanceof OpenPage.PostForm form) {
      byte[] bytes = new byte[NONCE_BYTES];
      random.nextBytes(bytes);
      String nonce = Base64.getUrlEncoder().encodeToString(bytes);
      return ResponseEntity.ok()
          .cacheControl(CacheControl.noStore())
          .header(SecurityHeaders.POLICY, SecurityHeaders.policyOfForm(nonce, form.action()))
          .contentType(new MediaType(MediaType.TEXT_HTML, form.charset()))
          .body(form.toHtml(nonce).getBytes(form.charset()));
    }
    URI away =
        page.isPresent() && page.get() instanceof OpenPage.Redirect redirect
            ? redirect.uri()
            : URI.create("/#order=" + id);
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(away).build();
  }

  /**
   * The payer's browser is back from the provider's page. What it brings is no proof of anything,
   * so nothing of it is read.
   */
  @RequestMapping(
      path = "/back/{id}",
      method = {RequestMethod.GET, RequestMethod.POST})
  ResponseEntity<Void> back(@PathVariable String id) {
    URI there = URI.create("/#order=" + order(id, HttpStatus.NOT_FOUND).id());
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(there).build();
  }

  private Order order(String id, HttpStatus otherwise) {
    return orders
        .find(id)
        .orElseThrow(() -> new ResponseStatusException(otherwise, "no such order"));
  }

  private static String given(@Nullable String text) {
    return text == null ? "" : text;
  }
}
