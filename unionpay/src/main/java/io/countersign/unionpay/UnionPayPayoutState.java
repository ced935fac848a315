// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

/** Where a pay-out stands. Only {@link #SUCCEEDED} means that the payee has the money. */
public enum UnionPayPayoutState {
  /** Taken, on its way, or not known yet; codes that only say "failed" count as this, too. */
  PROCESSING,
  /** The payee's bank has taken the money ({@code 00}, {@code A6}). */
  SUCCEEDED,
  /** The payee did not and will not get the money. */
  FAILED,
  /** A code that this library does not know: neither paid nor failed. */
  UNRECOGNIZED;

  /** Whether it will not change any more. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** By UnionPay's code of the pay-out itself, as a question or a notification tells it. */
  static UnionPayPayoutState of(String code) {
    if (RespCode.isSuccess(code)) {
      return SUCCEEDED;
    }
    RespCode known = RespCode.of(code).orElse(null);
    if (known == null) {
      return UNRECOGNIZED;
    }
    return known.isFailure() && !known.isUnsettled() ? FAILED : PROCESSING;
  }
}
