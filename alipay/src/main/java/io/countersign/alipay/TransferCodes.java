// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.Rejection.Reason.ALREADY_DONE;
import static io.countersign.Rejection.Reason.CONFIGURATION;
import static io.countersign.Rejection.Reason.INSUFFICIENT_FUNDS;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.Rejection.Reason.NOT_FOUND;
import static io.countersign.Rejection.Reason.NUMBER_IN_USE;
import static io.countersign.alipay.ErrorCode.Effect.CONFLICT;
import static io.countersign.alipay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.alipay.ErrorCode.Effect.OPEN;
import static io.countersign.alipay.ErrorCode.row;

import java.util.List;

/**
 * What the codes of paying out prove. After any of them the same out_biz_no stays the number of
 * this transfer. (单笔转账接口, 转账业务单据查询接口, 支付宝资金账户资产查询接口, 业务错误码.)
 */
final class TransferCodes {

  private TransferCodes() {}

  static List<ErrorCode> transfer() {
    return List.of(
        row(
            OPEN,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "ask how it stands; if it is not found, the identical request again, never another"
                + " out_biz_no",
            "REQUEST_PROCESSING PROCESS_FAIL TRANS_ORDER_DEALING PROMO_TRANS_ORDER_DEALING"
                + " BANK_RESPONSE_ERROR MRCHPROD_QUERY_ERROR PAYMENT_FAIL RESOURCE_LIMIT_EXCEED"),
        row(
            CONFLICT,
            NUMBER_IN_USE,
            CONTACT_SHOP,
            "out_biz_no has a transfer with other data: find it; another number only for another"
                + " transfer",
            "BIZ_UNIQUE_EXCEPTION REP_INCONSISTENT PAYMENT_INFO_INCONSISTENCY"),
        row(
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "find the transfer: it has ended already, or is in a state that does not allow this",
            "ALREADY_WITHDRAW_STD_RED_PACKET ORDER_STATUS_INVALID"),
        row(
            NOTHING_HAPPENED,
            INSUFFICIENT_FUNDS,
            CONTACT_SHOP,
            "top up the account that pays, then repeat with the same out_biz_no",
            "PAYER_BALANCE_NOT_ENOUGH BALANCE_IS_NOT_ENOUGH BALANCE_NOT_ENOUGH"
                + " PAYMENT_MONEY_NOT_ENOUGH BALANCE_NOT_ENOUGH_FOR_CARD_FEE"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "a limit of one transfer, a day, a month or a year is reached: a smaller amount or later",
            "EXCEED_LIMIT_SM_AMOUNT EXCEED_LIMIT_MM_AMOUNT EXCEED_LIMIT_DM_AMOUNT"
                + " EXCEED_LIMIT_DM_MAX_AMOUNT EXCEED_LIMIT_MM_MAX_AMOUNT"
                + " EXCEED_LIMIT_PERSONAL_SM_AMOUNT EXCEED_LIMIT_ENT_SM_AMOUNT"
                + " EXCEED_LIMIT_UNRN_DM_AMOUNT EXCEED_LIMIT_SM_MIN_AMOUNT"
                + " PERM_PAY_*_QUOTA_ORG_BALANCE_LIMIT"),
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the account that pays cannot: its state, permissions, contract or name check forbid it",
            "NO_AVAILABLE_PAYMENT_TOOLS MONEY_PAY_CLOSED PAYER_STATUS_ERROR"
                + " PAYER_CERTIFY_CHECK_FAIL PAYER_USER_INFO_ERROR PAYER_NOT_EXIST"
                + " PAYER_PERMLIMIT_CHECK_FAILURE PERMIT_PAYER_FORBIDDEN"
                + " PERMIT_PAYER_LEVEL_FORBIDDEN NO_ACCOUNT_PAYMENT_PERMISSION PRODUCT_NOT_SIGN"
                + " NOT_IN_WHITE_LIST ISV_AUTH_ERROR USER_AGREEMENT_VERIFY_FAIL"
                + " INVALID_PAYER_ACCOUNT JUDICIAL_FREEZE USER_RISK_FREEZE"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "the payee does not exist, his name does not fit, or his login belongs to several"
                + " accounts: correct payee_info, with the name",
            "PAYEE_NOT_EXIST PAYEE_USER_INFO_ERROR PAYEE_USERINFO_ERROR PAYEE_ACC_OCUPIED"
                + " PAYEE_IDENTITY_NOT_MATCH PAYEE_USER_TYPE_ERROR PAYER_PAYEE_CANNOT_SAME"
                + " PAYEE_CARD_INFO_ERROR CARD_BIN_ERROR INVALID_CARDNO"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the payee's account cannot receive: its state, its limits or a missing name check; only"
                + " the payee can mend it",
            "PAYEE_ACCOUNT_STATUS_ERROR PAYEE_NOT_RELNAME_CERTIFY PERM_AML_NOT_REALNAME_REV"
                + " PERMIT_NON_BANK_LIMIT_PAYEE PERMIT_CHECK_RECEIVE_LIMIT PERMIT_LIMIT_PAYEE"
                + " EXCEED_LIMIT_DC_RECEIVED NO_ACCOUNT_RECEIVE_PERMISSION"
                + " BLOCK_USER_FORBBIDEN_RECIEVE RELEASE_USER_FORBBIDEN_RECIEVE"
                + " NO_ACCOUNT_USER_FORBBIDEN_RECIEVE GLOBAL_USER_FORBBIDEN_RECIEVE"),
        row(
            NOTHING_HAPPENED,
            INVALID_FIELD,
            CONTACT_SHOP,
            "correct the field that the message names; larger amounts need a remark, without"
                + " forbidden words",
            "PARAM_ILLEGAL PARAMETER_ERROR MEMO_REQUIRED_IN_TRANSFER_ERROR REMARK_HAS_SENSITIVE_WORD"
                + " CURRENCY_NOT_SUPPORT"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "risk control or the contract refused it; the console says more",
            "SECURITY_CHECK_FAILED PERMIT_CHECK_PERM_LIMITED PERMIT_CHECK_PERM_IDENTITY_THEFT"
                + " PERMIT_CHECK_PERM_AML_CERT_EXPIRED FLEXIBLE_STAFFING_*"));
  }

  static List<ErrorCode> findTransfer() {
    return List.of(
        row(
            NOTHING_HAPPENED,
            NOT_FOUND,
            CONTACT_SHOP,
            "check the number; soon after a lost answer this proves nothing, so then the identical"
                + " transfer again",
            "ORDER_NOT_EXIST"),
        row(
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            CONTACT_SHOP,
            "the transfer is another application's",
            "NO_ORDER_PERMISSION"));
  }

  static List<ErrorCode> balance() {
    return List.of(
        row(
            NOTHING_HAPPENED,
            CONFIGURATION,
            CONTACT_SHOP,
            "the account must exist, and its contract must let this application see it",
            "NO_PERMISSION NO_PERMISSION_ACCOUNT ALIPAY_ACCOUNT_NOT_EXIST *_AGREEMENT_*"));
  }
}
