// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How an invocation ended. */
public sealed interface Invocation {

  /** The function's answer. */
  record Answered(byte[] body) implements Invocation {

    /** The answer as text. */
    public String text() {
      return new String(body, UTF_8);
    }
  }

  /**
   * The handler threw.
   *
   * @param type what the runtime reported as the type of the error
   * @param document the whole report: message, type and stack
   */
  record Failed(String type, String document) implements Invocation {}

  /**
   * The process ended, or was ended because its time was over, with the invocation in its hands.
   */
  record Died(String reason) implements Invocation {}

  /** The answer's text; anything else is an {@link AssertionError}. */
  default String answer() {
    if (this instanceof Answered answered) {
      return new String(answered.body(), UTF_8);
    }
    throw new AssertionError("Not answered: " + this);
  }
}
