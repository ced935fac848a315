// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.attack.Attack;
import java.util.List;
import java.util.function.Consumer;

/** Notifications that WeChat Pay has signed, but not about the payment that the shop waits for. */
final class MixedUpNotices {
  private static final String NOT_THE_SHOPS =
      "The shop ships for money that went to somebody else.";
  private static final String NOT_A_PAYMENT = "The shop ships although nobody has paid.";
  private static final String TOO_LITTLE = "The payer chooses the price.";

  private MixedUpNotices() {}

  /** A shop may acknowledge these, for it needs no second delivery; it must not ship. */
  static List<Attack> otherEvents(NoticeMaker maker) {
    return List.of(
        maker.otherEvent(
            "refund-under-the-payments-name",
            "A refund event whose type says that a payment succeeded.",
            NOT_A_PAYMENT,
            n -> n.event("TRANSACTION.SUCCESS", "refund").content(MixedUpNotices::refund)),
        maker.otherEvent(
            "refund-with-a-payments-fields",
            "A refund event that names the order and its total.",
            NOT_A_PAYMENT,
            n -> n.event("REFUND.SUCCESS", "refund").content(MixedUpNotices::refund)),
        maker.otherEvent(
            "profit-sharing-under-the-payments-name",
            "A profit-sharing event, which really comes under the type of a payment.",
            NOT_A_PAYMENT,
            n ->
                n.event("TRANSACTION.SUCCESS", "profitsharing")
                    .content(node -> node.remove("trade_state"))
                    .content(node -> node.put("out_order_no", "P" + Tokens.digits(20)))),
        maker.otherEvent(
            "failed-payment",
            "A payment that has failed, with all the fields of one that succeeded.",
            NOT_A_PAYMENT,
            n ->
                n.event("TRANSACTION.FAIL", "transaction")
                    .content(node -> node.put("trade_state", "PAYERROR"))),
        maker.otherEvent(
            "closed-order",
            "A payment's notification that says the order is closed.",
            NOT_A_PAYMENT,
            n -> n.content(node -> node.put("trade_state", "CLOSED"))),
        maker.otherEvent(
            "unpaid-order",
            "A payment's notification that says the order is not paid.",
            NOT_A_PAYMENT,
            n -> n.content(node -> node.put("trade_state", "NOTPAY"))),
        maker.otherEvent(
            "state-missing",
            "A payment's notification that does not say whether it is paid.",
            NOT_A_PAYMENT,
            n -> n.content(node -> node.remove("trade_state"))),
        maker.otherEvent(
            "state-in-odd-case",
            "A payment's notification whose state is in lower case.",
            NOT_A_PAYMENT,
            n -> n.content(node -> node.put("trade_state", "success"))),
        maker.otherEvent(
            "unknown-event",
            "An event of a type that nobody knows, with a payment's fields.",
            NOT_A_PAYMENT,
            n -> n.event("MALL_TRANSACTION.SUCCESS", "mall_transaction")));
  }

  static List<Attack> otherPayments(NoticeMaker maker) {
    return List.of(
        payment(
            maker,
            "other-merchant",
            "The payment went to another merchant.",
            NOT_THE_SHOPS,
            node -> node.put("mchid", Tokens.mchid())),
        payment(
            maker,
            "merchant-missing",
            "The payment does not say to which merchant it went.",
            NOT_THE_SHOPS,
            node -> node.remove("mchid")),
        payment(
            maker,
            "sub-merchants-payment",
            "The payment went to a sub-merchant of a service provider.",
            NOT_THE_SHOPS,
            node -> {
              node.put("sp_mchid", node.path("mchid").asText());
              node.put("sub_mchid", Tokens.mchid());
              node.remove("mchid");
            }),
        payment(
            maker,
            "other-app",
            "The payment was made in another app.",
            NOT_THE_SHOPS,
            node -> node.put("appid", Tokens.appid())),
        payment(
            maker,
            "other-order",
            "The payment is for an order that the shop does not have.",
            "A true payment whose order is not stored yet is thrown away.",
            node -> node.put("out_trade_no", "X" + Tokens.digits(20))),
        payment(
            maker,
            "smaller-amount",
            "The payment is of one fen less.",
            TOO_LITTLE,
            node -> amount(node, maker.total() - 1)),
        payment(
            maker,
            "larger-amount",
            "The payment is of one fen more.",
            "The shop does not compare, so it would take less as well.",
            node -> amount(node, maker.total() + 1)),
        payment(
            maker,
            "zero-amount",
            "The payment is of nothing.",
            TOO_LITTLE,
            node -> amount(node, 0)),
        payment(
            maker,
            "negative-amount",
            "The payment is of less than nothing.",
            TOO_LITTLE,
            node -> amount(node, -maker.total())),
        payment(
            maker,
            "amount-overflows",
            "The amount is the order's only when it is cut to 32 bits.",
            TOO_LITTLE,
            node -> amount(node, maker.total() + (1L << 32))),
        payment(
            maker,
            "amount-missing",
            "The payment does not say how much.",
            TOO_LITTLE,
            node -> node.remove("amount")),
        payment(
            maker,
            "other-currency",
            "The payment is of the same number of another currency.",
            TOO_LITTLE,
            node -> node.withObject("/amount").put("currency", "JPY")));
  }

  private static Attack payment(
      NoticeMaker maker, String name, String what, String cost, Consumer<ObjectNode> change) {
    return maker.hostile(name, what, cost, n -> n.content(change));
  }

  private static void amount(ObjectNode content, long fen) {
    content.withObject("/amount").put("total", fen).put("payer_total", fen);
  }

  /** A payment's own fields stay, which is what misleads. */
  private static void refund(ObjectNode content) {
    content.put("out_refund_no", "R" + Tokens.digits(20));
    content.put("refund_id", "5030" + Tokens.digits(24));
    content.put("refund_status", "SUCCESS");
    ObjectNode amount = content.withObject("/amount");
    amount.put("refund", amount.path("total").asLong());
    amount.put("payer_refund", amount.path("total").asLong());
  }
}
