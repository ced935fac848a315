// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.net.URI;
import java.time.Instant;

/** Send the payer's browser to the provider. */
public sealed interface OpenPage permits OpenPage.Redirect {

  /**
   * Answer the payer's browser with a redirect, or open the address.
   *
   * @param uri where to
   * @param validUntil when the page stops working; the identical {@code create} gives a fresh one
   */
  record Redirect(URI uri, Instant validUntil) implements OpenPage {}
}
