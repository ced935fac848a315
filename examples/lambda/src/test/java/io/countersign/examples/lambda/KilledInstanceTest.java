// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.TollGate;
import io.countersign.examples.lambda.local.TollGate.Side;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An instance ends at the worst moments, and is gone without a word. Another one takes the work up;
 * the order is created once and paid once.
 */
@Tag("hosts")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledInstanceTest {

  /** The moment at which an instance dies, at the next call of that kind. */
  record Death(String when, Side side, String operation) {

    @Override
    public String toString() {
      return when;
    }
  }

  /** Its work is done, and nobody hears so. */
  private static final Death UNHEARD = new Death("before the acknowledgement", Side.AFTER, "");

  private static List<Death> settling() {
    return List.of(
        new Death("before the claim", Side.BEFORE, "TransactWriteItems"),
        new Death("after the claim", Side.AFTER, "TransactWriteItems"),
        new Death("before the event is published", Side.BEFORE, "Publish"),
        new Death("after the event is published", Side.AFTER, "Publish"),
        new Death("before the mark is taken away", Side.BEFORE, "UpdateItem"),
        UNHEARD);
  }

  private static List<Death> creating() {
    return List.of(
        new Death("before the attempt is stored", Side.BEFORE, "TransactWriteItems"),
        new Death("after the attempt is stored", Side.AFTER, "TransactWriteItems"),
        new Death("before the provider hears", Side.BEFORE, "/v3/pay/transactions/jsapi"),
        new Death("after the provider did it", Side.AFTER, "/v3/pay/transactions/jsapi"),
        new Death("before it is handed out", Side.BEFORE, "UpdateItem"),
        UNHEARD);
  }

  private static List<Death> receiving() {
    return List.of(
        new Death("before the queue has it", Side.BEFORE, "SendMessage"),
        new Death("after the queue has it", Side.AFTER, "SendMessage"),
        UNHEARD);
  }

  private final DeployedShop shop = DeployedShop.shared();
  private final TollGate tables = gate("AWS_ENDPOINT_URL_DYNAMODB");
  private final TollGate queues = gate("AWS_ENDPOINT_URL_SQS");
  private final TollGate topic = gate("AWS_ENDPOINT_URL_SNS");
  private final TollGate provider = gate("WECHATPAY_ENDPOINT");
  private final Map<String, String> watched =
      Map.of(
          "AWS_ENDPOINT_URL_DYNAMODB", tables.endpoint().toString(),
          "AWS_ENDPOINT_URL_SQS", queues.endpoint().toString(),
          "AWS_ENDPOINT_URL_SNS", topic.endpoint().toString(),
          "WECHATPAY_ENDPOINT", provider.endpoint().toString());
  private final LambdaFunction paymentWorker = shop.paymentWorker(watched);
  private final LambdaFunction orderWorker = shop.orderWorker(watched);
  private final LambdaFunction callback = shop.callback(watched);
  private final Gateway gateway =
      Gateway.open(Gateway.Payload.V2).route("POST", "/notify/{merchant}", callback);

  private Buyer buyer;

  private TollGate gate(String variable) {
    return TollGate.before(URI.create(shop.variables.get(variable)));
  }

  @BeforeAll
  void logIn() {
    buyer = Buyer.loggedIn(shop, shop.payloadTwo);
  }

  @AfterAll
  void close() {
    gateway.close();
    paymentWorker.close();
    orderWorker.close();
    callback.close();
    tables.close();
    queues.close();
    topic.close();
    provider.close();
  }

  @ParameterizedTest
  @MethodSource("settling")
  void whoeverTakesTheWorkUpSettlesItOnce(Death death) {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksTo(shop.payloadTwo);
    String number = created();
    shop.weChatPay.pay(number);
    awaitDepth(shop.payments, 1);
    dies(paymentWorker, death);
    workedOff(shop.payments, paymentWorker);
    ledger.awaitPaidOnce(number, "wechatpay");
    ledger.assertMoved("wechatpay", 1);
  }

  @ParameterizedTest
  @MethodSource("creating")
  void whoeverTakesTheWorkUpCreatesTheSamePayment(Death death) {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksTo(shop.payloadTwo);
    String number = buyer.orders("wechatpay");
    awaitDepth(shop.orders, 1);
    dies(orderWorker, death);
    workedOff(shop.orders, orderWorker);
    shop.whileWorking(
        1,
        1,
        () -> {
          buyer.paysInWeChat(number);
          ledger.awaitPaidOnce(number, "wechatpay");
        });
    ledger.assertMoved("wechatpay", 1);
  }

  @ParameterizedTest
  @MethodSource("receiving")
  void aCallbackThatWasNotAcknowledgedComesAgainAndIsPaidOnce(Death death) {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksGetLost();
    String number = created();
    shop.weChatPay.pay(number);
    SignedNotification notification = shop.weChatPay.paymentNotification(number);
    URI notify = gateway.base().resolve("/notify/wechatpay");
    dies(callback, death);
    assertThat(shop.weChatPay.deliverOnce(notification, notify).result())
        .isNotEqualTo(Delivery.Result.ACCEPTED);
    shop.delivered(notification, notify);
    shop.whileWorking(1, 1, () -> ledger.awaitPaidOnce(number, "wechatpay"));
    ledger.assertMoved("wechatpay", 1);
  }

  @Test
  void aCallbackThatTheQueueDoesNotTakeIsNotAcknowledged() {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksGetLost();
    String number = created();
    shop.weChatPay.pay(number);
    SignedNotification notification = shop.weChatPay.paymentNotification(number);
    URI notify = gateway.base().resolve("/notify/wechatpay");
    queues.deny(call -> call.is("SendMessage"));
    assertThat(shop.weChatPay.deliverOnce(notification, notify).result())
        .isNotEqualTo(Delivery.Result.ACCEPTED);
    queues.open();
    shop.delivered(notification, notify);
    shop.whileWorking(1, 1, () -> ledger.awaitPaidOnce(number, "wechatpay"));
    ledger.assertMoved("wechatpay", 1);
  }

  /** An order that its payer can pay now. */
  private String created() {
    String[] number = new String[1];
    shop.whileWorking(
        1,
        1,
        () -> {
          number[0] = buyer.orders("wechatpay");
          buyer.awaits(number[0], "pay");
        });
    return number[0];
  }

  private void dies(LambdaFunction function, Death death) {
    if (death.operation().isEmpty()) {
      function.dieBeforeAnswers(1);
      return;
    }
    for (TollGate gate : new TollGate[] {tables, queues, topic, provider}) {
      gate.open();
      gate.stop(death.side(), call -> call.is(death.operation()), 1, function::kill);
    }
  }

  /** One instance dies with the message in its hands, and the next one does the work. */
  private static void workedOff(URI queue, LambdaFunction function) {
    try (EventSource source = EventSource.start(queue, function, 1, 1)) {
      Waiting.until(Duration.ofSeconds(30), "the work is done", () -> source.ends().size() >= 2);
      awaitDepth(queue, 0);
      assertThat(source.ends().get(0)).isInstanceOf(Invocation.Died.class);
      assertThat(source.ends().get(1).answer()).isEqualTo("{\"batchItemFailures\":[]}");
    }
  }

  private static void awaitDepth(URI queue, int messages) {
    Waiting.until(
        Duration.ofSeconds(30),
        messages + " messages in " + queue,
        () -> LocalQueues.shared().depth(queue) == messages);
  }
}
