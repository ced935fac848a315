// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.TollGate;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes twice, one after the other or on two instances at the same moment. */
@Tag("hosts")
class RepeatedMessageTest {

  private static final String ALL_DONE = "{\"batchItemFailures\":[]}";

  private final DeployedShop shop = DeployedShop.shared();
  private final Ledger ledger = Ledger.of(shop);
  private String number = "";

  @BeforeEach
  void somebodyPays() {
    shop.callbacksGetLost();
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    shop.whileWorking(
        1,
        1,
        () -> {
          number = buyer.orders("wechatpay");
          buyer.paysInWeChat(number);
        });
  }

  @Test
  void twoInstancesThatHearTheSameCallbackAtOnceSettleItOnce() {
    shop.callback.warm(2);
    URI notify = shop.payloadTwo.base().resolve("/notify/wechatpay");
    SignedNotification notification = shop.weChatPay.paymentNotification(number);
    List<Integer> statuses =
        atOnce(
            () -> Buyer.deliver(notification, notify), () -> Buyer.deliver(notification, notify));
    assertThat(statuses).allMatch(status -> status == 200 || status == 204);
    assertThat(shop.callback.instances()).hasSizeGreaterThanOrEqualTo(2);
    Waiting.until(
        Duration.ofSeconds(10),
        "both are on the queue",
        () -> LocalQueues.shared().depth(shop.payments) == 2);
    // One message each, so that two workers settle at the same moment.
    byte[] one = taken();
    byte[] other = taken();
    try (TollGate tables = TollGate.before(LocalDynamo.shared().endpoint());
        LambdaFunction worker =
            shop.paymentWorker(Map.of("AWS_ENDPOINT_URL_DYNAMODB", tables.endpoint().toString()))) {
      // Both have read an unpaid order before either of them writes.
      tables.meet(call -> call.is("TransactWriteItems"), 2);
      List<Invocation> ends = atOnce(() -> worker.invoke(one), () -> worker.invoke(other));
      assertThat(ends).allMatch(end -> end.answer().equals(ALL_DONE));
      assertThat(worker.instances()).hasSize(2);
    }
    assertPaidOnce();
  }

  @Test
  void aMessageThatTheQueueDeliversTwiceIsSettledOnce() {
    URI notify = shop.payloadTwo.base().resolve("/notify/wechatpay");
    shop.delivered(shop.weChatPay.paymentNotification(number), notify);
    byte[] event = taken();
    assertThat(shop.paymentWorker.invoke(event).answer()).isEqualTo(ALL_DONE);
    assertThat(shop.paymentWorker.invoke(event).answer()).isEqualTo(ALL_DONE);
    assertPaidOnce();
    assertThat(shop.published(number)).hasSize(1);
  }

  private void assertPaidOnce() {
    ledger.awaitPaidOnce(number, "wechatpay");
    ledger.assertMoved("wechatpay", 1);
  }

  /** The event of one message, which is then no longer on the queue. */
  private byte[] taken() {
    List<LocalQueues.Received> messages = LocalQueues.shared().receive(shop.payments, 1);
    assertThat(messages).hasSize(1);
    LocalQueues.shared().delete(shop.payments, messages.get(0));
    return EventSource.event(LocalQueues.arn("payments"), messages);
  }

  private static <T> List<T> atOnce(Supplier<T> one, Supplier<T> other) {
    CyclicBarrier start = new CyclicBarrier(2);
    CompletableFuture<T> first = CompletableFuture.supplyAsync(() -> after(start, one));
    CompletableFuture<T> second = CompletableFuture.supplyAsync(() -> after(start, other));
    return List.of(first.join(), second.join());
  }

  private static <T> T after(CyclicBarrier start, Supplier<T> deed) {
    try {
      start.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return deed.get();
  }
}
