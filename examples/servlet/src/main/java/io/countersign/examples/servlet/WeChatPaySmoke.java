// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.examples.servlet.SmokeTable.Failure;
import io.countersign.examples.servlet.SmokeTable.Line;
import io.countersign.examples.servlet.SmokeTable.Parts;
import io.countersign.examples.servlet.SmokeTable.Watcher;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The lines of the smoke table for WeChat Pay. */
final class WeChatPaySmoke {

  private static final String PROVIDER = "wechatpay";
  private static final long PRICE = 2500;
  private static final Duration REFUND_TAKES = Duration.ofSeconds(5);

  private final Sandbox sandbox;
  private final WeChatPayMerchant merchant;
  private final WeChatPayMerchant stranger;
  private final SmokeShop shop;
  private final SmokeTable table;

  private WeChatPaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    this.sandbox = sandbox;
    this.merchant = sandbox.weChatPay().openMerchant();
    this.stranger = sandbox.weChatPay().openMerchant();
    this.shop = SmokeShop.open(PROVIDER, parts, sandbox.clock(), this::tills);
    this.table = table;
  }

  static List<Line> run(Parts parts, Watcher watcher) {
    SmokeTable table = new SmokeTable(PROVIDER, watcher);
    try (Sandbox sandbox = Sandbox.start()) {
      WeChatPaySmoke smoke = new WeChatPaySmoke(sandbox, parts, table);
      try (SmokeShop open = smoke.shop) {
        smoke.runIn(open);
      }
    }
    return table.lines();
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  private Tills tills(URI home) {
    Map<String, String> environment = new LinkedHashMap<>(merchant.environment());
    environment.put("WECHATPAY_NOTIFY_URL", home.resolve("/notify/wechatpay").toString());
    WeChatPayConfig config =
        WeChatPayConfig.fromEnvironment(environment).toBuilder()
            .clock(sandbox.clock())
            .retryPolicy(SmokeShop.quickly())
            .build();
    return new Tills(List.of(WeChatPayTill.of(config, environment)));
  }

  private void runIn(SmokeShop open) {
    String follower = merchant.openIdOf(merchant.appId());
    String player = merchant.openIdOf(merchant.miniProgramAppId());
    scene("qr", shop.buying("qr"), answer -> merchant.scan(answer.text("qr")));
    scene("mini-program", shop.buying("mini-program", "payer", player), this::openWallet);
    scene("official-account", shop.buying("official-account", "payer", follower), this::openWallet);
    scene("mobile-page", shop.buying("mobile-page"), this::openPage);
    scene("in-app", shop.buying("in-app"), this::openWallet);
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
          merchant.pay(purchase.number());
          purchase.expectChargedOnce();
        });
    table.step(scene, "notification", purchase::notifiedOfPayment);
    table.step(scene, "find", purchase::found);
    table.step(scene, "refund", purchase::refunded);
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
  }

  /** The code is charged in the call; there is no notification. */
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
    table.step(scene, "refund", purchase::refunded);
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
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
          merchant.enterPassword(purchase.number());
          purchase.expectChargedOnce();
        });
    table.step(
        scene,
        "find",
        () -> {
          open.followUps().run(sandbox.clock().instant().plusSeconds(5));
          purchase.expectStatus(Order.Status.PAID);
          purchase.found();
        });
    table.step(scene, "refund", purchase::refunded);
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
  }

  private void attacks(SmokeShop open) {
    table.step(
        "attack",
        "forged",
        () -> {
          SignedNotification other = paid().notification();
          Purchase victim = opened();
          victim.expectNotBelieved(other.withOutTradeNo(victim.number()).withWrongSignature(), 401);
        });
    table.step(
        "attack",
        "replayed",
        () -> {
          Purchase bought = paid();
          bought.expectTaken(bought.notification());
          bought.expectTaken(bought.notification());
          bought.expectOneParcel();
          SignedNotification recorded = bought.notification().signedAgo(Duration.ofMinutes(6));
          expectSame("answer to a recorded one", 401, status(deliver(recorded)));
        });
    table.step(
        "attack",
        "smaller-amount",
        () -> {
          Purchase victim = paid();
          victim.expectNotBelieved(victim.notification().withAmount(1), 409);
        });
    table.step(
        "attack",
        "other-merchant",
        () -> {
          Purchase victim = paid();
          SignedNotification own = victim.notification();
          victim.expectNotBelieved(own.of(stranger), 401);
          String foreign = '"' + stranger.mchid() + '"';
          victim.expectNotBelieved(own.withContent("/mchid", foreign), 409);
        });
    table.step("attack", "order-answer-dropped", this::orderAnswerDropped);
    table.step("attack", "refund-answer-dropped", () -> refundAnswerDropped(open));
    table.step("attack", "gateway-down", this::gatewayDown);
  }

  private void orderAnswerDropped() {
    merchant.faults().once(Operation.ORDER_NATIVE, Fault.answerDropped());
    Purchase purchase = new Purchase();
    purchase.create(shop.buying("qr"), answer -> merchant.scan(answer.text("qr")));
    expectSame("faults not met", 0, merchant.faults().pending());
    merchant.pay(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  private void refundAnswerDropped(SmokeShop open) {
    Purchase purchase = paid();
    purchase.expectTaken(purchase.notification());
    merchant.faults().once(Operation.REFUND, Fault.answerDropped());
    purchase.refunded();
    expect(purchase.payback().state().isEmpty(), "the shop thinks it knows how the refund stands");
    open.followUps().run(sandbox.clock().instant().plus(REFUND_TAKES));
    expect(purchase.payback().state().isPresent(), "the shop did not ask about the refund");
    purchase.expectRefundedOnce();
    purchase.notifiedOfRefund();
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
    purchase.create(() -> purchase.again("qr"), answer -> merchant.scan(answer.text("qr")));
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

  private String openWallet(Visitor.Answer answer) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> parameter : answer.json().path("wallet").properties()) {
      parameters.put(parameter.getKey(), parameter.getValue().asText());
    }
    return merchant.openWallet(parameters);
  }

  /** The payer's browser opens the provider's page, which knows its way back to the shop. */
  private String openPage(Visitor.Answer answer) {
    URI page = URI.create(answer.text("page"));
    expect(page.getQuery().contains("redirect_url=" + shop.home()), "no way back to the shop");
    return shop.page(page).replaceAll(".*\"out_trade_no\":\"([^\"]+)\".*", "$1");
  }

  private Delivery deliver(SignedNotification notification) {
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
      createByCode(merchant.authCode(behaviour), state);
    }

    SignedNotification notification() {
      return merchant.paymentNotification(number());
    }

    void notifiedOfPayment() {
      expectStatus(Order.Status.OPEN);
      int before = merchant.deliveries().size();
      sandbox.clock().advance(Duration.ZERO);
      expectAccepted(before, "TRANSACTION.SUCCESS");
      expectStatus(Order.Status.PAID);
      expectOneParcel();
    }

    void found() {
      found(merchant.order(number()).flatMap(known -> known.transactionId()).orElse("none"));
    }

    void refunded() {
      Visitor.Answer answer = shop.visitor().post("/desk/" + order(), "action", "refund");
      expect(answer.status() == 202, "the shop answered " + answer);
      expectStatus(Order.Status.REFUNDING);
      expectRefundedOnce();
    }

    void notifiedOfRefund() {
      int before = merchant.deliveries().size();
      sandbox.clock().advance(REFUND_TAKES);
      expectAccepted(before, "REFUND.SUCCESS");
      expectStatus(Order.Status.REFUNDED);
    }

    void expectChargedOnce() {
      List<LedgerEntry> entries = ledger(LedgerEntry.Kind.CHARGE);
      expectSame("number of charges", 1, entries.size());
      expectSame("charge", PRICE, entries.get(0).amount());
    }

    void expectRefundedOnce() {
      List<LedgerEntry> entries = ledger(LedgerEntry.Kind.REFUND);
      expectSame("number of refunds", 1, entries.size());
      expectSame(
          "refund", ledger(LedgerEntry.Kind.CHARGE).get(0).amount(), entries.get(0).amount());
    }

    void expectTaken(SignedNotification notification) {
      expectSame("result", Delivery.Result.ACCEPTED, deliver(notification).result());
      expectStatus(Order.Status.PAID);
    }

    void expectNotBelieved(SignedNotification notification, int answer) {
      expectSame("answer", answer, status(deliver(notification)));
      expectUnpaid();
    }

    private List<LedgerEntry> ledger(LedgerEntry.Kind kind) {
      String number = number();
      return merchant.ledger().stream()
          .filter(entry -> entry.kind() == kind && entry.outTradeNo().equals(number))
          .toList();
    }

    private void expectAccepted(int before, String event) {
      List<Delivery> all = merchant.deliveries();
      List<Delivery> since =
          all.subList(before, all.size()).stream()
              .filter(delivery -> delivery.eventType().equals(event))
              .toList();
      if (since.isEmpty()) {
        throw new Failure("no notification came");
      }
      for (Delivery delivery : since) {
        expect(
            delivery.result() == Delivery.Result.ACCEPTED, "delivery: " + delivery.explanation());
      }
    }
  }
}
