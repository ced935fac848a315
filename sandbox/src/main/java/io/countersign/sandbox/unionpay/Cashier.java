// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.countersign.sandbox.plumbing.PayerPage;
import io.countersign.sandbox.unionpay.OrderView.State;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which a person plays the payer, and the same as JSON for {@code Accept:
 * application/json}. Takes by POST: {@code action=begin|pay|password|decline|leave}.
 */
final class Cashier implements HttpHandler {
  static final String ROOT = "/cashier/unionpay";
  static final String PAY = ROOT + "/pay/";

  /** What stands in a QR code; to open it is to scan it. */
  static final String QR = ROOT + "/qr/";

  private static final String TITLE = "UnionPay sandbox";

  private final Collection<Account> accounts;

  Cashier(Collection<Account> accounts) {
    this.accounts = accounts;
  }

  /**
   * What stands on the page, and what can be done there.
   *
   * @param back where the signed fields are posted; empty before the payment
   * @param leave where a payer goes who has not paid; nothing is said there
   */
  private record Sheet(
      Map<String, String> facts,
      Map<String, String> actions,
      String back,
      Map<String, String> fields,
      Charset charset,
      String leave) {}

  static String error(String code, String text) {
    return new PayerPage(TITLE).problem(text + " (" + code + ")").end();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(4096);
    Reply reply = new Reply(exchange);
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String own = "http://" + exchange.getRequestHeaders().getFirst("Host");
    Optional<Transaction> order = order(exchange.getRequestURI().getPath());
    if (origin != null && !origin.equals(own)) {
      // A page elsewhere in the same browser must not press the buttons.
      reply.send(403, error("403", "only this page's buttons count"), "");
    } else if (order.isEmpty()) {
      reply.send(404, error("404", "there is no such payment"), "");
    } else {
      show(reply, order.get(), new String(body, StandardCharsets.US_ASCII));
    }
  }

  private Optional<Transaction> order(String path) {
    String ticket = path.substring(path.lastIndexOf('/') + 1);
    for (Account account : accounts) {
      synchronized (account) {
        Optional<Transaction> found =
            account.orders.find(one -> !ticket.isEmpty() && one.ticket.equals(ticket));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static void show(Reply reply, Transaction order, String body) throws IOException {
    String problem = "";
    if (reply.exchange.getRequestMethod().equals("POST")) {
      problem = act(order, body);
      if (problem.isEmpty() && !reply.json()) {
        reply.redirect(PAY + order.ticket);
        return;
      }
    } else if (reply.exchange.getRequestURI().getPath().startsWith(QR)) {
      scan(order);
    }
    Sheet sheet = look(order);
    int status = problem.isEmpty() ? 200 : 409;
    reply.send(status, reply.json() ? json(sheet, problem) : html(sheet, problem), sheet.back);
  }

  private static void scan(Transaction order) {
    synchronized (order.account) {
      if (order.state == State.NOT_STARTED) {
        order.account.orders.begin(order);
      }
    }
  }

  private static String act(Transaction order, String body) {
    Map<String, String> form = new LinkedHashMap<>();
    try {
      Pairs.read(body, StandardCharsets.UTF_8, form);
      synchronized (order.account) {
        act(order.account.orders, order, form.getOrDefault("action", ""));
      }
      return "";
    } catch (IllegalStateException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void act(OrderBook book, Transaction order, String action) {
    switch (action) {
      case "begin" -> book.begin(order);
      case "pay", "password" -> book.pay(order);
      case "decline" -> book.decline(order, order.operation.byPayer() ? "01" : "64");
      case "leave" -> {
        if (order.typing) {
          book.fail(order, "69");
        }
      }
      default -> throw new IllegalStateException("there is no such button");
    }
  }

  private static Sheet look(Transaction order) {
    synchronized (order.account) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("merId", order.merId);
      facts.put("orderId", order.orderId);
      facts.put("amount", Numbers.yuan(order.fen));
      if (!order.term("orderDesc").isEmpty()) {
        facts.put("orderDesc", order.term("orderDesc"));
      }
      facts.put("state", order.state.name());
      facts.put("respCode", order.respCode);
      Map<String, String> actions = new LinkedHashMap<>();
      if (order.typing) {
        actions.put("password", "Type the password");
        actions.put("leave", "Leave without paying");
      } else if (order.state == State.NOT_STARTED) {
        actions.put("begin", "Open or scan");
        actions.put("pay", "Pay");
      } else if (order.state == State.WAITING) {
        boolean opening = order.operation == Operation.OPEN_PAGE;
        actions.put("pay", opening ? "Bind the card" : "Pay");
        actions.put("decline", "Use a card that is refused");
      }
      String frontUrl = order.term("frontUrl");
      boolean done = order.succeeded() && !frontUrl.isEmpty();
      Map<String, String> fields = done ? Notices.returned(order).fields() : Map.of();
      String failed = order.term("frontFailUrl");
      String leave = done ? "" : failed.isEmpty() ? frontUrl : failed;
      return new Sheet(facts, actions, done ? frontUrl : "", fields, order.charset, leave);
    }
  }

  private static String json(Sheet sheet, String problem) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    sheet.facts.forEach(json::put);
    sheet.actions.keySet().forEach(json.putArray("actions")::add);
    if (!sheet.back.isEmpty()) {
      json.put("back", sheet.back);
      sheet.fields.forEach(json.putObject("fields")::put);
    }
    if (!sheet.leave.isEmpty()) {
      json.put("leave", sheet.leave);
    }
    if (!problem.isEmpty()) {
      json.put("problem", problem);
    }
    return json.toString();
  }

  private static String html(Sheet sheet, String problem) {
    PayerPage page = new PayerPage(TITLE).problem(problem).facts(sheet.facts);
    sheet.actions.forEach(page::button);
    if (!sheet.back.isEmpty()) {
      page.form(sheet.back, sheet.fields, sheet.charset.name(), "back", "Back to the shop");
    } else if (!sheet.leave.isEmpty()) {
      page.link(sheet.leave, "leave", "Back to the shop without paying");
    }
    return page.end();
  }

  /** One answer to a browser. */
  private record Reply(HttpExchange exchange) {
    boolean json() {
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      return accept != null && accept.contains("application/json");
    }

    void redirect(String path) throws IOException {
      exchange.getResponseHeaders().set("Location", path);
      exchange.sendResponseHeaders(303, -1);
      exchange.close();
    }

    /** The page may post to itself, and to the shop that it goes back to. */
    void send(int status, String text, String back) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String type = text.startsWith("{") ? "application/json" : "text/html";
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"
                  + (back.isEmpty() ? "" : " " + origin(back)));
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    private static String origin(String url) {
      URI uri = URI.create(url);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    }
  }
}
