// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.Scene;
import io.countersign.http.Headers;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code GET /pay/{order}}: sends the payer's browser to the provider, with the signed form that
 * the latest attempt needs. Nothing but this form may leave the page, and nobody keeps a copy.
 */
final class PayPageServlet extends HttpServlet {

  static final String PATH = "/pay/";

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(PayPageServlet.class.getName());
  private static final int NONCE_BYTES = 24;

  private final transient Orders orders;
  private final transient Tills tills;
  private final transient Checkout checkout;
  private final transient SecureRandom random = new SecureRandom();

  PayPageServlet(Orders orders, Tills tills, Checkout checkout) {
    this.orders = orders;
    this.tills = tills;
    this.checkout = checkout;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    String path = request.getPathInfo();
    Optional<Order> order = path == null ? Optional.empty() : orders.find(path.substring(1));
    if (order.isEmpty()) {
      response.setStatus(404);
      return;
    }
    Optional<OpenPage> page = page(order.get());
    if (page.isPresent() && page.get() instanceof OpenPage.PostForm form) {
      note(order.get(), form);
      send(response, form);
      return;
    }
    response.setStatus(303);
    response.setHeader(
        "Location",
        page.isPresent() && page.get() instanceof OpenPage.Redirect redirect
            ? redirect.uri().toString()
            : "/#order=" + order.get().id());
  }

  /** The same page as before, for an attempt that can still be paid; it begins no other one. */
  private Optional<OpenPage> page(Order order) {
    List<Attempt> attempts = orders.attemptsOf(order.id());
    if (order.status() != Order.Status.OPEN || attempts.isEmpty()) {
      return Optional.empty();
    }
    Attempt latest = attempts.get(attempts.size() - 1);
    Optional<Scene<OpenPage>> scene = pageOf(latest.scene());
    if (latest.over() || scene.isEmpty()) {
      return Optional.empty();
    }
    try {
      Till till = tills.till(latest.payment());
      return checkout.begin(order, till, latest.way(), scene.get())
              instanceof Outcome.Accepted<OpenPage> it
          ? Optional.of(it.value())
          : Optional.empty();
    } catch (PaymentException | Checkout.StillOpen notNow) {
      LOG.log(Level.WARNING, notNow.toString());
      return Optional.empty();
    }
  }

  private static Optional<Scene<OpenPage>> pageOf(Scene<?> scene) {
    if (scene instanceof Scene.WebPage desktop) {
      return Optional.of(desktop);
    }
    return scene instanceof Scene.MobilePage phone ? Optional.of(phone) : Optional.empty();
  }

  private void send(HttpServletResponse response, OpenPage.PostForm form) throws IOException {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().encodeToString(bytes);
    response.setHeader("Content-Security-Policy", policy(nonce, form.action()));
    response.setContentType("text/html");
    response.setCharacterEncoding(form.charset().name());
    response.getOutputStream().write(form.toHtml(nonce).getBytes(form.charset()));
  }

  /** Any https host, because the provider's page may send the browser on to others. */
  static String policy(String nonce, URI action) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'nonce-" + nonce + "'",
        "form-action https: " + action.getScheme() + "://" + action.getRawAuthority(),
        "base-uri 'none'",
        "frame-ancestors 'none'");
  }

  /** For the time line: the shop sends nothing itself. */
  private void note(Order order, OpenPage.PostForm form) {
    String body =
        form.fields().stream()
            .map(field -> field.name() + "=" + FormText.encoded(field.value()))
            .collect(Collectors.joining("&"));
    List<Attempt> attempts = orders.attemptsOf(order.id());
    Map<String, Object> facts = new LinkedHashMap<>();
    URI action = form.action();
    facts.put("request", "POST " + action.getRawPath() + Masked.query(action.getRawQuery()));
    String masked = Masked.body(body.getBytes(form.charset()));
    facts.put("body", masked);
    SignedText.ofCall("POST", action, Headers.of(Map.of()), masked)
        .ifPresent(signed -> facts.putAll(signed.facts()));
    String number = attempts.get(attempts.size() - 1).payment().number();
    orders.timeline().add(Optional.of(number), "form", facts);
  }
}
