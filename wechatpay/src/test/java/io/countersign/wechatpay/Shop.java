// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.JournalEntry;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One merchant's shop and, beside it, a gateway of its own whose clock stands still. The shop
 * remembers what it expects and what it was told.
 */
final class Shop implements Expectations, NotificationAction, AutoCloseable {
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/wechatpay/notify");
  static final Money TEN = Money.of("10.00", "CNY");

  final Sandbox sandbox = Sandbox.start();
  final SandboxClock clock = sandbox.clock();
  final WeChatPayGateway gateway = sandbox.weChatPay();
  final WeChatPayMerchant merchant;
  final Optional<SubMerchant> subMerchant;
  final List<Signal> signals = new CopyOnWriteArrayList<>();
  final List<Payment> payments = new CopyOnWriteArrayList<>();
  final List<Refund> refunds = new CopyOnWriteArrayList<>();
  final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Map<String, ExpectedPayment> expected = new ConcurrentHashMap<>();
  private final Random random = new Random(42);
  private volatile boolean failing;

  private Shop(MerchantSetup setup, boolean onBehalf) {
    this.merchant = onBehalf ? gateway.openServiceProvider(setup) : gateway.openMerchant(setup);
    this.subMerchant = onBehalf ? Optional.of(merchant.openSubMerchant()) : Optional.empty();
  }

  static Shop open() {
    return open(MerchantSetup.usual());
  }

  static Shop open(MerchantSetup setup) {
    return new Shop(setup, false);
  }

  /** A sub-merchant's shop, for which a service provider collects. */
  static Shop openOnBehalf() {
    return new Shop(MerchantSetup.usual(), true);
  }

  /** Everything a merchant with a WeChat Pay public key configures. */
  WeChatPayConfig.Builder config() {
    return config(merchant).publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()));
  }

  /** The same without that key: certificates are fetched. */
  WeChatPayConfig.Builder configWithoutPublicKey() {
    return config(merchant);
  }

  /** Another merchant of the same gateway, without its public key. */
  WeChatPayConfig.Builder config(WeChatPayMerchant of) {
    return configWithoutKeys(of).merchantKey(Pem.text(of.merchantPrivateKeyPem()));
  }

  /** For a shop whose own key is elsewhere. */
  WeChatPayConfig.Builder configWithoutKeys(WeChatPayMerchant of) {
    return WeChatPayConfig.builder()
        .mchid(of.mchid())
        .merchantSerial(of.merchantSerial())
        .apiV3Key(Secret.of(of.apiV3Key()))
        .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, of.appId())
        .appId(WeChatPayAppKind.MINI_PROGRAM, of.miniProgramAppId())
        .appId(WeChatPayAppKind.MOBILE_APP, of.mobileAppId())
        .notifyUrl(NOTIFY_URL)
        .endpoint(gateway.baseUri())
        .clock(clock)
        .sleeper(clock::advance)
        .observer(signals::add);
  }

  WeChatPayClient client() {
    return client(config());
  }

  /** One that sends everything once. */
  WeChatPayClient impatientClient() {
    return client(config().retryPolicy(RetryPolicy.none()));
  }

  /** This shop's client: the merchant's, or a view of it for the sub-merchant. */
  WeChatPayClient client(WeChatPayConfig.Builder config) {
    WeChatPayClient client = WeChatPayClient.of(config.build());
    return subMerchant.isEmpty() ? client : client.onBehalfOf(named(subMerchant.get()));
  }

  /** A sub-merchant with the apps it has. */
  static WeChatPaySubMerchant named(SubMerchant sub) {
    return WeChatPaySubMerchant.fromEnvironment(sub.environment());
  }

  WeChatPayClient clientWithoutPublicKey() {
    return WeChatPayClient.of(configWithoutPublicKey().build());
  }

  PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(clock, random);
    }
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(TEN).description("一杯茶 <tea> \"&' 🍵");
  }

  Scene.InWallet inWallet(String appId) {
    return Scene.inWallet(merchant.openIdOf(appId));
  }

  /** A payer in the shop's own mini program. */
  Scene.InWallet inMiniProgram() {
    return inWallet(
        subMerchant.flatMap(SubMerchant::miniProgramAppId).orElse(merchant.miniProgramAppId()));
  }

  /** An unpaid QR code that the shop expects to be paid. */
  PaymentRef openOrder(WeChatPayClient client) {
    return expect(accepted(client.create(order(Scene.qrCode()).build())).payment().orElseThrow());
  }

  PaymentRef paidOrder(WeChatPayClient client) {
    PaymentRef ref = openOrder(client);
    merchant.pay(ref.number());
    return ref;
  }

  PaymentRef expect(PaymentRef ref) {
    expected.put(ref.number(), ExpectedPayment.of(ref));
    return ref;
  }

  void expect(PaymentRef ref, String appId) {
    expected.put(ref.number(), ExpectedPayment.of(ref, appId));
  }

  void forget(PaymentRef ref) {
    expected.remove(ref.number());
  }

  /** Whether the shop's action throws. */
  void failing(boolean now) {
    failing = now;
  }

  SignedNotification notice(PaymentRef paid) {
    return merchant.paymentNotification(paid.number());
  }

  ReceivedRequest received(SignedNotification notification) {
    return ReceivedRequest.of(notification.headers(), notification.body(), clock.instant());
  }

  ReceivedReply handle(WeChatPayClient client, SignedNotification notification) {
    return handle(client, received(notification));
  }

  ReceivedReply handle(WeChatPayClient client, ReceivedRequest raw) {
    return client.notifications().handle(raw, this, this);
  }

  int effects() {
    return payments.size() + refunds.size() + events.size();
  }

  List<JournalEntry> requests(Operation operation) {
    return gateway.journal().stream().filter(entry -> entry.operation() == operation).toList();
  }

  /** The last thing the gateway has seen. */
  JournalEntry lastRequest() {
    List<JournalEntry> journal = gateway.journal();
    return journal.get(journal.size() - 1);
  }

  <S extends Signal> List<S> signals(Class<S> kind) {
    return signals.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  void wait(Duration time) {
    clock.advance(time);
  }

  static <T> Outcome.Accepted<T> accepted(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Accepted<T> accepted) {
      return accepted;
    }
    throw new AssertionError("not accepted: " + outcome);
  }

  static <T> Outcome.Rejected<T> rejected(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Rejected<T> rejected) {
      return rejected;
    }
    throw new AssertionError("not rejected: " + outcome);
  }

  static <T> Outcome.Unknown<T> unknown(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Unknown<T> unknown) {
      return unknown;
    }
    throw new AssertionError("not unknown: " + outcome);
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return Optional.ofNullable(expected.get(number));
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    act(delivery);
    payments.add(payment);
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    act(delivery);
    refunds.add(refund);
  }

  @Override
  public void event(ProviderEvent event, Delivery delivery) {
    act(delivery);
    events.add(event);
  }

  private void act(Delivery delivery) {
    if (failing) {
      throw new IllegalStateException("the shop's database is away");
    }
    deliveries.add(delivery);
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
