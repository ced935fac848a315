// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.math.BigDecimal;

/** The cashier's HTML. Everything that came from a shop is escaped. */
final class CashierPage {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>WeChat Pay sandbox</title>
      <style>body{font:16px sans-serif;max-width:32em;margin:2em auto;padding:0 1em}
      button{font-size:1em;padding:.6em 1.2em;margin:.2em}.go{background:#07c160;color:#fff;border:0}
      dt{color:#555}dd{margin:0 0 .6em}.problem{color:#b00}</style></head>
      <body><h1>WeChat Pay sandbox</h1><p>No money moves here.</p>
      %s</body></html>
      """;

  private CashierPage() {}

  static String list(String rows) {
    String body = rows.isEmpty() ? "<p>Nothing to pay.</p>" : "<ul>" + rows + "</ul>";
    return FRAME.formatted(body);
  }

  static String row(String page, OrderView order) {
    return "<li><a href=\"%s\">%s</a> %s, %s yuan</li>"
        .formatted(
            escaped(page), escaped(order.description()), escaped(order.outTradeNo()), yuan(order));
  }

  static String order(OrderView order, String self, boolean payable, String problem) {
    StringBuilder body = new StringBuilder();
    if (!problem.isEmpty()) {
      body.append("<p class=\"problem\">").append(escaped(problem)).append("</p>");
    }
    body.append(
        "<dl><dt>For</dt><dd>%s</dd><dt>Amount</dt><dd>%s yuan</dd><dt>Order</dt><dd>%s (%s)</dd><dt>State</dt><dd id=\"state\">%s</dd></dl>"
            .formatted(
                escaped(order.description()),
                yuan(order),
                escaped(order.outTradeNo()),
                order.product(),
                order.state()));
    if (payable) {
      body.append("<form method=\"post\" action=\"").append(escaped(self)).append("\">");
      body.append(button("pay", "Pay", " class=\"go\""));
      body.append(button("password", "Begin to type the password", ""));
      body.append(button("fail", "Let the payment fail", ""));
      body.append(button("cancel", "Cancel", ""));
      body.append("</form>");
    }
    return FRAME.formatted(body);
  }

  /** The form is there only while {@code self} names where it goes. */
  static String transfer(TransferView transfer, String remark, String self, String problem) {
    StringBuilder body = new StringBuilder();
    if (!problem.isEmpty()) {
      body.append("<p class=\"problem\">").append(escaped(problem)).append("</p>");
    }
    body.append(
        "<dl><dt>For</dt><dd>%s</dd><dt>You receive</dt><dd>%s yuan</dd><dt>Transfer</dt><dd>%s</dd><dt>State</dt><dd id=\"state\">%s</dd></dl>"
            .formatted(
                escaped(remark),
                BigDecimal.valueOf(transfer.amount(), 2).toPlainString(),
                escaped(transfer.outBillNo()),
                transfer.state()));
    if (!self.isEmpty()) {
      body.append("<form method=\"post\" action=\"").append(escaped(self)).append("\">");
      body.append(button("confirm", "Receive the money", " class=\"go\"")).append("</form>");
    }
    return FRAME.formatted(body);
  }

  private static String button(String action, String label, String attributes) {
    return "<button name=\"action\" value=\"%s\"%s>%s</button>"
        .formatted(action, attributes, label);
  }

  private static String yuan(OrderView order) {
    return BigDecimal.valueOf(order.total(), 2).toPlainString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
