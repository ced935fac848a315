// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.countersign.sandbox.alipay.OrderView.State;
import io.countersign.sandbox.plumbing.PayerPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which a person plays the payer, and the same as JSON for {@code Accept:
 * application/json}. Takes by POST: {@code action=login|pay|password|leave} for orders, {@code
 * action=approve|refuse} for pre-authorisations.
 */
final class Cashier implements HttpHandler {
  static final String ROOT = "/cashier/alipay";
  static final String PAY = ROOT + "/pay/";
  static final String FREEZE = ROOT + "/freeze/";

  private final Collection<Account> accounts;

  static PayerPage page() {
    return new PayerPage("Alipay sandbox");
  }

  static String error(String code, String text) {
    return page().problem(text + " (" + code + ")").end();
  }

  Cashier(Collection<Account> accounts) {
    this.accounts = accounts;
  }

  /** What stands on the page, and what can be done there. */
  private record Sheet(Map<String, String> facts, Map<String, String> actions, String back) {}

  /** Something that a payer sees and acts on. */
  private interface Desk {
    Sheet look();

    void act(String action);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readNBytes(4096), StandardCharsets.US_ASCII);
    Optional<Desk> desk = desk(exchange.getRequestURI().getPath());
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (origin != null && !origin.equals("http://" + host)) {
      // A page elsewhere in the same browser must not press the buttons.
      send(exchange, 403, false, error("403", "only this page's buttons count"));
    } else if (desk.isEmpty()) {
      send(exchange, 404, false, error("404", "there is no such payment"));
    } else {
      show(exchange, desk.get(), body);
    }
  }

  private static void show(HttpExchange exchange, Desk desk, String body) throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean json = accept != null && accept.contains("application/json");
    String problem = "";
    if (exchange.getRequestMethod().equals("POST")) {
      problem = act(desk, body);
      if (problem.isEmpty() && !json) {
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
        return;
      }
    }
    Sheet sheet = desk.look();
    send(
        exchange,
        problem.isEmpty() ? 200 : 409,
        json,
        json ? json(sheet, problem) : html(sheet, problem));
  }

  private static String act(Desk desk, String body) {
    Map<String, String> form = new LinkedHashMap<>();
    try {
      Pairs.read(body, StandardCharsets.UTF_8, form);
      desk.act(form.getOrDefault("action", ""));
      return "";
    } catch (IllegalStateException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Optional<Desk> desk(String path) {
    for (Account account : accounts) {
      synchronized (account) {
        for (Order order : account.orders.all()) {
          if (path.equals(PAY + order.ticket)) {
            return Optional.of(new OrderDesk(order));
          }
        }
        for (Freeze freeze : account.freezes.all()) {
          if (path.equals(FREEZE + freeze.ticket)) {
            return Optional.of(new FreezeDesk(freeze));
          }
        }
      }
    }
    return Optional.empty();
  }

  private record OrderDesk(Order order) implements Desk {
    @Override
    public Sheet look() {
      synchronized (order.account) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("subject", order.term("subject"));
        facts.put("total_amount", Numbers.yuan(order.fen));
        facts.put("out_trade_no", order.outTradeNo);
        facts.put("state", order.state.name());
        Map<String, String> actions = new LinkedHashMap<>();
        if (order.typing) {
          actions.put("password", "Type the password");
          actions.put("leave", "Leave without paying");
        } else if (order.state == State.NOT_STARTED) {
          actions.put("login", "Scan or log in");
          actions.put("pay", "Pay");
        } else if (order.state == State.WAIT_BUYER_PAY) {
          actions.put("pay", "Pay");
          actions.put("leave", "Leave without paying");
        }
        String back =
            order.returnUrl.isEmpty() || !order.paid() ? "" : Cashier.returnAddress(order);
        return new Sheet(facts, actions, back);
      }
    }

    @Override
    public void act(String action) {
      synchronized (order.account) {
        OrderBook book = order.account.orders;
        switch (action) {
          case "login" -> book.start(order);
          case "pay", "password" -> book.pay(order);
          case "leave" -> order.typing = false;
          default -> throw new IllegalStateException("there is no such button");
        }
      }
    }
  }

  private record FreezeDesk(Freeze freeze) implements Desk {
    @Override
    public Sheet look() {
      synchronized (freeze.account) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("order_title", freeze.terms.path("order_title").asText());
        facts.put("amount", Numbers.yuan(freeze.fen));
        facts.put("out_order_no", freeze.outOrderNo);
        facts.put("state", freeze.state);
        boolean open = freeze.state.equals("INIT");
        Map<String, String> actions =
            open ? Map.of("approve", "Let it be frozen", "refuse", "Refuse") : Map.of();
        return new Sheet(facts, actions, "");
      }
    }

    @Override
    public void act(String action) {
      synchronized (freeze.account) {
        switch (action) {
          case "approve" -> freeze.account.freezes.authorise(freeze);
          case "refuse" -> freeze.account.freezes.close(freeze);
          default -> throw new IllegalStateException("there is no such button");
        }
      }
    }
  }

  /** The shop's address with the signed parameters behind it. */
  static String returnAddress(Order order) {
    String url = order.returnUrl;
    return url + (url.contains("?") ? "&" : "?") + Notices.returned(order).query();
  }

  private static String json(Sheet sheet, String problem) {
    ObjectNode json = JsonText.object();
    sheet.facts.forEach(json::put);
    sheet.actions.keySet().forEach(json.putArray("actions")::add);
    if (!sheet.back.isEmpty()) {
      json.put("back", sheet.back);
    }
    if (!problem.isEmpty()) {
      json.put("problem", problem);
    }
    return JsonText.of(json);
  }

  private static String html(Sheet sheet, String problem) {
    PayerPage page = page().problem(problem).facts(sheet.facts);
    sheet.actions.forEach(page::button);
    return (sheet.back.isEmpty() ? page : page.link(sheet.back, "back", "Back to the shop")).end();
  }

  private static void send(HttpExchange exchange, int status, boolean json, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String type = json ? "application/json" : "text/html";
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
