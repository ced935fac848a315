// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.TollGate;
import io.countersign.sandbox.wechatpay.JournalEntry;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The schedule starts a run while the one before is still at work. */
@Tag("hosts")
class OverlappingTimerTest {

  private static final int ORDERS = 12;

  private final DeployedShop shop = DeployedShop.shared();

  @Test
  void twoRunsAtOnceAskAboutEachOrderOnce() {
    shop.callbacksGetLost();
    List<String> numbers = new ArrayList<>();
    Ledger ledger = Ledger.of(shop);
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    shop.whileWorking(
        1,
        1,
        () -> {
          for (int i = 0; i < ORDERS; i++) {
            numbers.add(buyer.orders("wechatpay"));
          }
          numbers.forEach(buyer::paysInWeChat);
        });
    numbers.forEach(this::dueSinceAMinute);
    try (TollGate tables = TollGate.before(LocalDynamo.shared().endpoint());
        LambdaFunction timer =
            shop.timer(Map.of("AWS_ENDPOINT_URL_DYNAMODB", tables.endpoint().toString()))) {
      // Both have found the same first order before either of them claims it.
      tables.meet(call -> call.is("UpdateItem"), 2);
      timer.warm(2);
      CompletableFuture<Invocation> one = CompletableFuture.supplyAsync(() -> run(timer));
      CompletableFuture<Invocation> other = CompletableFuture.supplyAsync(() -> run(timer));
      assertThat(List.of(one.join(), other.join()))
          .allMatch(end -> end.answer().contains("\"stopped\":false"));
      assertThat(timer.instances()).hasSize(2);
    }
    List<String> asked =
        shop.sandbox.weChatPay().journal().stream()
            .filter(call -> call.operation() == Operation.QUERY)
            .map(JournalEntry::path)
            .toList();
    assertThat(numbers)
        .allSatisfy(
            number -> {
              assertThat(asked).filteredOn(path -> path.endsWith("/" + number)).hasSize(1);
              ledger.awaitPaidOnce(number, "wechatpay");
              assertThat(shop.published(number)).hasSize(1);
            });
    ledger.assertMoved("wechatpay", ORDERS);
  }

  /** The document that EventBridge hands over. */
  private static Invocation run(LambdaFunction timer) {
    return timer.invoke(
        ("{\"version\":\"0\",\"id\":\"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa\","
                + "\"detail-type\":\"Scheduled Event\",\"source\":\"aws.events\","
                + "\"account\":\"123456789012\",\"time\":\""
                + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + "\",\"region\":\"us-east-1\",\"resources\":"
                + "[\"arn:aws:events:us-east-1:123456789012:rule/follow-up\"],\"detail\":{}}")
            .getBytes(UTF_8));
  }

  private void dueSinceAMinute(String number) {
    long minuteAgo = Instant.now().getEpochSecond() - 60;
    shop.tables.updateItem(
        update ->
            update
                .tableName(shop.variables.get("ORDERS_TABLE"))
                .key(Map.of("number", AttributeValue.fromS(number)))
                .updateExpression("SET dueAt = :at, dueShard = :shard, #next = :next")
                .expressionAttributeNames(Map.of("#next", "next"))
                .expressionAttributeValues(
                    Map.of(
                        ":at", AttributeValue.fromN(Long.toString(minuteAgo)),
                        // All in one, so that both runs come upon the same order first.
                        ":shard", AttributeValue.fromS("0"),
                        ":next", AttributeValue.fromS("ask " + Instant.ofEpochSecond(minuteAgo)))));
  }
}
