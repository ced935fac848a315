// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Money;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/** One charge of a period order, done or refused. Immutable. (綠界科技 ECPay, 查詢定期定額訂單, ExecLog.) */
public final class EcpayPeriodCharge {

  private final String code;
  private final Money amount;
  private final String gwsr;
  private final String tradeNo;
  private final Optional<Instant> at;
  private final ProviderFields fields;

  EcpayPeriodCharge(
      String code,
      Money amount,
      String gwsr,
      String tradeNo,
      Optional<Instant> at,
      ProviderFields fields) {
    this.code = code;
    this.amount = amount;
    this.gwsr = gwsr;
    this.tradeNo = tradeNo;
    this.at = at;
    this.fields = fields;
  }

  /** Whether the card was charged. */
  public boolean isPaid() {
    return code.equals("1");
  }

  /** ECPay's result code, {@code 1} for success. */
  public String code() {
    return code;
  }

  /** What was charged, or was to be. */
  public Money amount() {
    return amount;
  }

  /** The card authorisation's number, which its notification names, too; a paid one has it. */
  public Optional<String> gwsr() {
    return gwsr.isEmpty() ? Optional.empty() : Optional.of(gwsr);
  }

  /** ECPay's own number of this charge, if reported. Every charge has another. */
  public Optional<String> tradeNo() {
    return tradeNo.isEmpty() ? Optional.empty() : Optional.of(tradeNo);
  }

  /** When it was tried, if reported. */
  public Optional<Instant> at() {
    return at;
  }

  /** Everything ECPay reported of it. */
  public ProviderFields fields() {
    return fields;
  }

  /** Numbers, amount and result; nothing personal. */
  @Override
  public String toString() {
    return "EcpayPeriodCharge[" + gwsr + ", " + amount + ", " + (isPaid() ? "paid" : code) + "]";
  }
}
