// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static io.countersign.examples.servlet.SmokeTable.expect;
import static io.countersign.examples.servlet.SmokeTable.expectSame;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The lines of the smoke table for WeChat Pay. */
final class WeChatPaySmoke extends WalletSmoke<SignedNotification> {

  private static final String PROVIDER = "wechatpay";

  private final Sandbox sandbox;
  private final WeChatPayMerchant merchant;
  private final WeChatPayMerchant stranger;
  private final SmokeShop shop;
  private final SmokeTable table;

  private WeChatPaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    super(table, sandbox.clock());
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
        smoke.buy(open);
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

  private void buy(SmokeShop open) {
    String follower = merchant.openIdOf(merchant.appId());
    String player = merchant.openIdOf(merchant.miniProgramAppId());
    scene("qr", open.buying("qr"), this::scan);
    scene("mini-program", open.buying("mini-program", "payer", player), this::openWallet);
    scene("official-account", open.buying("official-account", "payer", follower), this::openWallet);
    scene("mobile-page", open.buying("mobile-page"), this::openPage);
    scene("in-app", open.buying("in-app"), this::openWallet);
    codeAtOnce(() -> merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    codeWithPassword(() -> merchant.authCode(PayerBehaviour.NEEDS_PASSWORD));
    forgeries();
    troubles();
  }

  private void forgeries() {
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
          expectSame("answer to a recorded one", 401, deliver(recorded).status());
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
  }

  @Override
  SmokeShop shop() {
    return shop;
  }

  @Override
  void pays(String number) {
    merchant.pay(number);
  }

  @Override
  String scan(Visitor.Answer answer) {
    return merchant.scan(answer.text("qr"));
  }

  @Override
  boolean knows(String number) {
    return merchant.order(number).isPresent();
  }

  @Override
  String transaction(String number) {
    return merchant.order(number).flatMap(known -> known.transactionId()).orElse("none");
  }

  @Override
  List<Long> charged(String number) {
    return moved(number, LedgerEntry.Kind.CHARGE);
  }

  @Override
  List<Long> refunds(String number) {
    return moved(number, LedgerEntry.Kind.REFUND);
  }

  private List<Long> moved(String number, LedgerEntry.Kind kind) {
    return merchant.ledger().stream()
        .filter(entry -> entry.kind() == kind && entry.outTradeNo().equals(number))
        .map(LedgerEntry::amount)
        .toList();
  }

  @Override
  SignedNotification notification(String number) {
    return merchant.paymentNotification(number);
  }

  @Override
  Told deliver(SignedNotification notification) {
    return told(merchant.deliverOnce(notification, shop.notifyUrl()));
  }

  /** What is in them is encrypted: the type alone tells them apart. */
  @Override
  List<Told> told(String number, boolean ofRefunds) {
    String type = ofRefunds ? "REFUND.SUCCESS" : "TRANSACTION.SUCCESS";
    return merchant.deliveries().stream()
        .filter(delivery -> delivery.eventType().equals(type))
        .map(WeChatPaySmoke::told)
        .toList();
  }

  private static Told told(Delivery delivery) {
    boolean taken = delivery.result() == Delivery.Result.ACCEPTED;
    return new Told(taken, delivery.status().orElse(0), delivery.explanation());
  }

  @Override
  Duration refundTime() {
    return Duration.ofSeconds(5);
  }

  /** They always do. */
  @Override
  void refundsTakeTime() {}

  @Override
  void loseAnswerToOrder() {
    merchant.faults().once(Operation.ORDER_NATIVE, Fault.answerDropped());
  }

  @Override
  void loseAnswerToRefund() {
    merchant.faults().once(Operation.REFUND, Fault.answerDropped());
  }

  @Override
  void goDown() {
    merchant.faults().always(Operation.ANY, Fault.badGateway());
  }

  @Override
  boolean recover() {
    int pending = merchant.faults().pending();
    merchant.faults().clear();
    return pending == 0;
  }

  /** There is no notification of it. */
  @Override
  void afterCode(String scene, Purchase purchase) {
    refundedLater(scene, purchase);
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
}
