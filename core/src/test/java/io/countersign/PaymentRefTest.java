// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentRefTest {

  private static final Instant MADE = Instant.parse("2026-07-01T12:00:00Z");
  private static final PaymentRef LEAST =
      PaymentRef.of("wechatpay", new PaymentId("T1", MADE), Money.of("10.50", "CNY"));
  private static final String STORED =
      "cs1:provider=wechatpay&number=T1&created=1782907200&total=1050&currency=CNY";

  @Test
  void theStoredFormIsWhatItWasInEarlierReleases() {
    assertThat(LEAST).hasToString(STORED);
    assertThat(
            LEAST
                .withProduct("native")
                .withPayBefore(MADE.plusSeconds(900))
                .withTransactionId("420000123"))
        .hasToString(STORED + "&product=native&before=1782908100&transaction=420000123");
  }

  @Test
  void theLeastReferenceComesBackAsItWas() {
    PaymentRef back = PaymentRef.parse(LEAST.toString());

    assertThat(back).isEqualTo(LEAST).hasSameHashCodeAs(LEAST);
    assertThat(back.id()).isEqualTo(LEAST.id());
    assertThat(back.total()).isEqualTo(LEAST.total());
    assertThat(back.product()).isEmpty();
    assertThat(back.onBehalfOf()).isEmpty();
    assertThat(back.payBefore()).isEmpty();
    assertThat(back.transactionId()).isEmpty();
  }

  @Test
  void everyPrintableCharacterOfANumberComesBack() {
    for (char c = '!'; c <= '~'; c++) {
      PaymentRef ref =
          PaymentRef.of("p", new PaymentId("a" + c + "b", MADE), Money.ofMinor(1, "TWD"))
              .withProduct("x" + c)
              .withTransactionId(c + "y");

      PaymentRef back = PaymentRef.parse(ref.toString());

      assertThat(back).isEqualTo(ref);
      assertThat(back.number()).isEqualTo("a" + c + "b");
      assertThat(back.product()).contains("x" + c);
      assertThat(back.transactionId()).contains(c + "y");
    }
  }

  @Test
  void theSubMerchantIsPartOfTheReference() {
    PaymentRef behalf = LEAST.withOnBehalfOf("1900000109");

    assertThat(behalf).hasToString(STORED + "&behalf=1900000109").isNotEqualTo(LEAST);
    assertThat(PaymentRef.parse(behalf.toString()).onBehalfOf()).contains("1900000109");
    assertThat(
            behalf
                .withProduct("native")
                .withAppId("wx1")
                .withPayBefore(MADE)
                .withTransactionId("42")
                .onBehalfOf())
        .contains("1900000109");
  }

  @Test
  void theStoredFormIsShortAscii() {
    String longest =
        PaymentRef.of("wechatpay", new PaymentId("|".repeat(64), MADE), Money.ofMinor(-1, "CNY"))
            .withOnBehalfOf("9".repeat(32))
            .withProduct("native")
            .withAppId("w".repeat(32))
            .withPayBefore(MADE)
            .withTransactionId("4".repeat(64))
            .toString();

    assertThat(longest).matches("[!-~]+").hasSizeLessThan(600);
    assertThat(PaymentRef.parse(longest)).hasToString(longest);
  }

  @Test
  void extremeTotalsAndTimesComeBack() {
    for (long total : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      PaymentRef ref =
          PaymentRef.of("p", new PaymentId("n", Instant.EPOCH), Money.ofMinor(total, "CNY"));
      assertThat(PaymentRef.parse(ref.toString()).total().minorUnits()).isEqualTo(total);
    }
  }

  @Test
  void theLastMomentToPayIsWholeSecondsBeforeAndAfterStoring() {
    PaymentRef ref = LEAST.withPayBefore(MADE.plusNanos(999_999_999));

    assertThat(PaymentRef.parse(ref.toString()).payBefore()).isEqualTo(ref.payBefore());
  }

  @Test
  void whatALaterReleaseAddsIsReadOver() {
    assertThat(PaymentRef.parse(STORED + "&shoeSize=42")).isEqualTo(LEAST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cs1:",
        "cs2:provider=wechatpay&number=T1&created=1&total=1&currency=CNY",
        "provider=wechatpay&number=T1&created=1&total=1&currency=CNY",
        " cs1:provider=p&number=T1&created=1&total=1&currency=CNY",
        "cs1:provider=p&number=T1&created=1&total=1",
        "cs1:provider=p&number=T1&created=1&currency=CNY",
        "cs1:provider=p&created=1&total=1&currency=CNY",
        "cs1:number=T1&created=1&total=1&currency=CNY",
        "cs1:provider=p&number=T1&total=1&currency=CNY",
        "cs1:provider=p&number=T1&created=1&total=1&currency=CNY&",
        "cs1:provider=p&number=T1&number=T2&created=1&total=1&currency=CNY",
        "cs1:provider=p&number=&created=1&total=1&currency=CNY",
        "cs1:provider=p&number=a%20b&created=1&total=1&currency=CNY",
        "cs1:provider=p&number=T1&created=x&total=1&currency=CNY",
        "cs1:provider=p&number=T1&created=9223372036854775807&total=1&currency=CNY",
        "cs1:provider=p&number=T1&created=1&total=1.5&currency=CNY",
        "cs1:provider=p&number=T1&created=1&total=9223372036854775808&currency=CNY",
        "cs1:provider=p&number=T1&created=1&total=1&currency=XYZW",
        "cs1:provider=p&number=T1&created=1&total=1&currency=CNY&before=soon",
        "cs1:provider=%zz&number=T1&created=1&total=1&currency=CNY",
        "cs1:provider=%&number=T1&created=1&total=1&currency=CNY"
      })
  void otherTextIsRefused(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> PaymentRef.parse(text));
  }

  @Test
  void aHugeTextIsRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> PaymentRef.parse(STORED + "&transaction=" + "4".repeat(1_000_000)));
  }

  @Test
  void everyPartCountsForEquality() {
    assertThat(LEAST)
        .isNotEqualTo(LEAST.withProduct("native"))
        .isNotEqualTo(LEAST.withPayBefore(MADE))
        .isNotEqualTo(LEAST.withTransactionId("1"))
        .isNotEqualTo(PaymentRef.of("alipay", LEAST.id(), LEAST.total()))
        .isNotEqualTo(PaymentRef.of("wechatpay", LEAST.id(), Money.of("10.50", "TWD")))
        .isNotEqualTo("cs1");
  }
}
