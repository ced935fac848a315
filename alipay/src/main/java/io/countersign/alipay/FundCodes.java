// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.OTHER_METHOD;
import static io.countersign.PayerAdvice.TRY_AGAIN;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.Rejection.Reason.ALREADY_DONE;
import static io.countersign.Rejection.Reason.INSUFFICIENT_FUNDS;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.Rejection.Reason.NOT_FOUND;
import static io.countersign.Rejection.Reason.NUMBER_IN_USE;
import static io.countersign.Rejection.Reason.PAYER;
import static io.countersign.alipay.ErrorCode.Effect.CONFLICT;
import static io.countersign.alipay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.alipay.ErrorCode.Effect.NOT_ACCEPTED_NOW;
import static io.countersign.alipay.ErrorCode.Effect.OPEN;
import static io.countersign.alipay.ErrorCode.row;

import java.util.List;

/**
 * What the codes of pre-authorisations and of settling shares prove. (资金授权冻结接口, 资金授权解冻接口, 资金授权撤销接口,
 * 资金授权操作查询接口, 统一收单交易结算接口, 分账关系绑定, 业务错误码.)
 */
final class FundCodes {

  private FundCodes() {}

  static List<ErrorCode> freeze() {
    return List.of(
        row(
            CONFLICT,
            ALREADY_DONE,
            WAIT,
            "find the pre-authorisation: it is frozen, finished or closed already",
            "FREEZE_ALREADY_SUCCESS ORDER_ALREADY_FINISH ORDER_ALREADY_CLOSED"),
        numberInUse("UNIQUE_VIOLATION"),
        row(
            CONFLICT,
            PAYER,
            OTHER_METHOD,
            "the payer's wallet could not be reached: once asking has proven that nothing is frozen,"
                + " scan again, with new numbers",
            "PULL_MOBILE_CASHIER_FAIL"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            TRY_AGAIN,
            "the payment code was used, is over a minute old or misread: scan a fresh one, with new"
                + " numbers; if an earlier call with these ended unknown, ask about that first",
            "PAYMENT_AUTH_CODE_INVALID"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            OTHER_METHOD,
            "the payer's funds, card, settings or wallet do not allow it: another way, with new"
                + " numbers",
            "MONEY_NOT_ENOUGH USER_FACE_PAYMENT_SWITCH_OFF ERROR_BALANCE_PAYMENT_DISABLE"
                + " NO_PAYMENT_INSTRUMENTS_AVAILABLE CLIENT_VERSION_NOT_MATCH USER_BANKCARD_*"));
  }

  static List<ErrorCode> unfreeze() {
    return List.of(
        noSuchAuthorisation("AUTH_ORDER_NOT_EXIST"),
        row(
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "find the operation: the pre-authorisation is finished or closed, or less is left; an"
                + " earlier unfreeze with this number may be why",
            "ORDER_ALREADY_FINISH ORDER_ALREADY_CLOSED REQUEST_AMOUNT_EXCEED ILLEGAL_STATUS"),
        numberInUse("UNIQUE_VIOLATION"));
  }

  static List<ErrorCode> cancelFreeze() {
    return List.of(
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the time to cancel is over: unfreeze it instead",
            "CANCEL_OPERATION_TIME_OUT"));
  }

  static List<ErrorCode> findFreeze() {
    return List.of(noSuchAuthorisation("AUTH_ORDER_NOT_EXIST AUTH_OPERATION_NOT_EXIST"));
  }

  static List<ErrorCode> settle() {
    return List.of(
        row(
            OPEN,
            NOT_ALLOWED,
            WAIT,
            "ask how it stands, then the same number again",
            "TRADE_SETTLE_ERROR"),
        row(NOT_ACCEPTED_NOW, NOT_ALLOWED, WAIT, "call less often", "FREQUENCY_LIMITED"),
        numberInUse("DUP_OUT_REQUEST_NO DISCORDANT_REPEAT_REQUEST"),
        row(
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "find the settlement: the trade is not in a state to be settled",
            "ILLEGAL_SETTLE_STATE"),
        row(
            NOTHING_HAPPENED,
            INSUFFICIENT_FUNDS,
            CONTACT_SHOP,
            "the account that gives the shares lacks funds: top it up, then the same number",
            "TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH ROYALTY_PAYER_ACCOUNT_NO_BALANCE"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the shares are more than what is left to share",
            "ALLOC_AMOUNT_VALIDATE_ERROR"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "a receiver or payer of a share does not exist, is not proven with a name, is not bound,"
                + " or both are one account",
            "ROYALTY_RECEIVER_INVALID ROYALTY_ACCOUNT_NOT_EXIST ROYALTY_ACCOUNT_INVALID"
                + " ROYALTY_ACCOUNT_NAME_NOT_MATCH ROYALTY_ACCOUNTS_EQUAL"
                + " ROYALTY_PAYER_ACCOUNT_NOT_EXIST ROYALTY_PAYER_ACCOUNT_NOT_CERTIFY"
                + " ROYALTY_RECEIVER_ACCOUNT_NOT_EXIST ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY"
                + " ROYALTY_RECEIVER_ACCOUNT_NO_BALANCE"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "this trade, merchant or contract does not allow this way of sharing",
            "NOT_SUPPORT_ROYALTY ALLOC_REFUSE_BEFORE_SETTLE ALLOC_REFUSE_AFTER_REFUND"
                + " ASYNC_ALLOC_NOT_SUPPORT_IN_PERIOD SETTLE_SCENE_NOT_SUPPORT"
                + " SETTLE_TO_CARD_NOT_SUPPORT SETTLE_ENTITY_ID_INVALID"
                + " MUST_ALLOC_FROM_ROOT_ACCOUNT UN_SUPPORT_BIZ_TYPE MERCHANT_RISK_LIMIT"
                + " USER_ACCOUNT_HAD_FREEZEN REPLENISH_*"));
  }

  static List<ErrorCode> receivers() {
    return List.of(
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the product is not signed, or there are too many receivers: at most 20 in one call",
            "RELATION_QUANTITY_LIMIT PRODUCT_UNSIGN RECEIVER_LIST_EMPTY RECEIVER_LIST_OVERLOAD"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "a receiver's account, name or kind is wrong, or it is not proven with a name",
            "USER_NOT_EXIST INVALID_RECEIVER_TYPE USERNAME_NOT_MATCH RECEIVER_ACCOUNT_NOT_CERTIFY"
                + " RECEIVER_ACCOUNT_NO_BALANCE RECEIVER_ACCOUNT_STATE_INVALID"
                + " OPENID_APPID_NOT_MATCH"));
  }

  private static ErrorCode numberInUse(String codes) {
    return row(
        CONFLICT,
        NUMBER_IN_USE,
        CONTACT_SHOP,
        "out_request_no was used for something else: look that up; another number only for another"
            + " operation",
        codes);
  }

  private static ErrorCode noSuchAuthorisation(String codes) {
    return row(
        NOTHING_HAPPENED,
        NOT_FOUND,
        CONTACT_SHOP,
        "check number and application; it exists at Alipay once the payer has opened it",
        codes);
  }
}
