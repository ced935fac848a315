// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedRequest;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.TradeState;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The shop, by HTTP")
class ShopTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private TeaHouse house;

  @BeforeEach
  void open(WeChatPayMerchant merchant, SandboxClock clock) {
    house = new TeaHouse(merchant, clock);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void onlyThePriceListSaysWhatIsCharged() {
    String order =
        house.checkout("qr", "item", "cake", "price", "0.01", "amount", "1").text("order");

    assertThat(house.merchant.order(house.number(order)).orElseThrow().total()).isEqualTo(1850);
  }

  @Test
  void whatTheShopDoesNotHaveIsNotSold() {
    assertThat(house.checkout("qr", "item", "gold").status()).isEqualTo(400);
    assertThat(house.checkout("carrier-pigeon", "item", "tea").status()).isEqualTo(400);
    assertThat(house.checkout("qr", "order", "no-such-order").status()).isEqualTo(400);
    assertThat(house.visitor.post("/checkout", "provider", "cash", "item", "tea").status())
        .isEqualTo(400);
    assertThat(house.checkout("mini-program", "item", "tea", "payer", "").status()).isEqualTo(400);
  }

  @Test
  void loadingThePageAgainAsksForTheSamePayment() {
    String order = house.ordered();
    String number = house.number(order);

    Visitor.Answer again = house.checkout("qr", "order", order);

    assertThat(house.merchant.scan(again.text("qr"))).isEqualTo(number);
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void anotherWayToPayBeginsOnlyAfterTheFirstIsClosed() {
    String order = house.ordered();
    String first = house.number(order);

    Visitor.Answer other = house.checkout("in-app", "order", order);

    assertThat(other.status()).isEqualTo(200);
    assertThat(house.merchant.order(first).orElseThrow().state()).isEqualTo(TradeState.CLOSED);
    assertThat(house.number(order)).isNotEqualTo(first);
  }

  @Test
  void noOtherWayBeginsWhileThePayerIsTyping() {
    String order = house.ordered();
    house.merchant.startPassword(house.number(order));

    Visitor.Answer other = house.checkout("in-app", "order", order);

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("advice")).contains("Do not pay again");
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void aPaymentCodeIsNotChargedAgainWhileThePayerIsTyping() {
    String code = house.merchant.authCode(PayerBehaviour.NEEDS_PASSWORD);
    String order = house.checkout("payment-code", "item", "tea", "code", code).text("order");

    Visitor.Answer again = house.checkout("payment-code", "order", order, "code", code);

    assertThat(again.status()).isEqualTo(409);
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void whatIsPaidIsNotPaidAgain() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);

    Visitor.Answer again = house.checkout("qr", "order", order);

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("advice")).contains("already paid");
  }

  @Test
  void aRefusalTellsThePayerWhatToDoAndNothingElse() {
    house
        .merchant
        .faults()
        .once(Operation.ORDER_NATIVE, Fault.answer(403, "RULE_LIMIT", "internal words"));

    Visitor.Answer answer = house.checkout("qr", "item", "tea");

    assertThat(answer.status()).isEqualTo(402);
    assertThat(answer.toString()).doesNotContain("internal").doesNotContain("RULE_LIMIT");
    assertThat(answer.text("advice")).isNotBlank();
  }

  @Test
  void aGatewayThatCannotBeReachedLeavesTheOrderOpen() throws IOException {
    String nobodyListens;
    try (ServerSocket free = new ServerSocket(0)) {
      nobodyListens = "http://127.0.0.1:" + free.getLocalPort();
    }
    try (TeaHouse cutOff = new TeaHouse(house.merchant, house.clock, nobodyListens)) {
      Visitor.Answer answer = cutOff.checkout("qr", "item", "tea");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(cutOff.status(answer.text("order"))).isEqualTo(Status.OPEN);
    }
  }

  @Test
  void aCancelledOrderThatIsPaidAllTheSameIsGivenBack() {
    String order = house.ordered();
    String number = house.number(order);
    house.merchant.startPassword(number); // so that it cannot be closed
    assertThat(house.visitor.post("/desk/" + order, "action", "cancel").status()).isEqualTo(200);

    house.merchant.enterPassword(number);
    house.after(Duration.ZERO);
    house.clock.advance(Duration.ofSeconds(5));

    assertThat(house.status(order)).isEqualTo(Status.CANCELLED);
    assertThat(house.orders.parcelsOf(order)).isZero();
    assertThat(house.merchant.balance()).isZero();
    assertThat(house.orders.paybacksOf(order))
        .singleElement()
        .matches(row -> row.next().toText().equals("done"));
  }

  @Test
  void aCancelledOrderCannotBePaidAnyMore() {
    String order = house.ordered();

    house.visitor.post("/desk/" + order, "action", "cancel");

    assertThat(house.merchant.order(house.number(order)).orElseThrow().state())
        .isEqualTo(TradeState.CLOSED);
    assertThat(house.checkout("qr", "order", order).status()).isEqualTo(409);
  }

  @Test
  void refundingTwiceGivesBackOnce() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);

    Visitor.Answer first = house.visitor.post("/desk/" + order, "action", "refund");
    Visitor.Answer second = house.visitor.post("/desk/" + order, "action", "refund");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(409);
    assertThat(house.merchant.balance()).isZero();
  }

  @Test
  void aRefundRefusedForLackOfBalanceKeepsItsIdForTheNextTry() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);
    house.merchant.drainBalance();
    house.visitor.post("/desk/" + order, "action", "refund");
    assertThat(house.status(order)).isEqualTo(Status.PAID);

    house.merchant.balance(2500);
    house.visitor.post("/desk/" + order, "action", "refund");
    house.clock.advance(Duration.ofSeconds(5));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(house.orders.paybacksOf(order)).hasSize(1);
  }

  @Test
  void anUnpaidOrderIsNotRefunded() {
    assertThat(house.visitor.post("/desk/" + house.ordered(), "action", "refund").status())
        .isEqualTo(409);
  }

  @Test
  void theDeskIsForStaffOnly() {
    String order = house.ordered();
    Visitor stranger = new Visitor(house.shop.home(), "guess");

    assertThat(stranger.get("/desk/" + order).status()).isEqualTo(401);
    assertThat(stranger.post("/desk/" + order, "action", "refund").status()).isEqualTo(401);
    assertThat(house.visitor.post("/desk/" + order, "action", "burn").status()).isEqualTo(400);
    assertThat(house.visitor.get("/desk/nothing").status()).isEqualTo(404);
    assertThat(house.visitor.get("/orders/nothing").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/checkout", "/notify/wechatpay"})
  void aPageThatIsPostedToCannotBeRead(String path) {
    HttpResponse<String> answer = house.visitor.page(request(path).GET().build());

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void anOrderIsReadAndNotPostedTo() {
    HttpResponse<String> answer =
        house.visitor.page(
            request("/orders/" + house.ordered()).POST(BodyPublishers.noBody()).build());

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void anErrorPageTellsNothingAboutTheServer() {
    HttpResponse<String> answer = house.visitor.page(request("/nothing").GET().build());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).doesNotContainIgnoringCase("tomcat").doesNotContain("at org.");
  }

  @Test
  void anotherProvidersNotifyUrlDoesNotExist() {
    HttpResponse<String> answer =
        house.visitor.page(request("/notify/cash").POST(BodyPublishers.ofString("{}")).build());

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void aNotificationLargerThanAnyIsNotReadToItsEnd() {
    byte[] body = new byte[ReceivedRequest.MOST_BYTES + 1];

    HttpResponse<String> answer =
        house.visitor.page(
            request("/notify/wechatpay").POST(BodyPublishers.ofByteArray(body)).build());

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void aNotificationWithoutSignatureIsRefusedInTheProvidersOwnForm() {
    HttpResponse<String> answer =
        house.visitor.page(
            request("/notify/wechatpay").POST(BodyPublishers.ofString("{\"id\":\"1\"}")).build());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"code\":\"FAIL\",\"message\":\"not proven\"}");
  }

  @Test
  void anAcknowledgementIsWrittenExactly() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    SignedNotification notification = house.merchant.paymentNotification(house.number(order));
    HttpRequest.Builder request = request("/notify/wechatpay");
    notification.headers().forEach((name, values) -> values.forEach(v -> request.header(name, v)));

    HttpResponse<String> answer =
        house.visitor.page(request.POST(BodyPublishers.ofByteArray(notification.body())).build());

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(house.status(order)).isEqualTo(Status.PAID);
  }

  @Test
  void aSignatureTestOfTheProviderIsRefused() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));

    Delivery probe =
        house.deliver(house.merchant.paymentNotification(house.number(order)).asProbe());

    assertThat(probe.status()).hasValue(401);
    assertThat(house.status(order)).isEqualTo(Status.OPEN);
  }

  @Test
  void duplicatesThatComeTogetherAreActedOnOnce() throws Exception {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    int posts = 8;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(posts);
    try {
      List<Future<Delivery>> deliveries = new ArrayList<>();
      for (int i = 0; i < posts; i++) {
        SignedNotification copy = house.merchant.paymentNotification(house.number(order));
        deliveries.add(
            threads.submit(
                () -> {
                  start.await();
                  return house.deliver(copy);
                }));
      }
      start.countDown();
      for (Future<Delivery> delivery : deliveries) {
        assertThat(delivery.get(10, TimeUnit.SECONDS).result()).isEqualTo(Delivery.Result.ACCEPTED);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.orders.parcelsOf(order)).isEqualTo(1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(house.shop.home().resolve(path)).timeout(Duration.ofSeconds(10));
  }
}
