// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** What the payer behind a payment code does; the code's third and fourth digit carry it. */
public enum PayerBehaviour {
  /** Paid in the same call. */
  PAYS_AT_ONCE,
  /** Asked for the password until the test decides. */
  NEEDS_PASSWORD,
  /** Asked for the password; pays ten seconds later. */
  PAYS_AFTER_PASSWORD,
  /** Asked for the password; fails ten seconds later. */
  FAILS_AFTER_PASSWORD,
  /** The payer's bank fails. */
  BANK_ERROR,
  /** The payer has too little money. */
  NOT_ENOUGH
}
