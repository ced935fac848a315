// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.JournalEntry;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One run of the timer, and what it leaves for the next. */
class FollowUpRunTest {

  private final TeaHouse house = new TeaHouse();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aProviderThatHangsLeavesTimeForTheOthersInTheSameRun() throws Exception {
    begun(10);
    String there = house.paid("alipay");
    house.sandbox.clock().advance(Duration.ofMinutes(5));
    Instant start = house.clock.instant();
    SlowClient hanging = SlowClient.hanging(house.client("wechatpay"), house.sandbox.clock());

    assertThat(shop(hanging).followUp()).isEqualTo(11);

    assertThat(house.status("alipay", there)).isEqualTo("PAID 1");
    assertThat(hanging.deadlines).containsExactly(start.plusSeconds(5));
  }

  @Test
  void whatGotNoAnswerComesAfterWhatHasWaitedSince() {
    String first = begun(1);
    SlowClient hanging = SlowClient.hanging(house.client("wechatpay"), house.sandbox.clock());
    Callback callback = shop(hanging);
    callback.followUp();
    Instant tried = house.clock.instant();
    String second = begun(1);

    assertThat(house.orders.takeDue(tried.plusSeconds(120), Duration.ofMinutes(2), 2))
        .extracting(attempt -> attempt.payment().number())
        .containsExactly(second, first);
  }

  @Test
  void whatWasNotTriedForItsNeighboursSakeComesBeforeTheOneThatFailed() {
    begun(2);
    SlowClient hanging = SlowClient.hanging(house.client("wechatpay"), house.sandbox.clock());
    Callback callback = shop(hanging);
    assertThat(callback.followUp()).isEqualTo(2);

    house.sandbox.clock().advance(Duration.ofMinutes(1));

    // Of two that both hang, a single one that does not answer must not keep the other waiting.
    assertThat(callback.followUp()).isEqualTo(1);
    assertThat(hanging.deadlines).hasSize(2);
  }

  @Test
  void whoWasToldToComeBackLaterDoesNotComeEarlier() throws Exception {
    String number = house.paid("wechatpay");
    Callback callback = house.shop().callback();
    house
        .wechatPay
        .faults()
        .always(Operation.QUERY, Fault.frequencyLimited(Duration.ofMinutes(10)));
    house.sandbox.clock().advance(Duration.ofMinutes(5));
    callback.followUp();
    long asked = questions();
    house.wechatPay.faults().clear();

    house.sandbox.clock().advance(Duration.ofMinutes(9));
    assertThat(callback.followUp()).isZero();
    assertThat(questions()).isEqualTo(asked);

    house.sandbox.clock().advance(Duration.ofMinutes(1));
    assertThat(callback.followUp()).isEqualTo(1);
    assertThat(house.status("wechatpay", number)).isEqualTo("PAID 1");
  }

  @Test
  void aRunEndsWithItsTimeAndLeavesTheRestToTheNext() {
    begun(10);
    Instant start = house.clock.instant();
    SlowClient slow =
        SlowClient.answering(
            house.client("wechatpay"), house.sandbox.clock(), Duration.ofSeconds(3));

    assertThat(shop(slow).followUp()).isEqualTo(7);

    // The last call may not last longer than the run, and nothing of the rest was taken.
    assertThat(slow.deadlines).startsWith(start.plusSeconds(5)).endsWith(start.plusSeconds(20));
    assertThat(house.orders.takeDue(start, Duration.ofMinutes(2), 50)).hasSize(3);
  }

  @Test
  void anAnswerFromBeforeTheCallbackSettlesNothingAfterIt() throws Exception {
    String number = house.ordered("wechatpay");
    PaymentClient client = house.client("wechatpay");
    PaymentRef ref = house.orders.expectedBy("wechatpay").of(number).orElseThrow().payment();
    var unpaid = client.find(ref).orElseThrow();
    house.wechatPay.pay(number);
    house.orders.payment("wechatpay", client.find(ref).orElseThrow(), new FollowUp.Done());

    house.orders.payment("wechatpay", unpaid, new FollowUp.Ask(house.clock.instant()));

    assertThat(house.status("wechatpay", number)).isEqualTo("PAID 1");
    assertThat(house.orders.takeDue(house.clock.instant(), Duration.ofMinutes(2), 1)).isEmpty();
  }

  private Callback shop(SlowClient weChatPay) {
    Map<String, PaymentClient> clients = new HashMap<>();
    clients.put("wechatpay", weChatPay);
    clients.put("alipay", house.client("alipay"));
    return new Callback(TeaHouse.NOTIFY, Merchants.of(clients), house.orders, house.clock);
  }

  /** Orders at WeChat Pay that nobody knows there, due now: the last one's number. */
  private String begun(int orders) {
    String number = "";
    for (int i = 0; i < orders; i++) {
      PaymentId id = PaymentId.next();
      PaymentRef ref = PaymentRef.of("wechatpay", id, Money.of("25.00", "CNY"));
      house.orders.begin("wechatpay", ref, new FollowUp.Ask(house.clock.instant()));
      number = id.number();
    }
    return number;
  }

  private long questions() {
    return house.sandbox.weChatPay().journal().stream()
        .map(JournalEntry::operation)
        .filter(Operation.QUERY::equals)
        .count();
  }
}
