// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One merchant's part of a {@link CombinedRequest}: a payment of its own with its own number, which
 * the payer settles together with the others. Immutable. (WeChat Pay API v3, "合单下单", sub_orders.)
 */
public final class SubOrder {

  private static final long MOST_FEN = 1_000_000_000L;
  private static final long MOST_SUBSIDY_FEN = 500_000L;

  private final SubOrderRef ref;
  private final String description;
  private final String attachment;
  private final @Nullable String goodsTag;
  private final @Nullable String detail;
  private final boolean profitSharing;
  private final @Nullable Money subsidy;

  private SubOrder(Builder builder) {
    String merchantId = required(builder.merchantId, "merchantId", "the number that collects it");
    String number = required(builder.number, "number", "that merchant's own number of it");
    Money amount = required(builder.amount, "amount", "Money.of(\"10.50\", \"CNY\")");
    if (amount.minorUnits() > MOST_FEN) {
      throw wrong("amount", "at most 10,000,000.00 CNY, not " + amount);
    }
    SubOrderRef named = SubOrderRef.of(merchantId, number, amount);
    if (builder.subMerchantId != null) {
      named = named.onBehalfOf(builder.subMerchantId);
      named = builder.subAppId == null ? named : named.withSubAppId(builder.subAppId);
    } else if (builder.subAppId != null) {
      throw wrong("subAppId", "a subMerchantId beside it; ordinary merchants have none");
    }
    this.ref = named;
    this.description =
        FieldRules.text(
            "sub-order description",
            required(builder.description, "description", "what the payer reads"),
            1,
            127);
    this.attachment =
        FieldRules.text(
            "sub-order attachment",
            required(builder.attachment, "attachment", "a text that comes back with the payment"),
            1,
            128);
    this.goodsTag =
        builder.goodsTag == null
            ? null
            : FieldRules.text("sub-order goodsTag", builder.goodsTag, 1, 32);
    this.detail =
        builder.detail == null
            ? null
            : FieldRules.text("sub-order detail", builder.detail, 1, 6000);
    this.profitSharing = builder.profitSharing;
    this.subsidy = builder.subsidy;
    if (subsidy != null) {
      OrderFields.requireCny(subsidy);
      if (!profitSharing || !subsidy.isPositive() || subsidy.minorUnits() > MOST_SUBSIDY_FEN) {
        throw wrong("subsidy", "0.01 to 5,000.00 CNY, beside profitSharing()");
      }
    }
  }

  /** Begins a sub-order. */
  public static Builder builder() {
    return new Builder();
  }

  /** Who collects what under which number; the part of it that is stored. */
  public SubOrderRef ref() {
    return ref;
  }

  /** What the payer reads. */
  public String description() {
    return description;
  }

  /** The text that comes back with the payment. */
  public String attachment() {
    return attachment;
  }

  /** The coupon tag, if any. */
  public Optional<String> goodsTag() {
    return Optional.ofNullable(goodsTag);
  }

  /** The detail of the goods, if any. */
  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }

  /** Whether the money is frozen until it is shared or unfrozen. */
  public boolean isProfitSharing() {
    return profitSharing;
  }

  /** What the platform adds, if anything. */
  public Optional<Money> subsidy() {
    return Optional.ofNullable(subsidy);
  }

  /** Number and amount. */
  @Override
  public String toString() {
    return "SubOrder[" + ref.number() + ", " + ref.amount() + "]";
  }

  /** The sub-order in the words of the wire. */
  Map<String, Object> wire() {
    Map<String, Object> wire = ref.wireName();
    Map<String, Object> amount = new LinkedHashMap<>();
    amount.put("total_amount", ref.amount().minorUnits());
    amount.put("currency", "CNY");
    wire.put("amount", amount);
    wire.put("description", description);
    wire.put("attach", attachment);
    if (goodsTag != null) {
      wire.put("goods_tag", goodsTag);
    }
    if (detail != null) {
      wire.put("detail", detail);
    }
    if (profitSharing) {
      Map<String, Object> settlement = new LinkedHashMap<>();
      settlement.put("profit_sharing", true);
      if (subsidy != null) {
        settlement.put("subsidy_amount", subsidy.minorUnits());
      }
      wire.put("settle_info", settlement);
    }
    return wire;
  }

  private static <T> T required(@Nullable T value, String field, String expected) {
    if (value == null) {
      throw wrong(field, expected + "; it is missing");
    }
    return value;
  }

  private static InvalidRequestException wrong(String field, String expected) {
    return new InvalidRequestException("sub-order " + field, expected);
  }

  /** Collects a sub-order's parts. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable String merchantId;
    private @Nullable String subMerchantId;
    private @Nullable String subAppId;
    private @Nullable String number;
    private @Nullable Money amount;
    private @Nullable String description;
    private @Nullable String attachment;
    private @Nullable String goodsTag;
    private @Nullable String detail;
    private boolean profitSharing;
    private @Nullable Money subsidy;

    private Builder() {}

    /**
     * Required: {@code mchid}, the merchant whose part it is; the app id of the order must be bound
     * to it. A service provider gives its own number here and names the sub-merchant beside it.
     */
    public Builder merchantId(String value) {
      this.merchantId = value;
      return this;
    }

    /** {@code sub_mchid}: for service providers (服务商), the sub-merchant that collects. */
    public Builder onBehalfOf(String subMerchantId) {
      this.subMerchantId = subMerchantId;
      return this;
    }

    /** {@code sub_appid}: for service providers, the sub-merchant's own app. */
    public Builder subAppId(String value) {
      this.subAppId = value;
      return this;
    }

    /**
     * Required: {@code out_trade_no}, the merchant's own number of this part, 6 to 32 letters,
     * digits and {@code _-|*@}; used for nothing else, ever.
     */
    public Builder number(String value) {
      this.number = value;
      return this;
    }

    /** Required: {@code total_amount}, more than zero, at most 10,000,000.00 CNY. */
    public Builder amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what the payer reads, at most 127 characters. */
    public Builder description(String value) {
      this.description = value;
      return this;
    }

    /**
     * Required here, unlike for an ordinary order: {@code attach}, at most 128 characters, which
     * come back with the payment. Nothing personal, nothing secret.
     */
    public Builder attachment(String value) {
      this.attachment = value;
      return this;
    }

    /** {@code goods_tag}: a coupon tag, at most 32 characters. */
    public Builder goodsTag(String value) {
      this.goodsTag = value;
      return this;
    }

    /** {@code detail}: a text about the goods, at most 6000 characters. */
    public Builder detail(String value) {
      this.detail = value;
      return this;
    }

    /** {@code settle_info.profit_sharing}: freezes this part's money until it is shared (分账). */
    public Builder profitSharing() {
      this.profitSharing = true;
      return this;
    }

    /**
     * {@code settle_info.subsidy_amount}: what the service provider adds, at most 5,000.00 CNY;
     * only with {@link #profitSharing()}.
     */
    public Builder subsidy(Money value) {
      this.subsidy = value;
      return this;
    }

    /**
     * The sub-order.
     *
     * @throws InvalidRequestException if a required part is missing or WeChat Pay would refuse one
     */
    public SubOrder build() {
      return new SubOrder(this);
    }
  }
}
