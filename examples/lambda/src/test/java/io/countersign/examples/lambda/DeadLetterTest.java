// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.TollGate;
import io.countersign.examples.lambda.local.Waiting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a worker cannot do goes to the dead letters, and from there back once it can. */
@Tag("hosts")
class DeadLetterTest {

  private final DeployedShop shop = DeployedShop.shared();

  @Test
  void aCallbackThatNobodyCouldSettleIsSettledAfterItsReplay() {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksTo(shop.payloadTwo);
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    try (TollGate tables = TollGate.before(LocalDynamo.shared().endpoint());
        LambdaFunction unable =
            shop.paymentWorker(Map.of("AWS_ENDPOINT_URL_DYNAMODB", tables.endpoint().toString()))) {
      // A mistake in its policy: it may read, and not write.
      tables.deny(call -> call.is("TransactWriteItems"));
      String number = paid(buyer, unable);
      assertThat(shop.state(number)).isEqualTo("AWAITING_PAYER");
      assertThat(shop.published(number)).isEmpty();
      tables.open();
      assertThat(
              shop.replay.invoke("{\"queue\":\"payments\",\"most\":10}".getBytes(UTF_8)).answer())
          .isEqualTo("{\"moved\":1}");
      assertThat(LocalQueues.shared().depth(shop.paymentsDeadLetters)).isZero();
      shop.whileWorking(1, 1, () -> ledger.awaitPaidOnce(number, "wechatpay"));
      ledger.assertMoved("wechatpay", 1);
    }
  }

  /** An order whose callback has become a dead letter. */
  private String paid(Buyer buyer, LambdaFunction unable) {
    String[] number = new String[1];
    EventSource failing = EventSource.start(shop.payments, unable, 10, 1);
    EventSource orders = EventSource.start(shop.orders, shop.orderWorker, 10, 1);
    try {
      number[0] = buyer.orders("wechatpay");
      buyer.paysInWeChat(number[0]);
      Waiting.until(
          Duration.ofSeconds(60),
          "the callback is a dead letter",
          () -> LocalQueues.shared().depth(shop.paymentsDeadLetters) == 1);
      assertThat(failing.ends()).hasSize(5);
      assertThat(failing.ends()).allMatch(end -> end.answer().contains("itemIdentifier"));
    } finally {
      orders.close();
      failing.close();
    }
    return number[0];
  }
}
