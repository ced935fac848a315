// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/** What the gateway refuses, and why; the text holds no value that a shop sent. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  final String code;
  private final String text;

  Refusal(String code, String text) {
    super(text, null, false, false);
    this.code = code;
    this.text = text;
  }

  static Refusal field(String name, String issue) {
    return new Refusal(RtnCode.UNNAMED, name + " " + issue);
  }

  String text() {
    return text;
  }
}
