// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in the merchant's account. (支付宝开放平台, 支付宝资金账户资产查询接口.) */
public final class AlipayBalance {

  private final Money available;
  private final @Nullable Money frozen;
  private final ProviderFields fields;
  private final Evidence evidence;

  AlipayBalance(Money available, Optional<Money> frozen, ProviderFields fields, Evidence evidence) {
    this.available = available;
    this.frozen = frozen.orElse(null);
    this.fields = fields;
    this.evidence = evidence;
  }

  /** What can be paid out now. */
  public Money available() {
    return available;
  }

  /** What is frozen, if reported. */
  public Optional<Money> frozen() {
    return Optional.ofNullable(frozen);
  }

  /** Everything Alipay reported, as received. */
  public ProviderFields fields() {
    return fields;
  }

  /** Why this may be believed. */
  public Evidence evidence() {
    return evidence;
  }

  @Override
  public String toString() {
    return "AlipayBalance[" + available + "]";
  }
}
