// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a run ended, in money: by the gateway's ledger and by what the shop served.
 *
 * @param charges how often the payer was charged
 * @param charged how much, in fen
 * @param refunds how often money was given back
 * @param refunded how much, in fen
 * @param shipped pots served
 * @param answers what each hostile delivery was answered
 * @param orderStatus what the shop's books say
 * @param events what happened
 */
record LabEnd(
    long charges,
    long charged,
    long refunds,
    long refunded,
    long shipped,
    List<Integer> answers,
    String orderStatus,
    List<Map<String, Object>> events) {

  /** Who paid for it. */
  enum Outcome {
    HELD("Nobody lost anything: {charges} charged, {shipped} served."),
    SHIPPED_UNPAID("Served {shipped}, and {shopLoses} of it is not paid for."),
    CHARGED_TWICE("Charged {charges} times for one order; the payer lost {payerLoses}."),
    LOST("The payer paid {payerLoses} and got nothing.");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static LabEnd of(
      List<LedgerEntry> ledger,
      LabSide side,
      List<Integer> answers,
      List<Map<String, Object>> events) {
    return new LabEnd(
        count(ledger, Kind.CHARGE),
        sum(ledger, Kind.CHARGE),
        count(ledger, Kind.REFUND) + count(ledger, Kind.REVERSAL),
        sum(ledger, Kind.REFUND) + sum(ledger, Kind.REVERSAL) - sum(ledger, Kind.REFUND_RETURNED),
        side.shipped(),
        List.copyOf(answers),
        side.status(),
        events);
  }

  /** Worth of what was served and not paid for, in fen. */
  long shopLoses() {
    return Math.max(0, served() - kept());
  }

  /** What was paid and not served, in fen; a second pot is nothing that the payer ordered. */
  long payerLoses() {
    return Math.max(0, kept() - Math.min(served(), OurSide.PRICE_IN_FEN));
  }

  /** Whether the payer paid more for the one order than its price, and did not get it back. */
  boolean chargedTwice() {
    return kept() > OurSide.PRICE_IN_FEN;
  }

  /** Whether the payer paid and got nothing. */
  boolean lost() {
    return kept() > 0 && shipped == 0;
  }

  Outcome outcome() {
    if (shopLoses() > 0) {
      return Outcome.SHIPPED_UNPAID;
    }
    if (payerLoses() == 0) {
      return Outcome.HELD;
    }
    return lost() ? Outcome.LOST : Outcome.CHARGED_TWICE;
  }

  boolean held() {
    return outcome() == Outcome.HELD;
  }

  Map<String, Object> json() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("charges", Long.toString(charges));
    parameters.put("shipped", Long.toString(shipped));
    parameters.put("price", LabLog.yuan(OurSide.PRICE_IN_FEN));
    parameters.put("shopLoses", LabLog.yuan(shopLoses()));
    parameters.put("payerLoses", LabLog.yuan(payerLoses()));
    Map<String, Object> money = new LinkedHashMap<>();
    money.put("currency", "CNY");
    money.put("price", OurSide.PRICE_IN_FEN);
    money.put("charges", charges);
    money.put("charged", charged);
    money.put("refunds", refunds);
    money.put("refunded", refunded);
    money.put("shipped", shipped);
    money.put("shopLoses", shopLoses());
    money.put("payerLoses", payerLoses());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("held", held());
    json.put("outcome", outcome().id());
    json.put("key", "lab.outcome." + outcome().id());
    json.put("text", LabStep.filled(outcome().text, parameters));
    json.put("params", parameters);
    json.put("money", money);
    json.put("answers", answers);
    json.put("orderStatus", orderStatus);
    json.put("events", events);
    return json;
  }

  private long kept() {
    return charged - refunded;
  }

  private long served() {
    return shipped * OurSide.PRICE_IN_FEN;
  }

  private static long count(List<LedgerEntry> ledger, Kind kind) {
    return ledger.stream().filter(entry -> entry.kind() == kind).count();
  }

  private static long sum(List<LedgerEntry> ledger, Kind kind) {
    return ledger.stream()
        .filter(entry -> entry.kind() == kind)
        .mapToLong(LedgerEntry::amount)
        .sum();
  }
}
