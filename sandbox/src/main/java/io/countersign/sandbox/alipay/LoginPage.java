// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Takes the place of {@code publicAppAuthorize.htm}: the payer agrees at once, and the browser goes
 * back to the shop with a code.
 */
final class LoginPage implements HttpHandler {
  static final String PATH = "/oauth2/publicAppAuthorize.htm";

  private static final Set<String> SCOPES = Set.of("auth_base", "auth_user");

  private final Map<String, Account> accounts;

  LoginPage(Map<String, Account> accounts) {
    this.accounts = accounts;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, String> asked = new LinkedHashMap<>();
    String problem = read(exchange, asked);
    String scope = asked.getOrDefault("scope", "");
    if (problem.isEmpty() && !SCOPES.contains(scope)) {
      problem = "scope must be auth_base or auth_user";
    }
    Account account = accounts.get(asked.getOrDefault("app_id", ""));
    if (!problem.isEmpty() || account == null) {
      refuse(exchange, problem);
      return;
    }
    Map<String, String> told = new LinkedHashMap<>();
    told.put("auth_code", account.logins.userCode(scope, account.agenda.now()));
    told.put("app_id", account.appId);
    told.put("scope", scope);
    sendBack(exchange, asked, told);
  }

  /** What the browser was told to ask; gives what is wrong with it, or nothing. */
  static String read(HttpExchange exchange, Map<String, String> asked) {
    try {
      String query = exchange.getRequestURI().getRawQuery();
      Pairs.read(query == null ? "" : query, StandardCharsets.UTF_8, asked);
    } catch (IllegalArgumentException e) {
      return "the query is broken: " + e.getMessage();
    }
    return asked.getOrDefault("redirect_uri", "").matches("https?://[^\\s/]+[^\\s]*")
        ? ""
        : "redirect_uri must be an http or https address";
  }

  static void refuse(HttpExchange exchange, String problem) throws IOException {
    String text = problem.isEmpty() ? "app_id is not open here" : problem;
    show(exchange, 400, Cashier.error("invalid", text));
  }

  static void show(HttpExchange exchange, int status, String html) throws IOException {
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
    exchange.sendResponseHeaders(status, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  /** To the application, with what it is told, and with the state that it sent along. */
  static void sendBack(HttpExchange exchange, Map<String, String> asked, Map<String, String> told)
      throws IOException {
    told.put("state", asked.getOrDefault("state", ""));
    String url = asked.getOrDefault("redirect_uri", "");
    String joint = url.contains("?") ? "&" : "?";
    exchange
        .getResponseHeaders()
        .set("Location", url + joint + Pairs.encoded(told, StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }
}
