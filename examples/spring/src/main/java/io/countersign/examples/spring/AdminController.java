// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Money;
import io.countersign.PaymentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the staff does; {@link AdminKey} stands before it. */
@RestController
@RequestMapping("/admin")
class AdminController {

  private static final Logger LOG = LoggerFactory.getLogger(AdminController.class);
  private static final int MOST_LISTED = 30;
  private static final int MOST_CLICK = 64;

  private final Orders orders;
  private final Paybacks paybacks;
  private final FollowUps followUps;
  private final Books books;
  private final Night night;
  private final MerchantTable merchants;
  private final Catalogue catalogue;

  AdminController(
      Orders orders,
      Paybacks paybacks,
      FollowUps followUps,
      Books books,
      Night night,
      MerchantTable merchants,
      Catalogue catalogue) {
    this.orders = orders;
    this.paybacks = paybacks;
    this.followUps = followUps;
    this.books = books;
    this.night = night;
    this.merchants = merchants;
    this.catalogue = catalogue;
  }

  /**
   * A refund to decide.
   *
   * @param amount how much, as a decimal number
   * @param click a number of the staff's own for it: the same number again is the same refund
   */
  record Part(@Nullable String amount, @Nullable String click) {}

  /**
   * A merchant for the table.
   *
   * @param label what payers read
   * @param provider such as {@code wechatpay}
   * @param scenes {@code qr}, {@code page} or both, parted by commas
   * @param settings by the names of the provider's environment variables
   */
  record NewMerchant(
      @Nullable String label,
      @Nullable String provider,
      @Nullable String scenes,
      @Nullable Map<String, ? extends @Nullable String> settings) {

    /** Without the settings: keys are among them. */
    @Override
    public String toString() {
      return "NewMerchant[" + label + ", " + provider + ", " + scenes + "]";
    }
  }

  @GetMapping("/orders")
  List<Map<String, Object>> orders() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Order order : orders.latest(MOST_LISTED)) {
      Map<String, Object> facts = OrderFacts.of(order, catalogue, paybacks);
      facts.put(
          "attempts", orders.attempts(order.id()).stream().map(AdminController::row).toList());
      facts.put("refunds", paybacks.of(order.id()).stream().map(AdminController::row).toList());
      rows.add(facts);
    }
    return rows;
  }

  private static Map<String, Object> row(Attempt attempt) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("number", attempt.number());
    row.put("merchant", attempt.merchant());
    row.put("state", attempt.state().map(Enum::name).orElse("not known yet"));
    row.put("next", attempt.next().toText());
    return row;
  }

  private static Map<String, Object> row(Payback payback) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("refund", payback.refundId());
    row.put("amount", payback.amount().toDecimal());
    row.put("standing", payback.standing().name());
    row.put("next", payback.next().toText());
    return row;
  }

  /** Decides a refund and sends it; the timer goes on where this ends. */
  @PostMapping("/orders/{id}/refunds")
  ResponseEntity<Map<String, Object>> refund(@PathVariable String id, @RequestBody Part part) {
    Order order = order(id);
    String click = part.click() == null ? "" : part.click();
    if (click.isBlank() || click.length() > MOST_CLICK || part.amount() == null) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "amount, and click: a number of your own for this refund");
    }
    Money amount = Money.of(part.amount().strip(), order.currency());
    Payback decided =
        paybacks.decide(order.id(), amount, click, followUps.keepsRefundNumbers(order));
    followUps.send(decided);
    Payback now = paybacks.decided(order, click).orElse(decided);
    Map<String, Object> body = row(now);
    boolean counts =
        now.standing() != Payback.Standing.REFUSED && now.standing() != Payback.Standing.FAILED;
    if (!counts) {
      body.put("error", "nothing was given back; the shop's log says why");
    }
    return ResponseEntity.status(counts ? HttpStatus.ACCEPTED : HttpStatus.CONFLICT).body(body);
  }

  /** Gives an order up, so that nobody can pay it now. Who does all the same gets it back. */
  @PostMapping("/orders/{id}/cancel")
  Map<String, Object> cancel(@PathVariable String id) {
    Order order = order(id);
    if (!orders.cancel(order.id())) {
      throw new Declined("the order is open no more");
    }
    for (Attempt attempt : orders.attempts(order.id())) {
      try {
        if (!attempt.over()) {
          followUps.end(attempt);
        }
      } catch (PaymentException notNow) {
        LOG.warn("{} is left to the timer: {}", attempt.number(), notNow.getMessage());
      }
    }
    return OrderFacts.of(order(id), catalogue, paybacks);
  }

  /** Where the providers' books and ours differ. */
  @GetMapping("/differences")
  List<Books.Found> differences() {
    return books.differences(MOST_LISTED);
  }

  /** Compares yesterday's books now, as the nightly timer does. */
  @PostMapping("/night")
  List<Books.Found> night() {
    night.run();
    return differences();
  }

  /** Adds a merchant or changes one's keys, with no restart. */
  @PutMapping("/merchants/{id}")
  ResponseEntity<Void> merchant(@PathVariable String id, @RequestBody NewMerchant given) {
    merchants.put(id, given.label(), given.provider(), given.scenes(), given.settings());
    return ResponseEntity.noContent().build();
  }

  private Order order(String id) {
    return orders
        .find(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such order"));
  }
}
