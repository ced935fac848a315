// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.io.IOException;

/** No complete answer came. */
public final class TransportException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean maybeSent;

  /**
   * Says what went wrong, without secrets.
   *
   * @param message what went wrong
   * @param maybeSent false only if provably no byte of the request left: unresolved host,
   *     connection refused, connect time-out, TLS handshake failed
   */
  public TransportException(String message, boolean maybeSent) {
    super(message);
    this.maybeSent = maybeSent;
  }

  /** Whether the provider may have seen the request. */
  public boolean maybeSent() {
    return maybeSent;
  }
}
