// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

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
import io.countersign.sandbox.unionpay.AccessType;
import io.countersign.sandbox.unionpay.JournalEntry;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.SignedForm;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/unionpay/notify");
  static final URI BACK = URI.create("https://shop.example.com/done");
  static final Money HUNDRED = Money.of("100.00", "CNY");

  /** Noon in Beijing, whenever the tests run. */
  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-07-01T04:00:00Z"));

  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final UnionPayGateway gateway = sandbox.unionPay();
  final UnionPayMerchant merchant;

  /** For whom an acquirer or a platform acts; empty for an ordinary merchant. */
  final Optional<UnionPaySubMerchant> subMerchant;

  final List<Signal> signals = new CopyOnWriteArrayList<>();
  final List<Payment> payments = new CopyOnWriteArrayList<>();
  final List<Refund> refunds = new CopyOnWriteArrayList<>();
  final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final UnionPaySetup setup;
  private final Map<String, ExpectedPayment> expected = new ConcurrentHashMap<>();
  private final Random random = new Random(42);
  private volatile boolean failing;

  private Shop(UnionPaySetup setup) {
    this.setup = setup;
    this.merchant = gateway.openMerchant(setup);
    this.subMerchant =
        switch (setup.accessType()) {
          case MERCHANT -> Optional.empty();
          case ACQUIRER ->
              Optional.of(
                  UnionPaySubMerchant.ofAcquirer(merchant.openSubMerchant(), "5812", "一家茶馆", "茶馆"));
          case PLATFORM -> Optional.of(UnionPaySubMerchant.ofPlatform("TEA001", "一家茶馆", "茶馆"));
        };
  }

  static Shop open() {
    return open(UnionPaySetup.usual());
  }

  static Shop open(UnionPaySetup setup) {
    return new Shop(setup);
  }

  /** The shop of a merchant for whom an acquirer acts. */
  static Shop openWithAcquirer() {
    return open(UnionPaySetup.usual().accessType(AccessType.ACQUIRER));
  }

  /** The shop of a merchant on a platform. */
  static Shop openOnPlatform() {
    return open(UnionPaySetup.usual().accessType(AccessType.PLATFORM));
  }

  UnionPayConfig.Builder config() {
    return config(merchant);
  }

  /** Another merchant of the same gateway. */
  UnionPayConfig.Builder config(UnionPayMerchant of) {
    UnionPayConfig.Builder config =
        UnionPayConfig.builder()
            .merId(of.merId())
            .notifyUrl(NOTIFY_URL)
            .endpoints(UnionPayEndpoints.at(gateway.baseUri()))
            .clock(clock)
            .sleeper(clock::advance)
            .observer(signals::add);
    signing(config, of);
    if (of.version().equals("5.0.0")) {
      config.allowInsecureSha1Signatures().verifyCertificate(Pem.text(of.verifyCertificatePem()));
    }
    return switch (setup.accessType()) {
      case MERCHANT -> config;
      case ACQUIRER -> config.acquirer(of.acqInsCode());
      case PLATFORM -> config.platform();
    };
  }

  private static void signing(UnionPayConfig.Builder config, UnionPayMerchant of) {
    SignMethod method = of.signMethod();
    if (method == SignMethod.SHA256 || method == SignMethod.SM3) {
      config.secureKey(Secret.of(of.secureKey()));
      if (method == SignMethod.SM3) {
        config.signWithSm3();
      }
      return;
    }
    config
        .trustedRoot(Pem.text(of.rootCertificatePem()))
        .trustedMiddle(Pem.text(of.middleCertificatePem()));
    if (method == SignMethod.RSA) {
      config.pfx(of.pfx(), Secret.of(of.pfxPassword()));
    } else {
      config.sm2File(of.sm2File().getBytes(StandardCharsets.US_ASCII), Secret.of(of.pfxPassword()));
    }
  }

  UnionPayClient client() {
    return client(config());
  }

  /** One that asks once. */
  UnionPayClient impatientClient() {
    return client(config().retryPolicy(RetryPolicy.none()));
  }

  /** This shop's client: the merchant's, or a view of it for the merchant it acts for. */
  UnionPayClient client(UnionPayConfig.Builder config) {
    UnionPayClient client = UnionPayClient.of(config.build());
    return subMerchant.isEmpty() ? client : client.onBehalfOf(subMerchant.get());
  }

  PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(clock, random);
    }
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(HUNDRED).description("一杯茶 <b> ~+");
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
