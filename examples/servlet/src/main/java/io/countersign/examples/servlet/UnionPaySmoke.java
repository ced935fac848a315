// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.StatementRow;
import io.countersign.examples.servlet.SmokeTable.Line;
import io.countersign.examples.servlet.SmokeTable.Parts;
import io.countersign.examples.servlet.SmokeTable.Watcher;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.unionpay.CertificateFlaw;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.OrderView;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.SignedForm;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The lines of the smoke table for UnionPay. */
final class UnionPaySmoke extends UnionPayDesk {

  private static final String PROVIDER = "unionpay";

  /** Noon in Beijing. */
  private static final Instant NOON = Instant.parse("2026-01-05T04:00:00Z");

  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  private final UnionPayMerchant stranger;
  private final SmokeTable table;

  private UnionPaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    super(sandbox, parts, table);
    this.stranger = gateway.openMerchant();
    this.table = table;
  }

  static List<Line> run(Parts parts, Watcher watcher) {
    SmokeTable table = new SmokeTable(PROVIDER, watcher);
    try (Sandbox sandbox = Sandbox.builder().clock(SandboxClock.drivenFrom(NOON)).start()) {
      UnionPaySmoke smoke = new UnionPaySmoke(sandbox, parts, table);
      try (SmokeShop open = smoke.shop) {
        smoke.buy(open);
      }
    }
    return table.lines();
  }

  private void buy(SmokeShop open) {
    page("web-page", browser, this::openPage);
    page("mobile-page", browser, this::openPage);
    scene("in-app", open.buying("in-app"), this::openApp);
    scene("qr", open.buying("qr"), this::scan);
    codeAtOnce(() -> merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    codeWithPassword(() -> merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD));
    table.step("code-refused", "another-code", this::codeRefused);
    table.step("code-left", "reversed", this::codeLeft);
    table.step("refund", "in-parts", this::refundInParts);
    table.step("refund", "refused", this::refundRefused);
    table.step("refund", "fails-later", this::refundFailsLater);
    forgeries();
    troubles();
    table.step("card-refused", "asked-until-its-end", this::cardRefused);
    table.step("late-payment", "goes-back", this::latePayment);
    table.step("statement", "joined", this::statement);
  }

  /** What the notifications tell, the shop knows from answers already. */
  @Override
  void afterCode(String scene, Purchase purchase) {
    table.step(scene, "notification", purchase::notified);
    refundedLater(scene, purchase);
  }

  /** A payer with too little money shows another code, and is charged once. */
  private void codeRefused() {
    Purchase purchase = new Purchase();
    String poor = merchant.paymentCode(PayerBehaviour.NOT_ENOUGH);
    Visitor.Answer refused = purchase.ordered(shop.buying("payment-code", "code", poor).get());
    expectSame("answer to a code that is refused", 402, refused.status());
    purchase.expectUnpaid();
    anotherCode(purchase);
  }

  /** A payer who never types the password is not charged: the shop ends it, and says so. */
  private void codeLeft() {
    Purchase purchase = new Purchase();
    purchase.createByCode(merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD), "PROCESSING");
    String number = purchase.number();
    for (int i = 0; i < 4; i++) {
      after(Duration.ofSeconds(30));
    }
    OrderView.State state = merchant.order(number).orElseThrow().state();
    expectSame("end of the charge", OrderView.State.REVERSED, state);
    expectSame("charges", List.of(), charged(number));
    purchase.expectUnpaid();
    anotherCode(purchase);
  }

  private void anotherCode(Purchase purchase) {
    Visitor.Answer answer =
        shop.visitor()
            .post(
                "/checkout",
                "provider",
                PROVIDER,
                "scene",
                "payment-code",
                "order",
                purchase.order(),
                "code",
                merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    expectSame("payment by another code", "PAID", answer.text("payment"));
    purchase.expectStatus(Order.Status.PAID);
    purchase.expectOneParcel();
    expectSame("attempts", 2, shop.orders().attemptsOf(purchase.order()).size());
  }

  private void refundInParts() {
    Purchase purchase = known();
    givesBack(purchase, "10.00", 202);
    givesBack(purchase, "15.01", 409);
    givesBack(purchase, "15.00", 202);
    after(Duration.ofMinutes(1));
    expectSame("refunds", List.of(1000L, 1500L), refunds(purchase.number()));
    purchase.expectStatus(Order.Status.REFUNDED);
  }

  /** Without balance nothing goes back; a refund after that is another one. */
  private void refundRefused() {
    Purchase purchase = known();
    long balance = merchant.balance();
    merchant.balance(0);
    givesBack(purchase, "25.00", 409);
    purchase.expectStatus(Order.Status.PAID);
    expectSame("refunds", List.of(), refunds(purchase.number()));
    merchant.balance(balance);
    after(Duration.ofMinutes(11));
    givesBack(purchase, "25.00", 202);
    after(Duration.ofMinutes(1));
    purchase.expectStatus(Order.Status.REFUNDED);
    purchase.expectRefundedOnce();
  }

  /** UnionPay takes a refund, and it comes to nothing: the shop finds out by asking. */
  private void refundFailsLater() {
    Purchase purchase = known();
    merchant.next(Operation.REFUND, Course.FAILS);
    givesBack(purchase, "25.00", 202);
    purchase.expectStatus(Order.Status.REFUNDING);
    after(Duration.ofMinutes(11));
    purchase.expectStatus(Order.Status.PAID);
    givesBack(purchase, "25.00", 202);
    after(Duration.ofMinutes(1));
    purchase.expectStatus(Order.Status.REFUNDED);
    expectSame("given back", 2500L, merchant.refundedOf(purchase.number()));
  }

  private void givesBack(Purchase purchase, String amount, int status) {
    String click = "click-" + shop.orders().paybacksOf(purchase.order()).size();
    Visitor.Answer answer =
        shop.visitor()
            .post(
                "/desk/" + purchase.order(), "action", "refund", "amount", amount, "click", click);
    expectSame("answer to a refund of " + amount, status, answer.status());
  }

  private void forgeries() {
    table.step(
        "attack",
        "forged",
        () -> {
          SignedForm other = paid().notification();
          Purchase victim = opened();
          victim.expectNotBelieved(other.tampered("orderId", victim.number()), 400);
        });
    table.step(
        "attack",
        "replayed",
        () -> {
          Purchase bought = paid();
          bought.expectTaken(bought.notification());
          bought.expectTaken(bought.notification());
          bought.expectOneParcel();
          SignedForm recorded = bought.notification().with("txnTime", "20251101120000");
          expectSame("answer to a recorded one", 400, deliver(recorded).status());
        });
    table.step(
        "attack",
        "smaller-amount",
        () -> {
          Purchase victim = paid();
          victim.expectNotBelieved(victim.notification().with("txnAmt", "1"), 409);
        });
    table.step(
        "attack",
        "other-merchant",
        () -> {
          Purchase victim = paid();
          SignedForm own = victim.notification();
          victim.expectNotBelieved(own.signedBy(stranger), 400);
          victim.expectNotBelieved(own.with("merId", stranger.merId()), 409);
        });
    table.step(
        "attack",
        "certificates",
        () -> {
          Purchase victim = paid();
          for (CertificateFlaw flaw : CertificateFlaw.values()) {
            victim.expectNotBelieved(victim.notification().signedBy(flaw), 400);
          }
        });
    table.step(
        "attack",
        "weaker-signatures",
        () -> {
          Purchase victim = paid();
          SignedForm own = victim.notification();
          victim.expectNotBelieved(own.withoutSigning("signature"), 400);
          victim.expectNotBelieved(own.signedBySampleKey(SignMethod.SHA256), 400);
          victim.expectNotBelieved(own.signedByOldVersion(), 400);
        });
    table.step("attack", "refund-told-as-payment", this::refundToldAsPayment);
  }

  /** A notice of a refund says success, too; nobody has asked the shop for this refund. */
  private void refundToldAsPayment() {
    Purchase victim = paid();
    PaymentRef payment = shop.orders().attemptsOf(victim.order()).get(0).payment();
    String refundId = PaymentId.next(clock, new Random(1)).number();
    UnionPayClient.of(config)
        .refund(RefundRequest.of(payment, refundId, Money.of("24.99", "CNY")))
        .orElseThrow();
    SignedForm notice = merchant.refundNotification(refundId);
    expectSame("what it says", "00", notice.fields().getOrDefault("respCode", ""));
    expect(!deliver(notice).taken(), "it was taken");
    expect(!deliver(notice.with("orderId", victim.number())).taken(), "it was taken for another");
    victim.expectUnpaid();
  }

  /** A code whose answer was lost is shown to nobody, and no other one is made beside it. */
  @Override
  void orderAnswerDropped() {
    long before = codesMade();
    loseAnswerToOrder();
    Purchase purchase = new Purchase();
    Visitor.Answer answer = purchase.ordered(shop.buying("qr").get());
    expectSame("answer when nobody knows", 202, answer.status());
    expect(recover(), "a fault was not met");
    expectSame("answer to the same once more", 202, purchase.again("qr").status());
    expectSame("number of codes made", 1L, codesMade() - before);
    purchase.expectUnpaid();
    purchase.pays();
    purchase.notifiedOfPayment();
  }

  private long codesMade() {
    return gateway.journal().stream()
        .filter(call -> call.operation() == Operation.QR)
        .filter(call -> call.respCode().equals("00"))
        .count();
  }

  /**
   * A card is refused on the page, and UnionPay tells nobody: asking goes on to the order's end.
   */
  private void cardRefused() {
    Purchase purchase = new Purchase();
    purchase.create(shop.buying("web-page"), this::openPage);
    merchant.decline(purchase.number());
    clock.advance(Duration.ofMinutes(5));
    expectSame("notifications", List.of(), told(purchase.number(), false));
    URI end = browser.leaves(merchant.cashierPage(purchase.number()));
    expectSame("where it ends", shop.home() + "/#order=" + purchase.order(), end.toString());
    purchase.expectUnpaid();
    shop.followUps().run(clock.instant());
    expectSame("answer while it may be paid", 409, purchase.again("qr").status());
    after(Duration.ofMinutes(6));
    after(Duration.ofMinutes(15));
    Attempt ended = shop.orders().attemptsOf(purchase.order()).get(0);
    expect(ended.over(), "nobody has asked after its end");
    Visitor.Answer second = purchase.again("qr");
    expectSame("answer after its end", 200, second.status());
    merchant.pay(scan(second));
    clock.advance(Duration.ZERO);
    purchase.expectStatus(Order.Status.PAID);
    purchase.expectOneParcel();
  }

  /** A bank takes the money after the order's end; UnionPay gives it back, and nothing is sent. */
  private void latePayment() {
    Purchase purchase = opened();
    merchant.begin(purchase.number());
    clock.advance(Duration.ofMinutes(16));
    merchant.payLate(purchase.number());
    after(Duration.ofMinutes(10));
    purchase.expectUnpaid();
    expect(shop.orders().attemptsOf(purchase.order()).get(0).over(), "it is not over");
  }

  /** A payment that nobody told of stands in the statement, and is joined by UnionPay's number. */
  private void statement() {
    Purchase purchase = opened();
    merchant.deliverNotificationsTo(shop.home().resolve("/nowhere"));
    merchant.pay(purchase.number());
    String transaction = transaction(purchase.number());
    clock.advance(Duration.between(clock.instant(), NOON.plus(Duration.ofHours(22))));
    purchase.expectUnpaid();
    UnionPayClient office = UnionPayClient.of(config);
    office.readStatement(DAY, this::join);
    // Whoever reads it again learns nothing new.
    office.readStatement(DAY, this::join);
    purchase.expectStatus(Order.Status.PAID);
    purchase.expectOneParcel();
    Attempt attempt = shop.orders().attemptsOf(purchase.order()).get(0);
    expectSame("transaction", Optional.of(transaction), attempt.payment().transactionId());
  }

  private void join(StatementRow row) {
    Optional<PaymentRef> stored =
        shop.orders()
            .ofNumber(row.number())
            .flatMap(
                order ->
                    shop.orders().attemptsOf(order.id()).stream()
                        .map(Attempt::payment)
                        .filter(payment -> payment.number().equals(row.number()))
                        .findFirst());
    stored
        .flatMap(row::payment)
        .ifPresent(payment -> shop.orders().payment(payment, new FollowUp.Done()));
  }

  /** An order that is paid, and the shop knows. */
  private Purchase known() {
    Purchase purchase = paid();
    purchase.notifiedOfPayment();
    return purchase;
  }
}
