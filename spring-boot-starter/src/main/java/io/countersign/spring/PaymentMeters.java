// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentObserver;
import io.countersign.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** Counts and times the signals of every client. No number of a payment becomes a tag. */
final class PaymentMeters implements PaymentObserver {

  private static final String PROVIDER = "provider";
  private static final String OPERATION = "operation";

  private final MeterRegistry registry;

  PaymentMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void signal(Signal signal) {
    String provider = signal.provider();
    if (signal instanceof Signal.CallEnded call) {
      ended(call);
    } else if (signal instanceof Signal.UnknownOpened unknown) {
      count("payment.unknown.opened", PROVIDER, provider, OPERATION, unknown.operation());
    } else if (signal instanceof Signal.PaymentAsked asked) {
      String state = asked.state().map(PaymentMeters::tag).orElse("not_known");
      time("payment.asked", asked.age(), PROVIDER, provider, "state", state);
    } else if (signal instanceof Signal.NotificationRefused refused) {
      notification(provider, "refused", tag(refused.reason()));
    } else if (signal instanceof Signal.NotificationHandled handled) {
      notification(provider, tag(handled.result()), "none");
      time("payment.notification.lag", handled.lag(), PROVIDER, provider);
    } else if (signal instanceof Signal.ProvenButUnexpected) {
      count("payment.unexpected", PROVIDER, provider);
    } else if (signal instanceof Signal.RequestInDoubt) {
      count("payment.request.doubts", PROVIDER, provider);
    } else if (signal instanceof Signal.KeyNearExpiry) {
      count("payment.key.warnings", PROVIDER, provider);
    }
  }

  private void ended(Signal.CallEnded call) {
    time(
        "payment.client.calls",
        call.duration(),
        PROVIDER,
        call.provider(),
        OPERATION,
        call.operation(),
        "outcome",
        tag(call.result()));
    registry
        .counter("payment.client.attempts", PROVIDER, call.provider(), OPERATION, call.operation())
        .increment(call.attempts());
  }

  private void notification(String provider, String result, String reason) {
    count("payment.notifications", PROVIDER, provider, "result", result, "reason", reason);
  }

  private void count(String name, String... tags) {
    registry.counter(name, tags).increment();
  }

  /** Two clocks may make a time negative, which would be left out. */
  private void time(String name, Duration time, String... tags) {
    registry.timer(name, tags).record(time.isNegative() ? Duration.ZERO : time);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
