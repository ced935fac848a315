// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The page on which a person plays the payer, and the same as JSON for {@code Accept:
 * application/json}. Takes by POST: {@code action=card|otp|issue|wallet|approve|counter|simulate|
 * fail} with {@code card}, {@code instalment}, {@code otp}, {@code method}.
 */
final class Cashier implements HttpHandler {
  static final String PAY = "/cashier/ecpay/pay/";

  private final Collection<Account> accounts;

  Cashier(Collection<Account> accounts) {
    this.accounts = accounts;
  }

  /** Where the payer's browser goes next, and with what; no fields for a plain link. */
  record Way(String target, Map<String, String> fields) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String body =
        new String(exchange.getRequestBody().readNBytes(64 * 1024), StandardCharsets.UTF_8);
    Optional<Order> order = order(exchange.getRequestURI().getPath());
    if (foreign(exchange)) {
      send(exchange, 403, "text/plain", "this page takes no orders from other sites", "");
    } else if (order.isEmpty()) {
      send(exchange, 404, "text/plain", "there is no such payment", "");
    } else if (exchange.getRequestMethod().equals("POST")) {
      String problem = act(order.get(), body);
      if (problem.isEmpty() && !wantsJson(exchange)) {
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
      } else {
        show(exchange, order.get(), problem.isEmpty() ? 200 : 409, problem);
      }
    } else {
      show(exchange, order.get(), 200, "");
    }
  }

  private Optional<Order> order(String path) {
    String ticket = path.startsWith(PAY) ? path.substring(PAY.length()) : "";
    return accounts.stream()
        .flatMap(account -> account.all().stream())
        .filter(order -> order.ticket.equals(ticket))
        .findFirst();
  }

  private static String act(Order order, String body) {
    try {
      Map<String, String> form = FormText.read(body);
      synchronized (order.account) {
        act(order, form.getOrDefault("action", ""), form);
      }
      return "";
    } catch (IllegalStateException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void act(Order order, String action, Map<String, String> form) {
    OrderBook book = order.account.orders;
    String asked = form.getOrDefault("method", "");
    switch (action) {
      case "card" -> {
        if (order.state != OrderView.State.OPEN || !methods(order).contains(Method.CREDIT)) {
          throw new IllegalStateException("this order takes no card now");
        }
        order.waiting =
            TestCards.card(
                    order,
                    form.getOrDefault("card", ""),
                    form.getOrDefault("instalment", ""),
                    form.containsKey("bonus"))
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "only ECPay's published test cards are taken, with offered instalments"));
      }
      case "otp" -> {
        Card card = order.waiting;
        if (card == null) {
          throw new IllegalStateException("no card waits for a password");
        }
        if (form.getOrDefault("otp", "").equals(TestCards.PASSWORD)) {
          book.payByCard(order, card);
        } else {
          book.fail(order, RtnCode.DECLINED);
        }
      }
      case "issue" -> {
        Method method = offered(order, asked);
        book.issue(order, method, method.subs().get(0));
      }
      case "wallet" -> {
        Method method = offered(order, asked);
        if (method == Method.CREDIT || method.givesNumber() || method == Method.BNPL) {
          throw new IllegalStateException("this method is no wallet");
        }
        book.payAtOnce(order, method, method.subs().get(0));
      }
      case "approve" -> book.payAtOnce(order, Method.BNPL, Method.BNPL.subs().get(0));
      case "counter" -> book.payNumber(order);
      case "simulate" -> book.simulate(order);
      case "fail" -> book.fail(order, RtnCode.DECLINED);
      default -> throw new IllegalStateException("unknown action");
    }
  }

  private static Method offered(Order order, String asked) {
    return methods(order).stream()
        .filter(method -> method.wire.equals(asked))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this order is not offered with that method"));
  }

  /** What the payer may choose. */
  static List<Method> methods(Order order) {
    String chosen = order.term("ChoosePayment");
    List<String> hidden = Arrays.asList(order.term("IgnorePayment").split("#", -1));
    List<Method> methods = new ArrayList<>();
    for (Method method : Method.values()) {
      boolean asked =
          chosen.equals("ALL") ? !hidden.contains(method.wire) : chosen.equals(method.wire);
      if (asked && (order.term("PeriodType").isEmpty() || method == Method.CREDIT)) {
        methods.add(method);
      }
    }
    return methods;
  }

  /** The way back to the shop, once there is something to tell it. */
  static Optional<Way> back(Order order) {
    boolean ended =
        order.state == OrderView.State.PAID
            || order.state == OrderView.State.FAILED
            || order.state == OrderView.State.PENDING;
    Method method = order.method;
    boolean byNumber = method != null && method.givesNumber();
    String result = order.term("OrderResultURL");
    if (ended && !byNumber && !result.isEmpty()) {
      Map<String, String> fields =
          order.door == Order.Door.PAGE
              ? Notices.result(order, "Succeeded").fields()
              : Map.of(
                  "ResultData",
                  Json.text(
                      Envelope.answer(
                          order.signer, order.account.agenda.now(), SealedViews.result(order))));
      return Optional.of(new Way(result, fields));
    }
    String redirect = order.term("ClientRedirectURL");
    if (order.state == OrderView.State.NUMBERED && !redirect.isEmpty()) {
      return Optional.of(new Way(redirect, Notices.issued(order).fields()));
    }
    String link = order.term("ClientBackURL");
    return link.isEmpty() ? Optional.empty() : Optional.of(new Way(link, Map.of()));
  }

  private static void show(HttpExchange exchange, Order order, int status, String problem)
      throws IOException {
    String page;
    String type;
    Optional<Way> way;
    synchronized (order.account) {
      way = back(order);
      boolean json = wantsJson(exchange);
      type = json ? "application/json" : "text/html";
      page = json ? Json.text(json(order, way, problem)) : html(exchange, order, way, problem);
    }
    send(exchange, status, type, page, way.map(Cashier::origin).orElse(""));
  }

  private static ObjectNode json(Order order, Optional<Way> way, String problem) {
    ObjectNode json = Json.object();
    json.put("MerchantTradeNo", order.merchantTradeNo);
    json.put("state", order.state.name());
    ArrayNode offered = json.putArray("methods");
    if (order.state == OrderView.State.OPEN) {
      methods(order).forEach(method -> offered.add(method.wire));
    }
    json.put("waitsForPassword", order.waiting != null);
    PaymentNumber number = order.number;
    if (number != null) {
      ObjectNode fields = json.putObject("number");
      number.fields().forEach(fields::put);
    }
    if (way.isPresent()) {
      ObjectNode fields =
          json.putObject("back").put("action", way.get().target()).putObject("fields");
      way.get().fields().forEach(fields::put);
    }
    if (!problem.isEmpty()) {
      json.put("problem", problem);
    }
    return json;
  }

  private static String html(
      HttpExchange exchange, Order order, Optional<Way> way, String problem) {
    CashierPage page =
        new CashierPage(exchange.getRequestURI().getPath()).problem(problem).order(order);
    if (order.waiting != null) {
      page.password().button("fail", "Let the payment fail");
    } else if (order.state == OrderView.State.OPEN) {
      offer(page, order);
    } else if (order.state == OrderView.State.PENDING && order.method == Method.BNPL) {
      page.button("approve", "Let the application be approved").button("fail", "Let it be refused");
    } else if (order.state == OrderView.State.NUMBERED) {
      PaymentNumber number = Objects.requireNonNull(order.number);
      if (order.term("ClientRedirectURL").isEmpty()) {
        Map<String, String> shown = new LinkedHashMap<>(number.fields());
        shown.put("Until", Numbers.time(number.until()));
        page.number(shown);
      }
      page.button("counter", "Pay at the bank or the shop")
          .button("simulate", "模擬付款 (simulated: no money)");
    }
    way.ifPresent(
        found -> {
          if (found.fields().isEmpty()) {
            page.link(found.target());
          } else {
            page.leave(found.target(), found.fields());
          }
        });
    return page.html();
  }

  private static void offer(CashierPage page, Order order) {
    List<Method> methods = methods(order);
    if (methods.contains(Method.CREDIT)) {
      page.card(order.term("CreditInstallment"));
    }
    List<String> numbers = new ArrayList<>();
    List<String> wallets = new ArrayList<>();
    for (Method method : methods) {
      if (method.givesNumber() || method == Method.BNPL) {
        numbers.add(method.wire);
      } else if (method != Method.CREDIT) {
        wallets.add(method.wire);
      }
    }
    if (!numbers.isEmpty()) {
      page.choices("Get a number", "issue", "method", numbers);
    }
    if (!wallets.isEmpty()) {
      page.choices("Pay at once", "wallet", "method", wallets);
    }
    page.button("fail", "Let the payment fail");
  }

  private static boolean wantsJson(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept");
    return accepted != null && accepted.contains("application/json");
  }

  /** A page elsewhere in the same browser must not press the buttons. */
  private static boolean foreign(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String origin = headers.getFirst("Origin");
    return origin != null && !origin.equals("http://" + headers.getFirst("Host"));
  }

  private static String origin(Way way) {
    URI target = URI.create(way.target().strip());
    return " " + target.getScheme() + "://" + target.getRawAuthority();
  }

  private static void send(
      HttpExchange exchange, int status, String type, String text, String formTarget)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
            + " form-action 'self'"
            + formTarget);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
