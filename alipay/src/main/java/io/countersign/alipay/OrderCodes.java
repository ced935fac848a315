// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.PayerAdvice.ALREADY_PAID;
import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.EXPIRED;
import static io.countersign.PayerAdvice.OTHER_METHOD;
import static io.countersign.PayerAdvice.TRY_AGAIN;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.Rejection.Reason.ALREADY_DONE;
import static io.countersign.Rejection.Reason.CLOSED;
import static io.countersign.Rejection.Reason.CONFIGURATION;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.Rejection.Reason.NUMBER_IN_USE;
import static io.countersign.Rejection.Reason.PAYER;
import static io.countersign.alipay.ErrorCode.Effect.CONFLICT;
import static io.countersign.alipay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.alipay.ErrorCode.row;

import java.util.List;

/**
 * What the codes of making and charging an order prove. (统一收单交易支付接口 alipay.trade.pay, 统一收单线下交易预创建
 * alipay.trade.precreate, 统一收单交易创建接口 alipay.trade.create, 业务错误码.)
 */
final class OrderCodes {

  private OrderCodes() {}

  static List<ErrorCode> rows() {
    return List.of(
        row(
            CONFLICT,
            ALREADY_DONE,
            ALREADY_PAID,
            "find the payment: the order is paid",
            "TRADE_HAS_SUCCESS"),
        row(
            CONFLICT,
            CLOSED,
            EXPIRED,
            "find the payment: the order is closed, and one that was refunded in full is, too; a new"
                + " attempt takes a new number",
            "TRADE_HAS_CLOSE NOW_TIME_AFTER_EXPIRE_TIME_ERROR"),
        row(
            CONFLICT,
            ALREADY_DONE,
            WAIT,
            "find the payment: the order is in a state that does not allow this",
            "TRADE_STATUS_ERROR"),
        row(
            CONFLICT,
            NUMBER_IN_USE,
            CONTACT_SHOP,
            "the number has an order with other data or of another buyer: find it; repeat it"
                + " unchanged, or take a new number for a new attempt",
            "CONTEXT_INCONSISTENT TRADE_BUYER_NOT_MATCH"),
        row(
            CONFLICT,
            PAYER,
            OTHER_METHOD,
            "the payment failed: once asking has proven it, another way and a new number",
            "PAYMENT_FAIL PULL_MOBILE_CASHIER_FAIL"),
        row(
            CONFLICT,
            CONFIGURATION,
            WAIT,
            "settling failed: ask how the payment stands, and check the settlement's set-up",
            "TRADE_SETTLE_ERROR"),
        row(
            CONFLICT,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the rest of the pre-authorisation does not allow it, perhaps because this payment was"
                + " made from it already: find the payment",
            "AUTH_AMOUNT_NOT_ENOUGH REQUEST_AMOUNT_EXCEED AUTH_ORDER_HAS_FINISHED"
                + " AUTH_ORDER_HAS_CLOSED"),
        row(
            CONFLICT,
            PAYER,
            TRY_AGAIN,
            "the payment code was used, is over a minute old or misread: scan a fresh one, with a new"
                + " number",
            "PAYMENT_AUTH_CODE_INVALID"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            OTHER_METHOD,
            "the payer lacks funds or has reached a limit: another card or wallet, with a new number",
            "BUYER_BALANCE_NOT_ENOUGH BUYER_BANKCARD_BALANCE_NOT_ENOUGH"
                + " BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            OTHER_METHOD,
            "the payer has switched this way of paying off, or none of his is allowed here",
            "ERROR_BALANCE_PAYMENT_DISABLE MOBILE_PAYMENT_SWITCH_OFF USER_FACE_PAYMENT_SWITCH_OFF"
                + " NO_PAYMENT_INSTRUMENTS_AVAILABLE NOT_SUPPORT_PAYMENT_INST"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            OTHER_METHOD,
            "the payer's account cannot pay: it must be proven with a name, or is blocked",
            "BUYER_ENABLE_STATUS_FORBID BUYER_NOT_EXIST ERROR_BUYER_CERTIFY_LEVEL_LIMIT"
                + " NOT_CERTIFIED_USER BUYER_NOT_MAINLAND_CERT"),
        row(
            NOTHING_HAPPENED,
            PAYER,
            OTHER_METHOD,
            "payer and seller are one account: nobody can pay himself",
            "BUYER_SELLER_EQUAL"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            OTHER_METHOD,
            "risk control refused it; the console says more",
            "PAYMENT_REQUEST_HAS_RISK"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "name the address of the payer's device: business_params, mc_create_trade_ip",
            "RISK_MERCHANT_IP_NOT_EXIST"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "subject, body or goods hold a word that Alipay forbids",
            "EXIST_FORBIDDEN_WORD"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "amount, currency or number of goods is out of range",
            "TOTAL_FEE_EXCEED PRODUCT_AMOUNT_LIMIT_ERROR SUB_GOODS_SIZE_MAX_COUNT"
                + " AMOUNT_OR_CURRENCY_ERROR CURRENCY_NOT_SUPPORT"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "sign the product for this merchant and application in the console",
            "ACCESS_FORBIDDEN PARTNER_ERROR BIZ_PRODUCT_NOT_ALLOWED UN_SUPPORT_TRADE_SCENE"
                + " APPLY_PC_MERCHANT_CODE_ERROR"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the merchant has reached a limit of what he may receive: the console raises it",
            "BEYOND_PAY_RESTRICTION BEYOND_PER_RECEIPT_RESTRICTION"
                + " BEYOND_PER_RECEIPT_SINGLE_RESTRICTION BEYOND_PER_RECEIPT_DAY_RESTRICTION"
                + " MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT MERCHANT_PERM_RECEIPT_SINGLE_LIMIT"
                + " MERCHANT_PERM_RECEIPT_DAY_LIMIT"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the seller's account cannot receive: it is blocked, not proven with a name, or seller_id"
                + " is wrong",
            "SELLER_BEEN_BLOCKED SELLER_NOT_EXIST ERROR_SELLER_CERTIFY_LEVEL_LIMIT"
                + " INVALID_RECEIVE_ACCOUNT MERCHANT_STATUS_NOT_NORMAL RESTRICTED_MERCHANT_INDUSTRY"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the store must be one of this merchant's",
            "INVALID_STORE_ID STORE_INFO_INVALID"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "sub-merchant and settlement must be set up before: sub_merchant, settle_info",
            "SUB_MERCHANT_CREATE_FAIL SUB_MERCHANT_TYPE_INVALID SECONDARY_MERCHANT_ID_BLANK"
                + " SECONDARY_MERCHANT_ID_INVALID SECONDARY_MERCHANT_NOT_MATCH"
                + " SECONDARY_MERCHANT_STATUS_ERROR SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID"
                + " SECONDARY_MERCHANT_CARD_ALIAS_NO_INVALID"
                + " SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT"
                + " PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID DEFAULT_SETTLE_RULE_NOT_EXIST"
                + " ROYALTY_ACCOUNT_NOT_EXIST"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            OTHER_METHOD,
            "the agreement to collect without password does not exist, is over, or is not in force",
            "AGREEMENT_NOT_EXIST AGREEMENT_INVALID AGREEMENT_STATUS_NOT_NORMAL AGREEMENT_ERROR"
                + " MERCHANT_AGREEMENT_NOT_EXIST MERCHANT_AGREEMENT_INVALID"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the agreement allows another day, amount or number of charges",
            "CYCLE_PAY_DATE_NOT_MATCH CYCLE_PAY_SINGLE_FEE_EXCEED CYCLE_PAY_TOTAL_FEE_EXCEED"
                + " CYCLE_PAY_TOTAL_TIMES_EXCEED OVER_MAX_DEDUCT_COUNT"
                + " OVER_MAX_UNDER_WAY_DEDUCT_COUNT OVER_DEDUCT_PERIOD"
                + " OVER_MERCHANT_DAILY_DEDUCT_AMOUNT"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the pre-authorisation is not paid, not of this payer or product, or its rules forbid it",
            "AUTH_NO_ERROR AUTH_ORDER_NOT_PAID PRE_AUTH_PROD_CODE_INCONSISTENT"
                + " ZM_AUTH_AMOUNT_EXCEED ZM_CREDIT_AUTH_FAIL ZM_AUTH_RULE_LIMIT PAYER_UNMATCHED"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            OTHER_METHOD,
            "the card, token or person does not fit the order",
            "CERT_EXPIRED CARD_USER_NOT_MATCH CARD_TYPE_ERROR AUTH_TOKEN_IS_NOT_EXIST"
                + " SMILE_PAY_MERCHANT_NOT_MATCH USER_LOGONID_DUP"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            OTHER_METHOD,
            "merchant, buyer or order does not allow paying in advance: advance_payment_type",
            "MERCHANT_UNSUPPORT_ADVANCE BUYER_UNSUPPORT_ADVANCE ORDER_UNSUPPORT_ADVANCE"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the mini program (op_app_id) must be bound to the merchant, and the payer's open id must"
                + " be that mini program's",
            "OPEN_ID_NOT_TINY_APP UNBOUND_APPLICATION PRODUCT_NOT_SUPPORT_IN_TINY_APP"
                + " CUSTOMER_VALIDATE_ERROR ILLEGAL_ARGUMENT"));
  }
}
