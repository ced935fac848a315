// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Moments and durations that no shop means are refused where they are given. */
class LimitsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aRetryPolicyLastsAtMostAnHour() {
    assertThat(new RetryPolicy(3, HOUR, HOUR, HOUR).budget()).isEqualTo(HOUR);
    for (Duration odd :
        List.of(HOUR.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(-1))) {
      assertRefused(() -> new RetryPolicy(3, odd, HOUR, HOUR));
      assertRefused(() -> new RetryPolicy(3, HOUR, odd, HOUR));
      assertRefused(() -> new RetryPolicy(3, HOUR, HOUR, odd));
    }
  }

  @Test
  void aMomentThatNoCalendarShowsIsNoTimeOfAPayment() {
    for (Instant odd : List.of(Instant.MAX, Instant.MIN)) {
      assertRefused(() -> new PaymentId("20261121T1", odd));
    }
  }

  @Test
  void aStoredReferenceWithSuchAMomentIsRefused() {
    String stored = ref().withPayBefore(Instant.EPOCH).toString();
    for (String odd : List.of("-9223372036854775808", "9223372036854775807", "100000000001")) {
      assertRefused(() -> PaymentRef.parse(stored.replaceAll("created=[0-9]+", "created=" + odd)));
      assertRefused(() -> PaymentRef.parse(stored.replaceAll("before=[0-9]+", "before=" + odd)));
    }
    assertThat(PaymentRef.parse(stored)).isEqualTo(ref().withPayBefore(Instant.EPOCH));
  }

  @Test
  void aReferenceKeepsItsAppThroughStorage() {
    PaymentRef ref = ref().withAppId("wx 1&app=2");

    PaymentRef read = PaymentRef.parse(ref.toString());

    assertThat(read).isEqualTo(ref).isNotEqualTo(ref());
    assertThat(read.appId()).contains("wx 1&app=2");
    assertThat(read.withTransactionId("4200").withProduct("native").appId()).contains("wx 1&app=2");
  }

  @Test
  void whatIsProvenFailedIsNotDoneAlready() {
    Payment failed =
        Payment.of(
                ref(),
                PaymentState.FAILED,
                "PAYERROR",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, Instant.EPOCH))
            .build();

    Rejection rejection =
        Rejection.of("p", Rejection.Reason.ALREADY_DONE, "ORDER_PAID")
            .payerAdvice(PayerAdvice.ALREADY_PAID)
            .build()
            .about(failed);

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.OTHER_METHOD);
  }

  private static PaymentRef ref() {
    return PaymentRef.of("p", new PaymentId("T1", Instant.EPOCH), Money.ofMinor(1, "CNY"));
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
  }
}
