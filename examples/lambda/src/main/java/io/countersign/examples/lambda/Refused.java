// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.function.FunctionReply;
import java.util.Map;

/**
 * Why a visitor's request is not carried out, and what the visitor is answered. Nothing happened.
 */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * A refusal.
   *
   * @param status the HTTP status
   * @param code a word for the client's program
   * @param message a sentence for its developer; no secret and no personal data
   */
  Refused(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  FunctionReply reply() {
    return Replies.json(status, Map.of("error", code, "message", String.valueOf(getMessage())));
  }
}
