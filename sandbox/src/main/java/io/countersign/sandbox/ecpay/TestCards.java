// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.util.List;
import java.util.Optional;

/** The card numbers that ECPay has published for tests; no other number is ever taken or kept. */
final class TestCards {
  static final String USUAL = "4311952222222222";

  /** What the bank's page asks for. */
  static final String PASSWORD = "1234";

  static final List<String> KNOWN =
      List.of(
          USUAL,
          "4311951111111111",
          "4000201111111111",
          "4938177777777777",
          "340353278080900",
          "371222222222222");

  private TestCards() {}

  /** A card for an order, if the number is a test card's and the instalments were offered. */
  static Optional<Card> card(Order order, String number, String instalments, boolean bonus) {
    String digits = number.replaceAll("[ -]", "");
    String count = instalments.isEmpty() ? first(order) : instalments;
    boolean offered =
        count.equals("0")
            || ("," + order.term("CreditInstallment") + ",").contains("," + count + ",");
    if (!KNOWN.contains(digits) || !offered) {
      return Optional.empty();
    }
    return Optional.of(card(order, digits, Integer.parseInt(count.replace("N", "")), bonus));
  }

  /** A test card in one sum. */
  static Optional<Card> plain(String number) {
    String digits = number.replaceAll("[ -]", "");
    return KNOWN.contains(digits)
        ? Optional.of(
            new Card(
                digits.substring(0, 6), digits.substring(digits.length() - 4), 0, false, false))
        : Optional.empty();
  }

  static Card usual(Order order) {
    return card(order, USUAL, first(order), false).orElseThrow();
  }

  private static Card card(Order order, String digits, int instalments, boolean bonus) {
    return new Card(
        digits.substring(0, 6),
        digits.substring(digits.length() - 4),
        instalments,
        bonus && order.term("Redeem").equals("Y"),
        order.term("UnionPay").equals("1"));
  }

  private static String first(Order order) {
    String offered = order.term("CreditInstallment");
    return offered.isEmpty() ? "0" : offered.split(",", -1)[0];
  }
}
