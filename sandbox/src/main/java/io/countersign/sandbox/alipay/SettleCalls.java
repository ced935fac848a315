// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.OrderView.State;
import io.countersign.sandbox.alipay.Share.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The calls that share a payment, and tell how it was shared. */
final class SettleCalls {
  private static final int MOST_AT_ONCE = 5;
  private static final Duration AFTER_PAYMENT = Duration.ofSeconds(30);

  private SettleCalls() {}

  static ObjectNode settle(Call call) throws Refusal {
    String number = call.needed("out_request_no", 64);
    String tradeNo = call.needed("trade_no", 64);
    Royalties royalties = call.owner().royalties;
    if (royalties.tooOften(call.now())) {
      throw Refusal.business("ACQ.FREQUENCY_LIMITED", "more than 30 calls within a second");
    }
    Optional<Settlement> known = royalties.find(number);
    if (known.isPresent()) {
      return repeated(known.get(), tradeNo, call);
    }
    Order order = TradeCalls.begun(call);
    boolean async = async(call);
    checkOrder(order, call.now());
    if (royalties.of(order).stream().anyMatch(one -> one.async != async)) {
      throw Refusal.business(
          "ACQ.ILLEGAL_SETTLE_STATE", "this trade was shared in the other royalty_mode before");
    }
    Settlement settlement = new Settlement(call, order, async);
    JsonNode list = call.biz().path("royalty_parameters");
    if (list.isEmpty() && !settlement.finishes) {
      throw Refusal.field("royalty_parameters", "is missing");
    }
    if (list.size() > MOST_AT_ONCE && !async) {
      throw Refusal.field("royalty_parameters", "has more than 5 receivers, which needs async");
    }
    for (JsonNode one : list) {
      settlement.shares.add(share(call, order, async, one));
    }
    checkMoney(settlement);
    long left = released(settlement);
    royalties.settle(settlement);
    order.release(left);
    return settlement.answer();
  }

  private static ObjectNode repeated(Settlement known, String tradeNo, Call call) throws Refusal {
    if (!known.order.tradeNo.equals(tradeNo)) {
      throw Refusal.business("ACQ.DUP_OUT_REQUEST_NO", "out_request_no was used for another trade");
    }
    if (!known.terms.equals(call.biz())) {
      throw Refusal.business(
          "ACQ.DISCORDANT_REPEAT_REQUEST", "out_request_no was used with other data");
    }
    return known.answer();
  }

  private static boolean async(Call call) throws Refusal {
    String mode = call.text("royalty_mode", 32);
    if (!mode.isEmpty() && !mode.equals("sync") && !mode.equals("async")) {
      throw Refusal.field("royalty_mode", "must be sync or async");
    }
    return mode.equals("async");
  }

  private static void checkOrder(Order order, Instant now) throws Refusal {
    Instant paidAt = order.paidAt;
    if (paidAt == null) {
      throw Refusal.business("ACQ.ILLEGAL_SETTLE_STATE", "the trade is not paid");
    }
    if (order.state == State.TRADE_CLOSED) {
      throw Refusal.business("ACQ.ALLOC_REFUSE_AFTER_REFUND", "everything was refunded");
    }
    if (now.isBefore(paidAt.plus(AFTER_PAYMENT))) {
      throw Refusal.business(
          "ACQ.TRADE_SETTLE_ERROR", "30 seconds must pass after the payment, try again");
    }
  }

  private static Share share(Call call, Order order, boolean async, JsonNode one) throws Refusal {
    Account account = order.account;
    if (!one.path("royalty_type").asText("transfer").equals("transfer")) {
      throw Refusal.business(
          "ACQ.SETTLE_SCENE_NOT_SUPPORT", "the sandbox knows royalty_type transfer only");
    }
    String from = one.path("trans_out").asText("");
    if (!from.isEmpty() && !from.equals(account.sellerId)) {
      throw Refusal.business(
          "ACQ.MUST_ALLOC_FROM_ROOT_ACCOUNT", "trans_out must be the merchant who was paid");
    }
    String type = one.path("trans_in_type").asText("userId");
    String name = one.path("trans_in").asText("");
    if (name.equals(account.sellerId)) {
      throw Refusal.business("ACQ.ROYALTY_ACCOUNTS_EQUAL", "trans_in is the merchant itself");
    }
    Receiver receiver =
        account
            .royalties
            .receiver(type, name)
            .orElseThrow(
                () ->
                    Refusal.business(
                        "ACQ.ROYALTY_RECEIVER_INVALID",
                        "trans_in is bound to no merchant's list, bind it first"));
    String said = one.path("trans_in_name").asText("");
    if (!said.isEmpty() && !receiver.name().isEmpty() && !said.equals(receiver.name())) {
      throw Refusal.business("ACQ.ROYALTY_ACCOUNT_NAME_NOT_MATCH", "trans_in_name is another");
    }
    ShareView.State state = async ? ShareView.State.PROCESSING : ShareView.State.SUCCESS;
    return new Share("transfer", account.sellerId, receiver, amount(order, one), call.now(), state);
  }

  private static long amount(Order order, JsonNode one) throws Refusal {
    String amount = one.path("amount").asText("");
    String percent = one.path("amount_percentage").asText("");
    if (!amount.isEmpty()) {
      return Numbers.fen(amount)
          .filter(fen -> fen > 0)
          .orElseThrow(() -> Refusal.field("royalty_parameters.amount", "must be yuan"));
    }
    if (!percent.matches("[1-9][0-9]?|100")) {
      throw Refusal.field(
          "royalty_parameters.amount", "is missing, and amount_percentage is none from 1 to 100");
    }
    return order.fen * Integer.parseInt(percent) / 100;
  }

  private static void checkMoney(Settlement settlement) throws Refusal {
    Order order = settlement.order;
    Account account = order.account;
    long more = settlement.shares.stream().mapToLong(share -> share.fen).sum();
    long all = account.royalties.shared(order) + more;
    if (all > order.fen * account.setup.royaltyPercent() / 100) {
      throw Refusal.business(
          "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR",
          "more than " + account.setup.royaltyPercent() + " percent of the trade would be shared");
    }
    if (all > order.fen - order.promised()) {
      throw Refusal.business(
          "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR", "more than what refunds have left would be shared");
    }
    if (more > order.held + account.ledger.balance.get()) {
      throw Refusal.business(
          "ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH", "the merchant has not enough money");
    }
  }

  /** What is let go after the shares: nothing, an amount, or all that is left. */
  private static long released(Settlement settlement) throws Refusal {
    if (!settlement.finishes) {
      return 0;
    }
    long shares = settlement.shares.stream().mapToLong(share -> share.fen).sum();
    long left = Math.max(0, settlement.order.held - shares);
    String amount = settlement.terms.path("extend_params").path("royalty_finish_amount").asText();
    long wanted =
        Numbers.fen(amount.isEmpty() ? Numbers.yuan(left) : amount)
            .orElseThrow(() -> Refusal.field("royalty_finish_amount", "must be yuan"));
    return Math.min(left, wanted);
  }

  static ObjectNode query(Call call) throws Refusal {
    String settleNo = call.text("settle_no", 64);
    Royalties royalties = call.owner().royalties;
    Optional<Settlement> found;
    if (settleNo.isEmpty()) {
      String tradeNo = call.needed("trade_no", 64);
      found =
          royalties
              .find(call.needed("out_request_no", 64))
              .filter(one -> one.order.tradeNo.equals(tradeNo));
    } else {
      found = royalties.bySettleNo(settleNo);
    }
    return found
        .orElseThrow(() -> Refusal.business("ACQ.TRADE_NOT_EXIST", "nothing was shared so"))
        .json();
  }
}
