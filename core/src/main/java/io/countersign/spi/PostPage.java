// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidRequestException;
import io.countersign.OpenPage;

/** Writes the page that lets a payer's browser post a signed form, every value escaped. */
public final class PostPage {

  private PostPage() {}

  /**
   * The page.
   *
   * @throws InvalidRequestException if the nonce is not 16 to 128 characters of Base64
   */
  public static String html(OpenPage.PostForm form, String nonce) {
    FieldRules.token("nonce", nonce, 16, 128, "+/-_=");
    StringBuilder page = new StringBuilder(2048);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"");
    escape(page, form.charset().name());
    page.append("\">\n<meta name=\"robots\" content=\"noindex\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Payment</title>\n</head>\n<body>\n")
        .append("<form id=\"pay\" method=\"post\" action=\"");
    escape(page, form.action().toASCIIString());
    page.append("\" accept-charset=\"");
    escape(page, form.charset().name());
    page.append("\">\n");
    for (OpenPage.PostForm.Field field : form.fields()) {
      page.append("<input type=\"hidden\" name=\"");
      escape(page, field.name());
      page.append("\" value=\"");
      escape(page, field.value());
      page.append("\">\n");
    }
    // Characters beyond ASCII as references: the page reads the same in any charset.
    page.append("<button type=\"submit\">&#21069;&#24448;&#20184;&#27454; / Continue to payment")
        .append("</button>\n</form>\n<script nonce=\"");
    escape(page, nonce);
    // A field could be called "submit" and hide the form's own method of that name.
    page.append("\">HTMLFormElement.prototype.submit.call(document.getElementById('pay'));")
        .append("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  private static void escape(StringBuilder page, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> page.append("&amp;");
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        // Browsers drop or change line ends in an attribute unless they are written as references.
        case '\r', '\n', '\t' -> page.append("&#").append((int) c).append(';');
        default -> page.append(c);
      }
    }
  }
}
