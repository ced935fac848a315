// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CombinedRef} keeps of one sub-order: who collects, under which number, how much.
 * Immutable; each method returns a copy.
 */
public final class SubOrderRef {

  private final String merchantId;
  private final String number;
  private final Money amount;
  private final @Nullable String subMerchantId;
  private final @Nullable String subAppId;

  private SubOrderRef(
      String merchantId,
      String number,
      Money amount,
      @Nullable String subMerchantId,
      @Nullable String subAppId) {
    this.merchantId = merchantId;
    this.number = number;
    this.amount = amount;
    this.subMerchantId = subMerchantId;
    this.subAppId = subAppId;
  }

  /**
   * A merchant's sub-order.
   *
   * @param merchantId {@code mchid}, at most 32 letters and digits
   * @param number {@code out_trade_no}, 6 to 32 letters, digits and {@code _-|*@}
   * @param amount more than zero, in CNY
   * @throws InvalidRequestException if any of that does not hold
   */
  public static SubOrderRef of(String merchantId, String number, Money amount) {
    OrderFields.requireCny(amount);
    if (!amount.isPositive()) {
      throw new InvalidRequestException("sub-order amount", "more than zero, not " + amount);
    }
    return new SubOrderRef(
        FieldRules.token("sub-order merchantId", merchantId, 1, 32, ""),
        FieldRules.token("sub-order number", number, 6, 32, "_-|*@"),
        amount,
        null,
        null);
  }

  /** The same, collected by a service provider's sub-merchant. */
  public SubOrderRef onBehalfOf(String newSubMerchantId) {
    FieldRules.token("sub-order sub-merchant id", newSubMerchantId, 1, 32, "");
    return new SubOrderRef(merchantId, number, amount, newSubMerchantId, subAppId);
  }

  /**
   * The same, with the sub-merchant's own app.
   *
   * @throws InvalidRequestException if it has no sub-merchant
   */
  public SubOrderRef withSubAppId(String newSubAppId) {
    if (subMerchantId == null) {
      throw new InvalidRequestException("sub-order subAppId", "a sub-merchant beside it");
    }
    FieldRules.token("sub-order subAppId", newSubAppId, 1, 32, "_-");
    return new SubOrderRef(merchantId, number, amount, subMerchantId, newSubAppId);
  }

  /** The merchant whose part it is; refunds and profit sharing are its own. */
  public String merchantId() {
    return merchantId;
  }

  /** That merchant's number of it. */
  public String number() {
    return number;
  }

  /** What it collects. */
  public Money amount() {
    return amount;
  }

  /** The service provider's sub-merchant that collects; empty for ordinary merchants. */
  public Optional<String> subMerchantId() {
    return Optional.ofNullable(subMerchantId);
  }

  /** The sub-merchant's own app, if one was named. */
  public Optional<String> subAppId() {
    return Optional.ofNullable(subAppId);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SubOrderRef that
        && merchantId.equals(that.merchantId)
        && number.equals(that.number)
        && amount.equals(that.amount)
        && Objects.equals(subMerchantId, that.subMerchantId)
        && Objects.equals(subAppId, that.subAppId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(merchantId, number);
  }

  /** Merchant, number and amount. */
  @Override
  public String toString() {
    return "SubOrderRef[" + merchantId + " " + number + ", " + amount + "]";
  }

  /** The names by which order and close tell sub-orders apart, in the words of the wire. */
  Map<String, Object> wireName() {
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("mchid", merchantId);
    wire.put("out_trade_no", number);
    if (subMerchantId != null) {
      wire.put("sub_mchid", subMerchantId);
    }
    if (subAppId != null) {
      wire.put("sub_appid", subAppId);
    }
    return wire;
  }
}
