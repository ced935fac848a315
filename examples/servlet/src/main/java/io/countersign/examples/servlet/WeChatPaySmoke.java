// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.RetryPolicy;
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
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The lines of the smoke table for WeChat Pay. */
final class WeChatPaySmoke {

  private static final String PROVIDER = "wechatpay";
  private static final String STAFF_KEY = "smoke";
  private static final long PRICE = 2500;
  private static final Duration REFUND_TAKES = Duration.ofSeconds(5);

  private final Sandbox sandbox;
  private final WeChatPayMerchant merchant;
  private final WeChatPayMerchant stranger;
  private final Orders orders;
  private final Shop shop;
  private final Visitor visitor;
  private final SmokeTable table;

  private WeChatPaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    this.sandbox = sandbox;
    this.merchant = sandbox.weChatPay().openMerchant();
    this.stranger = sandbox.weChatPay().openMerchant();
    this.orders = parts.orders().apply(sandbox.clock());
    this.shop =
        Shop.open(
            0,
            home -> tills(home).wrapped(parts.client()),
            parts.prices(),
            orders,
            sandbox.clock(),
            STAFF_KEY);
    this.visitor = new Visitor(shop.home(), STAFF_KEY);
    this.table = table;
  }

  static List<Line> run(Parts parts, Watcher watcher) {
    SmokeTable table = new SmokeTable(PROVIDER, watcher);
    try (Sandbox sandbox = Sandbox.start()) {
      WeChatPaySmoke smoke = new WeChatPaySmoke(sandbox, parts, table);
      try (Shop open = smoke.shop) {
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
            .retryPolicy(
                new RetryPolicy(
                    3, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(5)))
            .build();
    return new Tills(List.of(WeChatPayClient.of(config)), Tills.extras(environment));
  }

  private void runIn(Shop open) {
    String follower = merchant.openIdOf(merchant.appId());
    String player = merchant.openIdOf(merchant.miniProgramAppId());
    scene("qr", buying("qr"), answer -> merchant.scan(answer.text("qr")));
    scene("mini-program", buying("mini-program", "payer", player), this::openWallet);
    scene("official-account", buying("official-account", "payer", follower), this::openWallet);
    scene("mobile-page", buying("mobile-page"), this::openPage);
    scene("in-app", buying("in-app"), this::openWallet);
    codeAtOnce();
    codeWithPassword(open);
    attacks(open);
  }

  /** A scene in which the payer acts, and a notification tells of it. */
  private void scene(String scene, Supplier<Visitor.Answer> buying, PayersDevice device) {
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
  private void codeWithPassword(Shop open) {
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

  private void attacks(Shop open) {
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
    purchase.create(buying("qr"), answer -> merchant.scan(answer.text("qr")));
    expectSame("faults not met", 0, merchant.faults().pending());
    merchant.pay(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  private void refundAnswerDropped(Shop open) {
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
      Visitor.Answer answer = buying("qr").get();
      purchase.order = answer.text("order");
      expectSame("answer while the gateway is down", 202, answer.status());
    } finally {
      merchant.faults().clear();
    }
    purchase.expectStatus(Order.Status.OPEN);
    purchase.create(
        () ->
            visitor.post("/checkout", "provider", PROVIDER, "scene", "qr", "order", purchase.order),
        answer -> merchant.scan(answer.text("qr")));
    merchant.pay(purchase.number());
    purchase.expectChargedOnce();
    purchase.notifiedOfPayment();
  }

  private Supplier<Visitor.Answer> buying(String scene, String... more) {
    String[] form = new String[6 + more.length];
    System.arraycopy(
        new String[] {"provider", PROVIDER, "item", "tea", "scene", scene}, 0, form, 0, 6);
    System.arraycopy(more, 0, form, 6, more.length);
    return () -> visitor.post("/checkout", form);
  }

  /** An order that nobody has paid. */
  private Purchase opened() {
    Purchase purchase = new Purchase();
    purchase.order = buying("qr").get().text("order");
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
    HttpResponse<String> shown =
        visitor.page(
            HttpRequest.newBuilder(page)
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(10))
                .build());
    expectSame("answer of the provider's page", 200, shown.statusCode());
    return shown.body().replaceAll(".*\"out_trade_no\":\"([^\"]+)\".*", "$1");
  }

  private Delivery deliver(SignedNotification notification) {
    return merchant.deliverOnce(notification, shop.home().resolve("/notify/wechatpay"));
  }

  private static int status(Delivery delivery) {
    return delivery.status().orElse(0);
  }

  /** What the payer's device makes of the shop's answer: the number of the order it opens. */
  @FunctionalInterface
  private interface PayersDevice {
    String opens(Visitor.Answer answer);
  }

  /** One order, and how shop and gateway see it. */
  private final class Purchase {
    private String order = "";

    void create(Supplier<Visitor.Answer> buying, PayersDevice device) {
      Visitor.Answer answer = buying.get();
      order = answer.text("order");
      expect(answer.status() == 200, "the shop answered " + answer);
      expectSame("what the payer's device opens", number(), device.opens(answer));
      expectStatus(Order.Status.OPEN);
    }

    void createByCode(PayerBehaviour behaviour, String state) {
      Visitor.Answer answer = buying("payment-code", "code", merchant.authCode(behaviour)).get();
      order = answer.text("order");
      expect(answer.status() == 200, "the shop answered " + answer);
      expectSame("payment", state, answer.text("payment"));
    }

    /** The attempt's number. There must be one attempt only. */
    String number() {
      List<Attempt> attempts = orders.attemptsOf(order);
      expectSame("number of attempts", 1, attempts.size());
      return attempts.get(0).payment().number();
    }

    Payback payback() {
      List<Payback> paybacks = orders.paybacksOf(order);
      expectSame("number of paybacks", 1, paybacks.size());
      return paybacks.get(0);
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
      Visitor.Answer answer = visitor.get("/desk/" + order);
      JsonNode payment = answer.json().path("payments").path(0);
      expectSame("payment", "PAID", payment.path("state").asText());
      expectSame(
          "transaction",
          merchant.order(number()).flatMap(known -> known.transactionId()).orElse("none"),
          payment.path("transaction").asText());
      expectSame("status", "PAID", answer.text("status"));
      expectOneParcel();
    }

    void refunded() {
      Visitor.Answer answer = visitor.post("/desk/" + order, "action", "refund");
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

    void expectStatus(Order.Status wanted) {
      expectSame("status", wanted.name(), visitor.get("/orders/" + order).text("status"));
    }

    void expectOneParcel() {
      expectSame("number of parcels", 1L, orders.parcelsOf(order));
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
      expectStatus(Order.Status.OPEN);
      expectSame("number of parcels", 0L, orders.parcelsOf(order));
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
