// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodePayTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private ObjectNode order(String number, PayerBehaviour behaviour) {
    return Caller.order(number)
        .put("scene", "bar_code")
        .put("auth_code", merchant.paymentCode(behaviour));
  }

  private Reply pay(ObjectNode order) throws Exception {
    return caller.call("alipay.trade.pay", order);
  }

  private Reply about(String call, String number) throws Exception {
    return caller.call("alipay.trade." + call, Caller.number(number));
  }

  @Test
  void aSmallPaymentIsMadeWithinTheCall() throws Exception {
    Reply reply = pay(order("CODE1", PayerBehaviour.PAYS_AT_ONCE));
    assertThat(reply.code()).isEqualTo("10000");
    assertThat(reply.text("gmt_payment")).isEqualTo("2026-03-01 10:00:00");
    assertThat(merchant.paymentsOf("CODE1")).isEqualTo(1);
  }

  @Test
  void aPasswordTakesTimeAndIsNoSuccess() throws Exception {
    ObjectNode order = order("CODE2", PayerBehaviour.PAYS_AFTER_PASSWORD);
    Reply reply = pay(order);
    assertThat(reply.code()).isEqualTo("10003");
    assertThat(reply.proven()).isTrue();
    assertThat(reply.content().has("gmt_payment")).isFalse();
    assertThat(pay(order).code()).isEqualTo("10003");
    assertThat(about("query", "CODE2").text("trade_status")).isEqualTo("WAIT_BUYER_PAY");
    caller.clock.advance(Duration.ofSeconds(10));
    assertThat(about("query", "CODE2").text("trade_status")).isEqualTo("TRADE_SUCCESS");
    assertThat(pay(order).subCode()).isEqualTo("ACQ.TRADE_HAS_SUCCESS");
    assertThat(merchant.paymentsOf("CODE2")).isEqualTo(1);
  }

  @Test
  void whoNeverTypesThePasswordCanBeCancelled() throws Exception {
    pay(order("CODE3", PayerBehaviour.NEEDS_PASSWORD));
    caller.clock.advance(Duration.ofMinutes(2));
    assertThat(about("query", "CODE3").text("trade_status")).isEqualTo("WAIT_BUYER_PAY");
    assertThat(about("cancel", "CODE3").text("action")).isEqualTo("close");
    assertThatThrownBy(() -> merchant.pay("CODE3")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void thePayerMayTypeThePasswordWhenTheTestSaysSo() throws Exception {
    pay(order("CODE4", PayerBehaviour.NEEDS_PASSWORD));
    merchant.pay("CODE4");
    assertThat(merchant.order("CODE4").orElseThrow().state()).isEqualTo(State.TRADE_SUCCESS);
  }

  @Test
  void whoLeavesTheMinuteLeavesAnUnpaidTrade() throws Exception {
    pay(order("CODE5", PayerBehaviour.CANCELS_PASSWORD));
    caller.clock.advance(Duration.ofSeconds(10));
    assertThat(about("query", "CODE5").text("trade_status")).isEqualTo("WAIT_BUYER_PAY");
    assertThat(pay(order("CODE5", PayerBehaviour.PAYS_AT_ONCE)).code()).isEqualTo("10000");
  }

  @Test
  void aPoorPayerCanTryAnotherCode() throws Exception {
    assertThat(pay(order("CODE6", PayerBehaviour.NOT_ENOUGH)).subCode())
        .isEqualTo("ACQ.BUYER_BALANCE_NOT_ENOUGH");
    assertThat(pay(order("CODE6", PayerBehaviour.PAYS_AT_ONCE)).code()).isEqualTo("10000");
    assertThat(merchant.paymentsOf("CODE6")).isEqualTo(1);
  }

  @Test
  void aCodeCountsOnce() throws Exception {
    ObjectNode first = order("CODE7", PayerBehaviour.PAYS_AT_ONCE);
    pay(first);
    Reply second = pay(first.deepCopy().put("out_trade_no", "CODE8"));
    assertThat(second.subCode()).isEqualTo("ACQ.PAYMENT_AUTH_CODE_INVALID");
    assertThat(pay(order("CODE9", PayerBehaviour.EXPIRED_CODE)).subCode())
        .isEqualTo("ACQ.PAYMENT_AUTH_CODE_INVALID");
    assertThat(merchant.order("CODE8")).isEmpty();
    assertThat(merchant.order("CODE9")).isEmpty();
    assertThat(pay(first.deepCopy().put("auth_code", "123")).subCode())
        .isEqualTo("ACQ.PAYMENT_AUTH_CODE_INVALID");
  }
}
