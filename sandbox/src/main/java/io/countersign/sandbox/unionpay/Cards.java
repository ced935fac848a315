// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Map;
import java.util.Optional;

/** The published cards for tests. */
final class Cards {
  /** Of a payer who says nothing of it. */
  static final String USUAL = "6216261000000000018";

  /** The code that every message to a telephone holds. */
  static final String SMS = "111111";

  private static final Map<String, Card> ALL =
      Map.of(
          USUAL,
          new Card(USUAL, "13552535506", "全渠道", "341126197709218366", "", "01"),
          "6221558812340000",
          new Card("6221558812340000", "13552535506", "互联网", "341126197709218366", "123", "02"),
          "6226090000000048",
          new Card("6226090000000048", "18100000000", "张三", "510265790128303", "", "01"),
          "6212142600000000167",
          new Card("6212142600000000167", "", "", "", "", "01"));

  /** One card and whose it is; without a {@code cvn2} for a debit card. */
  record Card(
      String number, String phone, String holder, String idNumber, String cvn2, String type) {
    /** Tells nothing of a person. */
    @Override
    public String toString() {
      return "card";
    }
  }

  private Cards() {}

  static Optional<Card> find(String number) {
    return Optional.ofNullable(ALL.get(number));
  }

  /** As a merchant may see it. */
  static String masked(String number) {
    int hidden = Math.max(0, number.length() - 8);
    return number.substring(0, 4) + "*".repeat(hidden) + number.substring(number.length() - 4);
  }
}
