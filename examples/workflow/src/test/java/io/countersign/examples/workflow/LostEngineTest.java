// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.workflow.Order.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("hosts")
@DisplayName("An order whose engine was killed")
class LostEngineTest {

  private final House house = House.shared();

  @Test
  void goesOnWhereItWaitedForTheChoiceWithTheTokenThatThePayerHas() {
    String number = House.number();
    String token = house.noodles(number);
    List<Recorded> before = house.orders().states(number);
    house.demo.crashAndRestart();
    house.clock.advance(Duration.ofSeconds(100));
    house.tick();
    house.awaitState(number, "payment");

    assertThat(house.orders().states(number)).isEqualTo(before);
    assertThat(house.choose(number, token, "weixin").status()).isEqualTo(202);
    house.awaitState(number, "callback");
    house.paysByWeChat(number);
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.orders().states(number)).startsWith(before.get(0));
  }

  @Test
  void goesOnWhereItWaitedForTheCallbackWithoutAnotherCharge() {
    String number = house.waitingFor("weixin");
    String payment = house.paymentNumber(number);
    List<Recorded> before = house.orders().states(number);
    house.demo.crashAndRestart();
    house.demo.crashAndRestart();
    house.tick();
    house.awaitState(number, "callback");

    assertThat(house.orders().states(number)).isEqualTo(before);
    assertThat(house.paymentNumber(number)).isEqualTo(payment);
    house.paysByWeChat(number);
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.demo.weChatPay().chargesOf(payment)).isOne();
    assertThat(house.orders().ticketsOf(number)).isOne();
  }

  /** The workflow hears nothing: the payment is durable all the same, and found before it waits. */
  @Test
  void losesNoPaymentThatWasProvenWhileNoEngineRan() {
    String number = house.waitingFor("weixin");
    house.demo.platform().engine().close();
    house.paysByWeChat(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.states(number)).endsWith("callback");

    house.demo.crashAndRestart();
    house.tick();
    house.awaitEnd(number);
    assertThat(house.states(number)).endsWith("callback", "outcome", "orderCompleted", "done");
    assertThat(house.orders().ticketsOf(number)).isOne();
  }

  @Test
  void isTooLateForWhatWasMissedInTheMeantime() {
    String unchosen = House.number();
    String token = house.noodles(unchosen);
    house.demo.platform().engine().close();
    house.clock.advance(Duration.ofSeconds(301));
    assertThat(house.choose(unchosen, token, "weixin").status()).isEqualTo(409);

    house.demo.crashAndRestart();
    house.tick();
    house.awaitEnd(unchosen);
    assertThat(house.status(unchosen)).isEqualTo(Status.CANCELLED);
  }

  @Test
  void remembersAChoiceThatNoEngineHeard() {
    String number = House.number();
    String token = house.noodles(number);
    house.demo.platform().engine().close();
    assertThat(house.choose(number, token, "arrival").status()).isEqualTo(202);
    assertThat(house.states(number)).endsWith("payment");

    house.demo.crashAndRestart();
    house.tick();
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.AT_THE_COUNTER);
  }

  /** An account whose settings are broken just now: the task fails, and the execution with it. */
  @Test
  void isStartedAgainWhereATaskFailedAndIsNotCancelled() {
    Map<String, Object> offer =
        Map.of(
            "method", "zhifubao2",
            "name", Map.of("en", "Alipay", "zh", "支付宝"),
            "kind", "provider",
            "account", "lanxin.alipay2");
    house.demo.accounts().put("lanxin.alipay2", Map.of("ALIPAY_APP_ID", "broken"));
    house.staff("PUT", "/merchants/lanxin/methods/zhifubao2", offer);
    String number = House.number();
    house.choose(number, house.asked(number, "lanxin", Map.of("oolong", 1)), "zhifubao2");
    house.awaitState(number, "collect");
    house.awaitNotRunning(number);
    assertThat(house.status(number)).isEqualTo(Status.OPEN);
    assertThat(house.orders().attemptOf(number)).isEmpty();

    house.demo.accounts().put("lanxin.alipay2", house.demo.otherAlipay().environment());
    house.tick();
    house.awaitState(number, "callback");
    house.demo.otherAlipay().pay(house.paymentNumber(number));
    house.deliver();
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.states(number)).containsOnlyOnce("collect");
    house.staff("DELETE", "/merchants/lanxin/methods/zhifubao2", Map.of());
  }

  @Test
  void staysEndedOnceItHasEnded() {
    String number = House.number();
    house.choose(number, house.noodles(number), "arrival");
    house.awaitEnd(number);
    List<Recorded> states = house.orders().states(number);
    house.demo.crashAndRestart();
    house.tick();

    assertThat(house.demo.platform().engine().running()).doesNotContain(number);
    assertThat(house.orders().states(number)).isEqualTo(states);
  }
}
