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
    String problem = "";
    try {
      String query = exchange.getRequestURI().getRawQuery();
      Pairs.read(query == null ? "" : query, StandardCharsets.UTF_8, asked);
      problem = problem(asked);
    } catch (IllegalArgumentException e) {
      problem = "the query is broken: " + e.getMessage();
    }
    Account account = accounts.get(asked.getOrDefault("app_id", ""));
    if (problem.isEmpty() && account != null) {
      exchange.getResponseHeaders().set("Location", back(account, asked));
      exchange.sendResponseHeaders(302, -1);
    } else {
      byte[] page =
          CashierPage.error("invalid", problem.isEmpty() ? "app_id is not open here" : problem)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
      exchange.sendResponseHeaders(400, page.length);
      exchange.getResponseBody().write(page);
    }
    exchange.close();
  }

  private static String problem(Map<String, String> asked) {
    if (!SCOPES.contains(asked.getOrDefault("scope", ""))) {
      return "scope must be auth_base or auth_user";
    }
    if (!asked.getOrDefault("redirect_uri", "").matches("https?://[^\\s/]+[^\\s]*")) {
      return "redirect_uri must be an http or https address";
    }
    return "";
  }

  private static String back(Account account, Map<String, String> asked) {
    String scope = asked.getOrDefault("scope", "");
    Map<String, String> told = new LinkedHashMap<>();
    told.put("auth_code", account.logins.userCode(scope, account.agenda.now()));
    told.put("app_id", account.appId);
    told.put("scope", scope);
    told.put("state", asked.getOrDefault("state", ""));
    String url = asked.getOrDefault("redirect_uri", "");
    String joint = url.contains("?") ? "&" : "?";
    return url + joint + Pairs.encoded(told, StandardCharsets.UTF_8);
  }
}
