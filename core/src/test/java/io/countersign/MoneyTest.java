// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @Test
  void anAmountBeyondIntIsNotCut() {
    assertThat(Money.of("21474836.48", "CNY").minorUnits()).isEqualTo(2_147_483_648L);
    assertThat(Money.of("92233720368547758.07", "CNY").minorUnits()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "10.50, CNY, 1050",
    "10, CNY, 1000",
    "0.01, CNY, 1",
    "-3.20, CNY, -320",
    "100, JPY, 100",
    "100.00, JPY, 100",
    "100, TWD, 10000",
    "1.5, TRY, 150",
    "1.234, KWD, 1234",
    "0, CNY, 0"
  })
  void decimalTextIsMinorUnitsOfItsCurrency(String text, String currency, long minor) {
    assertThat(Money.of(text, currency)).isEqualTo(Money.ofMinor(minor, currency));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "-.",
        "1.",
        ".5",
        "+1",
        "1e2",
        "1E-2",
        "1,000",
        "1 000",
        "0x10",
        "NaN",
        "1.2.3",
        "--1",
        "1-",
        "１２",
        "10.50 ",
        "¥10",
        "Infinity",
        "1_000",
        "0.1f"
      })
  void textThatIsNotAPlainDecimalIsRefused(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Money.of(text, "CNY"))
        .withMessageContaining("plain decimal");
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, CNY",
    "10.005, CNY",
    "1.5, JPY",
    "92233720368547758.08, CNY",
    "-92233720368547758.09, CNY"
  })
  void moreDecimalsThanTheCurrencyHasOrMoreThanALongIsRefused(String text, String currency) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Money.of(text, currency))
        .withMessageContaining("decimals");
  }

  @Test
  void aVeryLongTextIsRefusedWithoutComputing() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Money.of("9".repeat(1_000_000), "CNY"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cny", "RMB", "CN", "YUAN", "¥"})
  void anUnknownCurrencyIsRefused(String code) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Money.of("1", code))
        .withMessageContaining("ISO 4217");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Money.ofMinor(1, code));
  }

  @Test
  void tenCentsAndTwentyCentsAreThirtyCents() {
    assertThat(Money.of("0.1", "CNY").plus(Money.of("0.2", "CNY")))
        .isEqualTo(Money.of("0.3", "CNY"));
  }

  @Test
  void sumsAndDifferencesThatDoNotFitAreRefused() {
    Money most = Money.ofMinor(Long.MAX_VALUE, "CNY");
    Money least = Money.ofMinor(Long.MIN_VALUE, "CNY");
    Money one = Money.ofMinor(1, "CNY");

    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> most.plus(one));
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> least.minus(one));
    assertThat(most.minus(one).plus(one)).isEqualTo(most);
  }

  @Test
  void currenciesAreNeverMixed() {
    Money yuan = Money.of("1", "CNY");
    Money dollars = Money.of("1", "TWD");

    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> yuan.plus(dollars));
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> yuan.minus(dollars));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> yuan.compareTo(dollars))
        .withMessageContaining("CNY, not TWD");
    assertThat(yuan).isNotEqualTo(dollars);
  }

  @Test
  void amountsCompareByValue() {
    assertThat(Money.of("10", "CNY")).isEqualTo(Money.of("10.00", "CNY"));
    assertThat(Money.of("9.99", "CNY")).isLessThan(Money.of("10", "CNY"));
    assertThat(Money.of("0", "CNY").isPositive()).isFalse();
    assertThat(Money.of("-0.01", "CNY").isPositive()).isFalse();
    assertThat(Money.of("0.01", "CNY").isPositive()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1050, CNY, 10.50",
    "1, CNY, 0.01",
    "-1, CNY, -0.01",
    "100, JPY, 100",
    "100, TRY, 1.00",
    "2147483648, CNY, 21474836.48"
  })
  void itPrintsWithAllItsDecimals(long minor, String currency, String decimal) {
    Money money = new Money(minor, Currency.getInstance(currency));

    assertThat(money.toDecimal()).isEqualTo(decimal);
    assertThat(money).hasToString(decimal + " " + currency);
  }
}
