// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.examples.servlet.SmokeTable.Line;
import io.countersign.examples.servlet.SmokeTable.Parts;
import io.countersign.examples.servlet.SmokeTable.Watcher;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.Delivery;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.LedgerEntry;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.alipay.RefundCourse;
import io.countersign.sandbox.alipay.SignedForm;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The lines of the smoke table for Alipay. */
final class AlipaySmoke {

  private static final String PROVIDER = "alipay";
  private static final long PRICE = 2500;
  private static final Duration REFUND_TAKES = Duration.ofMinutes(1);

  /** Noon in Beijing. */
  private static final Instant NOON = Instant.parse("2026-01-05T04:00:00Z");

  private final Sandbox sandbox;
  private final AlipayMerchant merchant;
  private final AlipayMerchant stranger;
  private final AlipayConfig config;
  private final SmokeShop shop;
  private final PayersBrowser browser;
  private final SmokeTable table;

  private AlipaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    this.sandbox = sandbox;
    this.merchant = sandbox.alipay().openMerchant();
    this.stranger = sandbox.alipay().openMerchant();
    this.config =
        AlipayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .clock(sandbox.clock())
            .retryPolicy(SmokeShop.quickly())
            .build();
    this.shop = SmokeShop.open(PROVIDER, parts, sandbox.clock(), this::tills);
    this.browser = new PayersBrowser(shop.home());
    this.table = table;
  }

  static List<Line> run(Parts parts, Watcher watcher) {
    SmokeTable table = new SmokeTable(PROVIDER, watcher);
    try (Sandbox sandbox = Sandbox.builder().clock(SandboxClock.drivenFrom(NOON)).start()) {
      AlipaySmoke smoke = new AlipaySmoke(sandbox, parts, table);
      try (SmokeShop open = smoke.shop) {
        smoke.runIn(open);
      }
    }
    return table.lines();
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  private Tills tills(URI home) {
    URI notifyUrl = home.resolve("/notify/" + PROVIDER);
    return new Tills(List.of(AlipayTill.of(config.toBuilder().notifyUrl(notifyUrl).build())));
  }

  private void runIn(SmokeShop open) {
    String payer = merchant.payerUserId();
    scene("web-page", shop.buying("web-page"), this::openPage);
    scene("mobile-page", shop.buying("mobile-page"), this::openPage);
    scene("in-app", shop.buying("in-app"), this::openApp);
    scene("mini-program", shop.buying("mini-program", "payer", payer), this::openWallet);
    scene("qr", shop.buying("qr"), this::scan);
    codeAtOnce();
    codeWithPassword(open);
    attacks(open);
  }

  /** A scene in which the payer acts, and a notification tells of it. */
  private void scene(String scene, Supplier<Visitor.Answer> buying, SmokeShop.PayersDevice device) {
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(buying, device));
    table.step(
        scene,
        "pay",
        () -> {
          if (merchant.order(purchase.number()).isEmpty()) {
            // It did not open the first time; the same order is brought to Alipay again.
            device.opens(purchase.again(scene));
          }
          merchant.pay(purchase.number());
          purchase.expectChargedOnce();
        });
    if (scene.endsWith("-page")) {
      table.step(scene, "return", purchase::comesBack);
    }
    table.step(scene, "notification", purchase::notifiedOfPayment);
    table.step(scene, "find", purchase::found);
    // Alipay takes it and is not done: only the notification tells that it is.
    table.step(scene, "refund", () -> purchase.refunded(RefundCourse.LATER));
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
  }

  /** The code is charged in the call. */
  private void codeAtOnce() {
    String scene = "code-at-once";
    Purchase purchase = new Purchase();
    table.step(
        scene,
        "create",
        () -> {
          purchase.createByCode(PayerBehaviour.PAYS_AT_ONCE, "PAID");
          purchase.expectStatus(Order.Status.PAID);
          purchase.expectOneParcel();
        });
    table.step(scene, "pay", purchase::expectChargedOnce);
    table.step(scene, "find", purchase::found);
    knownBefore(scene, purchase);
  }

  /** The payer has to type; only asking tells how it ended. */
  private void codeWithPassword(SmokeShop open) {
    String scene = "code-with-password";
    Purchase purchase = new Purchase();
    table.step(
        scene,
        "create",
        () -> {
          purchase.createByCode(PayerBehaviour.NEEDS_PASSWORD, "PROCESSING");
          purchase.expectStatus(Order.Status.OPEN);
        });
    table.step(
        scene,
        "pay",
        () -> {
          merchant.pay(purchase.number());
          purchase.expectChargedOnce();
        });
    table.step(
        scene,
        "find",
        () -> {
          open.followUps().run(sandbox.clock().instant().plusSeconds(10));
          purchase.expectStatus(Order.Status.PAID);
          purchase.found();
        });
    knownBefore(scene, purchase);
  }

  /** What the notifications tell, the shop knows from answers already. */
  private void knownBefore(String scene, Purchase purchase) {
    table.step(
        scene,
        "notification",
        () -> {
          purchase.expectNotified(Duration.ZERO);
          purchase.expectStatus(Order.Status.PAID);
          purchase.expectOneParcel();
        });
    table.step(scene, "refund", () -> purchase.refunded(RefundCourse.AT_ONCE));
    table.step(
        scene,
        "refund-notification",
        () -> {
          purchase.expectNotified(Duration.ZERO);
          purchase.expectStatus(Order.Status.REFUNDED);
          purchase.expectRefundedOnce();
        });
  }

  private void attacks(SmokeShop open) {
    table.step(
        "attack",
        "forged",
        () -> {
          SignedForm other = paid().notification();
          Purchase victim = opened();
          victim.expectNotBelieved(other.tampered("out_trade_no", victim.number()), 400);
        });
    table.step(
        "attack",
        "replayed",
        () -> {
          Purchase bought = paid();
          bought.expectTaken(bought.notification());
          bought.expectTaken(bought.notification());
          bought.expectOneParcel();
          SignedForm recorded = bought.notification().with("notify_time", "2026-01-03 12:00:00");
          expectSame("answer to a recorded one", 400, status(deliver(recorded)));
        });
    table.step(
        "attack",
        "smaller-amount",
        () -> {
          Purchase victim = paid();
          victim.expectNotBelieved(victim.notification().with("total_amount", "0.01"), 409);
        });
    table.step(
        "attack",
        "other-merchant",
        () -> {
          Purchase victim = paid();
          SignedForm own = victim.notification();
          victim.expectNotBelieved(own.signedBy(stranger), 400);
          victim.expectNotBelieved(own.with("app_id", stranger.appId()), 409);
          victim.expectNotBelieved(own.with("seller_id", stranger.sellerId()), 409);
        });
    table.step("attack", "refund-told-as-payment", this::refundToldAsPayment);
    table.step("attack", "order-answer-dropped", this::orderAnswerDropped);
    table.step("attack", "refund-answer-dropped", () -> refundAnswerDropped(open));
    table.step("attack", "gateway-down", this::gatewayDown);
  }

  /** A notice of a refund says TRADE_SUCCESS, too; nobody has asked the shop for this refund. */
  private void refundToldAsPayment() {
    Purchase victim = paid();
    PaymentRef payment = shop.orders().attemptsOf(victim.order()).get(0).payment();
    AlipayClient backOffice = AlipayClient.of(config);
    Money part = Money.of("24.99", "CNY");
    backOffice.refund(RefundRequest.of(payment, "BYHAND1", part)).orElseThrow();
    SignedForm notice = merchant.refundNotification(victim.number(), "BYHAND1");
    expectSame("what it says", "TRADE_SUCCESS", notice.fields().get("trade_status"));
    expect(deliver(notice).result() != Delivery.Result.ACCEPTED, "it was taken");
    victim.expectUnpaid();
    SignedForm unnumbered = notice.without("out_biz_no");
    expectSame("an event", Delivery.Result.ACCEPTED, deliver(unnumbered).result());
    victim.expectUnpaid();
  }

  private void orderAnswerDropped() {
    merchant.faults().once(Operation.PRECREATE, Fault.answerDropped());
    Purchase purchase = new Purchase();
    purchase.create(shop.buying("qr"), this::scan);
    expectSame("faults not met", 0, merchant.faults().pending());
    merchant.pay(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  private void refundAnswerDropped(SmokeShop open) {
    Purchase purchase = paid();
    purchase.expectTaken(purchase.notification());
    merchant.faults().once(Operation.REFUND, Fault.answerDropped());
    purchase.refunded(RefundCourse.AT_ONCE);
    expectSame("faults not met", 0, merchant.faults().pending());
    expect(purchase.payback().state().isEmpty(), "the shop thinks it knows how the refund stands");
    open.followUps().run(sandbox.clock().instant().plusSeconds(30));
    expect(purchase.payback().state().isPresent(), "the shop did not ask about the refund");
    purchase.expectRefundedOnce();
    purchase.expectNotified(Duration.ZERO);
    purchase.expectStatus(Order.Status.REFUNDED);
  }

  private void gatewayDown() {
    Purchase purchase = new Purchase();
    merchant.faults().always(Operation.ANY, Fault.badGateway());
    try {
      Visitor.Answer answer = purchase.ordered(shop.buying("qr").get());
      expectSame("answer while the gateway is down", 202, answer.status());
    } finally {
      merchant.faults().clear();
    }
    purchase.expectStatus(Order.Status.OPEN);
    purchase.create(() -> purchase.again("qr"), this::scan);
    merchant.pay(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  /** An order that nobody has paid. */
  private Purchase opened() {
    Purchase purchase = new Purchase();
    purchase.ordered(shop.buying("qr").get());
    return purchase;
  }

  /** An order that is paid, but the shop does not know it yet. */
  private Purchase paid() {
    Purchase purchase = opened();
    merchant.pay(purchase.number());
    return purchase;
  }

  /** The payer's browser opens the shop's page, which posts it to the provider's. */
  private String openPage(Visitor.Answer answer) {
    return numberOn(browser.opens(shop.home().resolve(answer.text("page"))));
  }

  /** The shop's app hands the order string to Alipay's SDK. */
  private String openApp(Visitor.Answer answer) {
    return numberOn(merchant.openInApp(answer.text("content")));
  }

  private String openWallet(Visitor.Answer answer) {
    String trade = answer.json().path("wallet").path("tradeNO").asText();
    return shop.orders().latest(1).stream()
        .flatMap(order -> shop.orders().attemptsOf(order.id()).stream())
        .map(attempt -> attempt.payment().number())
        .filter(number -> merchant.order(number).map(OrderView::tradeNo).orElse("").equals(trade))
        .findFirst()
        .orElse("none with " + trade);
  }

  private String scan(Visitor.Answer answer) {
    return numberOn(URI.create(answer.text("qr")));
  }

  private String numberOn(URI cashier) {
    return shop.page(cashier).replaceAll(".*\"out_trade_no\":\"([^\"]+)\".*", "$1");
  }

  private Delivery deliver(SignedForm notification) {
    return merchant.deliverOnce(notification, shop.notifyUrl());
  }

  private static int status(Delivery delivery) {
    return delivery.status().orElse(0);
  }

  /** One order, and how shop and gateway see it. */
  private final class Purchase extends SmokeShop.Purchase {
    Purchase() {
      super(shop);
    }

    void createByCode(PayerBehaviour behaviour, String state) {
      createByCode(merchant.paymentCode(behaviour), state);
    }

    SignedForm notification() {
      return merchant.notification(number());
    }

    /** The browser is back before the notification is there, and proves nothing. */
    void comesBack() {
      URI end = browser.comesBack(merchant.cashierPage(number()));
      expectSame("where it ends", shop.home() + "/#order=" + order(), end.toString());
      expectUnpaid();
    }

    void notifiedOfPayment() {
      expectStatus(Order.Status.OPEN);
      expectNotified(Duration.ZERO);
      expectStatus(Order.Status.PAID);
      expectOneParcel();
    }

    void found() {
      found(merchant.order(number()).map(OrderView::tradeNo).orElse("none"));
    }

    void refunded(RefundCourse course) {
      merchant.nextRefund(course);
      Visitor.Answer answer = shop.visitor().post("/desk/" + order(), "action", "refund");
      expect(answer.status() == 202, "the shop answered " + answer);
      expectRefundedOnce();
    }

    void notifiedOfRefund() {
      expectStatus(Order.Status.REFUNDING);
      expectNotified(REFUND_TAKES);
      expectStatus(Order.Status.REFUNDED);
    }

    void expectChargedOnce() {
      expectSame("charges", List.of(PRICE), charged());
    }

    void expectRefundedOnce() {
      List<Long> refunds =
          merchant.order(number()).orElseThrow().refunds().stream()
              .map(OrderView.Refund::fen)
              .toList();
      expectSame("refunds", charged(), refunds);
    }

    void expectTaken(SignedForm notification) {
      expectSame("result", Delivery.Result.ACCEPTED, deliver(notification).result());
      expectStatus(Order.Status.PAID);
    }

    void expectNotBelieved(SignedForm notification, int answer) {
      expectSame("answer", answer, status(deliver(notification)));
      expectUnpaid();
    }

    private List<Long> charged() {
      String number = number();
      return merchant.ledger().stream()
          .filter(it -> it.kind() == LedgerEntry.Kind.PAYMENT && it.number().equals(number))
          .map(LedgerEntry::fen)
          .toList();
    }

    /** Within a time a notification comes, and the shop takes it. */
    void expectNotified(Duration time) {
      int before = merchant.deliveries().size();
      sandbox.clock().advance(time);
      List<Delivery> since =
          merchant.deliveries().stream()
              .skip(before)
              .filter(delivery -> delivery.number().equals(number()))
              .toList();
      expect(!since.isEmpty(), "no notification came");
      for (Delivery delivery : since) {
        expect(
            delivery.result() == Delivery.Result.ACCEPTED, "delivery: " + delivery.explanation());
      }
    }
  }
}
