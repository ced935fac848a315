// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

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
import io.countersign.ProviderEvent;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.JournalEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.SignedForm;
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
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/ecpay/notify");
  static final Money HUNDRED = Money.of("100", "TWD");

  /** Noon in Taipei, far from the hour of captures, whenever the tests run. */
  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-07-01T04:00:00Z"));

  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final EcpayGateway gateway = sandbox.ecpay();
  final EcpayMerchant merchant;

  /** The merchant for whom a platform collects; empty for an ordinary merchant. */
  final Optional<EcpayMerchant> subMerchant;

  final List<Signal> signals = new CopyOnWriteArrayList<>();
  final List<Payment> payments = new CopyOnWriteArrayList<>();
  final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Map<String, ExpectedPayment> expected = new ConcurrentHashMap<>();
  private final Random random = new Random(42);
  private volatile boolean failing;

  private Shop(EcpaySetup setup, boolean onBehalf) {
    this.merchant = gateway.openMerchant(setup);
    this.subMerchant = onBehalf ? Optional.of(gateway.openMerchant(setup)) : Optional.empty();
    if (subMerchant.isPresent()) {
      merchant.actFor(subMerchant.get());
    }
  }

  static Shop open() {
    return open(EcpaySetup.usual());
  }

  static Shop open(EcpaySetup setup) {
    return new Shop(setup, false);
  }

  /** A sub-merchant's shop, for which a platform merchant collects. */
  static Shop openOnBehalf() {
    return new Shop(EcpaySetup.usual(), true);
  }

  /** The merchant whose orders these are. */
  EcpayMerchant collector() {
    return subMerchant.orElse(merchant);
  }

  EcpayConfig.Builder config() {
    return config(merchant);
  }

  /** Another merchant of the same gateway. */
  EcpayConfig.Builder config(EcpayMerchant of) {
    return EcpayConfig.builder()
        .merchantId(of.merchantId())
        .keys(Secret.of(of.hashKey()), Secret.of(of.hashIv()))
        .creditCheckCode(Secret.of(of.creditCheckCode()))
        .notifyUrl(NOTIFY_URL)
        .endpoints(EcpayEndpoints.at(gateway.baseUri()))
        .clock(clock)
        .sleeper(clock::advance)
        .observer(signals::add);
  }

  EcpayClient client() {
    return client(config());
  }

  /** One that sends everything once. */
  EcpayClient impatientClient() {
    return client(config().retryPolicy(RetryPolicy.none()));
  }

  /** This shop's client: the merchant's, or a view of it for the sub-merchant. */
  EcpayClient client(EcpayConfig.Builder config) {
    EcpayClient client = EcpayClient.of(config.build());
    return subMerchant.isEmpty()
        ? client
        : client.onBehalfOf(
            EcpaySubMerchant.of(subMerchant.get().merchantId())
                .withCreditCheckCode(Secret.of(subMerchant.get().creditCheckCode())));
  }

  PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(clock, random);
    }
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(HUNDRED).description("一杯茶 <b> &' 🍵 ~+");
  }

  List<JournalEntry> requests(Operation operation) {
    return gateway.journal().stream().filter(entry -> entry.operation() == operation).toList();
  }

  /** The shop expects this payment from now on. */
  void expect(PaymentRef payment) {
    expected.put(payment.number(), ExpectedPayment.of(payment));
  }

  void failing(boolean now) {
    failing = now;
  }

  ReceivedRequest received(SignedForm form) {
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
        form.body(),
        clock.instant());
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
