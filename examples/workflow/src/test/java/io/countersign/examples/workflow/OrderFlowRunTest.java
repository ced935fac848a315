// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.workflow.Order.Status;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("hosts")
@DisplayName("An order in the real engine, paid at the sandbox")
class OrderFlowRunTest {

  private static House house;

  @BeforeAll
  static void open() {
    house = new House();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void paidByWeChatPayAtHalfThePrice() {
    String number = House.number();
    String token = house.noodles(number);

    assertThat(house.choose(number, token, "weixin").status()).isEqualTo(202);
    house.awaitState(number, "callback");
    assertThat(house.attempt(number).payment().total()).hasToString("38.00 CNY");
    house.demo.weChatPay().pay(house.paymentNumber(number));
    house.clock.advance(Duration.ZERO);
    house.awaitEnd(number);

    assertThat(house.order(number).status()).isEqualTo(Status.PAID);
    assertThat(house.states(number))
        .containsExactly(
            "generateInfo",
            "payment",
            "paymentCombination",
            "collect",
            "outcome",
            "callback",
            "outcome",
            "orderCompleted",
            "done");
    assertThat(house.orders().ticketsOf(number)).isOne();
  }

  @Test
  void paidByAlipay() {
    String number = house.waitingFor("zhifubao");
    assertThat(house.attempt(number).payment().total()).hasToString("60.80 CNY");
    house.demo.alipay().pay(house.paymentNumber(number));
    house.clock.advance(Duration.ZERO);
    house.awaitEnd(number);
    assertThat(house.order(number).status()).isEqualTo(Status.PAID);
  }

  @Test
  void paidByUnionPay() {
    String number = house.waitingFor("unionpay");
    assertThat(house.attempt(number).payment().total()).hasToString("53.20 CNY");
    house.demo.unionPay().scan(house.attempt(number).shown().orElseThrow());
    house.demo.unionPay().pay(house.paymentNumber(number));
    house.clock.advance(Duration.ZERO);
    house.awaitEnd(number);
    assertThat(house.order(number).status()).isEqualTo(Status.PAID);
  }
}
