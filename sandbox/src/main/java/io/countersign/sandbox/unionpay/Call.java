// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A call that was proven.
 *
 * @param operation what is asked
 * @param account whose key proved it
 * @param fields all that it says
 * @param charset of the call and its answer
 * @param now when
 * @param base the gateway's address
 */
record Call(
    Operation operation,
    Account account,
    Map<String, String> fields,
    Charset charset,
    Instant now,
    String base) {
  private static final Duration WITHOUT_END = Duration.ofDays(1);

  /** A field, empty if it is absent. */
  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** What it is about: in fen. */
  long fen() {
    return Long.parseLong(text("txnAmt"));
  }

  /** When what it makes ends unpaid. */
  Instant expires() throws Refusal {
    String end = text("payTimeout");
    if (end.isEmpty()) {
      return now.plus(WITHOUT_END);
    }
    Instant expires =
        Numbers.instant(end).orElseThrow(() -> Refusal.format("payTimeout", "is no time"));
    if (!expires.isAfter(now)) {
      throw Refusal.format("payTimeout", "has passed already, by UnionPay's clock in Beijing");
    }
    return expires;
  }

  /** What every answer repeats of the call. */
  static void echo(Map<String, String> asked, Map<String, String> into) {
    for (String name :
        new String[] {
          "encoding",
          "txnType",
          "txnSubType",
          "bizType",
          "accessType",
          "acqInsCode",
          "merId",
          "orderId",
          "txnTime",
          "reqReserved"
        }) {
      String value = asked.getOrDefault(name, "");
      if (!value.isEmpty()) {
        into.put(name, value);
      }
    }
  }
}
