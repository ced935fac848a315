// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.Set;

/** What a shop that receives Alipay's notifications can forget, and which lines find it. */
enum AlipayLapse {
  NONE,
  VERIFIES_NOTHING(
      "no-signature",
      "empty-signature",
      "blank-signature",
      "signature-of-the-right-length",
      "signature-that-is-no-base64",
      "strangers-key",
      "strangers-certificate",
      "signed-with-its-type",
      "no-signature-and-no-type",
      "unknown-sign-type",
      "weaker-signature",
      "amount-changed",
      "order-changed",
      "status-changed",
      "gbk-called-utf-8",
      "nul",
      "half-a-character",
      "unknown-charset"),
  VERIFIES_ONLY_WHAT_IS_SIGNED(
      "no-signature", "empty-signature", "no-signature-and-no-type", "unknown-sign-type"),
  TAKES_ANY_SIGN_TYPE("weaker-signature"),
  TAKES_THE_SECOND_WAY("signed-with-its-type"),
  LETS_AN_UNKNOWN_CERTIFICATE_PASS("strangers-certificate"),
  TRIES_ANOTHER_CHARSET("gbk-called-utf-8"),
  TAKES_THE_FIRST_OF_TWO("amount-twice", "number-twice", "status-twice"),
  LETS_TEXTS_HOLD_FIELDS("fields-hidden-in-a-description"),
  IGNORES_THE_AMOUNT(
      "without-an-amount",
      "smaller-amount",
      "amount-with-three-decimals",
      "amount-beyond-an-int",
      "amount-below-zero",
      "amount-with-an-exponent"),
  KEEPS_FEN_IN_AN_INT("amount-with-three-decimals", "amount-beyond-an-int"),
  LEAVES_SIGNS_OUT("amount-below-zero"),
  CUTS_DECIMALS("amount-with-three-decimals"),
  TAKES_MORE_THAN_THE_PRICE(
      "amount-with-three-decimals", "amount-beyond-an-int", "amount-with-an-exponent"),
  COMPARES_WHAT_IS_THERE("without-an-amount", "without-an-application", "without-a-merchant"),
  TAKES_ANY_APPLICATION("without-an-application", "other-application"),
  TAKES_ANY_MERCHANT("without-a-merchant", "other-merchant"),
  COMPARES_NUMBERS_LOOSELY("number-in-small-letters", "number-with-a-blank"),
  SHIPS_UNKNOWN_ORDERS("number-in-small-letters", "number-with-a-blank", "nobodys-order"),
  TAKES_ANY_STATUS("closed-unpaid", "waiting-for-the-payer", "without-a-status", "unknown-status"),
  READS_HALF_THE_STATUS("unknown-status"),
  SHIPS_REFUNDS("partial-refund", "full-refund"),
  SHIPS_WHATEVER_IS_TOLD("money-frozen", "agreement-signed"),
  TAKES_MESSAGES_FOR_PAYMENTS("message-of-a-transfer", "message-with-a-payments-fields"),
  TAKES_A_RETURN_FOR_MONEY("browser-return"),
  SHIPS_AGAIN(
      "same-notice-twice",
      "same-payment-under-another-notify-id",
      "finished-after-success",
      "second-payment-of-the-order",
      "same-notice-twice-at-once"),
  KNOWS_NOTICES_ONLY("same-payment-under-another-notify-id", "second-payment-of-the-order"),
  KNOWS_PAYMENTS_ONLY("second-payment-of-the-order"),
  STEPS_BACK("waiting-after-success", "second-payment-of-the-order"),
  CLOSES_WHAT_IS_PAID("closed-after-success", "second-payment-of-the-order"),
  ACKNOWLEDGES_WHAT_IT_CANNOT_READ(
      "no-signature",
      "empty-signature",
      "blank-signature",
      "signature-that-is-no-base64",
      "amount-twice",
      "number-twice",
      "status-twice",
      "fields-hidden-in-a-description",
      "without-an-amount",
      "empty-body",
      "json",
      "broken-percent",
      "nul",
      "names-without-values",
      "many-fields",
      "body-that-does-not-come",
      "get",
      "one-huge-field",
      "cut-by-semicolons");

  private final String[] believed;

  @SuppressWarnings("ImmutableEnumChecker")
  AlipayLapse(String... believed) {
    this.believed = believed;
  }

  Set<String> believed() {
    return Set.of(believed);
  }
}
