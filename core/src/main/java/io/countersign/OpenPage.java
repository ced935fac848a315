// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.spi.PostPage;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;

/** Send the payer's browser to the provider. */
public sealed interface OpenPage permits OpenPage.Redirect, OpenPage.PostForm {

  /**
   * Answer the payer's browser with a redirect, or open the address.
   *
   * @param uri where to
   * @param validUntil when the page stops working; the identical {@code create} gives a fresh one
   */
  record Redirect(URI uri, Instant validUntil) implements OpenPage {}

  /**
   * Let the payer's browser post a signed form: answer it with the page that {@link #toHtml} makes.
   * The fields are signed as they are, so nothing may trim, drop, translate or re-encode one. They
   * may name the order, so serve the page with {@code Cache-Control: no-store}.
   *
   * @param action where the browser posts to
   * @param fields in the order to post them
   * @param charset in which the browser must post; the page is written in it, too
   */
  record PostForm(URI action, List<Field> fields, Charset charset) implements OpenPage {

    /** Keeps an unmodifiable copy of the fields. */
    public PostForm {
      fields = List.copyOf(fields);
    }

    /**
     * One field of the form.
     *
     * @param name its name
     * @param value its value, neither encoded nor escaped
     */
    public record Field(String name, String value) {}

    /**
     * A whole page that posts the form by itself, with a button for browsers that do not run
     * scripts. Serve it as {@code text/html} with this form's charset, and with a Content Security
     * Policy that has {@code script-src 'nonce-…'} and {@code form-action https:} with the action's
     * origin. The origin alone is too little: browsers hold {@code form-action} against each
     * redirect after the post, too, and gateways may send the payer on to another of their hosts.
     *
     * @param nonce a fresh random value for each page, 16 to 128 characters of Base64 or Base64url;
     *     the same one stands in the policy
     * @throws InvalidRequestException if the nonce is not such a value
     */
    public String toHtml(String nonce) {
      return PostPage.html(this, nonce);
    }

    /** Where it goes and the fields' names; values may name the payer. */
    @Override
    public String toString() {
      return "PostForm[" + action + ", " + fields.stream().map(Field::name).toList() + "]";
    }
  }
}
