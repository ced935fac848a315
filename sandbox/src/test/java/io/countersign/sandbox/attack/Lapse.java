// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a shop can leave out, and exactly which attacks it then believes. */
public enum Lapse {
  NONE(),
  VERIFIES_ONLY_WHAT_IS_SIGNED("no-signature empty-signature blank-signature no-headers"),
  VERIFIES_ONLY_WITH_ALL_HEADERS(
      "no-signature empty-signature blank-signature no-headers no-timestamp no-nonce no-serial"
          + " empty-serial timestamp-empty"),
  NEVER_VERIFIES(
      "short-signature signature-of-as wrong-signature signature-not-base64 signature-probe"
          + " claims-to-be-local other-tenants-key-under-our-id body-reserialised body-padded"
          + " no-last-line-end body-exchanged"),
  SWALLOWS_EXCEPTIONS_OF_VERIFYING("short-signature signature-not-base64 signature-probe"),
  ACKNOWLEDGES_PROBES("signature-probe"),
  VERIFIES_ONLY_THE_TYPE_IT_KNOWS("signature-type-unknown signature-type-in-odd-case"),
  TRUSTS_LOCALHOST("claims-to-be-local"),
  GIVES_UP_ON_DOUBLED_HEADERS(
      "two-signatures two-timestamps-old-first two-timestamps-new-first two-serials"),
  LOOKS_AT_THE_LAST_TIMESTAMP_AND_VERIFIES_THE_FIRST("two-timestamps-old-first"),
  LOOKS_AT_THE_FIRST_TIMESTAMP_AND_VERIFIES_THE_LAST("two-timestamps-new-first"),
  BELIEVES_ANY_OTHER_SERIAL("two-serials"),
  IGNORES_THE_KEY_ID("unknown-key-id unknown-certificate-serial no-serial"),
  SKIPS_UNKNOWN_KEYS("unknown-key-id unknown-certificate-serial other-tenants-key"),
  VERIFIES_OVER_WRITTEN_JSON("body-reserialised body-padded"),
  TRIMS_THE_BODY("body-padded"),
  TRIES_WITHOUT_THE_LAST_LINE_END("no-last-line-end"),
  TIMELESS(
      "signed-301-seconds-ago signed-years-ago signed-five-minutes-ahead signed-years-ahead"
          + " timestamp-in-words timestamp-overflows timestamp-in-milliseconds"),
  LOOKS_BACK_ONLY("signed-five-minutes-ahead signed-years-ahead timestamp-in-milliseconds"),
  TAKES_ANY_TIMESTAMP_IT_CANNOT_READ("timestamp-in-words timestamp-overflows"),
  READS_PLAIN_CONTENT("plain-content"),
  READS_FORMS("browser-return"),
  COMPARES_NO_MERCHANT("other-merchant merchant-missing sub-merchants-payment"),
  COMPARES_NO_APP("other-app"),
  ACKNOWLEDGES_UNKNOWN_ORDERS(
      "other-order number-with-nul number-with-lone-surrogate number-padded"),
  TRIMS_NUMBERS("number-with-nul number-padded"),
  COMPARES_NO_AMOUNT(
      "smaller-amount larger-amount zero-amount negative-amount amount-overflows amount-missing"
          + " amount-as-text amount-as-fraction amount-as-array"),
  COUNTS_IN_32_BITS("amount-overflows amount-as-fraction"),
  COMPARES_NO_CURRENCY("other-currency"),
  LOOKS_AT_NO_TAG("tag-altered associated-data-missing associated-data-other"),
  HONOURS_ALGORITHM_NONE("algorithm-none"),
  TAKES_ANY_NONCE("nonce-too-short nonce-too-long"),
  READS_LOOSE_JSON("trailing-bytes duplicate-keys duplicate-amounts not-utf8"),
  ACKNOWLEDGES_WHAT_IT_CANNOT_READ(
      "other-apiv3-key ciphertext-shorter-than-its-tag ciphertext-empty tag-cut tag-altered"
          + " ciphertext-not-base64 ciphertext-missing nonce-too-short nonce-too-long nonce-empty"
          + " associated-data-missing associated-data-other algorithm-none algorithm-unknown"
          + " empty-body null-body array-body html-body cut-body empty-object trailing-bytes"
          + " duplicate-keys duplicate-amounts not-utf8 amount-missing amount-as-text"
          + " amount-as-fraction amount-as-array deep-json deep-amount ten-megabyte-number"),
  READS_WITHOUT_LIMIT("huge-body"),
  ANSWERS_BEFORE_READING("body-ends-early"),
  TAKES_GET("get-instead-of-post"),
  ACTS_TWICE("same-notice-twice same-notice-twice-at-once same-event-under-another-id"),
  LOOKS_AT_THE_EVENT_TYPE_ONLY(
      "refund-under-the-payments-name profit-sharing-under-the-payments-name closed-order"
          + " unpaid-order state-missing state-in-odd-case same-notice-twice"
          + " same-notice-twice-at-once same-event-under-another-id"),
  SHIPS_WHATEVER_THE_EVENT(
      "refund-under-the-payments-name refund-with-a-payments-fields"
          + " profit-sharing-under-the-payments-name failed-payment closed-order unpaid-order"
          + " state-missing state-in-odd-case unknown-event same-notice-twice"
          + " same-notice-twice-at-once same-event-under-another-id");

  private final Set<String> believed = new TreeSet<>();

  Lapse(String... names) {
    for (String line : names) {
      believed.addAll(List.of(line.split(" ")));
    }
  }

  /** The names of the attacks that succeed. */
  List<String> believed() {
    return new ArrayList<>(believed);
  }
}
