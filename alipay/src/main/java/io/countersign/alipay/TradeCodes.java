// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.Rejection.Reason.ALREADY_DONE;
import static io.countersign.Rejection.Reason.CONFIGURATION;
import static io.countersign.Rejection.Reason.INSUFFICIENT_FUNDS;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.Rejection.Reason.NOT_FOUND;
import static io.countersign.Rejection.Reason.NUMBER_IN_USE;
import static io.countersign.Rejection.Reason.PAYER;
import static io.countersign.alipay.ErrorCode.Effect.CONFLICT;
import static io.countersign.alipay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.alipay.ErrorCode.Effect.OPEN;
import static io.countersign.alipay.ErrorCode.row;

import java.util.List;

/**
 * What the codes of finding, closing, cancelling and refunding an order prove, and those of
 * statements. (统一收单交易查询, 统一收单交易关闭接口, 统一收单交易撤销接口, 统一收单交易退款接口, 统一收单交易退款查询, 查询对账单下载地址, 业务错误码.)
 */
final class TradeCodes {

  private TradeCodes() {}

  static List<ErrorCode> find() {
    return List.of(noSuchTrade(), enterprisePay());
  }

  static List<ErrorCode> close() {
    return List.of(
        noSuchTrade(),
        row(
            CONFLICT,
            ALREADY_DONE,
            WAIT,
            "only an unpaid order can be closed: find the payment, it is probably paid",
            "TRADE_STATUS_ERROR REASON_TRADE_STATUS_INVALID REASON_ILLEGAL_STATUS"));
  }

  static List<ErrorCode> cancel() {
    return List.of(
        sellersBalance(),
        frozen(),
        row(
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "find the payment: it is finished or was refunded in part, so refund the rest instead",
            "TRADE_HAS_FINISHED REASON_TRADE_REFUND_FEE_ERR"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "cancelling is for 24 hours and for orders paid face to face: close or refund it instead",
            "TRADE_CANCEL_TIME_OUT CANCEL_NOT_ALLOWED"));
  }

  static List<ErrorCode> refund() {
    return List.of(
        noSuchTrade(),
        enterprisePay(),
        sellersBalance(),
        frozen(),
        row(
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "the trade is finished, closed or refunded: find refund and payment",
            "TRADE_HAS_FINISHED TRADE_HAS_CLOSE TRADE_STATUS_ERROR REASON_TRADE_STATUS_INVALID"),
        row(
            CONFLICT,
            NUMBER_IN_USE,
            CONTACT_SHOP,
            "out_request_no was used for another amount: find that refund; take another number only"
                + " for another refund",
            "DISCORDANT_REPEAT_REQUEST"),
        row(
            CONFLICT,
            CONFIGURATION,
            CONTACT_SHOP,
            "taking back fees or shares failed: find the refund, then repeat the same number",
            "TRADE_SETTLE_ERROR REFUND_CHARGE_ERROR"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the amount is more than what is left, or does not fit the parts given",
            "REFUND_AMT_NOT_EQUAL_TOTAL REASON_TRADE_REFUND_FEE_ERR REFUND_FEE_ERROR"
                + " ALLOC_AMOUNT_VALIDATE_ERROR CURRENCY_NOT_SUPPORT"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "this trade cannot be refunded this way: in full only, or by hand",
            "TRADE_NOT_ALLOW_REFUND NOT_ALLOW_PARTIAL_REFUND ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            CONTACT_SHOP,
            "the payer's account is closed or blocked: give the money back by other means",
            "BUYER_NOT_EXIST BUYER_ENABLE_STATUS_FORBID BUYER_ERROR"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the account that pays the refund is not the one agreed: check the contract in the"
                + " console",
            "USER_NOT_MATCH_ERR OVERDRAFT_* REFUND_ACCOUNT_NOT_EXIST"
                + " REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST CUSTOMER_VALIDATE_ERROR"));
  }

  static List<ErrorCode> findRefund() {
    return List.of(noSuchTrade());
  }

  static List<ErrorCode> sync() {
    return List.of(
        noSuchTrade(),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "order_biz_info must name a state that the order may take",
            "NOTIFY_STATUS_INVALID"));
  }

  static List<ErrorCode> statement() {
    return List.of(
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "bill_date: a day before today, or a month before this one",
            "INVAILID_ARGUMENTS"),
        row(
            NOTHING_HAPPENED,
            NOT_FOUND,
            CONTACT_SHOP,
            "there is none, or not yet: a day's is ready about 10:00 Beijing time on the next, a"
                + " month's on the fourth",
            "BILL_NOT_EXIST"),
        row(OPEN, NOT_ALLOWED, CONTACT_SHOP, "ask again later", "UNKNOWN_ERROR"));
  }

  private static ErrorCode noSuchTrade() {
    return row(
        NOTHING_HAPPENED,
        NOT_FOUND,
        CONTACT_SHOP,
        "check number and application; an order exists at Alipay once the payer has opened it",
        "TRADE_NOT_EXIST");
  }

  private static ErrorCode enterprisePay() {
    return row(
        OPEN,
        NOT_ALLOWED,
        WAIT,
        "ask how it stands, then the same number again",
        "ENTERPRISE_PAY_BIZ_ERROR");
  }

  private static ErrorCode sellersBalance() {
    return row(
        NOTHING_HAPPENED,
        INSUFFICIENT_FUNDS,
        CONTACT_SHOP,
        "top up the merchant's balance, then repeat with the same number",
        "SELLER_BALANCE_NOT_ENOUGH");
  }

  private static ErrorCode frozen() {
    return row(
        NOTHING_HAPPENED,
        NOT_ALLOWED,
        CONTACT_SHOP,
        "the trade is frozen: ask Alipay's support desk",
        "REASON_TRADE_BEEN_FREEZEN");
  }
}
