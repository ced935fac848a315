// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

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
  /** What an appid belongs to. */
  enum AppKind {
    OFFICIAL_ACCOUNT,
    MINI_PROGRAM,
    MOBILE_APP
  }

  final String mchid = Tokens.mchid();
  final MerchantSetup setup;
  final MerchantKeys keys;
  final Agenda agenda;
  final Tickets tickets;
  final String appId = Tokens.appid();
  final String miniProgramAppId = Tokens.appid();
  final String mobileAppId = Tokens.appid();
  final FaultPlan faults = new FaultPlan();
  final NotificationDesk notifications;
  final Ledger ledger;
  final OrderBook orders;
  final RefundBook refunds;
  volatile boolean signsRefusals = true;
  volatile boolean answersUserPayingAsOrder;
  private final Map<String, String> appidOfOpenid = new ConcurrentHashMap<>();
  private final Map<String, Instant> nonces = new HashMap<>();

  Account(MerchantSetup setup, Agenda agenda, Clock clock, Tickets tickets, NotificationPost post) {
    this.setup = setup;
    this.agenda = agenda;
    this.tickets = tickets;
    this.keys = new MerchantKeys(clock, mchid, setup.keyMode());
    this.ledger = new Ledger(setup.balance());
    this.notifications = new NotificationDesk(agenda, post);
    this.orders = new OrderBook(this);
    this.refunds = new RefundBook(this);
  }

  Optional<AppKind> kindOf(String asked) {
    if (asked.equals(appId)) {
      return Optional.of(AppKind.OFFICIAL_ACCOUNT);
    }
    if (asked.equals(miniProgramAppId)) {
      return Optional.of(AppKind.MINI_PROGRAM);
    }
    return asked.equals(mobileAppId) ? Optional.of(AppKind.MOBILE_APP) : Optional.empty();
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
