// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.PaymentRef;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.examples.servlet.SmokeTable.Line;
import io.countersign.examples.servlet.SmokeTable.Parts;
import io.countersign.examples.servlet.SmokeTable.Watcher;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.Delivery;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.LedgerEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.SignedForm;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The lines of the smoke table for ECPay. */
final class EcpaySmoke {

  private static final String PROVIDER = "ecpay";
  private static final long PRICE = 110;

  /** Ten in the morning in Taipei: long before the evening's capture. */
  private static final Instant MORNING = Instant.parse("2026-01-05T02:00:00Z");

  private final Sandbox sandbox;
  private final EcpayMerchant merchant;
  private final EcpayMerchant stranger;
  private final EcpayConfig config;
  private final SmokeShop shop;
  private final PayersBrowser browser;
  private final SmokeTable table;

  private EcpaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    this.sandbox = sandbox;
    this.merchant = sandbox.ecpay().openMerchant(EcpaySetup.usual().balance(10_000));
    this.stranger = sandbox.ecpay().openMerchant();
    this.config =
        EcpayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .clock(sandbox.clock())
            .retryPolicy(SmokeShop.quickly())
            .build();
    this.shop = SmokeShop.open(PROVIDER, parts, sandbox.clock(), this::tills);
    this.browser = new PayersBrowser(shop.home());
    this.table = table;
  }

  static List<Line> run(Parts parts, Watcher watcher) {
    SmokeTable table = new SmokeTable(PROVIDER, watcher);
    try (Sandbox sandbox = Sandbox.builder().clock(SandboxClock.drivenFrom(MORNING)).start()) {
      EcpaySmoke smoke = new EcpaySmoke(sandbox, parts, table);
      try (SmokeShop open = smoke.shop) {
        smoke.runIn(open);
      }
    }
    return table.lines();
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  private Tills tills(URI home) {
    EcpayConfig notified =
        config.toBuilder().notifyUrl(home.resolve("/notify/" + PROVIDER)).build();
    return new Tills(List.of(EcpayTill.of(notified, home)));
  }

  private void runIn(SmokeShop open) {
    cardPage();
    voucher("atm");
    voucher("store-code");
    voucher("barcode");
    subscription(open);
    refunds();
    attacks(open);
  }

  /** A page that the payer's browser is posted to, with the bank's password page (3-D Secure). */
  private void cardPage() {
    String scene = "card-page";
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(shop.buying(scene), this::openPage));
    table.step(scene, "pay", purchase::chargedByCard);
    table.step(
        scene,
        "return",
        () -> {
          URI end = browser.comesBack(merchant.cashierPage(purchase.number()));
          expectSame("where it ends", shop.home() + "/#order=" + purchase.order(), end.toString());
          purchase.expectUnpaid();
        });
    table.step(scene, "notification", () -> purchase.notifiedWithin(Duration.ZERO));
    table.step(scene, "find", purchase::found);
  }

  /** A voucher is issued at once and paid days later, if ever. */
  private void voucher(String scene) {
    boolean late = scene.equals("barcode");
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(shop.buying(scene), this::takeVoucher));
    table.step(
        scene,
        "code-issued-is-not-paid",
        () -> {
          SignedForm issued = merchant.numberNotification(purchase.number());
          expectSame("result", Delivery.Result.ACCEPTED, deliver(issued).result());
          shop.followUps().run(sandbox.clock().instant().plus(Duration.ofHours(1)));
          purchase.expectUnpaid();
        });
    table.step(
        scene,
        "pay",
        () -> {
          merchant.payNumber(purchase.number());
          if (late) {
            // A store tells ECPay two days later; the first notification of it is lost here.
            merchant.deliverNotificationsTo(shop.home().resolve("/nowhere"));
            sandbox.clock().advance(Duration.ofDays(2));
            merchant.deliverNotificationsTo(shop.notifyUrl());
          }
          purchase.expectChargedOnce();
        });
    table.step(
        scene,
        "notification",
        () -> purchase.notifiedWithin(late ? Duration.ofHours(3) : Duration.ZERO));
    table.step(scene, "find", purchase::found);
  }

  /** The payer agrees once; a parcel goes out for each charge. */
  private void subscription(SmokeShop open) {
    String scene = "subscription";
    Purchase purchase = new Purchase();
    table.step(scene, "create", () -> purchase.create(shop.buying(scene), this::openPage));
    table.step(scene, "pay", purchase::chargedByCard);
    table.step(scene, "notification", purchase::notifiedOfPayment);
    table.step(scene, "find", purchase::found);
    table.step(
        scene,
        "second-charge",
        () -> {
          sandbox.clock().advance(Duration.ofDays(31));
          expectSame("charges", 2L, merchant.chargesOf(purchase.number()));
          purchase.expectParcels(2);
        });
    table.step(
        scene,
        "third-charge-by-asking",
        () -> {
          // Each charge is told of once, and nobody hears it.
          merchant.deliverNotificationsTo(shop.home().resolve("/nowhere"));
          sandbox.clock().advance(Duration.ofDays(31));
          merchant.deliverNotificationsTo(shop.notifyUrl());
          expectSame("charges", 3L, merchant.chargesOf(purchase.number()));
          expect(purchase.parcels() < 3, "a parcel went out for what nobody told of");
          open.followUps().run(sandbox.clock().instant());
          purchase.expectParcels(3);
          sandbox.clock().advance(Duration.ofDays(2));
          open.followUps().run(sandbox.clock().instant());
          purchase.expectParcels(3);
        });
  }

  /** What is sent depends on where the money is; the staff sees it first. */
  private void refunds() {
    String scene = "refund";
    table.step(
        scene,
        "plan-N",
        () -> {
          Purchase authorised = paid();
          authorised.refunded("110", "N", LedgerEntry.Kind.RELEASE);
          authorised.expectStatus(Order.Status.REFUNDED);
        });
    table.step(
        scene,
        "plan-E+N",
        () -> {
          Purchase requested = paid();
          EcpayClient backOffice = EcpayClient.of(config);
          PaymentRef payment = requested.payment();
          backOffice.cards().carryOut(backOffice.cards().planCapture(payment));
          requested.refunded("110", "E+N", LedgerEntry.Kind.RELEASE);
          requested.expectStatus(Order.Status.REFUNDED);
        });
    table.step(
        scene,
        "plan-C+R",
        () -> {
          Purchase authorised = paid();
          authorised.refunded("30", "C+R", LedgerEntry.Kind.REFUND);
          authorised.expectStatus(Order.Status.PAID);
        });
    table.step(
        scene,
        "plan-R",
        () -> {
          Purchase captured = paid();
          sandbox.clock().advance(Duration.ofDays(1));
          captured.refunded("30", "R", LedgerEntry.Kind.REFUND);
          captured.refunded("80", "R", LedgerEntry.Kind.REFUND);
          captured.expectStatus(Order.Status.REFUNDED);
        });
  }

  private void attacks(SmokeShop open) {
    table.step(
        "attack",
        "forged",
        () -> {
          Purchase victim = authorised();
          victim.expectNotBelieved(victim.notification().tampered("TradeAmt", "110 "), 400);
        });
    table.step(
        "attack",
        "replayed",
        () -> {
          Purchase bought = authorised();
          bought.expectTaken(bought.notification());
          bought.expectTaken(bought.notification());
          bought.expectOneParcel();
        });
    table.step(
        "attack",
        "smaller-amount",
        () -> {
          Purchase victim = authorised();
          victim.expectNotBelieved(victim.notification().with("TradeAmt", "1"), 409);
        });
    table.step(
        "attack",
        "other-merchant",
        () -> {
          Purchase victim = authorised();
          SignedForm own = victim.notification();
          victim.expectNotBelieved(stranger.form(own.without("CheckMacValue").fields()), 400);
          victim.expectNotBelieved(own.with("MerchantID", stranger.merchantId()), 409);
        });
    table.step(
        "attack",
        "simulated",
        () -> {
          Purchase victim = new Purchase();
          victim.create(shop.buying("atm"), this::takeVoucher);
          merchant.simulatePayment(victim.number());
          sandbox.clock().advance(Duration.ZERO);
          expectSame("charges", 0L, merchant.chargesOf(victim.number()));
          victim.expectUnpaid();
        });
    table.step("attack", "voucher-answer-dropped", this::voucherAnswerDropped);
    table.step(
        "attack",
        "refund-answer-dropped",
        () -> {
          refundAnswerLost(open, Fault.answerDropped());
          // Told to pause after it was done: the client may not ask how it ended, the timer does.
          refundAnswerLost(open, Fault.tooManyCalls().afterProcessing());
        });
    table.step("attack", "gateway-down", this::gatewayDown);
  }

  private void voucherAnswerDropped() {
    merchant.faults().once(Operation.NUMBER, Fault.answerDropped());
    Purchase purchase = new Purchase();
    Visitor.Answer first = purchase.ordered(shop.buying("atm").get());
    expectSame("faults not met", 0, merchant.faults().pending());
    if (first.status() == 202) {
      purchase.again("atm");
    }
    Visitor.Answer seen = shop.visitor().get("/orders/" + purchase.order());
    expectSame(
        "account",
        issued(purchase).getOrDefault("vAccount", "none"),
        seen.json().path("voucher").path("account").asText());
    merchant.payNumber(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  private void refundAnswerLost(SmokeShop open, Fault fault) {
    Purchase purchase = paid();
    sandbox.clock().advance(Duration.ofDays(1));
    merchant.faults().once(Operation.CARD_ACTION, fault);
    purchase.asksForRefund("30", "first");
    expectSame("faults not met", 0, merchant.faults().pending());
    // Clicked again, and asked by the timer: it stays one refund.
    purchase.asksForRefund("30", "first");
    sandbox.clock().advance(Duration.ofHours(1));
    open.followUps().run(sandbox.clock().instant());
    sandbox.clock().advance(Duration.ofHours(1));
    open.followUps().run(sandbox.clock().instant());
    purchase.expectGivenBack(LedgerEntry.Kind.REFUND, 30);
    expect(purchase.payback().settled(), "the shop did not find out how the refund ended");
    purchase.expectStatus(Order.Status.PAID);
  }

  private void gatewayDown() {
    Purchase purchase = new Purchase();
    merchant.faults().always(Operation.ANY, Fault.badGateway());
    try {
      Visitor.Answer answer = purchase.ordered(shop.buying("store-code").get());
      expect(
          answer.status() == 202 || answer.status() == 503,
          "the answer while the gateway is down is " + answer);
    } finally {
      merchant.faults().clear();
    }
    purchase.expectUnpaid();
    purchase.create(() -> purchase.again("store-code"), this::takeVoucher);
    merchant.payNumber(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  /** The payer's browser opens the shop's page, which posts it to the provider's. */
  private String openPage(Visitor.Answer answer) {
    URI cashier = browser.opens(shop.home().resolve(answer.text("page")));
    return shop.page(cashier).replaceAll(".*\"MerchantTradeNo\":\"([^\"]+)\".*", "$1");
  }

  /**
   * The payer reads what to pay with from the shop's answer, and somebody finds the order by it.
   */
  private String takeVoucher(Visitor.Answer answer) {
    JsonNode voucher = answer.json().path("voucher");
    List<String> shown =
        voucher.has("barcodes")
            ? voucher.path("barcodes").findValuesAsText("text")
            : List.of(voucher.path("account").asText(voucher.path("code").asText()));
    return shop.orders().latest(1).stream()
        .flatMap(order -> shop.orders().attemptsOf(order.id()).stream())
        .map(attempt -> attempt.payment().number())
        .filter(number -> merchant.order(number).isPresent())
        .filter(
            number ->
                merchant
                    .order(number)
                    .orElseThrow()
                    .number()
                    .orElseThrow()
                    .fields()
                    .values()
                    .containsAll(shown))
        .findFirst()
        .orElse("none that is paid with " + shown);
  }

  private Map<String, String> issued(Purchase purchase) {
    return merchant.order(purchase.number()).orElseThrow().number().orElseThrow().fields();
  }

  /** An order that is paid, but the shop does not know it yet. */
  private Purchase authorised() {
    Purchase purchase = new Purchase();
    openPage(purchase.ordered(shop.buying("card-page").get()));
    purchase.payByCard();
    return purchase;
  }

  /** An order that is paid, and the shop knows. */
  private Purchase paid() {
    Purchase purchase = authorised();
    sandbox.clock().advance(Duration.ZERO);
    purchase.expectStatus(Order.Status.PAID);
    return purchase;
  }

  private Delivery deliver(SignedForm notification) {
    return merchant.deliverOnce(notification, shop.notifyUrl());
  }

  /** One order, and how shop and gateway see it. */
  private final class Purchase extends SmokeShop.Purchase {
    Purchase() {
      super(shop);
    }

    PaymentRef payment() {
      return shop.orders().attemptsOf(order()).get(0).payment();
    }

    SignedForm notification() {
      return merchant.resultNotification(number());
    }

    void chargedByCard() {
      payByCard();
      expectChargedOnce();
    }

    /** A published test card and the password that the bank's page asks for. */
    void payByCard() {
      if (merchant.order(number()).isEmpty()) {
        // The page did not open the first time; the shop still has it.
        browser.opens(shop.home().resolve(PayPageServlet.PATH + order()));
      }
      URI cashier = merchant.cashierPage(number());
      browser.posts(cashier, "action=card&card=4311952222222222");
      browser.posts(cashier, "action=otp&otp=1234");
    }

    void notifiedOfPayment() {
      expectUnpaid();
      notifiedWithin(Duration.ZERO);
    }

    void notifiedWithin(Duration time) {
      int before = merchant.deliveries().size();
      sandbox.clock().advance(time);
      List<Delivery> all = merchant.deliveries();
      List<Delivery> since =
          all.subList(before, all.size()).stream()
              .filter(delivery -> delivery.merchantTradeNo().equals(number()))
              .toList();
      expect(!since.isEmpty(), "no notification came");
      for (Delivery delivery : since) {
        expect(
            delivery.result() == Delivery.Result.ACCEPTED, "delivery: " + delivery.explanation());
      }
      expectStatus(Order.Status.PAID);
      expectOneParcel();
    }

    void found() {
      found(merchant.order(number()).map(known -> known.tradeNo()).orElse("none"));
    }

    /** The plan is looked at, nothing happens by that, and then it is carried out once. */
    void refunded(String amount, String plan, LedgerEntry.Kind kind) {
      int before = ledger(kind).size();
      Visitor.Answer shown = shop.visitor().get("/desk/" + order() + "/plan?amount=" + amount);
      expectSame("plan", plan, shown.json().path("plan").path("summary").asText());
      expectSame("entries after looking", before, ledger(kind).size());
      String click = "click-" + before;
      Visitor.Answer answer = asksForRefund(amount, click);
      expect(answer.status() == 202, "the shop answered " + answer);
      asksForRefund(amount, click);
      List<LedgerEntry> after = ledger(kind);
      expectSame("entries after a double click", before + 1, after.size());
      expectSame("given back", Long.parseLong(amount), after.get(before).amount());
    }

    Visitor.Answer asksForRefund(String amount, String click) {
      return shop.visitor()
          .post("/desk/" + order(), "action", "refund", "amount", amount, "click", click);
    }

    void expectGivenBack(LedgerEntry.Kind kind, long amount) {
      List<LedgerEntry> entries = ledger(kind);
      expectSame("number of refunds", 1, entries.size());
      expectSame("refund", amount, entries.get(0).amount());
    }

    void expectChargedOnce() {
      List<LedgerEntry> entries = ledger(LedgerEntry.Kind.CHARGE);
      expectSame("number of charges", 1, entries.size());
      expectSame("charge", PRICE, entries.get(0).amount());
    }

    void expectTaken(SignedForm notification) {
      expectSame("result", Delivery.Result.ACCEPTED, deliver(notification).result());
      expectStatus(Order.Status.PAID);
    }

    void expectNotBelieved(SignedForm notification, int answer) {
      expectSame("answer", answer, deliver(notification).status().orElse(0));
      expectUnpaid();
    }

    private List<LedgerEntry> ledger(LedgerEntry.Kind kind) {
      String number = number();
      return merchant.ledger().stream()
          .filter(entry -> entry.kind() == kind && entry.merchantTradeNo().equals(number))
          .toList();
    }
  }
}
