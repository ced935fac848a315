// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.Map;

/** The cashier's HTML. Everything that came from a shop is escaped. */
final class CashierPage {
  private static final String TOP =
      """
      <!doctype html>
      <html lang="zh"><head><meta charset="utf-8"><title>Alipay sandbox</title>
      <meta name="viewport" content="width=device-width">
      <style>body{font-family:sans-serif;margin:2em auto;max-width:32em;padding:0 1em}
      button{font-size:1em;margin:.3em 0;padding:.6em 1em}.problem{color:#a00}
      th{color:#555;font-weight:normal;text-align:left;padding-right:1em}</style></head>
      <body><h1>Alipay sandbox</h1><p>No money moves here.</p>
      """;

  private final StringBuilder html = new StringBuilder(TOP);

  static String error(String code, String text) {
    return new CashierPage().problem(text + " (" + code + ")").end();
  }

  CashierPage problem(String text) {
    if (!text.isEmpty()) {
      html.append("<p class=\"problem\" id=\"error\">").append(escaped(text)).append("</p>\n");
    }
    return this;
  }

  CashierPage facts(Map<String, String> facts) {
    html.append("<table>\n");
    facts.forEach(
        (name, value) ->
            html.append("<tr><th>")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value))
                .append("</td></tr>\n"));
    html.append("</table>\n");
    return this;
  }

  CashierPage button(String action, String label) {
    html.append("<form method=\"post\"><button id=\"")
        .append(action)
        .append("\" name=\"action\" value=\"")
        .append(action)
        .append("\">")
        .append(escaped(label))
        .append("</button></form>\n");
    return this;
  }

  CashierPage link(String target, String id, String label) {
    html.append("<p><a id=\"")
        .append(escaped(id))
        .append("\" href=\"")
        .append(escaped(target))
        .append("\">")
        .append(escaped(label))
        .append("</a></p>\n");
    return this;
  }

  String end() {
    return html.append("</body></html>\n").toString();
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
