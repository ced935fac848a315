// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pages on which a person plays the payer, and the same as JSON for {@code Accept:
 * application/json}.
 *
 * <p>{@code /cashier/wechatpay} lists what can be paid, {@code ?code_url=} leads from a QR code's
 * text to its page, {@code …/pay} and {@code …/h5} show one order and take {@code
 * action=pay|password|fail|cancel} by POST.
 */
final class Cashier implements HttpHandler {
  private static final String ROOT = "/cashier/wechatpay";
  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  private final Tickets tickets;
  private final Clock clock;

  Cashier(Tickets tickets, Clock clock) {
    this.tickets = tickets;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(64 * 1024);
    Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
    boolean json = wantsJson(exchange);
    String path = exchange.getRequestURI().getPath();
    if (foreign(exchange)) {
      send(exchange, 403, "text/plain", "this page takes no orders from other sites");
    } else if (path.equals(ROOT) || path.equals(ROOT + "/")) {
      index(exchange, query, json);
    } else if (path.equals(ROOT + "/style.css")) {
      send(exchange, 200, "text/css", CashierPage.style());
    } else if (path.equals(ROOT + "/pay") || path.equals(ROOT + "/h5")) {
      Optional<Tickets.Ticket> ticket = tickets.prepay(query.getOrDefault("prepay_id", ""));
      if (ticket.isEmpty()) {
        send(exchange, 404, "text/plain", "there is no such payment");
      } else if (exchange.getRequestMethod().equals("POST")) {
        act(exchange, ticket.get(), query, form(new String(body, StandardCharsets.UTF_8)), json);
      } else {
        show(exchange, ticket.get(), json, 200, "");
      }
    } else {
      send(exchange, 404, "text/plain", "there is no such page");
    }
  }

  static boolean wantsJson(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
        .orElse("")
        .contains("application/json");
  }

  /**
   * A page elsewhere in the same browser must not press the button, and a name elsewhere that was
   * made to lead here must not read what is open.
   */
  static boolean foreign(HttpExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host == null
        || !HERE.contains(host.replaceFirst(":[0-9]+$", ""))
        || (origin != null && !origin.equals("http://" + host));
  }

  private void index(HttpExchange exchange, Map<String, String> query, boolean json)
      throws IOException {
    String codeUrl = query.get("code_url");
    if (codeUrl != null) {
      Optional<URI> page = tickets.code(codeUrl).map(tickets::page);
      if (page.isEmpty()) {
        send(exchange, 404, "text/plain", "this code_url was not issued here");
      } else if (json) {
        send(
            exchange,
            200,
            "application/json",
            StrictJson.text(StrictJson.object().put("page", page.get().toString())));
      } else {
        redirect(exchange, page.get().toString());
      }
      return;
    }
    List<Tickets.Ticket> open =
        tickets.all().stream()
            .filter(ticket -> ticket.validAt(clock.instant()))
            .filter(
                ticket ->
                    view(ticket)
                        .map(OrderView::state)
                        .filter(s -> s == TradeState.NOTPAY)
                        .isPresent())
            .sorted(Comparator.comparing(Tickets.Ticket::until))
            .toList();
    ObjectNode root = StrictJson.object();
    ArrayNode list = root.putArray("open");
    StringBuilder rows = new StringBuilder();
    for (Tickets.Ticket ticket : open) {
      view(ticket)
          .ifPresent(
              order -> {
                String page = tickets.page(ticket).toString();
                list.add(order(ticket, order).put("page", page));
                rows.append(CashierPage.row(page, order));
              });
    }
    String text = json ? StrictJson.text(root) : CashierPage.list(rows.toString());
    send(exchange, 200, json ? "application/json" : "text/html", text);
  }

  private void act(
      HttpExchange exchange,
      Tickets.Ticket ticket,
      Map<String, String> query,
      Map<String, String> fields,
      boolean json)
      throws IOException {
    Checkout checkout = ticket.checkout();
    String action = fields.getOrDefault("action", "");
    try {
      synchronized (checkout.monitor()) {
        if (!ticket.validAt(clock.instant())) {
          throw new IllegalStateException("this link has expired");
        }
        switch (action) {
          case "pay" -> checkout.pay(ticket.outTradeNo());
          case "password" -> checkout.startPassword(ticket.outTradeNo());
          case "fail", "cancel" -> checkout.failPayment(ticket.outTradeNo());
          default -> throw new IllegalStateException("unknown action");
        }
      }
    } catch (IllegalStateException e) {
      show(exchange, ticket, json, 409, String.valueOf(e.getMessage()));
      return;
    }
    String back = query.getOrDefault("redirect_url", "");
    boolean leaves =
        (action.equals("pay") || action.equals("cancel")) && back.matches("https?://[^\\s]+");
    if (json) {
      show(exchange, ticket, true, 200, "");
    } else {
      redirect(exchange, leaves ? back : exchange.getRequestURI().toString());
    }
  }

  private void show(
      HttpExchange exchange, Tickets.Ticket ticket, boolean json, int status, String problem)
      throws IOException {
    Optional<OrderView> order = view(ticket);
    if (order.isEmpty()) {
      send(exchange, 404, "text/plain", "there is no such order");
      return;
    }
    boolean payable = order.get().state() == TradeState.NOTPAY && ticket.validAt(clock.instant());
    if (json) {
      ObjectNode node = order(ticket, order.get()).put("payable", payable);
      if (!problem.isEmpty()) {
        node.put("problem", problem);
      }
      send(exchange, status, "application/json", StrictJson.text(node));
    } else {
      String self = exchange.getRequestURI().toString();
      send(exchange, status, "text/html", CashierPage.order(order.get(), self, payable, problem));
    }
  }

  private static ObjectNode order(Tickets.Ticket ticket, OrderView order) {
    ObjectNode node = StrictJson.object();
    node.put("mchid", ticket.account().mchid);
    node.put("out_trade_no", order.outTradeNo());
    node.put("trade_type", order.product());
    node.put("trade_state", order.state().name());
    node.put("total", order.total());
    node.put("description", order.description());
    return node;
  }

  private static Optional<OrderView> view(Tickets.Ticket ticket) {
    synchronized (ticket.checkout().monitor()) {
      return ticket.checkout().find(ticket.outTradeNo()).map(Order::view);
    }
  }

  static Map<String, String> form(String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : encoded == null ? new String[0] : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          fields.put(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          fields.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
    }
    return fields;
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target.replaceAll("[\\r\\n]", ""));
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
