// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.countersign.sandbox.plumbing.PayerPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes the place of {@code appToAppAuth.htm}: a person chooses which merchant lets a third-party
 * application act, and the browser goes back to that application with a code. With {@code
 * merchant=} and an application's number it is chosen already.
 */
final class AuthorisationPage implements HttpHandler {
  static final String PATH = "/oauth2/appToAppAuth.htm";

  private static final String CHOICE = "merchant";

  private final Map<String, Account> accounts;

  AuthorisationPage(Map<String, Account> accounts) {
    this.accounts = accounts;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, String> asked = new LinkedHashMap<>();
    String problem = LoginPage.read(exchange, asked);
    Account app = accounts.get(asked.getOrDefault("app_id", ""));
    String chosen = asked.getOrDefault(CHOICE, "");
    Account merchant = accounts.get(chosen);
    if (!problem.isEmpty() || app == null) {
      LoginPage.refuse(exchange, problem);
    } else if (chosen.isEmpty()) {
      LoginPage.show(exchange, 200, choices(app, asked));
    } else if (merchant == null || merchant == app) {
      LoginPage.refuse(exchange, "merchant must be another application that is open here");
    } else {
      Map<String, String> told = new LinkedHashMap<>();
      told.put("app_id", app.appId);
      told.put("app_auth_code", app.logins.merchantCode(merchant, app.agenda.now()));
      LoginPage.sendBack(exchange, asked, told);
    }
  }

  private String choices(Account app, Map<String, String> asked) {
    PayerPage page =
        Cashier.page().facts(Map.of("app_id", app.appId, "asks", "to act for a merchant"));
    for (Account one : accounts.values()) {
      if (one != app) {
        Map<String, String> chosen = new LinkedHashMap<>(asked);
        chosen.put(CHOICE, one.appId);
        page.link(
            PATH + "?" + Pairs.encoded(chosen, StandardCharsets.UTF_8),
            one.appId,
            "Let it act for " + one.sellerId);
      }
    }
    return page.end();
  }
}
