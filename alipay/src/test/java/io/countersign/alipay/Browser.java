// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.OpenPage;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;

/**
 * A payer's browser: posts a form or follows a link, and comes to the cashier or is told why not.
 */
final class Browser {

  private record Shown(int status, String location, String text) {}

  /** Where the page sends the browser; empty text if it shows an error. */
  String open(OpenPage page) {
    Shown shown = answer(page);
    return shown.status == 302 ? shown.location : "";
  }

  /** What the browser shows in place of the cashier. */
  String problem(OpenPage page) {
    Shown shown = answer(page);
    return shown.status == 200 ? shown.text : "";
  }

  private static Shown answer(OpenPage page) {
    try {
      return page instanceof OpenPage.PostForm form ? posted(form) : followed(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Shown followed(OpenPage page) throws IOException {
    return shown((HttpURLConnection) ((OpenPage.Redirect) page).uri().toURL().openConnection());
  }

  /** As browsers post: in the form's charset, a blank as a plus sign. */
  private static Shown posted(OpenPage.PostForm form) throws IOException {
    FormFields fields = new FormFields();
    for (OpenPage.PostForm.Field field : form.fields()) {
      fields.put(field.name(), field.value());
    }
    HttpURLConnection connection = (HttpURLConnection) form.action().toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
    try (OutputStream body = connection.getOutputStream()) {
      body.write(fields.encoded(form.charset()));
    }
    return shown(connection);
  }

  private static Shown shown(HttpURLConnection connection) throws IOException {
    connection.setInstanceFollowRedirects(false);
    int status = connection.getResponseCode();
    String location = connection.getHeaderField("Location");
    try (InputStream body = connection.getInputStream()) {
      return new Shown(
          status,
          location == null ? "" : location,
          new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
