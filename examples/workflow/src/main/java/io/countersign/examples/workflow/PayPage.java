// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.OpenPage;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /pay/{orderNumber}}: sends the payer's browser to the provider with the signed form.
 * Nothing but this form may leave the page, and nobody keeps a copy.
 */
final class PayPage {

  private final Orders orders;
  private final Payments payments;
  private final SecureRandom random = new SecureRandom();

  PayPage(Orders orders, Payments payments) {
    this.orders = orders;
    this.payments = payments;
  }

  Reply shown(Asked asked) {
    if (!asked.shape().equals("GET 1")) {
      return Reply.error(404, "nothing here");
    }
    String number = asked.path().get(0);
    Optional<OpenPage> page = orders.find(number).flatMap(payments::page);
    if (page.isPresent() && page.get() instanceof OpenPage.PostForm form) {
      return form(form);
    }
    return Reply.seeOther(
        page.isPresent() && page.get() instanceof OpenPage.Redirect redirect
            ? redirect.uri().toString()
            : "/");
  }

  private Reply form(OpenPage.PostForm form) {
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().encodeToString(bytes);
    Charset charset = form.charset();
    String target = form.action().getScheme() + "://" + form.action().getRawAuthority();
    // Any https host, because the provider's page may send the browser on to others.
    String policy =
        "default-src 'none'; script-src 'nonce-%s'; form-action https: %s; base-uri 'none';"
                .formatted(nonce, target)
            + " frame-ancestors 'none'";
    return new Reply(
        200,
        Map.of(
            "Content-Security-Policy",
            policy,
            "Content-Type",
            "text/html; charset=" + charset.name(),
            "Cache-Control",
            "no-store"),
        form.toHtml(nonce).getBytes(charset));
  }
}
