// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.JournalEntry;
import io.countersign.sandbox.wechatpay.Operation;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackTest {

  private final TeaHouse house = new TeaHouse();
  private final Callback callback = house.shop().callback();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void runsSideBySideAskAboutEachAttemptOnce() throws Exception {
    house.ordered("wechatpay");
    house.sandbox.clock().advance(Duration.ofMinutes(5));

    // The second run begins while the first has taken what is due, and is not done.
    var taken = house.orders.takeDue(house.clock.instant(), Duration.ofMinutes(2), 50);

    assertThat(taken).hasSize(1);
    assertThat(callback.followUp()).isZero();
    // The first has died: when its lease is over, another takes it.
    house.sandbox.clock().advance(Duration.ofMinutes(2));
    assertThat(callback.followUp()).isEqualTo(1);
    assertThat(questions()).isEqualTo(1);
  }

  @Test
  void aProviderThatIsAwayHoldsUpNothingElse() throws Exception {
    String away = house.paid("wechatpay");
    String there = house.paid("alipay");
    house.wechatPay.faults().always(Operation.QUERY, Fault.serviceUnavailable());
    house.sandbox.clock().advance(Duration.ofMinutes(5));

    assertThat(callback.followUp()).isEqualTo(2);

    assertThat(house.status("wechatpay", away)).isEqualTo("OPEN 0");
    assertThat(house.status("alipay", there)).isEqualTo("PAID 1");
    house.wechatPay.faults().clear();
    house.sandbox.clock().advance(Duration.ofMinutes(2));
    assertThat(callback.followUp()).isEqualTo(1);
    assertThat(house.status("wechatpay", away)).isEqualTo("PAID 1");
  }

  @Test
  void anAnswerAboutAnotherSumStopsTheFollowUpAndShipsNothing() throws Exception {
    String number = house.paid("wechatpay");
    house.wechatPay.faults().always(Operation.QUERY, Fault.wrongAmount());
    house.sandbox.clock().advance(Duration.ofMinutes(5));

    assertThat(callback.followUp()).isEqualTo(1);

    assertThat(house.status("wechatpay", number)).isEqualTo("OPEN 0");
    house.sandbox.clock().advance(Duration.ofDays(1));
    assertThat(callback.followUp()).isZero();
  }

  @Test
  void whatIsUnpaidIsClosedWhenItsTimeIsOver() throws Exception {
    String number = house.ordered("wechatpay");

    for (int minutes = 0; minutes < 60; minutes += 5) {
      house.sandbox.clock().advance(Duration.ofMinutes(5));
      callback.followUp();
    }

    assertThat(house.status("wechatpay", number)).isEqualTo("OVER 0");
    house.sandbox.clock().advance(Duration.ofDays(30));
    assertThat(callback.followUp()).isZero();
  }

  @Test
  void whatIsPaidAfterItWasOverIsOwedBackAndShipsNothing() throws Exception {
    String number = house.ordered("wechatpay");
    for (int minutes = 0; minutes < 60; minutes += 5) {
      house.sandbox.clock().advance(Duration.ofMinutes(5));
      callback.followUp();
    }
    assertThat(house.status("wechatpay", number)).isEqualTo("OVER 0");

    notified(house.lateCallback(number));

    assertThat(house.status("wechatpay", number)).isEqualTo("OWED_BACK 0");
  }

  @Test
  void aMerchantProvesNothingAboutItsNeighboursOrder() throws Exception {
    String theirs = house.ordered("neighbour");

    ReceivedReply reply = notified(callback, house.lateCallback(theirs));

    assertThat(reply.result()).isEqualTo(ReceivedReply.Result.UNEXPECTED);
    assertThat(reply.acknowledged()).isFalse();
    assertThat(house.status("neighbour", theirs)).isEqualTo("OPEN 0");
  }

  @Test
  void whatACallbackSettledIsNotReopenedByARunThatAskedBefore() throws Exception {
    String number = house.paid("wechatpay");
    house.sandbox.clock().advance(Duration.ofMinutes(5));
    var taken = house.orders.takeDue(house.clock.instant(), Duration.ofMinutes(2), 1);

    notified(house.callback("wechatpay", number));
    house.orders.follow(taken.get(0), new FollowUp.Ask(house.clock.instant()));

    assertThat(callback.followUp()).isZero();
    assertThat(house.status("wechatpay", number)).isEqualTo("PAID 1");
  }

  @Test
  void aRunTakesNoMoreThanItsShare() throws Exception {
    String number = house.ordered("wechatpay");
    PaymentRef ref = house.orders.expectedBy("wechatpay").of(number).orElseThrow().payment();
    for (int i = 0; i < 60; i++) {
      // Nobody knows these there; asking is all that counts.
      PaymentRef other = PaymentRef.of("wechatpay", PaymentId.next(), ref.total());
      house.orders.begin("wechatpay", other, new FollowUp.Ask(house.clock.instant()));
    }

    assertThat(callback.followUp()).isEqualTo(50);
    assertThat(callback.followUp()).isEqualTo(10);
  }

  @Test
  void whatIsNeitherHttpNorATimerIsAnErrorOfTheFunction() {
    byte[] queue = "{\"Records\":[]}".getBytes(StandardCharsets.UTF_8);
    byte[] junk = "<xml/>".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> callback.handle(new ByteArrayInputStream(queue)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("triggers");
    assertThatThrownBy(() -> callback.handle(new ByteArrayInputStream(junk)))
        .isInstanceOf(InvalidNotificationException.class);
  }

  @Test
  void anEventThatFailsIsReportedAndTheNextOneIsServed() throws Exception {
    byte[] queue = "{\"Records\":[]}".getBytes(StandardCharsets.UTF_8);
    try (ScfRuntimeApi api = new ScfRuntimeApi(List.of(queue, EventFile.timer("scf-timer")))) {
      TencentFunction function = new TencentFunction(house.shop());

      new ScfRuntime(api.uri()).run(function::mainHandler, api::hasMore);

      assertThat(api.heard())
          .containsExactly(
              "init/ready  ",
              "invocation/error the function's log says why",
              "invocation/response {\"asked\":0}");
    }
  }

  @Test
  void strangersCannotPlayTheTimerWhereNoProxyKeepsItsHeaderForItself() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    house.ordered("wechatpay");
    house.sandbox.clock().advance(Duration.ofMinutes(5));
    try (WebHost host = WebHost.listen(any, house.shop(), false)) {
      int status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + "/invoke"))
                      .header("x-fc-control-path", "/invoke")
                      .POST(HttpRequest.BodyPublishers.ofByteArray(EventFile.timer("fc3-timer")))
                      .build(),
                  Platform.text())
              .statusCode();

      assertThat(status).isEqualTo(404);
    }
    assertThat(questions()).isZero();
  }

  @Test
  void aRequestThatEndsInAnErrorIsAnsweredByTheSmallServer() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (WebHost host = WebHost.listen(any, house.shop(), true)) {
      int status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + "/invoke"))
                      .header("x-fc-control-path", "/invoke")
                      .POST(HttpRequest.BodyPublishers.ofString("<xml/>"))
                      .build(),
                  Platform.text())
              .statusCode();

      assertThat(status).isEqualTo(500);
    }
  }

  @Test
  void aVariableThatIsMissingIsNamed() {
    assertThatThrownBy(() -> Shop.fromEnvironment(Map.of("NOTIFY_BASE", "https://a.example/n")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("ORDERS_JDBC_URL");
  }

  @Test
  void theVariablesOfAllProvidersOpenTheWholeShop() throws Exception {
    Shop shop = Shop.fromEnvironment(house.environment());
    shop.warmUp();
    String number = house.paid("alipay");
    var reply = notified(shop.callback(), house.callback("alipay", number));

    assertThat(reply.body()).isEqualTo("success");
    assertThat(house.status("alipay", number)).isEqualTo("PAID 1");
  }

  private void notified(Call call) {
    assertThat(notified(callback, call).acknowledged()).isTrue();
  }

  private static ReceivedReply notified(Callback callback, Call call) {
    return callback.notified(
        call.method(), call.path(), call.headers(), new ByteArrayInputStream(call.body()));
  }

  private long questions() {
    return house.sandbox.weChatPay().journal().stream()
        .map(JournalEntry::operation)
        .filter(Operation.QUERY::equals)
        .count();
  }
}
