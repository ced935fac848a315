// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.plumbing.Agenda;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One merchant as WeChat Pay keeps it. Orders, refunds and money change only while this object is
 * locked.
 */
final class Account {
  final String mchid = Tokens.mchid();

  /** Whether it acts for others, and never for itself. */
  final boolean serviceProvider;

  /** The sub-merchants for which it may act, by number. */
  final Map<String, SubAccount> accepted = new ConcurrentHashMap<>();

  final MerchantSetup setup;
  final MerchantKeys keys;
  final Agenda agenda;
  final Tickets tickets;
  final Apps apps = Apps.ofEachKind();
  final FaultPlan faults = new FaultPlan();
  final NotificationDesk notifications;
  final Ledger ledger;
  final OrderBook orders;
  final RefundBook refunds;
  final CombinedOrderBook combined;
  final TransferBook transfers;
  final ShareBook shares;

  /** All merchants of the gateway by their numbers. */
  final Map<String, Account> everyone;

  final Statements statements = new Statements();
  volatile boolean signsRefusals = true;
  volatile boolean answersUserPayingAsOrder;
  private final Map<String, String> appidOfOpenid = new ConcurrentHashMap<>();
  private final Map<String, Instant> nonces = new HashMap<>();

  /** Of former sub-merchants too: an order outlives the relation. */
  private final Map<String, Ledger> subLedgers = new ConcurrentHashMap<>();

  Account(
      MerchantSetup setup,
      boolean serviceProvider,
      Agenda agenda,
      Clock clock,
      Tickets tickets,
      NotificationPost post,
      Map<String, Account> everyone) {
    this.setup = setup;
    this.everyone = everyone;
    this.serviceProvider = serviceProvider;
    this.agenda = agenda;
    this.tickets = tickets;
    this.keys = new MerchantKeys(clock, mchid, setup.keyMode());
    this.ledger = new Ledger(setup.balance());
    this.notifications = new NotificationDesk(agenda, post);
    this.orders = new OrderBook(this);
    this.refunds = new RefundBook(this);
    this.combined = new CombinedOrderBook(this);
    this.transfers = new TransferBook(this);
    this.shares = new ShareBook(this);
  }

  Optional<Apps.Kind> kindOf(String asked) {
    return apps.kindOf(asked);
  }

  /** An order, or a sub-order of somebody's combined one. */
  Optional<Order> sale(String outTradeNo) {
    return orders.find(outTradeNo).or(() -> combined.part(outTradeNo));
  }

  /** Whose money an order moves. */
  Ledger ledgerOf(Order order) {
    return order.parties.subMchid().map(subLedgers::get).orElse(ledger);
  }

  SubAccount accept(SubMerchantSetup setup) {
    SubAccount sub = new SubAccount(setup, ledger);
    subLedgers.put(sub.mchid, sub.ledger);
    accepted.put(sub.mchid, sub);
    return sub;
  }

  String newOpenid(String app) {
    String openid = "o" + Tokens.alphanumeric(27);
    appidOfOpenid.put(openid, app);
    return openid;
  }

  /** An openid from elsewhere may belong to any app. */
  boolean mayBelong(String openid, String app) {
    return appidOfOpenid.getOrDefault(openid, app).equals(app);
  }

  /** A nonce is remembered for as long as its timestamp could still be taken. */
  boolean useNonce(String nonce, Instant now, Duration skew) {
    synchronized (nonces) {
      nonces.values().removeIf(until -> until.isBefore(now));
      return nonces.putIfAbsent(nonce, now.plus(skew).plus(skew)) == null;
    }
  }
}
