// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/** What the gateway refuses, and why; the text holds no value that a shop sent. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The five digits of the classic gateway. */
  final String code;

  /** With its prefix. */
  final String subCode;

  private final String text;

  private Refusal(String code, String subCode, String text) {
    super(text, null, false, false);
    this.code = code;
    this.subCode = subCode;
    this.text = text;
  }

  static Refusal missing(String subCode, String text) {
    return new Refusal("40001", subCode, text);
  }

  static Refusal invalid(String subCode, String text) {
    return new Refusal("40002", subCode, text);
  }

  static Refusal token(String subCode, String text) {
    return new Refusal("20001", subCode, text);
  }

  static Refusal permission(String text) {
    return new Refusal("40006", "isv.insufficient-isv-permissions", text);
  }

  static Refusal business(String subCode, String text) {
    return new Refusal("40004", subCode, text);
  }

  /** Of a business field. */
  static Refusal field(String name, String issue) {
    return business("ACQ.INVALID_PARAMETER", name + " " + issue);
  }

  String text() {
    return text;
  }

  /** The words that go with a code. */
  static String message(String code) {
    return switch (code) {
      case "10000" -> "Success";
      case "10003" -> "order success pay inprocess";
      case "20000" -> "Service Currently Unavailable";
      case "20001" -> "Insufficient Token Permissions";
      case "40001" -> "Missing Required Arguments";
      case "40002" -> "Invalid Arguments";
      case "40005" -> "Call Limited";
      case "40006" -> "Insufficient Permissions";
      default -> "Business Failed";
    };
  }

  /** The HTTP status of the same refusal under OpenAPI v3. */
  static int status(String code, String subCode) {
    return switch (code) {
      case "20000" -> 500;
      case "20001" -> 401;
      case "40002" -> subCode.endsWith("invalid-signature") ? 401 : 400;
      case "40005" -> 429;
      case "40006" -> 403;
      default -> 400;
    };
  }

  /** The same under OpenAPI v3, where the gateway's own codes have no prefix. */
  static String plain(String subCode) {
    return subCode.replaceFirst("^(isv|isp|aop)\\.", "");
  }
}
