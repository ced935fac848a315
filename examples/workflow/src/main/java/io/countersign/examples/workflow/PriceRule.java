// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a merchant asks for by one method. All arithmetic is exact, and there is one rounding, at
 * the end: <b>half up to the smallest unit that can be paid</b> — one fen for CNY, one whole dollar
 * for TWD, one point — but never to nothing: the least price is one such unit. No price exceeds the
 * order's total.
 */
sealed interface PriceRule {

  /** What an order costs by this rule; the total must be positive and payable. */
  Price of(Money total);

  /** The whole total. */
  static PriceRule full() {
    return new Percent(Percent.HUNDRED);
  }

  /**
   * A share of the total: 80 stands for 80 %.
   *
   * @param percent more than 0, at most 100, with at most two decimals
   */
  record Percent(BigDecimal percent) implements PriceRule {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    public Percent {
      if (percent.signum() <= 0
          || percent.compareTo(HUNDRED) > 0
          || percent.stripTrailingZeros().scale() > 2) {
        throw new IllegalArgumentException(
            "percent: more than 0, at most 100, at most two decimals expected, not "
                + percent.toPlainString());
      }
    }

    @Override
    public Price of(Money total) {
      long unit = payable(total);
      BigDecimal share = BigDecimal.valueOf(total.minorUnits()).multiply(percent).movePointLeft(2);
      long units = rounded(share, unit);
      return new Price.InMoney(Money.ofMinor(units * unit, total.currency().getCurrencyCode()));
    }
  }

  /**
   * Points instead of money.
   *
   * @param points for one yuan or dollar, more than 0, at most 1,000,000
   */
  record PointsPerYuan(BigDecimal points) implements PriceRule {

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    public PointsPerYuan {
      if (points.signum() <= 0 || points.compareTo(MOST) > 0) {
        throw new IllegalArgumentException(
            "pointsPerYuan: more than 0, at most 1000000 expected, not " + points.toPlainString());
      }
    }

    @Override
    public Price of(Money total) {
      payable(total);
      return new Price.InPoints(rounded(new BigDecimal(total.toDecimal()).multiply(points), 1));
    }
  }

  /** How many minor units the smallest payment in a currency has. */
  static long smallestUnit(String currencyCode) {
    // A New Taiwan dollar has cents on paper only; nobody collects them.
    return currencyCode.equals("TWD") ? 100 : 1;
  }

  private static long payable(Money total) {
    long unit = smallestUnit(total.currency().getCurrencyCode());
    if (!total.isPositive() || total.minorUnits() % unit != 0) {
      throw new IllegalArgumentException("total: an amount that can be paid, not " + total);
    }
    return unit;
  }

  private static long rounded(BigDecimal exact, long unit) {
    long units = exact.divide(BigDecimal.valueOf(unit), 0, RoundingMode.HALF_UP).longValueExact();
    return Math.max(1, units);
  }
}
