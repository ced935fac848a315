// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.examples.workflow.House.Answer;
import io.countersign.examples.workflow.Order.Status;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("hosts")
@DisplayName("An order in the real engine, when somebody cheats, is late or comes twice")
class HostileOrderTest {

  private final House house = House.shared();

  @ParameterizedTest
  @ValueSource(strings = {"ecpay", "weixin-free", "provider", "arrival2"})
  void aMethodThatIsNotOfferedCancelsTheOrder(String method) {
    String number = House.number();
    house.choose(number, house.noodles(number), method);
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
    assertThat(house.orders().attemptOf(number)).isEmpty();
    assertThat(house.states(number))
        .endsWith("payment", "paymentCombination", "orderCanceled", "outcome", "done");
  }

  @Test
  void aMethodThatOnlyAnotherMerchantOffersIsNotOffered() {
    String number = House.number();
    String token = house.asked(number, "lanxin", Map.of("oolong", 1));
    house.choose(number, token, "weixin");
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
  }

  @Test
  void whoDoesNotChooseIn300SecondsIsTooLate() {
    String number = House.number();
    String token = house.noodles(number);
    house.pass(Duration.ofSeconds(299));
    assertThat(house.states(number)).endsWith("payment");

    house.clock.advance(Duration.ofSeconds(1));
    // Before the timer has run, too.
    Answer late = house.choose(number, token, "weixin");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("report")).isEqualTo("TOO_LATE");
    house.tick();
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
    assertThat(house.choose(number, token, "weixin").text("report")).isEqualTo("TOO_LATE");
    assertThat(house.orders().attemptOf(number)).isEmpty();
  }

  @Test
  void ofTwoChoicesAtOnceOneCounts() throws Exception {
    String number = House.number();
    String token = house.noodles(number);
    List<Answer> answers;
    ExecutorService payers = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Answer>> clicks =
          Stream.of("weixin", "zhifubao", "unionpay", "arrival", "weixin", "zhifubao", "points")
              .map(method -> (Callable<Answer>) () -> house.choose(number, token, method))
              .toList();
      answers =
          payers.invokeAll(clicks).stream()
              .map(
                  click -> {
                    try {
                      return click.get();
                    } catch (Exception failed) {
                      throw new AssertionError(failed);
                    }
                  })
              .toList();
    } finally {
      payers.shutdown();
    }

    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 409)
        .hasSize(6)
        .allMatch(answer -> answer.text("report").equals("TAKEN_BEFORE"));
    assertThat(house.states(number)).containsOnlyOnce("paymentCombination");
    // The same report once more, after the fact.
    assertThat(house.choose(number, token, "weixin").status()).isEqualTo(409);
  }

  @Test
  void aForgedTaskTokenChoosesNothing() {
    String number = House.number();
    String token = house.noodles(number);
    String other = House.number();
    String othersToken = house.noodles(other);
    char last = token.charAt(token.length() - 2);
    String changed =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 1);

    for (String forged : List.of(othersToken, changed, "x", number)) {
      assertThat(house.choose(number, forged, "weixin").status()).isEqualTo(403);
    }
    assertThat(house.post("/orders/" + number + "/choice", Map.of("method", "weixin")).status())
        .isEqualTo(400);
    assertThat(house.order(number).choice()).isEmpty();
    assertThat(house.choose(number, token, "arrival").status()).isEqualTo(202);
  }

  @Test
  void aNumberIsStartedOnceWhileItRunsAndForEver() {
    String number = House.number();
    String token = house.noodles(number);
    assertThat(house.start(number, "jiyuan", Map.of("plum-juice", 1)).status()).isEqualTo(409);
    assertThat(house.start(number, "lanxin", Map.of("oolong", 1)).status()).isEqualTo(409);

    house.choose(number, token, "arrival");
    house.awaitEnd(number);
    assertThat(house.start(number, "jiyuan", Map.of("beef-noodles", 2)).status()).isEqualTo(409);
    house.tick();
    assertThat(house.order(number).total()).hasToString("76.00 CNY");
    assertThat(house.states(number)).containsOnlyOnce("generateInfo");
  }

  @Test
  void whatCannotBeBoughtStartsNothing() {
    for (Map<String, Integer> basket :
        List.<Map<String, Integer>>of(
            Map.of(),
            Map.of("beef-noodles", 0),
            Map.of("beef-noodles", -1),
            Map.of("beef-noodles", 100),
            Map.of("oolong", 1))) {
      String number = House.number();
      assertThat(house.start(number, "jiyuan", basket).status()).isEqualTo(400);
      assertThat(house.orders().find(number)).isEmpty();
    }
    assertThat(house.start(House.number(), "nobody", Map.of("oolong", 1)).status()).isEqualTo(404);
    assertThat(house.start("short", "lanxin", Map.of("oolong", 1)).status()).isEqualTo(400);
  }

  @Test
  void whoeverStartsOrdersAndPaysNoneIsToldToComeBackLater() {
    List<String> many =
        Stream.generate(House::number)
            .limit(Orders.MOST_OPEN - house.orders().unfinished().size())
            .toList();
    // In the table only, and ended at once: the engine need not have them all.
    many.forEach(
        number ->
            house
                .orders()
                .open(
                    Order.open(
                        number, "lanxin", "x", "x", Money.of("1", "CNY"), house.clock.instant())));
    String number = House.number();
    assertThat(house.start(number, "lanxin", Map.of("oolong", 1)).status()).isEqualTo(503);
    assertThat(house.orders().find(number)).isEmpty();

    many.forEach(one -> house.orders().entered(one, 0, OrderFlow.LAST_STATE));
    assertThat(house.start(number, "lanxin", Map.of("oolong", 1)).status()).isEqualTo(201);
  }

  /** Bodies that never end hold the doors' threads, and none of the engine's. */
  @Test
  void theTasksFindAThreadWhateverComesIn() throws Exception {
    String number = house.waitingFor("weixin");
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(house.home().getHost(), house.home().getPort());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                ("POST /executions/"
                        + number
                        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
      }
      Attempt attempt = house.attempt(number);
      house.demo.weChatPay().deliverNotificationsTo(URI.create("http://127.0.0.1:1/nobody"));
      house.demo.weChatPay().pay(attempt.payment().number());
      house.orders().follow(attempt.payment(), new FollowUp.Ask(house.clock.instant()));
      house.tick();
      house.awaitEnd(number);
      assertThat(house.status(number)).isEqualTo(Status.PAID);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
      backToOurDoor();
    }
  }

  @Test
  void theTasksAreForTheEngineOnly() {
    String number = house.waitingFor("weixin");
    Map<String, Object> body = Map.of("orderNumber", number, "visit", 5);

    String tasks = house.demo.platform().tasks() + "/";
    assertThat(house.post(tasks + "orderCompleted", body).status()).isEqualTo(403);
    assertThat(house.staff("POST", tasks + "callback", body).status()).isEqualTo(403);
    // Nor does anybody outside find them.
    assertThat(house.post("/tasks/orderCompleted", body).status()).isEqualTo(404);
    assertThat(house.status(number)).isEqualTo(Status.OPEN);
  }

  @Test
  void aCallbackThatComesTwiceCompletesOnce() {
    String number = house.waitingFor("zhifubao");
    house.demo.alipay().pay(house.paymentNumber(number));
    SignedForm told = house.demo.alipay().notification(house.paymentNumber(number));
    deliver(told, "jiyuan.alipay");
    deliver(told, "jiyuan.alipay");
    house.deliver();
    house.awaitEnd(number);
    deliver(told, "jiyuan.alipay");

    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.states(number)).containsOnlyOnce("orderCompleted");
    assertThat(house.orders().ticketsOf(number)).isOne();
    assertThat(house.orders().paybacksOf(number)).isEmpty();
  }

  /** The order was discounted: what is authentic, but for the full price, is not its payment. */
  @Test
  void aCallbackForTheFullPriceIsRefused() {
    String number = house.waitingFor("zhifubao");
    house.demo.alipay().deliverNotificationsTo(URI.create("http://127.0.0.1:1/nobody"));
    house.demo.alipay().pay(house.paymentNumber(number));
    SignedForm own = house.demo.alipay().notification(house.paymentNumber(number));
    deliver(own.with("total_amount", "76.00"), "jiyuan.alipay");
    deliver(own.tampered("total_amount", "60.80").with("total_amount", "0.01"), "jiyuan.alipay");
    house.tick();

    assertThat(house.status(number)).isEqualTo(Status.OPEN);
    assertThat(house.states(number)).endsWith("callback");
    deliver(own, "jiyuan.alipay");
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    backToOurDoor();
  }

  @Test
  void anotherMerchantsCallbackCompletesNothing() {
    String ours = house.waitingFor("zhifubao");
    String theirs = House.number();
    house.choose(theirs, house.asked(theirs, "lanxin", Map.of("oolong", 1)), "zhifubao");
    house.awaitState(theirs, "callback");
    house.demo.otherAlipay().pay(house.paymentNumber(theirs));
    SignedForm told = house.demo.otherAlipay().notification(house.paymentNumber(theirs));

    // Theirs at our address; ours in their name, authentic, at both.
    deliver(told, "jiyuan.alipay");
    SignedForm inTheirName = told.with("out_trade_no", house.paymentNumber(ours));
    deliver(inTheirName, "jiyuan.alipay");
    deliver(inTheirName, "lanxin.alipay");
    deliver(told, "nobody.alipay");
    house.tick();

    assertThat(house.status(ours)).isEqualTo(Status.OPEN);
    assertThat(house.status(theirs)).isEqualTo(Status.OPEN);
    deliver(told, "lanxin.alipay");
    house.awaitEnd(theirs);
    assertThat(house.status(theirs)).isEqualTo(Status.PAID);
    assertThat(house.status(ours)).isEqualTo(Status.OPEN);
  }

  @Test
  void aCloseThatIsRefusedBecauseItWasPaidCompletesTheOrder() {
    String number = house.waitingFor("weixin");
    house.demo.weChatPay().deliverNotificationsTo(URI.create("http://127.0.0.1:1/nobody"));
    // Its own follow-ups are not due: the first to ask is the close.
    house.demo.weChatPay().pay(house.paymentNumber(number));
    house.orders().follow(house.attempt(number).payment(), new FollowUp.Done());
    house.pass(Duration.ofHours(1));
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.states(number)).containsSequence("close", "outcome", "orderCompleted");
    assertThat(house.states(number)).doesNotContain("orderCanceled");
    backToOurDoor();
  }

  @Test
  void whileNobodyKnowsWhetherItIsClosedTheOrderIsNotCancelled() {
    String number = house.waitingFor("weixin");
    house.demo.weChatPay().faults().always(Operation.ANY, Fault.requestDropped());
    house.pass(Duration.ofHours(1));
    house.awaitState(number, "callback");
    assertThat(house.status(number)).isEqualTo(Status.OPEN);
    assertThat(house.states(number)).endsWith("close", "outcome", "callback");

    house.demo.weChatPay().faults().clear();
    house.pass(Duration.ofMinutes(2));
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
  }

  /** Callback, follow-up and the end of the time to pay, all in the same moment. */
  @RepeatedTest(5)
  void aCallbackAtTheLastMomentEitherCompletesTheOrderOrIsGivenBack() throws Exception {
    String number = house.waitingFor("zhifubao");
    house.demo.alipay().deliverNotificationsTo(URI.create("http://127.0.0.1:1/nobody"));
    house.demo.alipay().pay(house.paymentNumber(number));
    SignedForm told = house.demo.alipay().notification(house.paymentNumber(number));
    house.clock.advance(Duration.ofHours(1));
    ExecutorService all = Executors.newFixedThreadPool(4);
    try {
      Runnable callback = () -> deliver(told, "jiyuan.alipay");
      List<Callable<Object>> atOnce =
          Stream.of(callback, house::tick, callback, house::tick).map(Executors::callable).toList();
      for (Future<Object> one : all.invokeAll(atOnce)) {
        one.get();
      }
    } finally {
      all.shutdown();
    }
    house.awaitEnd(number);

    boolean paid = house.status(number) == Status.PAID;
    assertThat(house.orders().ticketsOf(number)).isEqualTo(paid ? 1 : 0);
    assertThat(house.orders().paybacksOf(number)).hasSize(paid ? 0 : 1);
    backToOurDoor();
  }

  private void deliver(SignedForm form, String account) {
    house.demo.alipay().deliverOnce(form, house.home().resolve("/notify/" + account));
  }

  private void backToOurDoor() {
    house.demo.alipay().deliverNotificationsTo(house.home().resolve("/notify/jiyuan.alipay"));
    house.demo.weChatPay().deliverNotificationsTo(house.home().resolve("/notify/jiyuan.wechatpay"));
  }
}
