// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.examples.servlet.SmokeTable.Parts;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Delivery;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.LedgerEntry;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.OrderView;
import io.countersign.sandbox.unionpay.SignedForm;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the smoke table's lines for UnionPay ask of its sandbox, and of the payers there. */
abstract class UnionPayDesk extends WalletSmoke<SignedForm> {

  private static final String PROVIDER = "unionpay";

  final SandboxClock clock;
  final UnionPayGateway gateway;
  final UnionPayMerchant merchant;
  final UnionPayConfig config;
  final SmokeShop shop;
  final PayersBrowser browser;

  UnionPayDesk(Sandbox sandbox, Parts parts, SmokeTable table) {
    super(table, sandbox.clock());
    this.clock = sandbox.clock();
    this.gateway = sandbox.unionPay();
    this.merchant = gateway.openMerchant();
    this.config =
        UnionPayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .clock(clock)
            .retryPolicy(SmokeShop.quickly())
            // Of the back office, which hears of nothing.
            .notifyUrl(URI.create("https://office.example.com/notify"))
            .build();
    this.shop = SmokeShop.open(PROVIDER, parts, clock, this::tills);
    this.browser = new PayersBrowser(shop.home());
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  private Tills tills(URI home) {
    URI notifyUrl = home.resolve("/notify/" + PROVIDER);
    return new Tills(List.of(UnionPayTill.of(config.toBuilder().notifyUrl(notifyUrl).build())));
  }

  /** Lets time pass, and then what a timer would run. */
  final void after(Duration time) {
    clock.advance(time);
    shop.followUps().run(clock.instant());
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
    return numberOn(merchant.scan(answer.text("qr")));
  }

  @Override
  boolean knows(String number) {
    return merchant.order(number).isPresent();
  }

  @Override
  String transaction(String number) {
    return merchant.order(number).map(OrderView::queryId).orElse("none");
  }

  @Override
  List<Long> charged(String number) {
    return merchant.ledger().stream()
        .filter(it -> it.kind() == LedgerEntry.Kind.PAYMENT && it.orderId().equals(number))
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

  /** A refund is told of under its own number. */
  @Override
  List<Told> told(String number, boolean ofRefunds) {
    return merchant.deliveries().stream()
        .filter(
            it ->
                ofRefunds
                    ? merchant
                        .order(it.orderId())
                        .flatMap(OrderView::original)
                        .equals(Optional.of(number))
                    : it.orderId().equals(number))
        .map(UnionPayDesk::told)
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
    merchant.next(Operation.REFUND, Course.LATER);
  }

  @Override
  void loseAnswerToOrder() {
    merchant.faults().once(Operation.QR, Fault.answerDropped());
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
  final String openPage(Visitor.Answer answer) {
    return numberOn(browser.opens(shop.home().resolve(answer.text("page"))));
  }

  /** The shop's app hands the number to UnionPay's SDK. */
  final String openApp(Visitor.Answer answer) {
    return numberOn(merchant.startApp(answer.text("content")));
  }

  private String numberOn(URI cashier) {
    return shop.page(cashier).replaceAll(".*\"orderId\":\"([^\"]+)\".*", "$1");
  }
}
