// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

/** What can be wrong with the certificate inside a message that says it is UnionPay's. */
public enum CertificateFlaw {
  /** Issued by somebody who has the authority's name, but not its key. */
  SELF_MADE,
  /** Issued rightly, to another customer of the same authority, who has a company of his own. */
  OTHER_CUSTOMER,
  /** Issued rightly, to the name that counts in UnionPay's test environment only. */
  TEST_NAME,
  /** Issued rightly, and over since an hour. */
  EXPIRED,
  /** Issued rightly, and not valid for another hour. */
  NOT_YET_VALID,
  /** Issued rightly, as one that may itself issue certificates. */
  AUTHORITY
}
