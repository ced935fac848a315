// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.Money;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The price by a method")
class PriceRuleTest {

  @ParameterizedTest
  @CsvSource({
    "76.00, 80, 60.80",
    "76.00, 50, 38.00",
    "76.00, 70, 53.20",
    "76.00, 100, 76.00",
    // The halves, up: 0.5, 1.5, 2.5, 3.5 fen and what lies just beside them.
    "0.01, 50, 0.01",
    "0.03, 50, 0.02",
    "0.05, 50, 0.03",
    "0.05, 70, 0.04",
    "0.05, 69.99, 0.03",
    "0.05, 70.01, 0.04",
    "0.15, 70, 0.11",
    "6.05, 50, 3.03",
    // Never nothing.
    "0.01, 0.01, 0.01",
    "0.01, 49.99, 0.01",
    "0.49, 1, 0.01",
    // Never more than all of it.
    "0.01, 100, 0.01",
    "0.01, 99.99, 0.01"
  })
  void isRoundedHalfUpToTheFen(String total, String percent, String price) {
    assertThat(new PriceRule.Percent(new BigDecimal(percent)).of(Money.of(total, "CNY")))
        .isEqualTo(new Price.InMoney(Money.of(price, "CNY")));
  }

  @ParameterizedTest
  @CsvSource({"95, 50, 48", "1, 50, 1", "3, 50, 2", "1, 1, 1", "95, 100, 95"})
  void isRoundedHalfUpToTheDollarInTaiwan(String total, String percent, String price) {
    assertThat(new PriceRule.Percent(new BigDecimal(percent)).of(Money.of(total, "TWD")))
        .isEqualTo(new Price.InMoney(Money.of(price, "TWD")));
  }

  @ParameterizedTest
  @CsvSource({"38.00, 100, 3800", "0.01, 50, 1", "0.03, 50, 2", "0.01, 0.1, 1", "6.05, 100, 605"})
  void inPointsIsRoundedHalfUpToThePoint(String total, String rate, long points) {
    assertThat(new PriceRule.PointsPerYuan(new BigDecimal(rate)).of(Money.of(total, "CNY")))
        .isEqualTo(new Price.InPoints(points));
  }

  @Test
  void liesBetweenOneFenAndTheTotalAndHalfAFenFromTheExactShare() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long total = 1 + random.nextLong(1, 1L << (1 + random.nextInt(50)));
      BigDecimal percent = BigDecimal.valueOf(random.nextInt(1, 10_001), 2);
      Price price = new PriceRule.Percent(percent).of(Money.ofMinor(total, "CNY"));
      long fen = ((Price.InMoney) price).amount().minorUnits();
      BigDecimal exact = BigDecimal.valueOf(total).multiply(percent).movePointLeft(2);

      assertThat(fen).isBetween(1L, total);
      if (fen > 1) {
        BigDecimal off = BigDecimal.valueOf(fen).subtract(exact);
        assertThat(off)
            .isGreaterThan(new BigDecimal("-0.5"))
            .isLessThanOrEqualTo(new BigDecimal("0.5"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "100.01", "33.333"})
  void isNoShareOfAnythingElse(BigDecimal percent) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PriceRule.Percent(percent));
  }

  @Test
  void isOfATotalThatCanBePaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceRule.full().of(Money.ofMinor(0, "CNY")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceRule.full().of(Money.of("10.50", "TWD")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PriceRule.PointsPerYuan(BigDecimal.ZERO));
  }
}
