// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What only a demo has: somebody to play the payer. {@code GET /payer?provider=…&scene=…} gives
 * what a payer would bring along, {@code GET /payer?order=…} the page on which the payer pays, with
 * {@code content} for what an app received.
 */
final class PayerServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Orders orders;
  private final transient Map<String, Payers> payers;

  /** The payers of one gateway. */
  interface Payers {

    /** Where a person presses "pay" for an attempt; empty if there is no such page. */
    Optional<URI> page(PaymentRef payment);

    /**
     * The same for what the shop's app received and hands to the provider's SDK, if that is how the
     * provider comes to know the order.
     */
    default Optional<URI> pageInApp(PaymentRef payment, String content) {
      return page(payment);
    }

    /**
     * What a payer brings along in a scene: {@code payer} (an id), {@code address} (where the payer
     * is) or {@code code}, and more codes under names of their own; fresh each time.
     */
    Map<String, String> brings(String scene);
  }

  /**
   * Payers to play.
   *
   * @param payers by provider
   */
  PayerServlet(Orders orders, Map<String, Payers> payers) {
    this.orders = orders;
    this.payers = Map.copyOf(payers);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!OwnBrowser.sent(request)) {
      Reply.of(403, "error", "this page takes no orders from other sites").send(response);
      return;
    }
    String order = request.getParameter("order");
    Reply reply =
        order != null
            ? page(order, text(request, "content"))
            : Optional.ofNullable(payers.get(text(request, "provider")))
                .map(known -> new Reply(200, known.brings(text(request, "scene"))))
                .orElse(Reply.of(404, "error", "no such provider"));
    reply.send(response);
  }

  private Reply page(String order, String content) {
    List<Attempt> attempts = orders.attemptsOf(order);
    if (attempts.isEmpty()) {
      return Reply.of(404, "error", "no such order");
    }
    PaymentRef latest = attempts.get(attempts.size() - 1).payment();
    return Optional.ofNullable(payers.get(latest.provider()))
        .flatMap(known -> content.isEmpty() ? known.page(latest) : known.pageInApp(latest, content))
        .map(page -> Reply.of(200, "page", page.toString()))
        .orElse(Reply.of(404, "error", "this payment has no page"));
  }

  private static String text(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }
}
