// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Map;

/**
 * A call that was proven.
 *
 * @param operation what is asked
 * @param app whose key proved it
 * @param owner for whom it is made: the same, or a merchant that authorised the application
 * @param parameters all but the business content
 * @param biz the business content
 * @param charset of the call and its answer
 * @param now when
 * @param base the gateway's address
 */
record Call(
    Operation operation,
    Account app,
    Account owner,
    Map<String, String> parameters,
    ObjectNode biz,
    Charset charset,
    Instant now,
    String base) {

  String parameter(String name) {
    return parameters.getOrDefault(name, "").strip();
  }

  /** A text field, empty if it is absent. */
  String text(String name, int longest) throws Refusal {
    JsonNode value = biz.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isValueNode()) {
      throw Refusal.field(name, "must be text");
    }
    String text = value.asText();
    if (text.codePointCount(0, text.length()) > longest) {
      throw Refusal.field(name, "is longer than " + longest + " characters");
    }
    return text;
  }

  String needed(String name, int longest) throws Refusal {
    String text = text(name, longest);
    if (text.isBlank()) {
      throw Refusal.field(name, "is missing");
    }
    return text;
  }

  /** An amount in fen, from one fen to a hundred million yuan. */
  long fen(String name) throws Refusal {
    String text = needed(name, 20);
    long fen =
        Numbers.fen(text)
            .orElseThrow(
                () -> Refusal.field(name, "must be yuan with at most two decimals, like 0.10"));
    if (fen < 1 || fen > 10_000_000_000L) {
      throw Refusal.field(name, "must be from 0.01 to 100000000");
    }
    return fen;
  }

  /** Whether one of the texts in a list field is this one. */
  boolean lists(String name, String wanted) {
    for (JsonNode one : biz.path(name)) {
      if (one.asText().equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
