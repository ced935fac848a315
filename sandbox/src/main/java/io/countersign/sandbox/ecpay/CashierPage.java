// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.util.List;
import java.util.Map;

/** The cashier's HTML. Everything that came from a shop is escaped. */
final class CashierPage {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="zh-Hant"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width"><title>ECPay sandbox</title>
      <style>body{font:16px sans-serif;max-width:34em;margin:2em auto;padding:0 1em}
      button,input,select{font-size:1em;padding:.5em;margin:.2em}.bad{color:#b00}
      fieldset{border:1px solid #ccc;margin:.8em 0}dt{color:#555}dd{margin:0 0 .5em}</style></head>
      <body><h1>ECPay sandbox</h1><p>No money moves here. Never type the number of a real card.</p>
      %s</body></html>
      """;

  private final StringBuilder body = new StringBuilder();
  private final String self;

  CashierPage(String self) {
    this.self = escaped(self);
  }

  static String error(String code, String text) {
    return FRAME.formatted(
        "<p class=\"bad\" id=\"error\">" + escaped(text) + " (" + escaped(code) + ")</p>");
  }

  CashierPage problem(String text) {
    if (!text.isEmpty()) {
      body.append("<p class=\"bad\">").append(escaped(text)).append("</p>");
    }
    return this;
  }

  CashierPage order(Order order) {
    body.append("<dl>");
    line("For", order.term("ItemName"));
    line("Amount", "NT$" + order.amount);
    line("Order", order.merchantTradeNo);
    line("State", order.state.name());
    body.append("</dl>");
    return this;
  }

  CashierPage number(Map<String, String> number) {
    body.append("<dl>");
    number.forEach(this::line);
    body.append("</dl>");
    return this;
  }

  CashierPage card(String instalments) {
    begin("Credit card");
    body.append("<input name=\"card\" autocomplete=\"off\" value=\"")
        .append(TestCards.USUAL)
        .append("\">");
    if (!instalments.isEmpty() && !instalments.equals("0")) {
      body.append("<select name=\"instalment\">");
      for (String count : instalments.split(",", -1)) {
        body.append("<option>").append(escaped(count)).append("</option>");
      }
      body.append("</select>");
    }
    return end("card", "Pay by card");
  }

  CashierPage password() {
    begin("3-D Secure");
    body.append("<input name=\"otp\" autocomplete=\"off\" placeholder=\"1234\">");
    return end("otp", "Confirm");
  }

  CashierPage choices(String title, String action, String name, List<String> values) {
    begin(title);
    body.append("<select name=\"").append(name).append("\">");
    values.forEach(value -> body.append("<option>").append(escaped(value)).append("</option>"));
    body.append("</select>");
    return end(action, title);
  }

  CashierPage button(String action, String label) {
    begin(label);
    return end(action, label);
  }

  /** A form that the payer's browser takes to the shop. */
  CashierPage leave(String target, Map<String, String> fields) {
    body.append("<form id=\"back\" method=\"post\" action=\"")
        .append(escaped(target))
        .append("\">");
    fields.forEach(
        (name, value) ->
            body.append("<input type=\"hidden\" name=\"")
                .append(escaped(name))
                .append("\" value=\"")
                .append(escaped(value))
                .append("\">"));
    body.append("<button>Back to the shop</button></form>");
    return this;
  }

  CashierPage link(String target) {
    body.append("<p><a href=\"").append(escaped(target)).append("\">Back to the shop</a></p>");
    return this;
  }

  String html() {
    return FRAME.formatted(body);
  }

  private void begin(String title) {
    body.append("<form method=\"post\" action=\"").append(self).append("\"><fieldset><legend>");
    body.append(escaped(title)).append("</legend>");
  }

  private CashierPage end(String action, String label) {
    body.append("<button name=\"action\" value=\"").append(action).append("\">");
    body.append(escaped(label)).append("</button></fieldset></form>");
    return this;
  }

  private void line(String name, String value) {
    body.append("<dt>").append(escaped(name)).append("</dt><dd>").append(escaped(value));
    body.append("</dd>");
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(
          switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> String.valueOf(c);
          });
    }
    return safe.toString();
  }
}
