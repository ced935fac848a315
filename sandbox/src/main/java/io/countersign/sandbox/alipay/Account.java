// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.plumbing.Agenda;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One application of one merchant as Alipay keeps it. Changes only while this is locked. */
final class Account {
  /** How the payer is shown. */
  static final String LOGON_ID = "159****5620";

  final String appId = Numbers.appId();
  final String sellerId = Numbers.userId();
  final String sellerEmail = "seller" + Numbers.digits(6) + "@sandbox.example";
  final String payerUserId = Numbers.userId();
  final String payerOpenId = Numbers.token(40);
  final AppKeys keys;
  final AlipaySetup setup;
  final Agenda agenda;
  final FaultPlan faults = new FaultPlan();
  final NotificationDesk notifications;
  final Ledger ledger;
  final OrderBook orders;
  final FreezeBook freezes;
  final Royalties royalties;
  final TransferBook transfers = new TransferBook();
  final Logins logins = new Logins();

  /** For whom this application may act; by {@code app_auth_token}. */
  final Map<String, Account> tokens = new ConcurrentHashMap<>();

  RefundCourse nextRefund = RefundCourse.AT_ONCE;

  Account(AlipaySetup setup, Agenda agenda) {
    this.setup = setup;
    this.agenda = agenda;
    this.keys = new AppKeys(agenda.clock(), appId, sellerId, setup.signType(), setup.keyMode());
    this.notifications = new NotificationDesk(agenda);
    this.ledger = new Ledger(setup.balance());
    this.orders = new OrderBook(this);
    this.freezes = new FreezeBook(this);
    this.royalties = new Royalties(this);
  }

  /** Tells this application's gateway something; nothing if it has none. */
  void tell(String number, String msgMethod, ObjectNode content) {
    notifications.message(
        number, setup.applicationGateway(), Notices.message(this, msgMethod, JsonText.of(content)));
  }
}
