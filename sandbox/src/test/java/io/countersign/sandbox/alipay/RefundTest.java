// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;

  @BeforeEach
  void pay() throws Exception {
    caller.call("alipay.trade.precreate", Caller.order("ORDER"));
    merchant.pay("ORDER");
  }

  @AfterEach
  void stop() {
    caller.close();
  }

  /** Three seconds after whatever was before. */
  private Reply refund(String number, String amount) throws Exception {
    caller.clock.advance(Duration.ofSeconds(3));
    return refundNow(number, amount);
  }

  private Reply refundNow(String number, String amount) throws Exception {
    return caller.call(
        "alipay.trade.refund",
        Caller.number("ORDER")
            .put("refund_amount", amount)
            .put("out_request_no", number)
            .put("refund_reason", "退货"));
  }

  private Reply find(String number) throws Exception {
    return caller.call(
        "alipay.trade.fastpay.refund.query", Caller.number("ORDER").put("out_request_no", number));
  }

  @Test
  void whatIsToldOfRefundsIsTheirSum() throws Exception {
    Reply first = refund("R1", "7.00");
    assertThat(first.text("fund_change")).isEqualTo("Y");
    assertThat(first.text("refund_fee")).isEqualTo("7.00");
    assertThat(refund("R2", "1.33").text("refund_fee")).isEqualTo("8.33");
    assertThat(find("R2").text("refund_amount")).isEqualTo("1.33");
    Reply order = caller.call("alipay.trade.query", Caller.number("ORDER"));
    assertThat(order.text("trade_status")).isEqualTo("TRADE_SUCCESS");
    assertThat(refund("R3", "9.00").text("refund_fee")).isEqualTo("17.33");
    order = caller.call("alipay.trade.query", Caller.number("ORDER"));
    assertThat(order.text("trade_status")).isEqualTo("TRADE_CLOSED");
    assertThat(order.content().has("send_pay_date")).isTrue();
    assertThat(refund("R4", "0.01").subCode()).isEqualTo("ACQ.TRADE_HAS_CLOSE");
    assertThat(merchant.balance()).isZero();
  }

  @Test
  void theSameRefundTwiceMovesMoneyOnce() throws Exception {
    refund("R1", "7.00");
    Reply again = refund("R1", "7.00");
    assertThat(again.code()).isEqualTo("10000");
    assertThat(again.text("fund_change")).isEqualTo("N");
    assertThat(refund("R1", "7.01").subCode()).isEqualTo("ACQ.DISCORDANT_REPEAT_REQUEST");
    assertThat(merchant.refundedOf("ORDER")).isEqualTo(700);
  }

  @Test
  void twoRefundsOfOneTradeAreThreeSecondsApart() throws Exception {
    refund("R1", "1.00");
    caller.clock.advance(Duration.ofMillis(2_999));
    Reply early = refundNow("R2", "1.00");
    assertThat(early.subCode()).isEqualTo("ACQ.SYSTEM_ERROR");
    assertThat(early.explanation()).contains("three seconds");
    assertThat(refundNow("R1", "1.00").text("fund_change")).isEqualTo("N");
    assertThat(merchant.refundedOf("ORDER")).isEqualTo(100);
    caller.clock.advance(Duration.ofMillis(1));
    assertThat(refundNow("R2", "1.00").text("fund_change")).isEqualTo("Y");
    try (Caller hasty = new Caller(AlipaySetup.usual().refundsWithoutPause())) {
      hasty.call("alipay.trade.precreate", Caller.order("ORDER"));
      hasty.merchant.pay("ORDER");
      for (String number : new String[] {"R1", "R2"}) {
        ObjectNode part = Caller.number("ORDER").put("refund_amount", "1.00");
        assertThat(
                hasty
                    .call("alipay.trade.refund", part.put("out_request_no", number))
                    .text("fund_change"))
            .isEqualTo("Y");
      }
    }
  }

  @Test
  void theWindowForRefundsEndsByItself() throws Exception {
    caller.clock.advance(Duration.ofDays(365).minusSeconds(1));
    assertThat(merchant.order("ORDER").orElseThrow().state())
        .isEqualTo(OrderView.State.TRADE_SUCCESS);
    caller.clock.advance(Duration.ofSeconds(1));
    assertThat(merchant.order("ORDER").orElseThrow().state())
        .isEqualTo(OrderView.State.TRADE_FINISHED);
    assertThat(refund("R1", "1.00").subCode()).isEqualTo("ACQ.TRADE_HAS_FINISHED");
  }

  @Test
  void whatCannotBeRefundedIsFinishedWhenItIsPaid() throws Exception {
    try (Caller tickets = new Caller(AlipaySetup.usual().refundWindow(Duration.ZERO));
        Shop shop = new Shop()) {
      tickets.call("alipay.trade.precreate", Caller.order("TICKET"), "notify_url", shop.url());
      tickets.merchant.pay("TICKET");
      tickets.clock.advance(Duration.ofDays(2));
      assertThat(shop.posts).hasSize(1);
      assertThat(shop.form(0)).containsEntry("trade_status", "TRADE_FINISHED");
      ObjectNode full = Caller.number("TICKET").put("refund_amount", "17.33");
      assertThat(tickets.call("alipay.trade.refund", full).subCode())
          .isEqualTo("ACQ.TRADE_HAS_FINISHED");
    }
  }

  @ParameterizedTest
  @CsvSource({"TO_BANK,S,1.00", "BANK_REFUSES,F,"})
  void whatTheBankSaysOfARefundIsToldToWhoeverAsked(
      RefundCourse course, String status, String amount) throws Exception {
    try (Shop gateway = new Shop();
        Caller asking = new Caller(AlipaySetup.usual().applicationGateway(gateway.url()))) {
      asking.call("alipay.trade.precreate", Caller.order("ORDER"));
      asking.merchant.pay("ORDER");
      for (String number : new String[] {"QUIET", "ASKED"}) {
        ObjectNode part =
            Caller.number("ORDER").put("refund_amount", "1.00").put("out_request_no", number);
        if (number.equals("ASKED")) {
          part.putArray("query_options").add("deposit_back_info");
        }
        asking.merchant.nextRefund(course);
        Reply reply = asking.call("alipay.trade.refund", part);
        assertThat(reply.text("fund_change")).isEqualTo("Y");
        assertThat(reply.text("has_deposit_back")).isEqualTo(number.equals("ASKED") ? "Y" : "");
        asking.clock.advance(Duration.ofSeconds(3));
      }
      ObjectNode find = Caller.number("ORDER").put("out_request_no", "ASKED");
      find.putArray("query_options").add("deposit_back_info");
      String method = "alipay.trade.fastpay.refund.query";
      JsonNode bank = asking.call(method, find).content().path("deposit_back_info");
      assertThat(bank.path("dback_status").asText()).isEqualTo("P");
      assertThat(gateway.posts).isEmpty();
      asking.clock.advance(Duration.ofDays(1));
      bank = asking.call(method, find).content().path("deposit_back_info");
      assertThat(bank.path("dback_status").asText()).isEqualTo(status);
      assertThat(gateway.posts).hasSize(1);
      assertThat(gateway.form(0))
          .containsEntry("msg_method", "alipay.trade.refund.depositback.completed");
      JsonNode told = Caller.JSON.readTree(gateway.form(0).get("biz_content"));
      assertThat(told.path("out_request_no").asText()).isEqualTo("ASKED");
      assertThat(told.path("dback_status").asText()).isEqualTo(status);
      assertThat(told.path("dback_amount").asText(null)).isEqualTo(amount);
      assertThat(told.has("bank_ack_time")).isTrue();
    }
  }

  @Test
  void aSlowRefundAFailedOneAndNoneLookAlikeAtFirst() throws Exception {
    merchant.nextRefund(RefundCourse.LATER);
    assertThat(refund("SLOW", "1.00").text("fund_change")).isEqualTo("N");
    merchant.nextRefund(RefundCourse.FAILS);
    assertThat(refund("LOST", "2.00").text("fund_change")).isEqualTo("N");
    for (String number : new String[] {"SLOW", "LOST", "NEVER"}) {
      Reply reply = find(number);
      assertThat(reply.code()).isEqualTo("10000");
      assertThat(reply.content().has("refund_status")).isFalse();
      assertThat(reply.proven()).isTrue();
    }
    caller.clock.advance(Duration.ofMinutes(2));
    assertThat(find("SLOW").text("refund_status")).isEqualTo("REFUND_SUCCESS");
    assertThat(find("LOST").content().has("refund_status")).isFalse();
    assertThat(merchant.refundedOf("ORDER")).isEqualTo(100);
    assertThat(refund("REST", "16.33").text("fund_change")).isEqualTo("Y");
  }

  @Test
  void aWrongRefundIsRefusedForItsReason() throws Exception {
    assertThat(refund("R1", "17.34").subCode()).isEqualTo("ACQ.REASON_TRADE_REFUND_FEE_ERR");
    ObjectNode partial = Caller.number("ORDER").put("refund_amount", "1.00");
    assertThat(caller.call("alipay.trade.refund", partial).subCode())
        .isEqualTo("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
    merchant.balance(0);
    assertThat(refund("R1", "1.00").subCode()).isEqualTo("ACQ.SELLER_BALANCE_NOT_ENOUGH");
    merchant.endRefundWindow("ORDER");
    assertThat(refund("R1", "1.00").subCode()).isEqualTo("ACQ.TRADE_HAS_FINISHED");
    ObjectNode unknown =
        Caller.number("NOBODY").put("refund_amount", "1.00").put("out_request_no", "R1");
    assertThat(caller.call("alipay.trade.refund", unknown).subCode())
        .isEqualTo("ACQ.TRADE_NOT_EXIST");
    assertThat(merchant.refundedOf("ORDER")).isZero();
  }

  @Test
  void aFullRefundWithoutANumberHasTheOrders() throws Exception {
    ObjectNode full = Caller.number("ORDER").put("refund_amount", "17.33");
    assertThat(caller.call("alipay.trade.refund", full).text("fund_change")).isEqualTo("Y");
    assertThat(find("ORDER").text("refund_status")).isEqualTo("REFUND_SUCCESS");
  }

  @Test
  void anUnpaidOrderIsNotRefunded() throws Exception {
    caller.call("alipay.trade.precreate", Caller.order("OPEN"));
    merchant.begin("OPEN");
    ObjectNode full = Caller.number("OPEN").put("refund_amount", "17.33");
    assertThat(caller.call("alipay.trade.refund", full).subCode())
        .isEqualTo("ACQ.TRADE_STATUS_ERROR");
  }
}
