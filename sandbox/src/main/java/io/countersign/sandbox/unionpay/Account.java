// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.Agenda;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One merchant, platform or acquirer as UnionPay keeps it. Changes only while this is locked. */
final class Account {
  final String merId = Numbers.merId();
  final UnionPaySetup setup;
  final Agenda agenda;
  final MerchantKeys keys;
  final FaultPlan faults = new FaultPlan();
  final NotificationDesk notifications;
  final Ledger ledger;
  final OrderBook orders;
  final Tokens tokens;
  final Map<Operation, Course> courses = new EnumMap<>(Operation.class);

  /** Of an acquirer; otherwise of nobody. */
  final String acqInsCode = Numbers.digits(8);

  private final Set<String> merIds = ConcurrentHashMap.newKeySet();

  Account(UnionPaySetup setup, Agenda agenda, Chains chains) {
    this.setup = setup;
    this.agenda = agenda;
    this.keys =
        new MerchantKeys(agenda.clock(), chains, merId, setup.signMethod(), setup.version());
    this.notifications = new NotificationDesk(agenda);
    this.ledger = new Ledger(setup.balance());
    this.orders = new OrderBook(this);
    this.tokens = new Tokens(this);
    merIds.add(merId);
  }

  /** Another merchant of an acquirer. */
  String openSubMerchant() {
    if (setup.accessType() != AccessType.ACQUIRER) {
      throw new IllegalStateException("only an acquirer has merchants of its own");
    }
    String other = Numbers.merId();
    merIds.add(other);
    return other;
  }

  boolean actsFor(String other) {
    return merIds.contains(other);
  }

  /** How the next such call goes; the one after it goes as usual. */
  Course course(Operation operation) {
    return Optional.ofNullable(courses.remove(operation)).orElse(Course.AT_ONCE);
  }
}
