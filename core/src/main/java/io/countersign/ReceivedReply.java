// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What to send back to the provider, and what happened.
 *
 * @param status the HTTP status
 * @param headers the headers to set
 * @param body the exact body, UTF-8; often empty
 * @param result what happened
 * @param detail one line for the log: which step, likely cause; no secret and no personal data
 */
public record ReceivedReply(
    int status, Map<String, String> headers, String body, Result result, String detail) {

  /** What happened to a notification. */
  public enum Result {
    /** The action ran, or the notification needed none. Acknowledged. */
    HANDLED,
    /** It had been handled before. Acknowledged. */
    ALREADY_HANDLED,
    /** Not proven: refused. */
    REFUSED,
    /** Proven, but unknown to the shop or different from what it expects: redelivery asked. */
    UNEXPECTED,
    /** Another instance is handling it, or the guard's store is down: redelivery asked. */
    BUSY,
    /** The action threw: redelivery asked. */
    ACTION_FAILED,
    /** A key is needed that could not be fetched: redelivery asked. */
    KEY_UNAVAILABLE
  }

  /** Keeps an unmodifiable copy of the headers. */
  public ReceivedReply {
    headers = Map.copyOf(headers);
  }

  /** The body as bytes. */
  public byte[] bodyBytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the provider was told that all is well, so that it stops delivering. */
  public boolean acknowledged() {
    return result == Result.HANDLED || result == Result.ALREADY_HANDLED;
  }
}
