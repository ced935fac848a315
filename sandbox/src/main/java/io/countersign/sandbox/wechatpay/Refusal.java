// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What the gateway refuses, and why, in the words of its error body. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  final ErrorCode code;
  final long number;
  final @Nullable ObjectNode detail;

  private Refusal(ErrorCode code, long number, String message, @Nullable ObjectNode detail) {
    super(message, null, false, false);
    this.code = code;
    this.number = number;
    this.detail = detail;
  }

  static Refusal of(ErrorCode code, String message) {
    return new Refusal(code, code.number, message, null);
  }

  static Refusal of(ErrorCode code, long number, String message) {
    return new Refusal(code, number, message, null);
  }

  static Refusal with(ErrorCode code, String message, ObjectNode detail) {
    return new Refusal(code, code.number, message, detail);
  }

  /**
   * A field that is not as it must be; the value goes back to the caller only, never into the
   * message or the journal.
   */
  static Refusal field(String location, String field, @Nullable JsonNode value, String issue) {
    return field(ErrorCode.PARAM_ERROR.number, location, field, value, issue);
  }

  static Refusal field(
      long number, String location, String field, @Nullable JsonNode value, String issue) {
    ObjectNode detail = StrictJson.object();
    detail.put("field", field);
    if (value != null) {
      detail.set("value", value);
    }
    detail.put("issue", issue);
    detail.put("location", location);
    String message = location + " parameter '" + field + "': " + issue;
    return new Refusal(ErrorCode.PARAM_ERROR, number, message, detail);
  }

  static Refusal header(String name, String issue) {
    return field("header", name, null, issue);
  }

  String text() {
    String message = getMessage();
    return message == null ? code.name() : message;
  }
}
