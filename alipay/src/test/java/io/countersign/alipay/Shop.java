// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

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
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.JournalEntry;
import io.countersign.sandbox.alipay.KeyMode;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.SignedForm;
import java.net.URI;
import java.time.Instant;
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
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/alipay/notify");
  static final Money HUNDRED = Money.of("100.00", "CNY");

  /** Noon in Beijing, whenever the tests run. */
  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-07-01T04:00:00Z"));

  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final AlipayGateway gateway = sandbox.alipay();
  final AlipayMerchant merchant;

  /** The merchant for whom a third party acts; empty for an ordinary merchant. */
  final Optional<AlipayMerchant> subMerchant;

  /** With which a third party acts; empty for an ordinary merchant. */
  final String token;

  final List<Signal> signals = new CopyOnWriteArrayList<>();
  final List<Payment> payments = new CopyOnWriteArrayList<>();
  final List<Refund> refunds = new CopyOnWriteArrayList<>();
  final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Map<String, ExpectedPayment> expected = new ConcurrentHashMap<>();
  private final Random random = new Random(42);
  private volatile boolean failing;

  private Shop(AlipaySetup setup, boolean onBehalf) {
    this.merchant = gateway.openMerchant(setup);
    this.subMerchant = onBehalf ? Optional.of(gateway.openMerchant(setup)) : Optional.empty();
    this.token = subMerchant.map(sub -> sub.authorise(merchant)).orElse("");
  }

  static Shop open() {
    return open(AlipaySetup.usual());
  }

  static Shop open(AlipaySetup setup) {
    return new Shop(setup, false);
  }

  /** The shop of a merchant for whom a third party acts. */
  static Shop openOnBehalf() {
    return new Shop(AlipaySetup.usual(), true);
  }

  /** The merchant whose orders these are. */
  AlipayMerchant collector() {
    return subMerchant.orElse(merchant);
  }

  AlipayConfig.Builder config() {
    return config(merchant);
  }

  /** Another merchant of the same gateway. */
  AlipayConfig.Builder config(AlipayMerchant of) {
    return configWithoutKey(of).appPrivateKey(Pem.text(of.appPrivateKey()));
  }

  /** For a shop whose key is elsewhere. */
  AlipayConfig.Builder configWithoutKey(AlipayMerchant of) {
    AlipayConfig.Builder config =
        AlipayConfig.builder()
            .appId(of.appId())
            .sellerId(of.sellerId())
            .notifyUrl(NOTIFY_URL)
            .endpoints(AlipayEndpoints.at(gateway.baseUri()))
            .clock(clock)
            .sleeper(clock::advance)
            .observer(signals::add);
    switch (of.environment().getOrDefault("ALIPAY_SIGN_TYPE", "")) {
      case "SM2" -> config.signWithSm2();
      case "RSA" -> config.allowInsecureSha1Signatures();
      default -> {}
    }
    return of.keyMode() == KeyMode.PUBLIC_KEY
        ? config.alipayPublicKey(Pem.text(of.alipayPublicKey()))
        : config
            .appCertificate(Pem.text(of.appCertificatePem()))
            .alipayCertificate(Pem.text(of.alipayCertificatePem()))
            .alipayRootCertificates(Pem.text(of.rootCertificatesPem()));
  }

  AlipayClient client() {
    return client(config());
  }

  /** One that sends everything once. */
  AlipayClient impatientClient() {
    return client(config().retryPolicy(RetryPolicy.none()));
  }

  /** This shop's client: the merchant's, or a view of it for the merchant it acts for. */
  AlipayClient client(AlipayConfig.Builder config) {
    AlipayClient client = AlipayClient.of(config.build());
    return subMerchant.isEmpty()
        ? client
        : client.onBehalfOf(
            AlipaySubMerchant.of(subMerchant.get().appId(), Secret.of(token))
                .withSellerId(subMerchant.get().sellerId()));
  }

  PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(clock, random);
    }
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(HUNDRED).description("一杯茶 <b> ' 🍵 ~+");
  }

  List<JournalEntry> requests(Operation operation) {
    return gateway.journal().stream().filter(entry -> entry.operation() == operation).toList();
  }

  /** The shop expects this payment from now on. */
  void expect(PaymentRef payment) {
    expected.put(payment.number(), ExpectedPayment.of(payment));
  }

  /** The shop knows nothing of this payment any more. */
  void forget(PaymentRef payment) {
    expected.remove(payment.number());
  }

  void failing(boolean now) {
    failing = now;
  }

  ReceivedRequest received(SignedForm form) {
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of(form.contentType())), form.body(), clock.instant());
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return Optional.ofNullable(expected.get(number));
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    fail();
    payments.add(payment);
    deliveries.add(delivery);
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    fail();
    refunds.add(refund);
    deliveries.add(delivery);
  }

  @Override
  public void event(ProviderEvent event, Delivery delivery) {
    fail();
    events.add(event);
    deliveries.add(delivery);
  }

  private void fail() {
    if (failing) {
      throw new IllegalStateException("the shop's database is down");
    }
  }

  static <T> Outcome.Accepted<T> accepted(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Accepted<T> accepted) {
      return accepted;
    }
    throw new AssertionError("not accepted: " + outcome);
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
