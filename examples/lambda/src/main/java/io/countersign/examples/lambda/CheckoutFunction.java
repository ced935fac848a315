// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /checkout/{order}?ticket=…}: the page that posts the payer's browser to ECPay. Nothing
 * is sent by it; ECPay learns of the order from the browser, and takes a number once only, however
 * often the page is opened.
 */
public final class CheckoutFunction extends HttpFunction {

  private static final String NOTHING_TO_LOAD = "default-src 'none'; frame-ancestors 'none'";

  private final SecureRandom random = new SecureRandom();

  /** For Lambda: configured by the environment. */
  public CheckoutFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  CheckoutFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  FunctionReply answer(HttpEvent request, List<String> path, Instant deadline) {
    int checkout = path.lastIndexOf("checkout");
    List<String> rest = path.subList(checkout + 1, path.size());
    if (checkout < 0 || rest.isEmpty() || rest.size() > 2) {
      throw noSuchPath();
    }
    if (rest.size() == 2 && rest.get(1).equals("back")) {
      // The browser comes back from ECPay: a hint, no proof, and nothing is shown of the order.
      return page(200, "Thank you. The order's page tells when the payment has arrived.");
    }
    if (rest.size() == 2 || !request.method().equals("GET")) {
      throw noSuchPath();
    }
    String number = rest.get(0);
    Optional<String> subject = request.query("ticket").flatMap(shop().tickets()::subject);
    if (!subject.equals(Optional.of(number))) {
      return page(403, "This address is no longer good. Open it from the order once more.");
    }
    Optional<Order> order =
        shop()
            .orders()
            .find(number)
            .filter(found -> found.method() == Method.ECPAY)
            .filter(found -> found.state() == Order.State.AWAITING_PAYER)
            .filter(found -> shop().clock().instant().isBefore(shop().cashier().payBefore(found)));
    return order.isPresent()
        ? form(order.get(), deadline)
        : page(410, "This order is not to be paid any more.");
  }

  private FunctionReply form(Order order, Instant deadline) {
    Outcome<OpenPage> outcome =
        shop().tills().ecpay().before(deadline).create(shop().cashier().page(order));
    if (!(outcome instanceof Outcome.Accepted<OpenPage> accepted)
        || !(accepted.value() instanceof OpenPage.PostForm form)) {
      return page(503, "ECPay cannot be reached from here right now. Try again in a minute.");
    }
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    URI action = form.action();
    return Replies.page(
        200,
        form.toHtml(nonce),
        NOTHING_TO_LOAD
            + "; script-src 'nonce-"
            + nonce
            // Any https host, because ECPay's page may send the browser on to others.
            + "'; form-action https: "
            + action.getScheme()
            + "://"
            + action.getRawAuthority());
  }

  private static FunctionReply page(int status, String sentence) {
    return Replies.page(
        status,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Shop</title><p>"
            + sentence
            + "</p></html>",
        NOTHING_TO_LOAD);
  }
}
