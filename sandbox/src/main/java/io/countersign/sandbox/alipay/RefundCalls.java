// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import java.time.Instant;

/** The calls about refunds. */
final class RefundCalls {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final String BANK = "deposit_back_info";

  private RefundCalls() {}

  static ObjectNode refund(Call call) throws Refusal {
    Order order = TradeCalls.begun(call);
    long fen = call.fen("refund_amount");
    String reason = call.text("refund_reason", 256);
    String given = call.text("out_request_no", 64);
    String number = given.isEmpty() ? order.outTradeNo : given;
    Refund known = order.refunds.get(number);
    if (known != null) {
      if (known.fen != fen) {
        throw Refusal.business(
            "ACQ.DISCORDANT_REPEAT_REQUEST", "out_request_no was used with another amount");
      }
      return answer(order, known, false);
    }
    if (given.isEmpty() && fen != order.fen) {
      throw Refusal.business(
          "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "a partial refund needs out_request_no");
    }
    checkRefundable(order, fen);
    checkPause(order, call.now());
    Account account = order.account;
    Refund refund = new Refund(number, fen, reason, call.now());
    refund.returned.addAll(account.royalties.returns(call, order, fen));
    long back = refund.returned.stream().mapToLong(share -> share.fen).sum();
    checkMoney(order, fen - back);
    refund.course = account.nextRefund;
    refund.reportsBank = call.lists("query_options", BANK);
    account.nextRefund = RefundCourse.AT_ONCE;
    account.orders.refund(order, refund);
    return answer(order, refund, refund.success);
  }

  private static void checkRefundable(Order order, long fen) throws Refusal {
    if (order.state == State.TRADE_FINISHED) {
      throw Refusal.business("ACQ.TRADE_HAS_FINISHED", "the refund window has ended");
    }
    if (order.state == State.TRADE_CLOSED && order.paid()) {
      throw Refusal.business("ACQ.TRADE_HAS_CLOSE", "everything was refunded already");
    }
    if (!order.paid()) {
      throw Refusal.business("ACQ.TRADE_STATUS_ERROR", "the order is not paid");
    }
    if (fen > order.fen - order.promised()) {
      throw Refusal.business(
          "ACQ.REASON_TRADE_REFUND_FEE_ERR", "refund_amount is more than what is left");
    }
  }

  /** Nobody has published a code for it; the remedy for this one is right: the same once more. */
  private static void checkPause(Order order, Instant now) throws Refusal {
    Instant last = order.lastRefund;
    boolean early = last != null && now.isBefore(last.plus(PAUSE));
    if (early && order.account.setup.refundPause()) {
      throw Refusal.business(
          "ACQ.SYSTEM_ERROR", "two refunds of one trade must be three seconds apart");
    }
  }

  /** What is frozen of the same order serves, too. */
  static void checkMoney(Order order, long fen) throws Refusal {
    if (order.account.ledger.balance.get() + order.held < fen) {
      throw Refusal.business("ACQ.SELLER_BALANCE_NOT_ENOUGH", "the merchant has not enough money");
    }
  }

  private static ObjectNode answer(Order order, Refund refund, boolean moved) {
    ObjectNode answer = OrderCalls.numbers(order);
    order.putBuyer(answer);
    answer
        .put("fund_change", moved ? "Y" : "N")
        .put("refund_fee", Numbers.yuan(order.refunded()))
        .put("send_back_fee", Numbers.yuan(moved ? refund.fen : 0));
    if (moved) {
      answer.put("gmt_refund_pay", Numbers.time(refund.at));
    }
    if (refund.reportsBank) {
      answer.put("has_deposit_back", refund.toBank() ? "Y" : "N");
    }
    return answer;
  }

  static ObjectNode query(Call call) throws Refusal {
    Order order = TradeCalls.begun(call);
    Refund refund = order.refunds.get(call.needed("out_request_no", 64));
    if (refund == null || !refund.success) {
      // Nothing but code and msg: failed, under way and never received look alike.
      return JsonText.object();
    }
    ObjectNode answer =
        OrderCalls.numbers(order)
            .put("out_request_no", refund.outRequestNo)
            .put("total_amount", Numbers.yuan(order.fen))
            .put("refund_amount", Numbers.yuan(refund.fen))
            .put("refund_status", "REFUND_SUCCESS")
            .put("send_back_fee", Numbers.yuan(refund.fen));
    if (!refund.reason.isEmpty()) {
      answer.put("refund_reason", refund.reason);
    }
    if (call.lists("query_options", "gmt_refund_pay")) {
      answer.put("gmt_refund_pay", Numbers.time(refund.at));
    }
    if (call.lists("query_options", BANK)) {
      putBank(refund, answer.putObject(BANK));
    }
    if (!refund.returned.isEmpty()) {
      putReturned(refund, answer.putArray("refund_royaltys"));
    }
    return answer;
  }

  private static void putBank(Refund refund, ObjectNode into) {
    into.put("has_deposit_back", refund.toBank() ? "true" : "false");
    if (!refund.toBank()) {
      return;
    }
    into.put("dback_status", refund.bankStatus())
        .put("dback_amount", Numbers.yuan(refund.fen))
        .put("est_bank_receipt_time", Numbers.time(refund.at.plus(Duration.ofDays(1))));
    Instant answered = refund.bankAnswered;
    if (answered != null) {
      into.put("bank_ack_time", Numbers.time(answered));
    }
  }

  private static void putReturned(Refund refund, ArrayNode into) {
    for (Share share : refund.returned) {
      into.addObject()
          .put("refund_amount", Numbers.yuan(share.fen))
          .put("royalty_type", "transfer")
          .put("result_code", "SUCCESS")
          .put("trans_out", share.transOut)
          .put("trans_in", share.transIn);
    }
  }

  /** What the application gateway is told when the payer's bank has answered. */
  static ObjectNode landed(Order order, Refund refund) {
    ObjectNode content =
        OrderCalls.numbers(order)
            .put("out_request_no", refund.outRequestNo)
            .put("dback_status", refund.bankStatus())
            .put("est_bank_receipt_time", Numbers.time(refund.at.plus(Duration.ofDays(1))));
    Instant answered = refund.bankAnswered;
    if (answered != null) {
      content.put("bank_ack_time", Numbers.time(answered));
    }
    // The amount stands there only when the bank has taken it.
    return refund.course == RefundCourse.TO_BANK
        ? content.put("dback_amount", Numbers.yuan(refund.fen))
        : content;
  }
}
