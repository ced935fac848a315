// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.JournalEntry;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What happened in one run, in its order. What crossed between shop and gateway is taken from the
 * gateway's own journal, ledger and list of deliveries, whenever something else is noted.
 */
final class LabLog {

  /** Who acts or is addressed. */
  enum Lane {
    PAYER,
    SHOP,
    GATEWAY,
    ATTACKER
  }

  private final Sandbox sandbox;
  private final WeChatPayMerchant merchant;
  private final Instant start;
  private final List<Map<String, Object>> events = new ArrayList<>();
  private String number = "";
  private int calls;
  private int movements;
  private int deliveries;

  LabLog(Sandbox sandbox, WeChatPayMerchant merchant) {
    this.sandbox = sandbox;
    this.merchant = merchant;
    this.start = sandbox.clock().instant();
  }

  /** The number under which the shop collects from now on. */
  void number(String now) {
    number = now;
  }

  /** Somebody does something that is no business of the gateway's. */
  void note(Lane lane, Optional<Lane> to, LabStep step, String... parameters) {
    catchUp();
    add(sandbox.clock().instant(), lane, to, false, step, parameters);
  }

  /** The last delivery was made by hand, and is told of by whoever made it. */
  void deliveredByHand() {
    catchUp(merchant.deliveries().size() - 1);
    deliveries++;
  }

  List<Map<String, Object>> events() {
    catchUp();
    return List.copyOf(events);
  }

  static String yuan(long fen) {
    return fen / 100 + "." + fen % 100 / 10 + fen % 10;
  }

  private void catchUp() {
    catchUp(merchant.deliveries().size());
  }

  private void catchUp(int deliveriesUntil) {
    List<JournalEntry> journal = sandbox.weChatPay().journal();
    for (; calls < journal.size(); calls++) {
      JournalEntry call = journal.get(calls);
      if (!call.mchid().orElse(merchant.mchid()).equals(merchant.mchid())) {
        // Somebody else's.
        continue;
      }
      asked(call);
      if (call.operation() == Operation.CODEPAY) {
        moneyMoved();
      }
      answered(call);
    }
    moneyMoved();
    List<Delivery> all = merchant.deliveries();
    for (; deliveries < deliveriesUntil; deliveries++) {
      notified(all.get(deliveries));
    }
  }

  private void asked(JournalEntry call) {
    boolean question = call.method().equals("GET");
    add(
        call.at(),
        Lane.SHOP,
        Optional.of(Lane.GATEWAY),
        false,
        question ? LabStep.ORDER_ASKED : LabStep.CHARGE_ASKED,
        "amount",
        yuan(OurSide.PRICE_IN_FEN));
  }

  private void answered(JournalEntry call) {
    boolean lost = call.fault().filter(fault -> fault.contains("dropped")).isPresent();
    add(
        call.at(),
        Lane.GATEWAY,
        Optional.of(Lane.SHOP),
        lost,
        lost ? LabStep.ANSWER_LOST : LabStep.ANSWERED,
        "status",
        Integer.toString(call.status()),
        "code",
        // What is no answer of the gateway's own is a page of whatever stands before it.
        call.code().equals("LITERAL") ? "HTML" : call.code());
  }

  private void moneyMoved() {
    List<LedgerEntry> ledger = merchant.ledger();
    for (; movements < ledger.size(); movements++) {
      LedgerEntry entry = ledger.get(movements);
      if (entry.kind() == LedgerEntry.Kind.CHARGE) {
        String amount = yuan(entry.amount());
        add(
            entry.at(),
            Lane.GATEWAY,
            Optional.of(Lane.PAYER),
            false,
            LabStep.CHARGED,
            "amount",
            amount);
      }
    }
  }

  private void notified(Delivery delivery) {
    boolean taken = delivery.result() == Delivery.Result.ACCEPTED;
    add(
        delivery.at(),
        Lane.GATEWAY,
        Optional.of(Lane.SHOP),
        !taken,
        taken ? LabStep.NOTIFIED : LabStep.NOTIFICATION_DEAD,
        "status",
        Integer.toString(delivery.status().orElse(0)),
        "attempt",
        Integer.toString(delivery.attempt()));
  }

  private void add(
      Instant at, Lane lane, Optional<Lane> to, boolean lost, LabStep step, String... parameters) {
    Map<String, String> filled = new LinkedHashMap<>();
    filled.put("number", number);
    for (int i = 0; i < parameters.length; i += 2) {
      filled.put(parameters[i], parameters[i + 1]);
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", at.toString());
    event.put("after", Duration.between(start, at).toSeconds());
    event.put("lane", name(lane));
    to.ifPresent(addressed -> event.put("to", name(addressed)));
    event.put("lost", lost);
    event.put("key", step.key());
    event.put("text", step.text(filled));
    event.put("params", filled);
    events.add(event);
  }

  private static String name(Lane lane) {
    return lane.name().toLowerCase(Locale.ROOT);
  }
}
