// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentIdTest {

  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00.987654321Z");

  @Test
  void aFreshIdIsTwentyDigitsAndCapitals() {
    for (int i = 0; i < 200; i++) {
      assertThat(PaymentId.next().number()).matches("[0-9A-Z]{20}");
    }
  }

  @Test
  void aFreshIdIsMadeOfTimeAndChance() {
    Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);

    PaymentId one = PaymentId.next(clock, new Random(1));
    PaymentId same = PaymentId.next(clock, new Random(1));
    PaymentId other = PaymentId.next(clock, new Random(2));

    assertThat(one).isEqualTo(same).isNotEqualTo(other);
    assertThat(one.number().substring(0, 7))
        .isEqualTo(other.number().substring(0, 7))
        .isEqualTo(
            String.format("%7s", Long.toString(NOON.getEpochSecond(), 36).toUpperCase(Locale.ROOT))
                .replace(' ', '0'));
    assertThat(one.createdAt()).isEqualTo(Instant.parse("2026-07-01T12:00:00Z"));
  }

  @Test
  void idsOfOneSecondDoNotCollide() {
    Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    Random random = new Random(3);
    Set<String> numbers = new HashSet<>();

    for (int i = 0; i < 100_000; i++) {
      numbers.add(PaymentId.next(clock, random).number());
    }

    assertThat(numbers).hasSize(100_000);
  }

  @Test
  void laterIdsSortLater() {
    String before = PaymentId.next(Clock.fixed(NOON, ZoneOffset.UTC), new Random(1)).number();
    String after =
        PaymentId.next(Clock.fixed(NOON.plusSeconds(1), ZoneOffset.UTC), new Random(2)).number();

    assertThat(before).isLessThan(after);
  }

  @Test
  void aNumberMadeHereTellsItsTime() {
    PaymentId made = PaymentId.next(Clock.fixed(NOON, ZoneOffset.UTC), new Random(1));

    assertThat(PaymentId.ofNumber(made.number())).contains(made);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "0TKABCDEFGHIJKLMNOP", "0TKABCDEFGHIJKLMNOPQR", "0tkabcdefghijklmnopq"})
  void aNumberOfAnotherFormTellsNoTime(String number) {
    assertThat(PaymentId.ofNumber(number)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "order-1_2|3*4@5", "!\"#$%&'()+,./:;<=>?[\\]^`{}~"})
  void aNumberOfPrintableAsciiIsTaken(String number) {
    assertThat(new PaymentId(number, NOON).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb", "a\nb", "\u0000", "ä", "订单", "a\u007f", "🍵"})
  void anythingElseIsRefused(String number) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new PaymentId(number, NOON));
  }

  @Test
  void moreThanSixtyFourCharactersAreRefused() {
    assertThat(new PaymentId("N".repeat(64), NOON).number()).hasSize(64);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new PaymentId("N".repeat(65), NOON));
  }
}
