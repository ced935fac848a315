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

/** The lines of the smoke table for Alipay. */
final class AlipaySmoke extends WalletSmoke<SignedForm> {

  private static final String PROVIDER = "alipay";

  /** Noon in Beijing. */
  private static final Instant NOON = Instant.parse("2026-01-05T04:00:00Z");

  private final AlipayMerchant merchant;
  private final AlipayMerchant stranger;
  private final AlipayConfig config;
  private final SmokeShop shop;
  private final PayersBrowser browser;
  private final SmokeTable table;

  private AlipaySmoke(Sandbox sandbox, Parts parts, SmokeTable table) {
    super(table, sandbox.clock());
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
        smoke.buy(open);
      }
    }
    return table.lines();
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  private Tills tills(URI home) {
    URI notifyUrl = home.resolve("/notify/" + PROVIDER);
    return new Tills(List.of(AlipayTill.of(config.toBuilder().notifyUrl(notifyUrl).build())));
  }

  private void buy(SmokeShop open) {
    String payer = merchant.payerUserId();
    page("web-page", browser, this::openPage);
    page("mobile-page", browser, this::openPage);
    scene("in-app", open.buying("in-app"), this::openApp);
    scene("mini-program", open.buying("mini-program", "payer", payer), this::openWallet);
    scene("qr", open.buying("qr"), this::scan);
    codeAtOnce(() -> merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    codeWithPassword(() -> merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD));
    forgeries();
    troubles();
  }

  /** What the notifications tell, the shop knows from answers already. */
  @Override
  void afterCode(String scene, Purchase purchase) {
    table.step(scene, "notification", purchase::notified);
    table.step(scene, "refund", () -> purchase.refunded(Order.Status.REFUNDED));
    table.step(scene, "refund-notification", purchase::notifiedOfRefund);
  }

  private void forgeries() {
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
          expectSame("answer to a recorded one", 400, deliver(recorded).status());
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
  }

  /** A notice of a refund says TRADE_SUCCESS, too; nobody has asked the shop for this refund. */
  private void refundToldAsPayment() {
    Purchase victim = paid();
    PaymentRef payment = shop.orders().attemptsOf(victim.order()).get(0).payment();
    AlipayClient backOffice = AlipayClient.of(config);
    Money part = Money.of("24.99", "CNY");
    backOffice.refund(RefundRequest.of(payment, "BYHAND1", part)).orElseThrow();
    SignedForm notice = merchant.refundNotification(victim.number(), "BYHAND1");
    expectSame("what it says", "TRADE_SUCCESS", notice.fields().getOrDefault("trade_status", ""));
    expect(!deliver(notice).taken(), "it was taken");
    victim.expectUnpaid();
    SignedForm unnumbered = notice.without("out_biz_no");
    expect(deliver(unnumbered).taken(), "what nobody asked for is an event");
    victim.expectUnpaid();
  }

  @Override
  SmokeShop shop() {
    return shop;
  }

  @Override
  URI cashier(String number) {
    return merchant.cashierPage(number);
  }

  @Override
  void pays(String number) {
    merchant.pay(number);
  }

  @Override
  String scan(Visitor.Answer answer) {
    return numberOn(URI.create(answer.text("qr")));
  }

  @Override
  boolean knows(String number) {
    return merchant.order(number).isPresent();
  }

  @Override
  String transaction(String number) {
    return merchant.order(number).map(OrderView::tradeNo).orElse("none");
  }

  @Override
  List<Long> charged(String number) {
    return merchant.ledger().stream()
        .filter(it -> it.kind() == LedgerEntry.Kind.PAYMENT && it.number().equals(number))
        .map(LedgerEntry::fen)
        .toList();
  }

  @Override
  List<Long> refunds(String number) {
    return merchant.order(number).orElseThrow().refunds().stream()
        .map(OrderView.Refund::fen)
        .toList();
  }

  @Override
  SignedForm notification(String number) {
    return merchant.notification(number);
  }

  @Override
  Told deliver(SignedForm notification) {
    return told(merchant.deliverOnce(notification, shop.notifyUrl()));
  }

  @Override
  List<Told> told(String number, boolean ofRefunds) {
    return merchant.deliveries().stream()
        .filter(delivery -> delivery.number().equals(number))
        .filter(it -> it.notification().fields().containsKey("out_biz_no") == ofRefunds)
        .map(AlipaySmoke::told)
        .toList();
  }

  private static Told told(Delivery delivery) {
    boolean taken = delivery.result() == Delivery.Result.ACCEPTED;
    return new Told(taken, delivery.status().orElse(0), delivery.explanation());
  }

  @Override
  Duration refundTime() {
    return Duration.ofMinutes(1);
  }

  @Override
  void refundsTakeTime() {
    merchant.nextRefund(RefundCourse.LATER);
  }

  @Override
  void loseAnswerToOrder() {
    merchant.faults().once(Operation.PRECREATE, Fault.answerDropped());
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

  private String numberOn(URI cashier) {
    return shop.page(cashier).replaceAll(".*\"out_trade_no\":\"([^\"]+)\".*", "$1");
  }
}
