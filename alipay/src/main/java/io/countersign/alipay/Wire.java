// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How calls and answers are written: by the classic gateway, or as OpenAPI v3. */
interface Wire {

  /** The request of one attempt, dated and signed now. */
  HttpCall sign(Call call, boolean write, Instant now, Duration timeout);

  /** What an answer says and what proves it; never throws for what was received. */
  Reading read(Call call, HttpAnswer answer, Instant now);

  /**
   * The text that a request's signature covers, in its parts, by name and in order; put together
   * they are the text. For diagnosis only.
   */
  Map<String, String> signedParts(Call call, HttpCall sent);
}
