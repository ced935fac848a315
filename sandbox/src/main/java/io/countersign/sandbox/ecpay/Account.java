// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.plumbing.Agenda;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One merchant as ECPay keeps it. Orders and cards change only while this object is locked. */
final class Account {
  final Keys keys;

  /** E-invoices have a pair of their own. */
  final Keys invoiceKeys;

  final EcpaySetup setup;
  final Agenda agenda;

  /** The merchants for which this one, a platform, may act; by number. */
  final Map<String, Account> shops = new ConcurrentHashMap<>();

  /** What the back office shows as 商家檢查碼. */
  final String creditCheckCode = Numbers.digits(8);

  final FaultPlan faults = new FaultPlan();
  final NotificationDesk notifications;
  final Ledger ledger;

  /** The code with which a bank refuses cards charged by number; empty while it pays. */
  String backAuthRefusal = "";

  final OrderBook orders;
  final InvoiceBook invoices;
  final CardVault cards = new CardVault();
  final EmbeddedTokens tokens = new EmbeddedTokens();

  /** Order numbers are never given back, and a platform's are shared by its shops. */
  final Set<String> usedNumbers = ConcurrentHashMap.newKeySet();

  private final Map<String, Order> byNumber = new LinkedHashMap<>();

  Account(Keys keys, Keys invoiceKeys, EcpaySetup setup, Agenda agenda) {
    this.keys = keys;
    this.invoiceKeys = invoiceKeys;
    this.setup = setup;
    this.agenda = agenda;
    this.notifications = new NotificationDesk(agenda);
    this.ledger = new Ledger(setup.balance());
    this.orders = new OrderBook(this);
    this.invoices = new InvoiceBook(this);
  }

  synchronized Optional<Order> find(@Nullable String merchantTradeNo) {
    return Optional.ofNullable(byNumber.get(String.valueOf(merchantTradeNo)));
  }

  synchronized void keep(Order order) {
    byNumber.put(order.merchantTradeNo, order);
  }

  synchronized List<Order> all() {
    return List.copyOf(byNumber.values());
  }
}
