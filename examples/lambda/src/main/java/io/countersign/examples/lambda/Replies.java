// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.function.FunctionReply;
import java.util.Map;

/** The shop's own answers. What they tell is one visitor's, so nobody may keep a copy. */
final class Replies {

  private Replies() {}

  static FunctionReply json(int status, Map<String, ?> fields) {
    return bare(FunctionReply.of(status, "application/json", FlatJson.write(fields)));
  }

  /** A page; the policy says what it may load. */
  static FunctionReply page(int status, String html, String contentSecurityPolicy) {
    return bare(FunctionReply.of(status, "text/html; charset=utf-8", html))
        .with("Content-Security-Policy", contentSecurityPolicy)
        .with("Referrer-Policy", "no-referrer");
  }

  private static FunctionReply bare(FunctionReply reply) {
    return reply.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
  }
}
