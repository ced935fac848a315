// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theStandardRepeatsTwiceAndNoneNever() {
    assertThat(RetryPolicy.standard().attempts()).isEqualTo(3);
    assertThat(RetryPolicy.none().attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 101, Integer.MAX_VALUE})
  void attemptsAreOneToAHundred(int attempts) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new RetryPolicy(attempts, SECOND, SECOND, SECOND));
    assertThat(new RetryPolicy(100, SECOND, SECOND, SECOND).attempts()).isEqualTo(100);
  }

  @Test
  void timeDoesNotRunBackwards() {
    Duration negative = Duration.ofNanos(-1);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new RetryPolicy(1, negative, SECOND, SECOND));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new RetryPolicy(1, SECOND, negative, SECOND));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new RetryPolicy(1, SECOND, SECOND, negative));
  }
}
