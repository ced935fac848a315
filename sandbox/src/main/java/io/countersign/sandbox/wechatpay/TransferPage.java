// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which a person plays the user who confirms a transfer, and the same as JSON for
 * {@code Accept: application/json}; takes {@code action=confirm} by POST.
 */
final class TransferPage implements HttpHandler {
  static final String PATH = "/cashier/wechatpay/transfer";

  private final Collection<Account> accounts;

  TransferPage(Collection<Account> accounts) {
    this.accounts = accounts;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(64 * 1024);
    String info = Cashier.form(exchange.getRequestURI().getRawQuery()).getOrDefault("package", "");
    if (Cashier.foreign(exchange)) {
      Cashier.send(exchange, 403, "text/plain", "this page takes no orders from other sites");
      return;
    }
    for (Account account : accounts) {
      synchronized (account) {
        Optional<Transfer> transfer =
            account.transfers.all().stream()
                .filter(one -> info.equals(one.packageInfo))
                .findFirst();
        if (transfer.isPresent()) {
          show(exchange, transfer.get(), act(exchange, account, transfer.get(), body));
          return;
        }
      }
    }
    Cashier.send(exchange, 404, "text/plain", "there is no such transfer");
  }

  /** What went wrong; empty when nothing did. */
  private static String act(
      HttpExchange exchange, Account account, Transfer transfer, byte[] body) {
    if (!exchange.getRequestMethod().equals("POST")) {
      return "";
    }
    Map<String, String> fields = Cashier.form(new String(body, StandardCharsets.UTF_8));
    if (!fields.getOrDefault("action", "").equals("confirm")) {
      return "unknown action";
    }
    try {
      account.transfers.confirm(transfer);
      return "";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void show(HttpExchange exchange, Transfer transfer, String problem)
      throws IOException {
    int status = problem.isEmpty() ? 200 : 409;
    boolean waits = transfer.state == TransferState.WAIT_USER_CONFIRM;
    if (Cashier.wantsJson(exchange)) {
      ObjectNode json = StrictJson.object();
      json.put("out_bill_no", transfer.outBillNo);
      json.put("state", transfer.state.name());
      json.put("transfer_amount", transfer.amount);
      json.put("transfer_remark", transfer.terms.path("transfer_remark").asText());
      if (!problem.isEmpty()) {
        json.put("problem", problem);
      }
      Cashier.send(exchange, status, "application/json", StrictJson.text(json));
    } else {
      String self = exchange.getRequestURI().toString();
      String page =
          CashierPage.transfer(
              transfer.view(),
              transfer.terms.path("transfer_remark").asText(),
              waits ? self : "",
              problem);
      Cashier.send(exchange, status, "text/html", page);
    }
  }
}
