// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.OpenPage;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A payer's browser: posts the form of a page, and says what ECPay answered. */
final class Cashier {

  /**
   * What the gateway answered.
   *
   * @param status HTTP status; 302 leads to the cashier
   * @param explanation what it did not like, if it said so
   */
  record Answer(int status, String explanation) {}

  static FormFields fields(OpenPage.PostForm form) {
    FormFields fields = new FormFields();
    form.fields().forEach(field -> fields.put(field.name(), field.value()));
    return fields;
  }

  /** Posts the form; the gateway must lead to its cashier. */
  void open(OpenPage page) {
    OpenPage.PostForm form = (OpenPage.PostForm) page;
    Answer answer = post(form.action(), fields(form).encoded());
    if (answer.status() != 302) {
      throw new AssertionError("refused: " + answer);
    }
  }

  /** Posts a body as a form. */
  Answer post(URI action, byte[] body) {
    try {
      HttpURLConnection call = (HttpURLConnection) action.toURL().openConnection();
      call.setInstanceFollowRedirects(false);
      call.setRequestMethod("POST");
      call.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
      call.setDoOutput(true);
      call.getOutputStream().write(body);
      try (InputStream page = call.getInputStream()) {
        String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(
            call.getResponseCode(),
            Objects.requireNonNullElse(call.getHeaderField("X-Sandbox-Explanation"), text));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
