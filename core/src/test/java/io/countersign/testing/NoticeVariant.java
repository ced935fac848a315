// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.ReceivedReply.Result;

/**
 * Ways in which the notification of a paid order can reach the shop, and what must come of each.
 */
public enum NoticeVariant {
  /** As the provider sends it. */
  GENUINE(Result.HANDLED),
  /** With header names in lower case, as HTTP/2 proxies forward them. */
  LOWER_CASE_HEADERS(Result.HANDLED),
  /** Signed as long ago as is still fresh. */
  OLDEST_FRESH(Result.HANDLED),
  /** Signed as far in the future as is still fresh. */
  NEWEST_FRESH(Result.HANDLED),
  /** Genuine, but neither a payment nor a refund of this merchant's orders. */
  OTHER_EVENT(Result.HANDLED),

  /** One second older than {@link #OLDEST_FRESH}. */
  ONE_SECOND_TOO_OLD(Result.REFUSED),
  /** One second newer than {@link #NEWEST_FRESH}. */
  ONE_SECOND_TOO_NEW(Result.REFUSED),
  /** Validly signed years ago. */
  YEARS_OLD(Result.REFUSED),
  /** Validly signed years ahead. */
  FAR_FUTURE(Result.REFUSED),
  /** The time of signing is not a time. */
  MALFORMED_TIME(Result.REFUSED),
  /** A signature of other bytes. */
  WRONG_SIGNATURE(Result.REFUSED),
  /** No signature at all. */
  NO_SIGNATURE(Result.REFUSED),
  /** A blank where the signature should be. */
  BLANK_SIGNATURE(Result.REFUSED),
  /** A signature of the right length, all {@code A}. */
  SIGNATURE_OF_AS(Result.REFUSED),
  /** A signature that is not in the signature's encoding. */
  SIGNATURE_NOT_DECODABLE(Result.REFUSED),
  /** The signature stands there twice. */
  DUPLICATED_SIGNATURE(Result.REFUSED),
  /** A key id that nobody knows. */
  UNKNOWN_KEY(Result.REFUSED),
  /** Signed for, and by the key of, another merchant of the same provider. */
  OTHER_TENANTS_KEY(Result.REFUSED),
  /** One byte of the body changed after signing. */
  TAMPERED_BODY(Result.REFUSED),
  /** The payer's browser return, posted to the notify URL. */
  PAYER_RETURN(Result.REFUSED),

  /** Authentic, about a number that the shop does not know. */
  OTHER_ORDER(Result.UNEXPECTED),
  /** Authentic, about another merchant. */
  OTHER_MERCHANT(Result.UNEXPECTED),
  /** Authentic, with a smaller total. */
  SMALLER_AMOUNT(Result.UNEXPECTED),
  /** Authentic, in another currency. */
  OTHER_CURRENCY(Result.UNEXPECTED);

  private final Result expected;

  NoticeVariant(Result expected) {
    this.expected = expected;
  }

  Result expected() {
    return expected;
  }
}
