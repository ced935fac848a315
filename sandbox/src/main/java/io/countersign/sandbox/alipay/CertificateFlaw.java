// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/** What can be wrong with a new certificate of Alipay's that a shop downloads. */
public enum CertificateFlaw {
  /** Issued by somebody who has the authority's name, but not its key. */
  SELF_MADE,
  /** Issued rightly, for the key of another merchant. */
  OTHER_MERCHANT,
  /** Issued rightly, and over since an hour. */
  EXPIRED,
  /** Issued rightly, and not valid for another hour. */
  NOT_YET_VALID,
  /** Issued rightly, as one that may itself issue certificates. */
  AUTHORITY
}
