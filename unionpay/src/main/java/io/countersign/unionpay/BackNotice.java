// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Money;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A proven message at the notify address ({@code backUrl}). UnionPay signs much for a merchant that
 * is no notification, with the same fields: answers, and what a payer's browser brings. So it
 * counts only with what those lack. (全渠道, 后台通知报文, 前台通知报文.)
 */
final class BackNotice {

  /** What every notification of moved money has, and neither a browser nor an acceptance brings. */
  private static final String[] BOOKING = {"settleDate", "traceNo", "traceTime", "settleAmt"};

  private static final String MOVING_MONEY = " 01 02 03 04 11 12 13 14 31 32 33 99 ";

  private final Merchant merchant;
  private final FormFields told;
  private final Evidence evidence;
  private final Instant txnTime;
  private final Instant bookedAt;

  private BackNotice(
      Merchant merchant, FormFields told, Evidence evidence, Instant txnTime, Instant bookedAt) {
    this.merchant = merchant;
    this.told = told;
    this.evidence = evidence;
    this.txnTime = txnTime;
    this.bookedAt = bookedAt;
  }

  /**
   * Reads what is proven.
   *
   * @throws InvalidNotificationException if it is too old, ahead of time, or no notification
   */
  static BackNotice of(Merchant merchant, FormFields proven, Evidence evidence, Instant received) {
    FormFields told = new FormFields();
    for (Map.Entry<String, String> field : proven.entries()) {
      // An empty value may have been added by anybody: signatures hold without it.
      if (!field.getValue().isBlank()) {
        told.put(field.getKey(), field.getValue());
      }
    }
    // Judged after the signature, because the time is one of the fields it covers.
    Instant txnTime = NoticeTime.txnTime(told, received);
    merchant.mustBeNamedBy(told);
    BackNotice notice =
        new BackNotice(merchant, told, evidence, txnTime, NoticeTime.bookedAt(txnTime, told));
    notice.mustBeNotification();
    return notice;
  }

  private void mustBeNotification() {
    if (!UnionPayPayerReturn.isNumber(number()) || txnType().isEmpty()) {
      throw unreadable("it lacks its orderId or txnType");
    }
    if (respCode().isEmpty()) {
      throw unreadable("it has no respCode, so it is a request, not a notification");
    }
    if (respCode().length() > 8 || !UnionPayPayerReturn.isNumber(respCode())) {
      throw unreadable("its respCode is none: letters or digits, few of them");
    }
    if (txnType().equals("00") || told.has("origRespCode")) {
      throw unreadable("it answers a question and is no notification");
    }
    boolean booked = false;
    for (String name : BOOKING) {
      booked |= told.has(name);
    }
    if (!booked && MOVING_MONEY.contains(" " + txnType() + " ")) {
      throw unreadable(
          "it tells of no booking (settleDate, traceNo): it is what a payer's browser brings"
              + " (frontUrl) or an answer, not a notification");
    }
  }

  Merchant merchant() {
    return merchant;
  }

  /** The kind of transaction. */
  String txnType() {
    return told.text("txnType");
  }

  /** The variety of it. */
  String txnSubType() {
    return told.text("txnSubType");
  }

  /** How it ended, in UnionPay's code. */
  String respCode() {
    return told.text("respCode");
  }

  /** The merchant's number of this transaction; of a refund, the refund's. */
  String number() {
    return told.text("orderId");
  }

  Instant txnTime() {
    return txnTime;
  }

  /** When it was booked, or began where that is not told. */
  Instant bookedAt() {
    return bookedAt;
  }

  /** A value, if it is told. */
  Optional<String> text(String name) {
    return told.filled(name);
  }

  /** UnionPay's number of this transaction; its own where a failure has none. */
  String id() {
    return text("queryId").orElse(number() + "/" + BeijingTime.text(txnTime));
  }

  /**
   * The amount.
   *
   * @throws InvalidNotificationException if there is none, or it is no amount
   * @throws io.countersign.MismatchException if it is of another currency than yuan
   */
  Money amount() {
    Optional<Money> amount = Fen.of(told.text("txnAmt"));
    if (amount.isEmpty() || !amount.get().isPositive() || !told.has("currencyCode")) {
      throw unreadable("it lacks its txnAmt or currencyCode");
    }
    Fen.mustBeCurrency(told.text("currencyCode"));
    return amount.get();
  }

  /** Everything it says. */
  ProviderFields fields() {
    return ProviderFields.of("", told.asMap());
  }

  Evidence evidence() {
    return evidence;
  }

  /** It as something that has no type of its own. */
  UnionPayEvent event() {
    return new UnionPayEvent(
        id(), bookedAt, merchant.account(), txnType() + "/" + txnSubType(), fields(), evidence);
  }

  static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.CONTENT_UNREADABLE, why);
  }
}
