// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ErrorCode.Effect.BEFORE_PROCESSING;
import static io.countersign.wechatpay.ErrorCode.Effect.CONFLICT;
import static io.countersign.wechatpay.ErrorCode.Effect.NOTHING_HAPPENED;
import static io.countersign.wechatpay.ErrorCode.Effect.NOT_ACCEPTED_NOW;
import static io.countersign.wechatpay.ErrorCode.Effect.OPEN;

import io.countersign.PayerAdvice;
import io.countersign.Rejection.Reason;
import java.util.Locale;
import java.util.Optional;

/**
 * WeChat Pay's error codes and what each proves. Older services spell them without underscores, so
 * they are compared without. A code that is not listed proves nothing. (Each API's page, "错误码".)
 */
enum ErrorCode {
  PARAM_ERROR(
      BEFORE_PROCESSING,
      Reason.INVALID_FIELD,
      "correct the named field; a field that the document does not list is refused, too"),
  INVALID_REQUEST(
      NOTHING_HAPPENED,
      Reason.INVALID_FIELD,
      "the request breaks a rule, or repeats a number with other parameters: repeat it unchanged, or"
          + " close it (a payment code: reverse it), and take a new number once that is proven"),
  APPID_MCHID_NOT_MATCH(
      BEFORE_PROCESSING, Reason.CONFIGURATION, "bind the app id to the merchant in the portal"),
  MCH_NOT_EXISTS(BEFORE_PROCESSING, Reason.CONFIGURATION, "correct the merchant number"),
  ORDER_CLOSED(
      NOTHING_HAPPENED,
      Reason.CLOSED,
      "begin a new attempt with a new number",
      PayerAdvice.EXPIRED),
  ORDER_PAID(CONFLICT, Reason.ALREADY_DONE, "find the payment", PayerAdvice.ALREADY_PAID),
  NO_STATEMENT_EXIST(
      NOTHING_HAPPENED, Reason.NOT_FOUND, "there was no trade on that day: an empty statement"),
  STATEMENT_CREATING(NOT_ACCEPTED_NOW, Reason.NOT_FOUND, "ask again after 10:00 Beijing time"),
  ALREADY_EXISTS(
      CONFLICT, Reason.NUMBER_IN_USE, "the number is in use with other parameters: look it up"),
  SIGN_ERROR(
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      "check merchant number, certificate serial number, private key and clock; they must belong"
          + " together"),
  NO_AUTH(
      BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      "open the product for the merchant in the portal, or allow this server's address"),
  RULE_LIMIT(
      NOTHING_HAPPENED,
      Reason.NOT_ALLOWED,
      "a business or risk rule forbids it; the portal says which",
      PayerAdvice.OTHER_METHOD),
  TRADE_ERROR(
      NOTHING_HAPPENED,
      Reason.NOT_ALLOWED,
      "the trade failed for the reason in the message",
      PayerAdvice.OTHER_METHOD),
  ACCOUNT_ERROR(
      NOTHING_HAPPENED, Reason.PAYER, "the payer's account is abnormal", PayerAdvice.OTHER_METHOD),
  OUT_TRADE_NO_USED(CONFLICT, Reason.NUMBER_IN_USE, "the number was used: find the payment"),
  NOT_ENOUGH(
      OPEN,
      Reason.INSUFFICIENT_FUNDS,
      "top up the merchant's balance, then repeat with the same number"),
  USER_ACCOUNT_ABNORMAL(
      NOTHING_HAPPENED, Reason.PAYER, "the payer's account is closed: handle it in the portal"),
  REQUEST_BLOCKED(NOTHING_HAPPENED, Reason.NOT_ALLOWED, "risk control blocked the request"),
  ORDER_NOT_EXIST(NOTHING_HAPPENED, Reason.NOT_FOUND, "check the number and the merchant"),
  RESOURCE_NOT_EXISTS(NOTHING_HAPPENED, Reason.NOT_FOUND, "check the number and the merchant"),
  NOT_FOUND(NOTHING_HAPPENED, Reason.NOT_FOUND, "check the number and the merchant"),
  FREQUENCY_LIMITED(NOT_ACCEPTED_NOW, Reason.NOT_ALLOWED, "call less often"),
  FREQUENCY_LIMIT_EXCEED(NOT_ACCEPTED_NOW, Reason.NOT_ALLOWED, "call less often"),
  RATELIMIT_EXCEEDED(NOT_ACCEPTED_NOW, Reason.NOT_ALLOWED, "call less often"),
  RATE_LIMITED(NOT_ACCEPTED_NOW, Reason.NOT_ALLOWED, "call less often"),
  SYSTEM_ERROR(OPEN, Reason.NOT_ALLOWED, "ask how it stands, then the same number again"),
  BANK_ERROR(OPEN, Reason.PAYER, "ask how it stands, then the same number again"),
  USERPAYING(OPEN, Reason.PAYER, "ask how it stands every five seconds", PayerAdvice.WAIT),
  OPENID_MISMATCH(
      NOTHING_HAPPENED, Reason.INVALID_FIELD, "use the openid that belongs to the order's app id"),
  INVALID_TRANSACTIONID(NOTHING_HAPPENED, Reason.INVALID_FIELD, "check the transaction id"),
  SERVICE_UNAVAILABLE(OPEN, Reason.NOT_ALLOWED, "ask how it stands, then the same number again");

  /** What a refusal with a code proves. */
  enum Effect {
    /** Refused before any processing, so that it may be believed even unsigned. */
    BEFORE_PROCESSING,
    /** If signed: by this request nothing happened. */
    NOTHING_HAPPENED,
    /** The number is in use or it has been done: a question tells which. */
    CONFLICT,
    /** If signed: not accepted, but may be later. */
    NOT_ACCEPTED_NOW,
    /** Proves nothing. */
    OPEN
  }

  private final Effect effect;
  private final Reason reason;
  private final String remedy;
  private final PayerAdvice advice;

  ErrorCode(Effect effect, Reason reason, String remedy) {
    this(effect, reason, remedy, PayerAdvice.CONTACT_SHOP);
  }

  ErrorCode(Effect effect, Reason reason, String remedy, PayerAdvice advice) {
    this.effect = effect;
    this.reason = reason;
    this.remedy = remedy;
    this.advice = advice;
  }

  /** The entry of a code as spelled by any service. */
  static Optional<ErrorCode> of(String code) {
    String plain = plain(code);
    for (ErrorCode known : values()) {
      if (plain(known.name()).equals(plain)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** What it proves, for an operation. */
  Effect effectOn(Operation operation) {
    if (this == ORDER_CLOSED && (operation == Operation.CLOSE || operation == Operation.REVERSE)) {
      return CONFLICT;
    }
    if (this == NOT_ENOUGH && operation == Operation.REFUND) {
      // The merchant's balance is checked before a refund is taken; its number stays free.
      return NOTHING_HAPPENED;
    }
    if (this == INVALID_REQUEST && operation.paysOut()) {
      // It is also said of a number in use with other fields: a question tells which.
      return CONFLICT;
    }
    if (operation == Operation.PAYMENT_CODE && (this == NOT_ENOUGH || this == BANK_ERROR)) {
      return CONFLICT;
    }
    if (this == INVALID_REQUEST && operation == Operation.ABNORMAL_REFUND) {
      // Said of a refund that needs no action any more, too.
      return CONFLICT;
    }
    if (effect == NOT_ACCEPTED_NOW
        && (operation == Operation.REFUND
            || operation == Operation.ABNORMAL_REFUND
            || operation.paysOut()
            || operation == Operation.RAW_WRITE
            || operation == Operation.PAYMENT_CODE)) {
      // A refund or transfer that met a rate limit may have been taken all the same.
      return OPEN;
    }
    return effect;
  }

  Reason reasonOn(Operation operation) {
    return isThePayersBalance(operation) ? Reason.PAYER : reason;
  }

  String remedyOn(Operation operation) {
    if (isThePayersBalance(operation)) {
      return "the payer's balance is too low: another card or wallet, and a new number";
    }
    if (this == INVALID_REQUEST && operation.paysOut()) {
      return "the request breaks a rule: correct it and send the same number, never a new one";
    }
    if (this == INVALID_REQUEST && operation == Operation.CANCEL_TRANSFER) {
      return "it cannot be cancelled in the state it is in: find it, and wait for its end";
    }
    if (this == INVALID_REQUEST && operation == Operation.REFUND) {
      return "the refund breaks a rule of the message, or its id was used for another refund: find"
          + " that one; take another id only for another refund";
    }
    if (this == BANK_ERROR && operation == Operation.PAYMENT_CODE) {
      return "the payer's bank failed; once that is proven, another card and a new number";
    }
    return remedy;
  }

  private boolean isThePayersBalance(Operation operation) {
    return this == NOT_ENOUGH
        && (operation == Operation.PAYMENT_CODE || operation == Operation.ORDER);
  }

  PayerAdvice advice() {
    return this == NOT_ENOUGH ? PayerAdvice.OTHER_METHOD : advice;
  }

  private static String plain(String code) {
    return code.replace("_", "").toUpperCase(Locale.ROOT);
  }
}
