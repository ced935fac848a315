// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.PayerAdvice.CONTACT_SHOP;
import static io.countersign.PayerAdvice.EXPIRED;
import static io.countersign.PayerAdvice.OTHER_METHOD;
import static io.countersign.PayerAdvice.TRY_AGAIN;
import static io.countersign.PayerAdvice.WAIT;
import static io.countersign.Rejection.Reason.ALREADY_DONE;
import static io.countersign.Rejection.Reason.CLOSED;
import static io.countersign.Rejection.Reason.CONFIGURATION;
import static io.countersign.Rejection.Reason.INSUFFICIENT_FUNDS;
import static io.countersign.Rejection.Reason.INVALID_FIELD;
import static io.countersign.Rejection.Reason.NOT_ALLOWED;
import static io.countersign.Rejection.Reason.NOT_FOUND;
import static io.countersign.Rejection.Reason.NUMBER_IN_USE;
import static io.countersign.Rejection.Reason.PAYER;
import static io.countersign.unionpay.RespCode.Effect.CONFLICT;
import static io.countersign.unionpay.RespCode.Effect.LATER;
import static io.countersign.unionpay.RespCode.Effect.NOTHING_HAPPENED;
import static io.countersign.unionpay.RespCode.Effect.OPEN;

import io.countersign.PayerAdvice;
import io.countersign.Rejection.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What UnionPay's codes ({@code respCode}, {@code origRespCode}) prove, and what mends them. What
 * is not listed proves nothing. (全渠道, 应答码, 交易状态查询.)
 */
final class RespCode {

  /** What a signed refusal of something that moves money proves. */
  enum Effect {
    /** By this request nothing happened. */
    NOTHING_HAPPENED,
    /** The transaction is there already: only a question tells what it is. */
    CONFLICT,
    /** A question is answered later; of a transaction nobody knows. */
    LATER,
    /** Nobody knows yet. */
    OPEN
  }

  private final String code;
  private final Effect effect;
  private final Reason reason;
  private final PayerAdvice advice;
  private final String remedy;

  private RespCode(String code, Effect effect, Reason reason, PayerAdvice advice, String remedy) {
    this.code = code;
    this.effect = effect;
    this.reason = reason;
    this.advice = advice;
    this.remedy = remedy;
  }

  /**
   * Whether a transaction succeeded; {@code A6} is booked with a defect, and the money is taken.
   */
  static boolean isSuccess(String code) {
    return code.equals("00") || code.equals("A6");
  }

  /** What is known of a code that is no success; empty if it is not listed. */
  static Optional<RespCode> of(String code) {
    for (RespCode row : rows()) {
      if (row.code.equals(code)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  String code() {
    return code;
  }

  /** Whether it tells nothing about the transaction, so that asking later may tell more. */
  boolean isUnsettled() {
    return effect == OPEN || effect == LATER;
  }

  /**
   * Whether an asked payment of this code has failed, as far as this try goes. Codes that refuse a
   * request without deciding anything are final once a question confirms them.
   */
  boolean isFailure() {
    return effect == NOTHING_HAPPENED
        || code.equals("01")
        || code.equals("60")
        || code.equals("45")
        || code.equals("46");
  }

  /** Whether the payer has it in hand. */
  boolean isWaitingForPayer() {
    return code.equals("70");
  }

  Effect effect() {
    return effect;
  }

  Reason reason() {
    return reason;
  }

  PayerAdvice advice() {
    return advice;
  }

  /** What the developer should do. */
  String remedy() {
    return remedy;
  }

  private static RespCode row(
      String code, Effect effect, Reason reason, PayerAdvice advice, String remedy) {
    return new RespCode(code, effect, reason, advice, remedy);
  }

  private static RespCode payers(String code, PayerAdvice advice, String meaning) {
    return row(code, NOTHING_HAPPENED, PAYER, advice, meaning + ": the payer's to mend");
  }

  private static RespCode callers(String code, Reason reason, String remedy) {
    return row(code, NOTHING_HAPPENED, reason, CONTACT_SHOP, remedy);
  }

  /** The whole table, in the order of the codes. */
  static List<RespCode> rows() {
    return List.of(
        row(
            "01",
            OPEN,
            NOT_ALLOWED,
            OTHER_METHOD,
            "failed, as UnionPay says; ask, because only a question confirms it"),
        row("02", LATER, NOT_ALLOWED, WAIT, "the system is closed for now; ask how it stands"),
        row("03", OPEN, NOT_ALLOWED, WAIT, "no answer from the issuer yet; ask how it stands"),
        row("04", OPEN, NOT_ALLOWED, WAIT, "the state is not known yet; ask how it stands"),
        row("05", OPEN, NOT_ALLOWED, WAIT, "accepted; ask how it stands"),
        row("06", LATER, NOT_ALLOWED, WAIT, "the system is busy; ask how it stands"),
        callers(
            "10",
            INVALID_FIELD,
            "correct the field that the message names; a txnTime that is not about now is such, too"),
        callers(
            "11",
            CONFIGURATION,
            "the signature was not right: merId and certificate must belong together, and both to"
                + " this environment"),
        row(
            "12",
            CONFLICT,
            NUMBER_IN_USE,
            WAIT,
            "this orderId and txnTime are in use; ask how they stand"),
        callers("13", INVALID_FIELD, "add the field that the message names"),
        callers("14", INVALID_FIELD, "correct the batch file: name, header line, columns, GBK"),
        payers("30", OTHER_METHOD, "not passed"),
        callers("31", CONFIGURATION, "the merchant's state does not allow it; ask UnionPay"),
        callers(
            "32", CONFIGURATION, "the merchant has no permission for this product; ask UnionPay"),
        payers("33", OTHER_METHOD, "the amount is over a limit of the card or the merchant"),
        row(
            "34",
            OPEN,
            NOT_FOUND,
            WAIT,
            "no such transaction, or not yet; ask again, with the original's txnTime and bizType"),
        callers("35", NOT_FOUND, "the original does not exist, or its state does not allow it"),
        callers(
            "36",
            INVALID_FIELD,
            "the original has another merchant, or not this much is left of its amount"),
        row("37", LATER, NOT_ALLOWED, WAIT, "asked too often; ask less often"),
        row(
            "38",
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            OTHER_METHOD,
            "UnionPay's risk control forbids it"),
        callers(
            "39",
            NOT_ALLOWED,
            "outside the time in which UnionPay takes it: an undo on its clearing day only, a refund"
                + " some eleven months"),
        payers("40", CONTACT_SHOP, "the binding does not fit"),
        callers("41", NOT_ALLOWED, "the batch's state does not allow it; ask about the batch"),
        row("42", OPEN, CLOSED, WAIT, "debited after payTimeout; UnionPay gives it back by itself"),
        callers("43", CONFIGURATION, "the product is not opened for this merchant"),
        payers("44", OTHER_METHOD, "the number is wrong, or the service is not opened"),
        row(
            "45",
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "the original was refunded or undone before, perhaps by this very number; ask about it"),
        row(
            "46",
            CONFLICT,
            ALREADY_DONE,
            CONTACT_SHOP,
            "the original was reversed before, perhaps by this very request; ask about it"),
        row(
            "60",
            OPEN,
            PAYER,
            OTHER_METHOD,
            "the issuer refused, without a reason; ask before acting on it"),
        payers("61", OTHER_METHOD, "the card number is not valid"),
        payers("62", OTHER_METHOD, "the issuer does not serve this merchant"),
        payers("63", OTHER_METHOD, "the card's state does not allow it"),
        payers("64", OTHER_METHOD, "the balance does not suffice"),
        payers("65", TRY_AGAIN, "PIN, expiry or CVN2 is wrong"),
        payers("66", TRY_AGAIN, "identity or telephone number does not fit"),
        payers("67", OTHER_METHOD, "the PIN was wrong too often"),
        payers("68", OTHER_METHOD, "the card does not allow this"),
        payers("69", TRY_AGAIN, "the payer took too long"),
        row("70", OPEN, PAYER, WAIT, "the payer is still typing; ask how it stands"),
        payers("71", TRY_AGAIN, "the one-time code is wrong"),
        payers("72", CONTACT_SHOP, "the payer has not signed up"),
        payers("73", OTHER_METHOD, "the card has expired"),
        row("74", OPEN, NOT_ALLOWED, WAIT, "debited, but the bill's state is not known; ask"),
        row("75", OPEN, NOT_ALLOWED, WAIT, "debited, but the bill was not settled; ask"),
        payers("76", CONTACT_SHOP, "the card must be opened with its PIN"),
        payers("77", OTHER_METHOD, "the card is not opened for this way to pay"),
        payers("78", OTHER_METHOD, "the issuer does not permit it"),
        payers("79", CONTACT_SHOP, "the card can be used, but its issuer sends no code"),
        payers("80", CONTACT_SHOP, "the token has expired; open the card anew"),
        payers("81", OTHER_METHOD, "over the month's limit"),
        payers("82", TRY_AGAIN, "the PIN is needed"),
        row("83", OPEN, NOT_ALLOWED, WAIT, "the issuer is still at it; ask how it stands"),
        row(
            "85",
            NOTHING_HAPPENED,
            NOT_ALLOWED,
            OTHER_METHOD,
            "a rule of the promotion forbids it"),
        payers("86", TRY_AGAIN, "the code was used or is out of date; scan a fresh one"),
        payers("87", OTHER_METHOD, "paid too often with this code"),
        payers("88", EXPIRED, "there is no such code; scan a fresh one"),
        payers("89", CONTACT_SHOP, "the token is not valid; open the card anew"),
        callers(
            "90",
            INSUFFICIENT_FUNDS,
            "the merchant's account or the day's settlement does not suffice; top up, then again"),
        payers("91", TRY_AGAIN, "authentication failed"),
        callers("92", CONFIGURATION, "the business licence has expired"),
        callers("93", CONFIGURATION, "the business licence was revoked"),
        callers("94", CONFIGURATION, "the business licence was cancelled"),
        callers("95", CONFIGURATION, "the business has moved"),
        callers("96", CONFIGURATION, "the business licence was withdrawn"),
        row("98", LATER, NOT_FOUND, WAIT, "the file is not there yet; ask later"),
        callers("99", NOT_ALLOWED, "refused without a reason; ask UnionPay"));
  }
}
