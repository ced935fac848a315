// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import io.countersign.ShowVoucher;
import java.time.Instant;
import java.util.Optional;

/**
 * The payer was given something to pay with elsewhere and later: an account, a store code,
 * barcodes; or applied for paying later (無卡分期). Nothing is paid. The payment, if it ever comes, is
 * told apart from this. (綠界科技 ECPay, 全方位金流, ATM、CVS 或 BARCODE 的取號結果通知, 無卡分期申請結果通知.)
 */
public final class EcpayVoucherIssued implements ProviderEvent {

  private final String id;
  private final Instant createdAt;
  private final String merchantId;
  private final NoticedOrder order;
  private final ProviderFields fields;
  private final Evidence evidence;

  EcpayVoucherIssued(
      String id,
      Instant createdAt,
      String merchantId,
      NoticedOrder order,
      ProviderFields fields,
      Evidence evidence) {
    this.id = id;
    this.createdAt = createdAt;
    this.merchantId = merchantId;
    this.order = order;
    this.fields = fields;
    this.evidence = evidence;
  }

  @Override
  public String provider() {
    return EcpayClient.PROVIDER;
  }

  /** ECPay's number of the order and the result; ECPay gives no ids. */
  @Override
  public String id() {
    return id;
  }

  /** When it came: ECPay signs no time of sending. */
  @Override
  public Instant createdAt() {
    return createdAt;
  }

  @Override
  public String type() {
    return "VOUCHER_ISSUED";
  }

  /** The order's number, to look up what is expected; treat it as untrusted input. */
  public String number() {
    return order.number();
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/voucher/" + number() + "/" + id;
  }

  /**
   * What to show the payer, if the order is the expected one; empty for an application for paying
   * later, which the payer need not be shown, and where ECPay left the number out. A store code
   * comes without its page; {@link EcpayClient#findVoucher} may know it.
   *
   * @throws MismatchException if number, provider, sub-merchant or total differ
   */
  public Optional<ShowVoucher> confirm(ExpectedPayment expected) {
    order.mustBe(expected);
    return IssuedVoucher.ofForm(fields);
  }

  /** Everything as received, confirmed by nobody. */
  @Override
  public ProviderFields fields() {
    return fields;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** Number and id; what pays it is for the payer only. */
  @Override
  public String toString() {
    return "EcpayVoucherIssued[" + number() + ", " + id + "]";
  }
}
