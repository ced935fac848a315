// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import java.util.Map;

/** HTML on which a person plays the payer. Everything that came from a shop is escaped. */
public final class PayerPage {
  private static final String TOP =
      """
      <!doctype html>
      <html lang="zh"><head><meta charset="utf-8"><title>TITLE</title>
      <meta name="viewport" content="width=device-width">
      <style>body{font-family:sans-serif;margin:2em auto;max-width:32em;padding:0 1em}
      button{font-size:1em;margin:.3em 0;padding:.6em 1em}.problem{color:#a00}
      th{color:#555;font-weight:normal;text-align:left;padding-right:1em}</style></head>
      <body><h1>TITLE</h1><p>No money moves here.</p>
      """;

  private final StringBuilder html;

  /** With a title. */
  public PayerPage(String title) {
    this.html = new StringBuilder(TOP.replace("TITLE", escaped(title)));
  }

  /** Says what was refused; with an empty text nothing. */
  public PayerPage problem(String text) {
    if (!text.isEmpty()) {
      html.append("<p class=\"problem\" id=\"error\">").append(escaped(text)).append("</p>\n");
    }
    return this;
  }

  /** Says what it is about. */
  public PayerPage facts(Map<String, String> facts) {
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

  /** Adds something to press: it posts {@code action} to the page itself. */
  public PayerPage button(String action, String label) {
    html.append("<form method=\"post\"><button id=\"")
        .append(action)
        .append("\" name=\"action\" value=\"")
        .append(action)
        .append("\">")
        .append(escaped(label))
        .append("</button></form>\n");
    return this;
  }

  /** Adds something to press that posts fields elsewhere, in a charset. */
  public PayerPage form(
      String target, Map<String, String> fields, String charset, String id, String label) {
    html.append("<form method=\"post\" accept-charset=\"")
        .append(escaped(charset))
        .append("\" action=\"")
        .append(escaped(target))
        .append("\">\n");
    fields.forEach(
        (name, value) ->
            html.append("<input type=\"hidden\" name=\"")
                .append(escaped(name))
                .append("\" value=\"")
                .append(escaped(value))
                .append("\">\n"));
    html.append("<button id=\"")
        .append(escaped(id))
        .append("\">")
        .append(escaped(label))
        .append("</button></form>\n");
    return this;
  }

  /** Adds a link. */
  public PayerPage link(String target, String id, String label) {
    html.append("<p><a id=\"")
        .append(escaped(id))
        .append("\" href=\"")
        .append(escaped(target))
        .append("\">")
        .append(escaped(label))
        .append("</a></p>\n");
    return this;
  }

  /** The whole page. */
  public String end() {
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
        // A browser would turn a line end within a value into another.
        case '\r' -> out.append("&#13;");
        case '\n' -> out.append("&#10;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
