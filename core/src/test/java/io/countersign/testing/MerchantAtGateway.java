// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.Money;
import io.countersign.NotificationHandler;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundRequest;
import io.countersign.Rejection;
import io.countersign.ReplayGuard;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A merchant at the gateway of the provider under test, with the orders, refunds and broken answers
 * that the parts of the {@link PaymentClientContract} are made of.
 */
abstract class MerchantAtGateway {

  /** No provider minds a second refund of one order after this. */
  static final Duration BETWEEN_REFUNDS = Duration.ofMinutes(2);

  final SignalLog signals = new SignalLog();
  ProviderUnderTest gateway;
  private final Random random = new Random(20_261_101);
  private final AtomicInteger refundIds = new AtomicInteger();

  /** A merchant of its own at a gateway; closed after the test. */
  protected abstract ProviderUnderTest open();

  @BeforeEach
  void openGateway() {
    gateway = open();
  }

  @AfterEach
  void closeGateway() {
    gateway.close();
  }

  /** A client that repeats as shops do. */
  protected final PaymentClient steadyClient() {
    return client(setup(RetryPolicy.standard()));
  }

  PaymentClient client(ClientSetup setup) {
    return gateway.client(setup);
  }

  ClientSetup setup(RetryPolicy policy) {
    return new ClientSetup(
        policy, signals, gateway::advance, random, Duration.ofSeconds(10), network());
  }

  /** What carries the calls; a provider may run the contract over another transport, too. */
  protected HttpTransport network() {
    return OkHttpTransport.shared();
  }

  /** A client that cannot learn by asking how such a write ended. */
  PaymentClient blindClient(GatewayCall write, ClientSetup setup) {
    return client(
        gateway.settlesByAsking(write) ? setup.with(new CutAfterWrite(setup.transport())) : setup);
  }

  Scene<?> mainScene() {
    return gateway.scenesThatWork().get(0);
  }

  PaymentRequest.Builder<?> requestBuilder() {
    return builder(mainScene());
  }

  <R> PaymentRequest<R> request(Scene<R> scene) {
    return builder(scene).build();
  }

  <R> PaymentRequest.Builder<R> builder(Scene<R> scene) {
    PaymentRequest.Builder<R> builder =
        PaymentRequest.in(scene)
            .id(freshId())
            .amount(gateway.amount())
            .description("One cup of tea 一杯茶 🍵 <b>\"&'~");
    gateway.payBefore(scene).ifPresent(builder::payBefore);
    return builder;
  }

  PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(gateway.clock(), random);
    }
  }

  String refundId() {
    return gateway.refundId(freshId(), refundIds.incrementAndGet());
  }

  RefundRequest fullRefund(PaymentRef paid) {
    return firstRefund(paid, refundId(), paid.total());
  }

  RefundRequest firstRefund(PaymentRef paid, String refundId, Money amount) {
    return gateway.refundRequest(paid, refundId, amount, paid.total().minus(paid.total()));
  }

  /** Leaves a test out where a provider declares that it does without a part. */
  void needs(ContractPart... parts) {
    assumeTrue(gateway.without().stream().noneMatch(List.of(parts)::contains));
  }

  Instant lastMomentToPay(PaymentRequest<?> request) {
    return request.payBefore().orElse(request.id().createdAt().plus(gateway.validity()));
  }

  PaymentRef openOrder(PaymentClient client) {
    return begun(client, request(mainScene()));
  }

  /** An order that is accepted and before the payer's eyes. */
  PaymentRef begun(PaymentClient client, PaymentRequest<?> request) {
    Outcome.Accepted<?> accepted = accepted(client.create(request));
    show(accepted);
    return accepted.payment().orElseThrow();
  }

  void show(Outcome.Accepted<?> accepted) {
    gateway.payerSees(accepted);
    if (accepted.value() instanceof OpenPage.PostForm form) {
      assertThat(gateway.payerOpens(form)).describedAs("the provider takes the form").isTrue();
    }
  }

  PaymentRef paidOrder(PaymentClient client) {
    PaymentRef open = openOrder(client);
    gateway.pay(open);
    return client.find(open).orElseThrow().ref();
  }

  ReceivedRequest genuine(PaymentRef paid) {
    return gateway.notice(NoticeVariant.GENUINE, paid).orElseThrow();
  }

  NotificationHandler guarded(PaymentClient client) {
    return client.notifications().guardedBy(ReplayGuard.inMemory(gateway.clock()));
  }

  static ReceivedReply handle(PaymentClient client, ReceivedRequest raw, ModelShop shop) {
    return client.notifications().handle(raw, shop, shop);
  }

  int requestsOfAllKinds() {
    return gateway.requests();
  }

  Stream<GatewayCall> writes() {
    return Arrays.stream(GatewayCall.values()).filter(GatewayCall::isWrite).filter(gateway::has);
  }

  boolean canHappen(GatewayCall call, GatewayFault fault) {
    boolean possible = gateway.inject(call, fault, false, 1);
    gateway.clearFaults();
    return possible;
  }

  /** A write that is ready to be done once. */
  static final class Write {
    final PaymentRef payment;
    final Supplier<Outcome<?>> action;

    Write(PaymentRef payment, Supplier<Outcome<?>> action) {
      this.payment = payment;
      this.action = action;
    }
  }

  Write write(GatewayCall call, PaymentClient client) {
    switch (call) {
      case CREATE:
        PaymentRequest<?> order = request(mainScene());
        return new Write(client.ref(order), () -> client.create(order));
      case CODE_PAYMENT:
        PaymentRequest<Payment> charge = request(gateway.paymentCode().orElseThrow());
        return new Write(client.ref(charge), () -> client.create(charge));
      case REFUND:
        PaymentRef paid = paidOrder(steadyClient());
        RefundRequest refund = fullRefund(paid);
        return new Write(paid, () -> client.refund(refund));
      case CLOSE:
        PaymentRef open = openOrder(steadyClient());
        return new Write(open, () -> ((PaymentCloser) client).close(open));
      default:
        throw new IllegalArgumentException(call + " is no write");
    }
  }

  static Outcome.Accepted<?> accepted(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return (Outcome.Accepted<?>) outcome;
  }

  static Rejection rejected(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<?>) outcome).rejection();
  }

  static <T> List<T> inThreads(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
