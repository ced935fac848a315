// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Payment;
import io.countersign.ShowVoucher;
import java.net.URI;

/**
 * What ECPay answers when it was asked to charge: a page for the payer, a payment, or a number to
 * pay with. (綠界科技 ECPay, 站內付 2.0, 建立交易.)
 */
public sealed interface EcpayChargeResult
    permits EcpayChargeResult.Redirect3D, EcpayChargeResult.Paid, EcpayChargeResult.NumberIssued {

  /**
   * Nothing is paid yet: send the payer's whole browser window to this page, where the bank asks
   * for a password (3-D Secure). Then the payer comes back to the order's result URL, and the
   * notification and {@link io.countersign.PaymentClient#find} tell how it ended.
   *
   * @param page an https address, good for this payer once; never log it
   */
  record Redirect3D(URI page) implements EcpayChargeResult {
    /** The host only: who has the address can go on in the payer's place. */
    @Override
    public String toString() {
      return "Redirect3D[" + page.getHost() + "]";
    }
  }

  /**
   * The card was charged.
   *
   * @param payment the payment, paid
   */
  record Paid(Payment payment) implements EcpayChargeResult {}

  /**
   * Nothing is paid yet: show the payer the number to pay with.
   *
   * @param voucher what the payer pays with, and until when
   */
  record NumberIssued(ShowVoucher voucher) implements EcpayChargeResult {}
}
