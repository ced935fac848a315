// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the notifications of one run, about two orders of one shop.
 *
 * @param keys with which they are believed
 * @param clock when they are signed
 * @param order what the true notification pays
 * @param victim what the attacks name
 * @param total of both, in fen
 * @param event the id of the one true event
 * @param transaction its payment
 */
record NoticeMaker(
    NoticeKeys keys,
    Clock clock,
    String order,
    String victim,
    long total,
    String event,
    String transaction) {

  static NoticeMaker of(NoticeKeys keys, Clock clock, String order, String victim, long total) {
    Instant now = clock.instant();
    return new NoticeMaker(
        keys, clock, order, victim, total, Tokens.notificationId(now), Tokens.transactionId(now));
  }

  /** The one true event, signed now. */
  Notice trueOne() {
    return new Notice(keys, order, transaction, total, clock.instant()).id(event);
  }

  /** An event of its own about the victim, true in everything that is not changed. */
  Notice aboutVictim() {
    Instant now = clock.instant();
    return new Notice(keys, victim, Tokens.transactionId(now), total, now);
  }

  Attack hostile(String name, String what, String cost, Consumer<Notice> change) {
    return attack(Kind.HOSTILE, name, what, cost, change);
  }

  Attack otherEvent(String name, String what, String cost, Consumer<Notice> change) {
    return attack(Kind.OTHER_EVENT, name, what, cost, change);
  }

  private Attack attack(Kind kind, String name, String what, String cost, Consumer<Notice> change) {
    return new Attack(
        name,
        kind,
        what,
        cost,
        () -> {
          Notice notice = aboutVictim();
          change.accept(notice);
          return List.of(notice.message());
        });
  }
}
