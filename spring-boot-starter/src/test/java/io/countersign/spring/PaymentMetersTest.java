// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.Signal;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaymentMetersTest {

  private static final String NUMBER = "T20260301A7F3";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PaymentMeters meters = new PaymentMeters(registry);

  @Test
  void aCallIsTimedByProviderOperationAndOutcome() {
    meters.signal(
        new Signal.CallEnded(
            "ecpay", "find refund", Signal.CallResult.UNAVAILABLE, 3, Duration.ofSeconds(2)));

    var timer =
        registry
            .get("payment.client.calls")
            .tags("provider", "ecpay", "operation", "find refund", "outcome", "unavailable")
            .timer();
    assertThat(timer.count()).isOne();
    assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(
            registry
                .get("payment.client.attempts")
                .tags("provider", "ecpay", "operation", "find refund")
                .counter()
                .count())
        .isEqualTo(3);
  }

  @Test
  void anUnknownOutcomeIsCountedWithoutItsNumber() {
    meters.signal(
        new Signal.UnknownOpened("alipay", "refund", NUMBER, new FollowUp.Ask(Instant.EPOCH)));

    assertThat(count("payment.unknown.opened", "provider", "alipay", "operation", "refund"))
        .isOne();
  }

  @Test
  void whatAQuestionFoundIsTimedByItsAge() {
    meters.signal(
        new Signal.PaymentAsked(
            "alipay", NUMBER, Optional.of(PaymentState.PAID), Duration.ofMinutes(7)));
    meters.signal(
        new Signal.PaymentAsked("alipay", NUMBER, Optional.empty(), Duration.ofMinutes(1)));

    var paid = registry.get("payment.asked").tags("provider", "alipay", "state", "paid").timer();
    assertThat(paid.totalTime(TimeUnit.MINUTES)).isEqualTo(7);
    assertThat(
            registry
                .get("payment.asked")
                .tags("provider", "alipay", "state", "not_known")
                .timer()
                .count())
        .isOne();
  }

  @Test
  void notificationsAreCountedByResultAndReason() {
    meters.signal(
        new Signal.NotificationRefused(
            "wechatpay", InvalidNotificationException.Reason.SIGNATURE_WRONG));
    meters.signal(
        new Signal.NotificationHandled(
            "wechatpay", NUMBER, ReceivedReply.Result.HANDLED, Duration.ofSeconds(3)));

    assertThat(
            count(
                "payment.notifications",
                "provider",
                "wechatpay",
                "result",
                "refused",
                "reason",
                "signature_wrong"))
        .isOne();
    assertThat(
            count(
                "payment.notifications",
                "provider",
                "wechatpay",
                "result",
                "handled",
                "reason",
                "none"))
        .isOne();
    assertThat(registry.get("payment.notification.lag").timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(3);
  }

  @Test
  void aLagBeforeItsTimeCountsAsNone() {
    meters.signal(
        new Signal.NotificationHandled(
            "wechatpay", NUMBER, ReceivedReply.Result.HANDLED, Duration.ofSeconds(-1)));

    assertThat(registry.get("payment.notification.lag").timer().count()).isOne();
  }

  @Test
  void theRestIsCounted() {
    meters.signal(new Signal.ProvenButUnexpected("ecpay", NUMBER, "amount"));
    meters.signal(new Signal.RequestInDoubt("ecpay", NUMBER, "doubt"));
    meters.signal(new Signal.KeyNearExpiry("ecpay", "key-1", Instant.EPOCH));

    assertThat(count("payment.unexpected", "provider", "ecpay")).isOne();
    assertThat(count("payment.request.doubts", "provider", "ecpay")).isOne();
    assertThat(count("payment.key.warnings", "provider", "ecpay")).isOne();
  }

  @Test
  void noTagHoldsANumberOrAnEvent() {
    aCallIsTimedByProviderOperationAndOutcome();
    anUnknownOutcomeIsCountedWithoutItsNumber();
    whatAQuestionFoundIsTimedByItsAge();
    notificationsAreCountedByResultAndReason();
    theRestIsCounted();

    for (Meter meter : registry.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        assertThat(tag.getValue()).isNotIn(NUMBER, "key-1", "amount", "doubt");
      }
    }
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }
}
