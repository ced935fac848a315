// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;
import java.util.List;

/**
 * An e-invoice as it stands now.
 *
 * @param relateNumber the shop's number
 * @param invoiceNo two letters and eight digits
 * @param issued when
 * @param randomNumber four digits
 * @param salesAmount in whole New Taiwan dollars
 * @param rest what is left to allow, in whole New Taiwan dollars
 * @param voided whether it was made void
 * @param allowances oldest first
 * @param asked the call's data as JSON
 */
public record InvoiceView(
    String relateNumber,
    String invoiceNo,
    Instant issued,
    String randomNumber,
    long salesAmount,
    long rest,
    boolean voided,
    List<Allowance> allowances,
    String asked) {
  /** Tells nobody's name, address or number. */
  @Override
  public String toString() {
    return "invoice " + invoiceNo + " for " + relateNumber;
  }

  /**
   * An allowance (折讓) on an invoice.
   *
   * @param allowanceNo sixteen digits
   * @param amount in whole New Taiwan dollars
   * @param at when
   */
  public record Allowance(String allowanceNo, long amount, Instant at) {}
}
