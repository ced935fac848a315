// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import io.countersign.sandbox.SandboxClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The lines that the tables of wallets share, whoever's wallet it is. What is abstract here is the
 * provider's sandbox.
 *
 * @param <N> a notification as the provider signs it
 */
abstract class WalletSmoke<N> {

  private static final long PRICE = 2500;

  private final SmokeTable table;
  private final SandboxClock clock;

  WalletSmoke(SmokeTable table, SandboxClock clock) {
    this.table = table;
    this.clock = clock;
  }

  /**
   * What came of a notification.
   *
   * @param taken whether the provider takes the answer for a yes
   * @param status the HTTP status answered, or 0
   * @param explanation for people
   */
  record Told(boolean taken, int status, String explanation) {}

  abstract SmokeShop shop();

  /** The page on which an order is paid, where the payer's browser is posted to one. */
  URI cashier(String number) {
    throw new IllegalStateException("there is no such page");
  }

  /** The payer pays what was begun, and types a password where one is asked for. */
  abstract void pays(String number);

  /** The payer scans the code that is shown. */
  abstract String scan(Visitor.Answer answer);

  /** Whether the provider knows an order of that number. */
  abstract boolean knows(String number);

  /** The provider's number of a payment. */
  abstract String transaction(String number);

  /** What was taken from payers under a number. */
  abstract List<Long> charged(String number);

  /** What was asked to be given back. */
  abstract List<Long> refunds(String number);

  abstract N notification(String number);

  abstract Told deliver(N notification);

  /** What was delivered so far about an order, of its refunds or of its payment. */
  abstract List<Told> told(String number, boolean ofRefunds);

  /** How long the refunds of {@link #refundsTakeTime} take. */
  abstract Duration refundTime();

  /** The next refund is not done at once. */
  abstract void refundsTakeTime();

  abstract void loseAnswerToOrder();

  abstract void loseAnswerToRefund();

  abstract void goDown();

  /** Everything works again; true if every fault was met. */
  abstract boolean recover();

  /** The rest of the lines once a payment by code is known. */
  abstract void afterCode(String scene, Purchase purchase);

  /** A scene in which the payer acts, and a notification tells of it. */
  final void scene(String scene, Supplier<Visitor.Answer> buying, SmokeShop.PayersDevice device) {
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(buying, device));
    table.step(scene, "pay", () -> purchase.paidOn(device, scene));
    table.step(scene, "notification", purchase::notifiedOfPayment);
    afterPayment(scene, purchase);
  }

  /** The payer's browser is posted there, and is back before the notification is there. */
  final void page(String scene, PayersBrowser browser, SmokeShop.PayersDevice device) {
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(shop().buying(scene), device));
    table.step(scene, "pay", () -> purchase.paidOn(device, scene));
    table.step(
        scene,
        "return",
        () -> {
          URI end = browser.comesBack(cashier(purchase.number()));
          expectSame(
              "where it ends", shop().home() + "/#order=" + purchase.order(), end.toString());
          purchase.expectUnpaid();
        });
    table.step(scene, "notification", purchase::notified);
    afterPayment(scene, purchase);
  }

  final void afterPayment(String scene, Purchase purchase) {
    table.step(scene, "find", purchase::found);
    refundedLater(scene, purchase);
  }

  /** The provider takes a refund and is not done: the notification tells that it is. */
  final void refundedLater(String scene, Purchase purchase) {
    table.step(
        scene,
        "refund",
        () -> {
          refundsTakeTime();
          purchase.refunded(Order.Status.REFUNDING);
        });
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
  }

  /** The code is charged in the call. */
  final void codeAtOnce(Supplier<String> code) {
    String scene = "code-at-once";
    Purchase purchase = new Purchase();
    table.step(
        scene,
        "create",
        () -> {
          purchase.createByCode(code.get(), "PAID");
          purchase.expectStatus(Order.Status.PAID);
          purchase.expectOneParcel();
        });
    table.step(scene, "pay", purchase::expectChargedOnce);
    table.step(scene, "find", purchase::found);
    afterCode(scene, purchase);
  }

  /** The payer has to type; only asking tells how it ended. */
  final void codeWithPassword(Supplier<String> code) {
    String scene = "code-with-password";
    Purchase purchase = new Purchase();
    table.step(
        scene,
        "create",
        () -> {
          purchase.createByCode(code.get(), "PROCESSING");
          purchase.expectStatus(Order.Status.OPEN);
        });
    table.step(scene, "pay", purchase::pays);
    table.step(
        scene,
        "find",
        () -> {
          shop().followUps().run(clock.instant().plusSeconds(10));
          purchase.expectStatus(Order.Status.PAID);
          purchase.found();
        });
    afterCode(scene, purchase);
  }

  /** What goes wrong between shop and gateway. */
  final void troubles() {
    table.step("attack", "order-answer-dropped", this::orderAnswerDropped);
    table.step("attack", "refund-answer-dropped", this::refundAnswerDropped);
    table.step("attack", "gateway-down", this::gatewayDown);
  }

  /** The order is made, and nobody hears so: it is brought again, and is the same one. */
  void orderAnswerDropped() {
    loseAnswerToOrder();
    Purchase purchase = new Purchase();
    purchase.create(shop().buying("qr"), this::scan);
    expect(recover(), "a fault was not met");
    purchase.pays();
    purchase.notifiedOfPayment();
  }

  private void refundAnswerDropped() {
    Purchase purchase = paid();
    purchase.expectTaken(purchase.notification());
    loseAnswerToRefund();
    purchase.refunded(Order.Status.REFUNDING);
    expect(purchase.payback().state().isEmpty(), "the shop thinks it knows how the refund stands");
    shop().followUps().run(clock.instant().plus(refundTime()));
    expect(purchase.payback().state().isPresent(), "the shop did not ask about the refund");
    purchase.expectRefundedOnce();
    purchase.notifiedOfRefund();
  }

  private void gatewayDown() {
    Purchase purchase = new Purchase();
    goDown();
    try {
      Visitor.Answer answer = purchase.ordered(shop().buying("qr").get());
      expectSame("answer while the gateway is down", 202, answer.status());
    } finally {
      recover();
    }
    purchase.expectStatus(Order.Status.OPEN);
    purchase.create(() -> purchase.again("qr"), this::scan);
    purchase.pays();
    purchase.notifiedOfPayment();
  }

  /** An order that nobody has paid. */
  final Purchase opened() {
    Purchase purchase = new Purchase();
    purchase.ordered(shop().buying("qr").get());
    return purchase;
  }

  /** An order that is paid, but the shop does not know it yet. */
  final Purchase paid() {
    Purchase purchase = opened();
    WalletSmoke.this.pays(purchase.number());
    return purchase;
  }

  /** One order, and how shop and gateway see it. */
  final class Purchase extends SmokeShop.Purchase {
    Purchase() {
      super(shop());
    }

    N notification() {
      return WalletSmoke.this.notification(number());
    }

    void paidOn(SmokeShop.PayersDevice device, String scene) {
      if (!knows(number())) {
        // It did not open the first time; the same order is brought to the provider again.
        device.opens(again(scene));
      }
      pays();
    }

    void pays() {
      WalletSmoke.this.pays(number());
      expectChargedOnce();
    }

    void notifiedOfPayment() {
      expectStatus(Order.Status.OPEN);
      notified();
    }

    void notified() {
      expectTold(Duration.ZERO, false);
      expectStatus(Order.Status.PAID);
      expectOneParcel();
    }

    void found() {
      found(transaction(number()));
    }

    void refunded(Order.Status then) {
      Visitor.Answer answer = shop().visitor().post("/desk/" + order(), "action", "refund");
      expect(answer.status() == 202, "the shop answered " + answer);
      expectStatus(then);
      expectRefundedOnce();
    }

    void notifiedOfRefund() {
      expectTold(refundTime(), true);
      expectStatus(Order.Status.REFUNDED);
      expectSame("number of refunds", 1, refunds(number()).size());
    }

    void expectChargedOnce() {
      expectSame("charges", List.of(PRICE), charged(number()));
    }

    void expectRefundedOnce() {
      expectSame("refunds", charged(number()), refunds(number()));
    }

    void expectTaken(N notification) {
      Told told = deliver(notification);
      expect(told.taken(), "delivery: " + told.explanation());
      expectStatus(Order.Status.PAID);
    }

    void expectNotBelieved(N notification, int answer) {
      expectSame("answer", answer, deliver(notification).status());
      expectUnpaid();
    }

    /** Within a time the provider tells of it, and the shop takes it. */
    private void expectTold(Duration time, boolean ofRefunds) {
      int before = told(number(), ofRefunds).size();
      clock.advance(time);
      List<Told> all = told(number(), ofRefunds);
      expect(all.size() > before, "no notification came");
      for (Told told : all.subList(before, all.size())) {
        expect(told.taken(), "delivery: " + told.explanation());
      }
    }
  }
}
