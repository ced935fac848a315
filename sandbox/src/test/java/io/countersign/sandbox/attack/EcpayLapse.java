// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.Set;

/** What a shop that receives ECPay's notifications can forget, and which lines find it. */
enum EcpayLapse {
  NONE,
  SHIPS_SIMULATED("simulated"),
  SHIPS_WHATEVER_THE_CODE(
      "payment-failed",
      "order-not-established",
      "result-pending",
      "account-issued",
      "store-code-issued",
      "code-missing"),
  SHIPS_AGAIN("same-notice-twice", "same-payment-in-other-words", "same-notice-twice-at-once"),
  VERIFIES_NOTHING(
      "no-check-mac",
      "empty-check-mac",
      "short-check-mac",
      "check-mac-of-zeros",
      "check-mac-of-itself",
      "check-mac-md5",
      "signed-with-published-keys",
      "platforms-keys",
      "other-order-number",
      "amount-altered",
      "failure-made-success",
      "simulation-made-real",
      "simulation-in-a-text",
      "simulation-respelled",
      "order-form-as-notice",
      "field-added",
      "field-removed",
      "blank-added"),
  VERIFIES_ONLY_WHAT_IS_SIGNED("no-check-mac"),
  TAKES_MD5("check-mac-md5"),
  TAKES_ANY_SPELLING("simulation-respelled"),
  LETS_TEXTS_HOLD_FIELDS("simulation-in-a-text", "order-form-as-notice"),
  HAS_THE_PUBLISHED_KEYS_TOO("signed-with-published-keys"),
  SERVES_THE_TEST_MERCHANT_TOO("published-merchant"),
  LETS_ANY_PLATFORM_SIGN("platforms-keys"),
  TAKES_ANY_MERCHANT("merchant-of-others"),
  IGNORES_THE_AMOUNT(
      "one-dollar",
      "one-dollar-less",
      "negative-amount",
      "amount-with-decimals",
      "amount-missing",
      "amount-empty",
      "amount-overflows"),
  TAKES_THE_FIRST_OF_TWO("order-named-twice", "amount-named-twice"),
  ACKNOWLEDGES_WHAT_IT_CANNOT_READ(
      "order-named-twice",
      "amount-named-twice",
      "empty-body",
      "not-a-form",
      "not-utf-8",
      "json-instead",
      "half-a-body",
      "by-get",
      "many-fields");

  private final String[] believed;

  @SuppressWarnings("ImmutableEnumChecker")
  EcpayLapse(String... believed) {
    this.believed = believed;
  }

  Set<String> believed() {
    return Set.of(believed);
  }
}
