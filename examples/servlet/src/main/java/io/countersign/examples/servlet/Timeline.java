// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Evidence;
import io.countersign.Payment;
import io.countersign.Refund;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened to each order: what crossed the wire, what was proven, how the provider was
 * answered. It is what support needs when a customer says paid and the shop says unpaid. Memory is
 * bounded: the newest orders, and of each the newest entries. Safe for use by many threads.
 */
final class Timeline {

  static final int MOST_ORDERS = 200;
  static final int MOST_ENTRIES = 120;

  /** Of what belongs to no order, or whose order nobody could prove. */
  static final int MOST_UNCLAIMED = 30;

  private final Clock clock;
  private final Map<String, Deque<Entry>> orders = new LinkedHashMap<>();
  private final Map<String, String> orderByNumber = new LinkedHashMap<>();
  private final Deque<Entry> unclaimed = new ArrayDeque<>();

  Timeline(Clock clock) {
    this.clock = clock;
  }

  /**
   * One thing that happened.
   *
   * @param at when
   * @param kind {@code call}, {@code answer}, {@code no-answer}, {@code notification}, {@code
   *     proven} or {@code reply}
   * @param facts what is known about it, in order: texts, numbers, and maps of texts
   */
  record Entry(Instant at, String kind, Map<String, Object> facts) {
    /** As it is exported. */
    Map<String, Object> exported() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("at", at.toString());
      all.put("kind", kind);
      all.putAll(facts);
      return all;
    }
  }

  /** From now on, what names this number belongs to the order. */
  synchronized void begins(String orderId, String number) {
    orders.computeIfAbsent(orderId, id -> new ArrayDeque<>());
    orderByNumber.put(number, orderId);
    while (orders.size() > MOST_ORDERS) {
      String oldest = orders.keySet().iterator().next();
      orders.remove(oldest);
      orderByNumber.values().removeIf(oldest::equals);
    }
  }

  /** The number of an attempt that occurs in one of the texts. */
  synchronized Optional<String> numberIn(String... texts) {
    for (String text : texts) {
      for (String number : orderByNumber.keySet()) {
        if (text.contains(number)) {
          return Optional.of(number);
        }
      }
    }
    return Optional.empty();
  }

  /** Writes down what happened to an attempt, or to nobody's if it has no known number. */
  synchronized void add(Optional<String> number, String kind, Map<String, Object> facts) {
    Optional<Deque<Entry>> known = number.map(orderByNumber::get).map(orders::get);
    Deque<Entry> entries = known.orElse(unclaimed);
    entries.add(new Entry(clock.instant(), kind, facts));
    while (entries.size() > (known.isPresent() ? MOST_ENTRIES : MOST_UNCLAIMED)) {
      entries.remove();
    }
  }

  /** Why a payment is believed. */
  void proven(Payment payment) {
    Map<String, Object> facts = facts(payment.evidence());
    facts.put("number", payment.ref().number());
    payment.ref().transactionId().ifPresent(id -> facts.put("transaction", id));
    facts.put("state", payment.state().name());
    payment.orderTotal().ifPresent(total -> facts.put("amount", total.toString()));
    payment.paidAt().ifPresent(paidAt -> facts.put("paidAt", paidAt.toString()));
    add(Optional.of(payment.ref().number()), "proven", facts);
  }

  /** Why a refund is believed. */
  void proven(Refund refund) {
    Map<String, Object> facts = facts(refund.evidence());
    facts.put("number", refund.paymentNumber());
    facts.put("refund", refund.refundId());
    facts.put("state", refund.state().name());
    facts.put("amount", refund.amount().toString());
    refund.refundedAt().ifPresent(at -> facts.put("refundedAt", at.toString()));
    add(Optional.of(refund.paymentNumber()), "proven", facts);
  }

  /** The entries of an order, the oldest first. */
  synchronized List<Entry> of(String orderId) {
    return List.copyOf(orders.getOrDefault(orderId, new ArrayDeque<>()));
  }

  /** The newest entries of no order, such as notifications that were refused. */
  synchronized List<Entry> unclaimed() {
    return new ArrayList<>(unclaimed);
  }

  private static Map<String, Object> facts(Evidence evidence) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("evidence", evidence.kind().name());
    evidence.keyId().ifPresent(key -> facts.put("key", key));
    evidence.requestId().ifPresent(id -> facts.put("requestId", id));
    return facts;
  }
}
