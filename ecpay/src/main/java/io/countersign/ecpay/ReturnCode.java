// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.EXPIRED;
import static io.countersign.PayerAdvice.OTHER_METHOD;
import static io.countersign.PayerAdvice.TRY_AGAIN;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.ecpay.ReturnCode.Effect.BEFORE_PROCESSING;
import static io.countersign.ecpay.ReturnCode.Effect.CONFLICT;
import static io.countersign.ecpay.ReturnCode.Effect.NOTHING_HAPPENED;
import static io.countersign.ecpay.ReturnCode.Effect.OPEN;
import static io.countersign.ecpay.ReturnCode.Effect.PENDING;

import io.countersign.PayerAdvice;
import io.countersign.Rejection.Reason;
import java.util.Optional;

/**
 * ECPay's result codes ({@code RtnCode}, {@code TradeStatus}) and what each proves. The complete
 * list stands in the merchant's back office only; a code that is not listed here proves nothing.
 * (綠界科技 ECPay, 全方位金流, 交易狀態代碼表.)
 */
enum ReturnCode {
  DONE(
      "1",
      Effect.DONE,
      Reason.ALREADY_DONE,
      PayerAdvice.ALREADY_PAID,
      "done, or paid",
      "成功，或已付款",
      "nothing to do",
      "無須處理"),
  NOT_PAID(
      "0",
      OPEN,
      Reason.NOT_ALLOWED,
      WAIT,
      "of an order: not paid; of a call: refused for the reason in the message",
      "訂單：尚未付款；呼叫：因訊息所述原因未成功",
      "read the message; ask how it stands before doing it again",
      "請看訊息內容；重做之前先查詢現況"),
  ACCOUNT_ISSUED(
      "2",
      PENDING,
      Reason.NOT_ALLOWED,
      WAIT,
      "a bank account was issued, or an application for paying later was taken; not paid",
      "ATM 取號成功，或無卡分期申請已受理；尚未付款",
      "wait for the payment's notification",
      "等待付款結果通知"),
  STORE_CODE_ISSUED(
      "10100073",
      PENDING,
      Reason.NOT_ALLOWED,
      WAIT,
      "a store code or barcode was issued; not paid",
      "超商代碼或條碼取號成功；尚未付款",
      "wait for the payment's notification",
      "等待付款結果通知"),
  RESULT_PENDING(
      "10300066",
      PENDING,
      Reason.NOT_ALLOWED,
      WAIT,
      "the result is not known yet",
      "交易付款結果待確認中",
      "do not ship; ask again later",
      "請勿出貨，稍後再查詢"),
  ORDER_UNKNOWN(
      "10200047",
      NOTHING_HAPPENED,
      Reason.NOT_FOUND,
      CONTACT_SHOP,
      "there is no such order",
      "查無此訂單",
      "check the number and the merchant; an order exists once the payer has seen ECPay's page",
      "請確認訂單編號與特店編號；付款人開啟綠界付款頁後訂單才成立"),
  NUMBER_TAKEN(
      "10300028",
      CONFLICT,
      Reason.NUMBER_IN_USE,
      CONTACT_SHOP,
      "MerchantTradeNo was used before",
      "特店訂單編號重複",
      "find the payment; a new attempt needs a new number",
      "請先查詢該筆訂單；重新付款須使用新的訂單編號"),
  NOT_ESTABLISHED(
      "10200095",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the payment failed, the order was not established",
      "交易失敗，訂單未成立",
      "begin a new attempt with a new number",
      "請以新的訂單編號重新付款"),
  LATER_PAYMENT_REFUSED(
      "10200163",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the application for paying later was refused",
      "無卡分期申請未通過",
      "offer another way to pay, with a new number",
      "請改用其他付款方式，並使用新的訂單編號"),
  CHECK_MAC_VALUE_WRONG(
      "10200073",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "CheckMacValue is wrong",
      "檢查碼錯誤",
      "HashKey, HashIV and merchant number must be those of this product and environment",
      "請確認 HashKey、HashIV 與特店編號屬於同一產品及同一環境"),
  NOT_VERIFIED(
      "10200083",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "the request could not be verified",
      "驗證失敗",
      "check HashKey, HashIV, merchant number and the clock (three minutes)",
      "請檢查 HashKey、HashIV、特店編號與系統時間（誤差須在三分鐘內）"),
  CONTRACT_STOPPED(
      "100006",
      CONFLICT,
      Reason.ALREADY_DONE,
      CONTACT_SHOP,
      "the periodic contract is stopped already",
      "該定期定額訂單已停用",
      "nothing to stop; ask for the contract to see its state",
      "已停用，無須再停用；可查詢定期定額訂單確認狀態"),
  CONTRACT_STOPPED_BEFORE(
      "90100149",
      CONFLICT,
      Reason.ALREADY_DONE,
      CONTACT_SHOP,
      "the periodic contract is stopped already",
      "該定期定額訂單已停用",
      "nothing to stop; ask for the contract to see its state",
      "已停用，無須再停用；可查詢定期定額訂單確認狀態"),
  PAYMENT_FAILED(
      "10100058",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the payment failed at the bank or in 3-D Secure",
      "付款失敗（銀行或 3D 驗證未通過）",
      "another card or method, with a new number",
      "請改用其他卡片或付款方式，並使用新的訂單編號"),
  REFUSED_BY_BANK(
      "10100248",
      NOTHING_HAPPENED,
      Reason.NOT_ALLOWED,
      OTHER_METHOD,
      "the transaction was refused",
      "交易遭拒絕",
      "another card or method; the payer's bank knows why",
      "請改用其他卡片或付款方式，原因請付款人洽發卡銀行"),
  RISK_CONTROL(
      "10800001",
      NOTHING_HAPPENED,
      Reason.NOT_ALLOWED,
      OTHER_METHOD,
      "risk control refused the transaction",
      "風險控管拒絕交易",
      "another card or method; ask ECPay if it happens often",
      "請改用其他卡片或付款方式；若經常發生請洽綠界"),
  CARD_NUMBER_OR_OTHER(
      "10100249",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card was refused: its number, or another reason",
      "卡片遭拒：卡號錯誤或其他原因",
      "check the number, or another card",
      "請確認卡號，或改用其他卡片"),
  CARD_EXPIRED(
      "10100251",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card has expired",
      "卡片過期",
      "another card",
      "請改用其他卡片"),
  CARD_LIMIT(
      "10100252",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card's limit is too low",
      "額度不足",
      "another card or method",
      "請改用其他卡片或付款方式"),
  CARD_RESTRICTED(
      "10100254",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card is restricted",
      "交易失敗，卡片受限制",
      "another card; the payer's bank knows why",
      "請改用其他卡片，原因請付款人洽發卡銀行"),
  CARD_LOST(
      "10100255",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card was reported lost",
      "報失卡",
      "another card",
      "請改用其他卡片"),
  CARD_STOLEN(
      "10100256",
      NOTHING_HAPPENED,
      Reason.PAYER,
      OTHER_METHOD,
      "the card was reported stolen",
      "被盜用卡",
      "another card",
      "請改用其他卡片"),
  CARD_BOUND(
      "10100112",
      CONFLICT,
      Reason.ALREADY_DONE,
      CONTACT_SHOP,
      "the card is bound already",
      "卡片已綁定",
      "use the bound card, or remove it first",
      "請直接使用已綁定的卡片，或先刪除綁定"),
  METHOD_OFF(
      "10200079",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      OTHER_METHOD,
      "the method of payment is not enabled for this merchant",
      "特店未啟用此付款方式",
      "apply for the method in the back office, or offer another one",
      "請於廠商後台申請開通，或提供其他付款方式"),
  STAGE_MERCHANT(
      "10200094",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "the merchant is not one of this environment, or is not enabled",
      "特店非此環境之特店，或未啟用",
      "stage merchants work on stage only; otherwise ask ECPay to enable yours",
      "測試特店只能用於測試環境；正式特店請洽綠界啟用"),
  MERCHANT_OFF(
      "10200141",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "the merchant is not enabled, or was inactive for more than a year",
      "特店未啟用，或超過一年未交易",
      "check merchant number and environment; ask ECPay to enable it again",
      "請確認特店編號與環境；並洽綠界重新啟用"),
  NO_INSTALMENTS(
      "10200146",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      OTHER_METHOD,
      "no instalments are activated for this merchant",
      "特店未開通分期付款",
      "apply for instalments, or leave them out",
      "請申請開通分期，或不使用分期"),
  NO_METHOD(
      "10300023",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "no method of payment is usable for this order",
      "無可用的付款方式",
      "check the methods enabled, those ignored, and the amount's limits",
      "請檢查已開通與排除的付款方式，以及金額限制"),
  STRONG_AUTHENTICATION_INVALID(
      "10300024",
      NOTHING_HAPPENED,
      Reason.PAYER,
      TRY_AGAIN,
      "the data of 3-D Secure is invalid",
      "3D 驗證資料無效",
      "begin a new attempt with a new number",
      "請以新的訂單編號重新付款"),
  FORBIDDEN_WORD(
      "10400011",
      BEFORE_PROCESSING,
      Reason.INVALID_FIELD,
      CONTACT_SHOP,
      "a text holds what ECPay's firewall forbids",
      "參數內容含有防火牆禁止的文字",
      "take out of texts and addresses what looks like a system's command or markup",
      "請移除商品名稱、說明或網址中類似系統指令或標籤的文字"),
  EMBEDDED_FORMAT(
      "5100011",
      BEFORE_PROCESSING,
      Reason.INVALID_FIELD,
      CONTACT_SHOP,
      "a parameter has the wrong form",
      "參數格式錯誤",
      "correct the parameter that the message names",
      "請修正訊息所指的參數"),
  EMBEDDED_LIMIT(
      "5100070",
      BEFORE_PROCESSING,
      Reason.NOT_ALLOWED,
      OTHER_METHOD,
      "the amount is over the merchant's limit",
      "金額超過特店限額",
      "a lower amount, or ask ECPay for a higher limit",
      "請降低金額，或洽綠界提高限額"),
  EMBEDDED_OFF(
      "5100071",
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      CONTACT_SHOP,
      "the merchant may not use embedded payment",
      "特店無站內付 2.0 權限",
      "apply for the product",
      "請向綠界申請開通站內付 2.0"),
  PERHAPS_EXPIRED(
      "10200009",
      OPEN,
      Reason.CLOSED,
      EXPIRED,
      "perhaps: the order has expired",
      "可能：訂單已過期",
      "ask for the order",
      "請查詢訂單"),
  PERHAPS_STRONG_AUTHENTICATION(
      "10200043",
      OPEN,
      Reason.PAYER,
      OTHER_METHOD,
      "perhaps: 3-D Secure failed",
      "可能：3D 驗證失敗",
      "ask for the order",
      "請查詢訂單"),
  PERHAPS_AMOUNT(
      "10200050",
      OPEN,
      Reason.INVALID_FIELD,
      CONTACT_SHOP,
      "perhaps: the amount is wrong",
      "可能：金額錯誤",
      "ask for the order, and check the amount",
      "請查詢訂單並檢查金額"),
  PERHAPS_CARD_REFUSED(
      "10200058",
      OPEN,
      Reason.PAYER,
      OTHER_METHOD,
      "perhaps: the card was refused",
      "可能：卡片授權失敗",
      "ask for the order",
      "請查詢訂單"),
  PERHAPS_LATER_PAYMENT_MINIMUM(
      "10200105",
      OPEN,
      Reason.INVALID_FIELD,
      OTHER_METHOD,
      "perhaps: the amount is below the minimum for paying later",
      "可能：低於無卡分期最低金額",
      "ask for the order, and check the amount",
      "請查詢訂單並檢查金額"),
  PERHAPS_TIMEOUT(
      "10200115",
      OPEN,
      Reason.PAYER,
      WAIT,
      "perhaps: the transaction took too long",
      "可能：交易逾時",
      "ask for the order",
      "請查詢訂單"),
  PERHAPS_STORE_CODE_EXPIRED(
      "10300006",
      OPEN,
      Reason.CLOSED,
      EXPIRED,
      "perhaps: the store code has expired; other products mean something else by it",
      "可能：超商代碼已過期；其他產品另有含義",
      "ask for the order",
      "請查詢訂單"),
  PERHAPS_CODE_VOID(
      "10100001",
      OPEN,
      Reason.CLOSED,
      EXPIRED,
      "perhaps: the code is void",
      "可能：代碼已失效",
      "ask for the order",
      "請查詢訂單"),
  INVOICE_FIELD_MISSING(
      "10000002",
      BEFORE_PROCESSING,
      Reason.INVALID_FIELD,
      CONTACT_SHOP,
      "a field of the invoice is missing",
      "發票必填欄位未填",
      "add the field that the message names, and keep RelateNumber",
      "請補上訊息所指欄位，並沿用原 RelateNumber"),
  INVOICE_NUMBER_TAKEN(
      "10000009",
      CONFLICT,
      Reason.NUMBER_IN_USE,
      CONTACT_SHOP,
      "RelateNumber was used before",
      "特店自訂編號（RelateNumber）重複",
      "find the invoice by RelateNumber before issuing another",
      "請先以 RelateNumber 查詢發票，勿重複開立"),
  PERHAPS_GOODS_AMOUNT(
      "10500040",
      OPEN,
      Reason.INVALID_FIELD,
      CONTACT_SHOP,
      "perhaps: GoodsAmount is over the limit",
      "可能：商品金額超過上限",
      "ask for the shipment, and check the amount",
      "請查詢物流訂單並檢查金額");

  /** What an answer with a code proves. */
  enum Effect {
    /** Done. */
    DONE,
    /** Taken, and not yet ended. */
    PENDING,
    /** Refused before any processing, so that it may be believed even unsigned. */
    BEFORE_PROCESSING,
    /** If proven: by this request nothing happened. */
    NOTHING_HAPPENED,
    /** The number is in use or it has been done: a question tells which. */
    CONFLICT,
    /** Proves nothing. */
    OPEN
  }

  private final String code;
  private final Effect effect;
  private final Reason reason;
  private final PayerAdvice advice;
  private final String meaning;
  private final String meaningZh;
  private final String remedy;
  private final String remedyZh;

  ReturnCode(
      String code,
      Effect effect,
      Reason reason,
      PayerAdvice advice,
      String meaning,
      String meaningZh,
      String remedy,
      String remedyZh) {
    this.code = code;
    this.effect = effect;
    this.reason = reason;
    this.advice = advice;
    this.meaning = meaning;
    this.meaningZh = meaningZh;
    this.remedy = remedy;
    this.remedyZh = remedyZh;
  }

  /** The entry of a code. */
  static Optional<ReturnCode> of(String code) {
    for (ReturnCode known : values()) {
      if (known.code.equals(code)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The entry of a code as a service means it; services do not share their codes' meanings. */
  static Optional<ReturnCode> of(String code, Service service) {
    Optional<ReturnCode> known = of(code);
    return known.isPresent() && known.get().isSaidBy(service) ? known : Optional.empty();
  }

  private boolean isSaidBy(Service service) {
    if (this == DONE || this == NOT_PAID) {
      return true;
    }
    boolean invoice = this == INVOICE_FIELD_MISSING || this == INVOICE_NUMBER_TAKEN;
    boolean logistics = this == PERHAPS_GOODS_AMOUNT;
    return switch (service) {
      case INVOICE -> invoice;
      case LOGISTICS -> logistics;
      default -> !invoice && !logistics;
    };
  }

  /** As ECPay writes it. */
  String code() {
    return code;
  }

  /** What it proves, for an operation. */
  Effect effectOn(Operation operation) {
    if (this == NOT_PAID && operation == Operation.FIND) {
      return PENDING;
    }
    if (this == PAYMENT_FAILED) {
      return switch (operation) {
        case FIND, VOUCHER -> NOTHING_HAPPENED;
        // So general a word about a card that may have been charged is checked by asking.
        case EMBEDDED_PAYMENT, BACK_AUTH -> CONFLICT;
        // Elsewhere it means something else.
        default -> OPEN;
      };
    }
    return effect;
  }

  /** Whether ECPay's documents or its answers confirm the meaning; a guess proves nothing. */
  boolean isConfirmed() {
    return !name().startsWith("PERHAPS_");
  }

  Reason reason() {
    return reason;
  }

  PayerAdvice advice() {
    return advice;
  }

  String meaning() {
    return meaning;
  }

  /** In Traditional Chinese, as all of ECPay's own words are. */
  String meaningZh() {
    return meaningZh;
  }

  String remedy() {
    return remedy;
  }

  /** In Traditional Chinese. */
  String remedyZh() {
    return remedyZh;
  }
}
