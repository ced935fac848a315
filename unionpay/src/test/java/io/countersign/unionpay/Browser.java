// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.OpenPage;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A payer's browser: posts a form, and comes to the cashier or is told why not. */
final class Browser {

  private final HttpClient http = HttpClient.newHttpClient();

  /** Where the page sends the browser; empty text if it shows an error. */
  String open(OpenPage page) {
    HttpResponse<String> shown = posted((OpenPage.PostForm) page);
    return shown.statusCode() == 302 ? shown.headers().firstValue("Location").orElse("") : "";
  }

  /** What the browser shows in place of the cashier. */
  String problem(OpenPage page) {
    HttpResponse<String> shown = posted((OpenPage.PostForm) page);
    return shown.statusCode() == 302 ? "" : shown.body();
  }

  private HttpResponse<String> posted(OpenPage.PostForm form) {
    FormFields fields = new FormFields();
    form.fields().forEach(field -> fields.put(field.name(), field.value()));
    try {
      return http.send(
          HttpRequest.newBuilder(form.action())
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofByteArray(fields.encoded(form.charset())))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }
}
