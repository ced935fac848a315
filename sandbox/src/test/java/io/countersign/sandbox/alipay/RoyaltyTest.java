// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoyaltyTest {
  private static final String SETTLE = "alipay.trade.order.settle";
  private static final String RECEIVER = "2088000000000001";
  private static final String OTHER = "2088000000000002";

  private final Shop gateway = new Shop();
  private final Caller caller =
      new Caller(AlipaySetup.usual().royaltyPercent(60).applicationGateway(gateway.url()));
  private final AlipayMerchant merchant = caller.merchant;

  /** Of ten yuan, frozen, half a minute ago. */
  @BeforeEach
  void pay() throws Exception {
    pay("ORDER", true);
    merchant.bindReceiver(RECEIVER);
    merchant.bindReceiver(OTHER);
  }

  private void pay(String number, boolean frozen) throws Exception {
    ObjectNode order = Caller.order(number).put("total_amount", "10.00");
    order.putObject("extend_params").put("royalty_freeze", frozen ? "true" : "false");
    caller.call("alipay.trade.precreate", order);
    merchant.pay(number);
    caller.clock.advance(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    caller.close();
    gateway.close();
  }

  private String tradeNo(String order) {
    return merchant.order(order).orElseThrow().tradeNo();
  }

  private ObjectNode share(String number, String to, String amount) {
    ObjectNode share =
        JsonText.object().put("out_request_no", number).put("trade_no", tradeNo("ORDER"));
    share.putArray("royalty_parameters").addObject().put("trans_in", to).put("amount", amount);
    return share;
  }

  private JsonNode details(String number) throws Exception {
    ObjectNode find =
        JsonText.object().put("out_request_no", number).put("trade_no", tradeNo("ORDER"));
    return caller.call("alipay.trade.order.settle.query", find).content();
  }

  @Test
  void aFrozenPaymentIsSharedOnceAndTheRestIsLetGo() throws Exception {
    assertThat(merchant.balance()).isZero();
    assertThat(merchant.held("ORDER")).isEqualTo(1_000);
    Reply balance =
        caller.call(
            "alipay.fund.account.query", JsonText.object().put("account_type", "ACCTRANS_ACCOUNT"));
    assertThat(balance.text("available_amount")).isEqualTo("0.00");
    assertThat(balance.text("freeze_amount")).isEqualTo("10.00");
    Reply first = caller.call(SETTLE, share("S1", RECEIVER, "2.50"));
    assertThat(first.code()).isEqualTo("10000");
    assertThat(first.text("trade_no")).isEqualTo(tradeNo("ORDER"));
    Reply again = caller.call(SETTLE, share("S1", RECEIVER, "2.50"));
    assertThat(again.text("settle_no")).isEqualTo(first.text("settle_no"));
    assertThat(merchant.held("ORDER")).isEqualTo(750);
    ObjectNode finish = share("S2", OTHER, "1.00");
    finish.putObject("extend_params").put("royalty_finish", "true");
    caller.call(SETTLE, finish);
    assertThat(merchant.held("ORDER")).isZero();
    assertThat(merchant.balance()).isEqualTo(650);
    assertThat(merchant.shares("ORDER").stream().map(ShareView::fen)).containsExactly(250L, 100L);
    JsonNode detail = details("S1").path("royalty_detail_list").path(0);
    assertThat(detail.path("state").asText()).isEqualTo("SUCCESS");
    assertThat(detail.path("trans_in").asText()).isEqualTo(RECEIVER);
    assertThat(detail.path("amount").asText()).isEqualTo("2.50");
    ObjectNode byNumber = JsonText.object().put("settle_no", first.text("settle_no"));
    assertThat(caller.call("alipay.trade.order.settle.query", byNumber).text("out_request_no"))
        .isEqualTo("S1");
  }

  @Test
  void theRestIsLetGoWithoutAShareOrByItself() throws Exception {
    ObjectNode part = share("S1", RECEIVER, "1.00");
    part.remove("royalty_parameters");
    assertThat(caller.call(SETTLE, part).subCode()).isEqualTo("ACQ.INVALID_PARAMETER");
    part.putObject("extend_params")
        .put("royalty_finish", "true")
        .put("royalty_finish_amount", "4.00");
    assertThat(caller.call(SETTLE, part).code()).isEqualTo("10000");
    assertThat(merchant.held("ORDER")).isEqualTo(600);
    caller.clock.advance(Duration.ofDays(30));
    assertThat(merchant.held("ORDER")).isZero();
    assertThat(merchant.balance()).isEqualTo(1_000);
  }

  @Test
  void whatIsNotFrozenIsSharedFromTheBalance() throws Exception {
    pay("PLAIN", false);
    ObjectNode share = share("S1", RECEIVER, "1.00").put("trade_no", tradeNo("PLAIN"));
    merchant.balance(99);
    assertThat(caller.call(SETTLE, share).subCode())
        .isEqualTo("ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH");
    merchant.balance(100);
    assertThat(caller.call(SETTLE, share).code()).isEqualTo("10000");
    assertThat(merchant.balance()).isZero();
    assertThat(merchant.held("ORDER")).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "trans_in,2088000000000003,ACQ.ROYALTY_RECEIVER_INVALID",
    "trans_in_type,loginName,ACQ.ROYALTY_RECEIVER_INVALID",
    "trans_out,2088000000000002,ACQ.MUST_ALLOC_FROM_ROOT_ACCOUNT",
    "amount,6.01,ACQ.ALLOC_AMOUNT_VALIDATE_ERROR",
    "amount,0.00,ACQ.INVALID_PARAMETER",
    "amount,1.001,ACQ.INVALID_PARAMETER",
    "royalty_type,replenish,ACQ.SETTLE_SCENE_NOT_SUPPORT",
  })
  void aWrongShareMovesNothing(String field, String value, String subCode) throws Exception {
    ObjectNode share = share("S1", RECEIVER, "1.00");
    ((ObjectNode) share.path("royalty_parameters").path(0)).put(field, value);
    assertThat(caller.call(SETTLE, share).subCode()).isEqualTo(subCode);
    assertThat(merchant.shares("ORDER")).isEmpty();
    assertThat(merchant.held("ORDER")).isEqualTo(1_000);
  }

  @Test
  void whatWasRefundedIsNotSharedAgain() throws Exception {
    ObjectNode refund =
        Caller.number("ORDER").put("refund_amount", "5.00").put("out_request_no", "R1");
    caller.call("alipay.trade.refund", refund);
    merchant.balance(1_000);
    assertThat(caller.call(SETTLE, share("S1", RECEIVER, "5.01")).subCode())
        .isEqualTo("ACQ.ALLOC_AMOUNT_VALIDATE_ERROR");
    assertThat(caller.call(SETTLE, share("S1", RECEIVER, "5.00")).code()).isEqualTo("10000");
  }

  @Test
  void aNumberBelongsToOneSharingAndAPaymentToOneMode() throws Exception {
    caller.call(SETTLE, share("S1", RECEIVER, "1.00"));
    assertThat(caller.call(SETTLE, share("S1", RECEIVER, "1.01")).subCode())
        .isEqualTo("ACQ.DISCORDANT_REPEAT_REQUEST");
    pay("PLAIN", false);
    ObjectNode other = share("S1", RECEIVER, "1.00").put("trade_no", tradeNo("PLAIN"));
    assertThat(caller.call(SETTLE, other).subCode()).isEqualTo("ACQ.DUP_OUT_REQUEST_NO");
    ObjectNode async = share("S2", RECEIVER, "1.00").put("royalty_mode", "async");
    assertThat(caller.call(SETTLE, async).subCode()).isEqualTo("ACQ.ILLEGAL_SETTLE_STATE");
    ObjectNode itself = share("S3", merchant.sellerId(), "1.00");
    assertThat(caller.call(SETTLE, itself).subCode()).isEqualTo("ACQ.ROYALTY_ACCOUNTS_EQUAL");
    ObjectNode six = share("S4", RECEIVER, "0.01");
    for (int i = 0; i < 5; i++) {
      six.withArray("royalty_parameters")
          .addObject()
          .put("trans_in", RECEIVER)
          .put("amount_percentage", 1);
    }
    assertThat(caller.call(SETTLE, six).explanation()).contains("async");
    assertThat(merchant.shares("ORDER")).hasSize(1);
  }

  @Test
  void thirtySecondsMustPassAndThirtyCallsASecondAreTheMost() throws Exception {
    ObjectNode fresh = Caller.order("FRESH").put("total_amount", "10.00");
    caller.call("alipay.trade.precreate", fresh);
    merchant.pay("FRESH");
    caller.clock.advance(Duration.ofMillis(29_999));
    ObjectNode share = share("S1", RECEIVER, "1.00").put("trade_no", tradeNo("FRESH"));
    assertThat(caller.call(SETTLE, share).subCode()).isEqualTo("ACQ.TRADE_SETTLE_ERROR");
    caller.clock.advance(Duration.ofMillis(1));
    assertThat(caller.call(SETTLE, share).code()).isEqualTo("10000");
    for (int i = 0; i < 28; i++) {
      caller.call(SETTLE, share);
    }
    assertThat(caller.call(SETTLE, share).subCode()).isEqualTo("ACQ.FREQUENCY_LIMITED");
    caller.clock.advance(Duration.ofSeconds(1));
    assertThat(caller.call(SETTLE, share).code()).isEqualTo("10000");
  }

  @Test
  void aLaterResultIsToldToTheApplicationGateway() throws Exception {
    merchant.nextSharingFails();
    ObjectNode share = share("S1", RECEIVER, "1.00").put("royalty_mode", "async");
    share
        .withArray("royalty_parameters")
        .addObject()
        .put("trans_in", OTHER)
        .put("amount_percentage", 20);
    Reply reply = caller.call(SETTLE, share);
    assertThat(details("S1").toString()).contains("PROCESSING");
    assertThat(merchant.held("ORDER")).isEqualTo(700);
    caller.clock.advance(Duration.ofMinutes(1));
    assertThat(merchant.held("ORDER")).isEqualTo(800);
    assertThat(merchant.shares("ORDER").stream().map(ShareView::state))
        .containsExactly(ShareView.State.FAIL, ShareView.State.SUCCESS);
    assertThat(gateway.form(0)).containsEntry("msg_method", "alipay.trade.order.settle.notify");
    JsonNode told = Caller.JSON.readTree(gateway.form(0).get("biz_content"));
    assertThat(told.path("settle_no").asText()).isEqualTo(reply.text("settle_no"));
    assertThat(told.path("royalty_detail_list").path(0).path("state").asText()).isEqualTo("FAIL");
  }

  @Test
  void aRefundTakesSharesBackAndNoMoreThanThere() throws Exception {
    caller.call(SETTLE, share("S1", RECEIVER, "2.50"));
    ObjectNode refund =
        Caller.number("ORDER").put("refund_amount", "10.00").put("out_request_no", "R1");
    assertThat(caller.call("alipay.trade.refund", refund).subCode())
        .isEqualTo("ACQ.SELLER_BALANCE_NOT_ENOUGH");
    ObjectNode back = refund.withArray("refund_royalty_parameters").addObject();
    back.put("trans_out", OTHER).put("amount", "2.50");
    assertThat(caller.call("alipay.trade.refund", refund).subCode())
        .isEqualTo("ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST");
    back.put("trans_out", RECEIVER).put("amount", "2.51");
    assertThat(caller.call("alipay.trade.refund", refund).subCode())
        .isEqualTo("ACQ.ALLOC_AMOUNT_VALIDATE_ERROR");
    back.put("amount", "2.50");
    refund.put("refund_amount", "2.49");
    assertThat(caller.call("alipay.trade.refund", refund).explanation()).contains("more would");
    refund.put("refund_amount", "10.00");
    assertThat(caller.call("alipay.trade.refund", refund).text("fund_change")).isEqualTo("Y");
    assertThat(merchant.balance()).isZero();
    assertThat(merchant.held("ORDER")).isZero();
    assertThat(details("S1").path("royalty_detail_list").path(1).path("operation_type").asText())
        .isEqualTo("transfer_refund");
    ObjectNode find = Caller.number("ORDER").put("out_request_no", "R1");
    JsonNode returned =
        caller.call("alipay.trade.fastpay.refund.query", find).content().path("refund_royaltys");
    assertThat(returned.path(0).path("trans_out").asText()).isEqualTo(RECEIVER);
    assertThat(caller.call(SETTLE, share("S2", RECEIVER, "1.00")).subCode())
        .isEqualTo("ACQ.ALLOC_REFUSE_AFTER_REFUND");
  }

  private Reply relation(String what, String type, String account, String name) throws Exception {
    ObjectNode receivers = JsonText.object().put("out_request_no", "B1");
    receivers
        .putArray("receiver_list")
        .addObject()
        .put("type", type)
        .put("account", account)
        .put("name", name)
        .put("memo", "达人");
    return caller.call("alipay.trade.royalty.relation." + what, receivers);
  }

  @Test
  void receiversAreBoundListedAndStruckOut() throws Exception {
    assertThat(relation("bind", "userId", "123", "").subCode()).isEqualTo("USER_NOT_EXIST");
    assertThat(relation("bind", "cardNo", "123", "").subCode()).isEqualTo("INVALID_RECEIVER_TYPE");
    assertThat(relation("bind", "loginName", "a@b.example", "").explanation()).contains("name");
    assertThat(relation("bind", "loginName", "a@b.example", "王五").text("result_code"))
        .isEqualTo("SUCCESS");
    ObjectNode page =
        JsonText.object().put("out_request_no", "L1").put("page_num", 2).put("page_size", 2);
    Reply list = caller.call("alipay.trade.royalty.relation.batchquery", page);
    assertThat(list.text("total_record_num")).isEqualTo("3");
    assertThat(list.text("total_page_num")).isEqualTo("2");
    assertThat(list.content().path("receiver_list")).hasSize(1);
    assertThat(relation("unbind", "userId", RECEIVER, "").text("result_code")).isEqualTo("SUCCESS");
    assertThat(caller.call(SETTLE, share("S1", RECEIVER, "1.00")).subCode())
        .isEqualTo("ACQ.ROYALTY_RECEIVER_INVALID");
    ObjectNode none = JsonText.object().put("out_request_no", "B2");
    assertThat(caller.call("alipay.trade.royalty.relation.bind", none).subCode())
        .isEqualTo("RECEIVER_LIST_EMPTY");
    Reply rate = caller.rest("GET", "/v3/alipay/trade/royalty/rate/query?out_request_no=Q1", "");
    assertThat(rate.text("max_ratio")).isEqualTo("60");
    assertThat(rate.text("user_id")).isEqualTo(merchant.sellerId());
  }

  @Test
  void whatIsSaidOfAnOrderOfCreditCountsOnce() throws Exception {
    ObjectNode said =
        JsonText.object()
            .put("trade_no", tradeNo("ORDER"))
            .put("out_request_no", "C1")
            .put("biz_type", "CREDIT_AUTH")
            .put("order_biz_info", "{\"status\":\"COMPLETE\"}");
    String method = "alipay.trade.orderinfo.sync";
    assertThat(caller.call(method, said).text("out_trade_no")).isEqualTo("ORDER");
    said.put("order_biz_info", "{\"status\":\"VIOLATED\"}");
    assertThat(caller.call(method, said).code()).isEqualTo("10000");
    assertThat(merchant.synced("ORDER")).containsExactly(Map.entry("C1", "COMPLETE"));
    said.put("order_biz_info", "{\"status\":\"LOST\"}");
    assertThat(caller.call(method, said).subCode()).isEqualTo("ACQ.INVALID_PARAMETER");
  }
}
