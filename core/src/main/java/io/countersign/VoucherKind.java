// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** With what kind of voucher the payer pays elsewhere and later. See {@link Scene#voucher}. */
public enum VoucherKind {
  /** A transfer to a bank account made for this attempt. */
  BANK_ACCOUNT,
  /** A code to type at a convenience store's terminal. */
  STORE_CODE,
  /** Barcodes to show at a convenience store's counter. */
  STORE_BARCODE
}
