// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shop from order to money, by WeChat Pay. */
@Tag("hosts")
final class ShopTest {

  private static final String TEA = "{\"item\":\"tea\",\"quantity\":2,\"method\":\"wechatpay\"}";

  private final Bench bench = new Bench();
  private final String session = bench.session();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void anOrderIsTakenAtTheShopsPriceAndPaidInTheWallet() throws Exception {
    Bench.Answer taken =
        bench.order(
            session,
            "first-order",
            "{\"item\":\"tea\",\"quantity\":2,\"method\":\"wechatpay\",\"amount\":\"0.01\"}");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.text("amount")).isEqualTo("50.00");
    String number = taken.text("order");
    assertThat(bench.stock("tea")).isEqualTo(8);
    assertThat(bench.counted("wechatpay#SUBMITTED")).isEqualTo(1);

    assertThat(bench.workOrders()).isEqualTo(1);
    Bench.Answer waiting = bench.status(session, number);
    assertThat(waiting.text("state")).isEqualTo("AWAITING_PAYER");
    Map<String, String> parameters = new LinkedHashMap<>();
    JsonNode pay = new com.fasterxml.jackson.databind.ObjectMapper().readTree(waiting.text("pay"));
    pay.properties().forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
    assertThat(bench.weChat.openWallet(parameters)).isEqualTo(number);

    bench.weChat.pay(number);
    assertThat(bench.callback(bench.weChat.paymentNotification(number)).status()).isEqualTo(204);
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
    assertThat(bench.workPayments()).isEqualTo(1);

    assertThat(bench.status(session, number).text("state")).isEqualTo("PAID");
    assertThat(bench.topic.published()).hasSize(1);
    assertThat(bench.topic.published().get(0).message())
        .contains("\"id\":\"order.paid/" + number + "\"", "\"amount\":\"50.00\"");
    assertThat(bench.counted("wechatpay#PAID")).isEqualTo(1);
    assertThat(bench.counted("wechatpay#SUBMITTED")).isZero();
    assertThat(bench.counted("wechatpay#AWAITING_PAYER")).isZero();
    assertThat(bench.weChat.chargesOf(number)).isEqualTo(1);
  }

  @Test
  void aSessionThatIsMissingTamperedOrOverOpensNothing() {
    String number = bench.ordered(session, "tea", "wechatpay");
    OrderFunction function = new OrderFunction(bench.environment, bench.clock);
    assertThat(Bench.http(function, "GET", "/orders/" + number, Map.of(), "").status())
        .isEqualTo(401);
    assertThat(Bench.http(function, "POST", "/orders", Map.of(), TEA).status()).isEqualTo(401);
    String tampered = (session.charAt(0) == 'a' ? "b" : "a") + session.substring(1);
    assertThat(bench.status(tampered, number).status()).isEqualTo(401);
    // A ticket of the checkout page is signed by the same secret, for another purpose.
    String ticket = bench.shop.tickets().sign("somebody").token();
    assertThat(bench.status(ticket, number).status()).isEqualTo(401);
    RefundFunction refunds = new RefundFunction(bench.environment, bench.clock);
    assertThat(Bench.http(refunds, "POST", "/orders/" + number + "/refund", Map.of(), "").status())
        .isEqualTo(401);

    assertThat(bench.status(session, number).status()).isEqualTo(200);
    bench.after(Duration.ofMinutes(121));
    assertThat(bench.status(session, number).status()).isEqualTo(401);
  }

  @Test
  void anotherVisitorsOrderIsForbiddenAndOneThatIsNotThereIsNotFound() {
    String number = bench.ordered(session, "tea", "wechatpay");
    String other = bench.session("oSomebodyElseOfThisMiniProgram");
    assertThat(bench.status(other, number).status()).isEqualTo(403);
    assertThat(bench.status(other, number).body()).doesNotContain("25.00");
    String none = (number.endsWith("A") ? "B" : "A") + number.substring(1);
    assertThat(bench.status(other, none).status()).isEqualTo(404);
    RefundFunction refunds = new RefundFunction(bench.environment, bench.clock);
    Map<String, String> headers = Map.of("authorization", "Bearer " + other);
    assertThat(Bench.http(refunds, "POST", "/orders/" + number + "/refund", headers, "").status())
        .isEqualTo(403);
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
  }

  @Test
  void twoSubmissionsWithOneKeyAreOneOrder() {
    String first = bench.order(session, "the-same-key", TEA).text("order");
    assertThat(bench.order(session, "the-same-key", TEA).text("order")).isEqualTo(first);
    assertThat(bench.stock("tea")).isEqualTo(8);
    Bench.Answer otherwise =
        bench.order(session, "the-same-key", "{\"item\":\"cake\",\"method\":\"wechatpay\"}");
    assertThat(otherwise.status()).isEqualTo(409);
    assertThat(otherwise.text("error")).isEqualTo("KEY_IN_USE");
    // Another visitor's key is another key.
    String other = bench.session("oSomebodyElseOfThisMiniProgram");
    assertThat(bench.order(other, "the-same-key", TEA).text("order")).isNotEqualTo(first);
  }

  @Test
  void theStatisticsOfARushAreSpreadOverManyRows() {
    for (int i = 0; i < 10; i++) {
      String wish = "{\"item\":\"cake\",\"method\":\"wechatpay\"}";
      assertThat(bench.order(session, "rush-no-" + i, wish).status()).isEqualTo(202);
    }
    assertThat(bench.counted("wechatpay#SUBMITTED")).isEqualTo(10);
    assertThat(bench.rows("STATISTICS_TABLE")).isGreaterThan(2);
  }

  @Test
  void nothingIsSoldThatIsNotThere() {
    for (int i = 0; i < 5; i++) {
      assertThat(bench.order(session, "order-no-" + i, TEA).status()).isEqualTo(202);
    }
    Bench.Answer sixth = bench.order(session, "order-no-5", TEA);
    assertThat(sixth.status()).isEqualTo(409);
    assertThat(sixth.text("error")).isEqualTo("OUT_OF_STOCK");
    assertThat(bench.stock("tea")).isZero();
    assertThat(bench.counted("wechatpay#SUBMITTED")).isEqualTo(5);
  }

  @Test
  void aWishThatIsNoneIsRefusedInWords() {
    assertThat(bench.order(session, "a-key-of-mine", "{\"item\":\"gold\",\"method\":\"ecpay\"}"))
        .extracting(Bench.Answer::status)
        .isEqualTo(422);
    assertThat(
            bench
                .order(
                    session,
                    "a-key-of-mine",
                    "{\"item\":\"tea\",\"quantity\":-1,\"method\":\"ecpay\"}")
                .text("error"))
        .isEqualTo("QUANTITY");
    assertThat(bench.order(session, "a-key-of-mine", "[1]").status()).isEqualTo(400);
    assertThat(bench.order(session, "short", TEA).text("error")).isEqualTo("IDEMPOTENCY_KEY");
    assertThat(bench.order(session, "a-key-of-mine", " ".repeat(5_000)).status()).isEqualTo(413);
  }

  @Test
  void twoInstancesThatHearTheSameCallbackSettleItOnce() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    bench.callback(bench.weChat.paymentNotification(number));
    assertThat(bench.workPayments()).isEqualTo(2);
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.topic.published()).hasSize(1);
    assertThat(bench.counted("wechatpay#PAID")).isEqualTo(1);
  }

  @Test
  void aForgedCallbackIsRefusedAndReachesNoQueue() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    Bench.Answer forged =
        bench.callback(bench.weChat.paymentNotification(number).withWrongSignature());
    assertThat(forged.status()).isEqualTo(401);
    Bench.Answer cheaper = bench.callback(bench.weChat.paymentNotification(number).withAmount(1));
    assertThat(cheaper.status()).isGreaterThanOrEqualTo(400);
    assertThat(bench.workPayments()).isZero();
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
  }

  @Test
  void aLostCallbackIsFoundByAskingAndTwoRunsAskOnce() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.after(Duration.ofMinutes(2));
    long before = questions(number);
    assertThat(bench.timer().path("asked").asInt()).isEqualTo(1);
    assertThat(bench.timer().path("asked").asInt()).isZero();
    assertThat(questions(number) - before).isEqualTo(1);
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.topic.published()).hasSize(1);
  }

  @Test
  void ofTwoRunsThatSawTheSameOrderDueOneGetsIt() {
    String number = bench.ordered(session, "tea", "wechatpay");
    long due =
        bench.shop.orders().find(number).orElseThrow().dueAt().orElseThrow().getEpochSecond();
    assertThat(bench.shop.orders().claim(number, due, FollowUps.lease())).isTrue();
    assertThat(bench.shop.orders().claim(number, due, FollowUps.lease())).isFalse();
  }

  private long questions(String number) {
    return bench.sandbox.weChatPay().journal().stream()
        .filter(entry -> entry.method().equals("GET"))
        .filter(entry -> entry.path().contains(number))
        .count();
  }

  @Test
  void anUnpaidOrderIsClosedAndItsThingsAreForSaleAgain() {
    String number = bench.ordered(session, "tea", "wechatpay");
    assertThat(bench.stock("tea")).isEqualTo(9);
    for (int run = 0; run < 6; run++) {
      bench.after(Duration.ofMinutes(5));
      bench.timer();
    }
    assertThat(bench.state(number)).isEqualTo(Order.State.CANCELLED);
    assertThat(bench.stock("tea")).isEqualTo(10);
    assertThat(bench.counted("wechatpay#CANCELLED")).isEqualTo(1);
    assertThat(bench.counted("wechatpay#AWAITING_PAYER")).isZero();
    assertThat(bench.weChat.order(number).orElseThrow().toString()).contains("CLOSED");
    // And it stays so.
    bench.after(Duration.ofMinutes(30));
    assertThat(bench.timer().path("asked").asInt()).isZero();
    assertThat(bench.stock("tea")).isEqualTo(10);
  }

  @Test
  void aLostAnswerToTheOrderChargesNobodyTwice() {
    bench.weChat.faults().always(Operation.ORDER_JSAPI, Fault.answerDropped());
    String number = bench.ordered(session, "tea", "wechatpay");
    Order order = bench.shop.orders().find(number).orElseThrow();
    assertThat(order.unknown()).isTrue();
    bench.weChat.faults().clear();
    // The payer asks again: the identical request, never another number.
    Map<String, String> headers = Map.of("authorization", "Bearer " + session);
    Bench.http(
        new OrderFunction(bench.environment, bench.clock),
        "POST",
        "/orders/" + number + "/pay",
        headers,
        "");
    bench.workOrders();
    assertThat(bench.status(session, number).text("pay")).isNotEmpty();
    assertThat(bench.shop.orders().find(number).orElseThrow().unknown()).isFalse();
    bench.weChat.pay(number);
    assertThat(bench.weChat.chargesOf(number)).isEqualTo(1);
  }

  @Test
  void parametersThatGotOldAreSignedAnewWhenAskedFor() {
    String number = bench.ordered(session, "tea", "wechatpay");
    assertThat(bench.status(session, number).text("pay")).isNotEmpty();
    bench.after(Duration.ofMinutes(6));
    assertThat(bench.status(session, number).text("pay")).isEmpty();
    Bench.http(
        new OrderFunction(bench.environment, bench.clock),
        "POST",
        "/orders/" + number + "/pay",
        Map.of("authorization", "Bearer " + session),
        "");
    assertThat(bench.workOrders()).isEqualTo(1);
    assertThat(bench.status(session, number).text("pay")).isNotEmpty();
  }

  @Test
  void aTopicThatIsDownGetsTheEventFromTheTimerUnderTheSameId() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    bench.topic.refuse(10);
    bench.workPayments();
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.topic.published()).isEmpty();
    bench.topic.refuse(0);
    bench.after(Duration.ofMinutes(1));
    bench.timer();
    bench.timer();
    assertThat(bench.topic.published()).hasSize(1);
  }

  @Test
  void newsThatAreToldLateTellWhatWasGivenBackMeanwhile() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    bench.topic.refuse(10);
    bench.workPayments();
    assertThat(bench.refund(number, "meanwhile", "25.00").status()).isEqualTo(200);
    bench.topic.refuse(0);
    bench.after(Duration.ofMinutes(1));
    bench.timer();
    assertThat(bench.topic.published()).hasSize(1);
    assertThat(bench.topic.published().get(0).message())
        .contains("\"state\":\"REFUNDED\"", "\"refunded\":\"25.00\"");
  }

  @Test
  void aMethodThatTheShopDoesNotOfferHoldsNothing() {
    try (Bench dollars = new Bench("PAYMENT_METHODS", "ecpay")) {
      Bench.Answer refused = dollars.order(dollars.session(), "by-wechat-pay", TEA);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text("message")).isEqualTo("one of: ecpay");
      assertThat(dollars.stock("tea")).isEqualTo(10);
    }
  }

  @Test
  void anOrderByAMethodWithoutKeysEndsAtOnce() {
    try (Bench yuan = new Bench("ECPAY_MERCHANT_ID", "")) {
      String number = yuan.ordered(yuan.session(), "tea", "ecpay");
      assertThat(yuan.state(number)).isEqualTo(Order.State.CANCELLED);
      assertThat(yuan.stock("tea")).isEqualTo(10);
      assertThat(yuan.workOrders()).isZero();
    }
  }

  @Test
  void aDeadLetterSettlesWhenItIsReplayedAWeekLater() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    String table = bench.environment.put("ORDERS_TABLE", "gone");
    while (bench.workPayments() > 0) {
      // The worker cannot reach its table: the message comes again, and at last it is dead.
    }
    bench.environment.put("ORDERS_TABLE", String.valueOf(table));
    bench.after(Duration.ofDays(7));
    assertThat(bench.replay("payments").path("moved").asInt()).isEqualTo(1);
    assertThat(bench.workPayments()).isEqualTo(1);
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
  }

  @Test
  void theNightFindsAPlantedLostCallback() {
    String heard = bench.paid(session);
    String lost = bench.ordered(session, "cake", "wechatpay");
    bench.weChat.pay(lost);
    bench.after(Duration.ofHours(25));
    JsonNode told = bench.reconcile();
    assertThat(told.path("wechatpay 2026-03-02").asText())
        .isEqualTo("2 rows, 1 differences, 1 settled");
    assertThat(bench.state(lost)).isEqualTo(Order.State.PAID);
    assertThat(bench.state(heard)).isEqualTo(Order.State.PAID);
    // The next night does not read that day again.
    assertThat(bench.reconcile().has("wechatpay 2026-03-02")).isFalse();
  }
}
