// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.ClientSettings;
import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.http.HttpTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a client takes from the application around it.
 *
 * @param transport empty: the one that the clients of this JVM share
 * @param clock empty: the system's
 * @param retryPolicy empty: the standard one
 * @param timeout empty: the provider's own
 * @param observer hears the signals
 */
record Wiring(
    Optional<HttpTransport> transport,
    Optional<Clock> clock,
    Optional<RetryPolicy> retryPolicy,
    Optional<Duration> timeout,
    PaymentObserver observer) {

  /** Hands all of it to a provider's builder. */
  void into(ClientSettings<?> settings) {
    transport.ifPresent(settings::transport);
    clock.ifPresent(settings::clock);
    retryPolicy.ifPresent(settings::retryPolicy);
    timeout.ifPresent(settings::timeout);
    settings.observer(observer);
  }

  /** Whether a variable is given whose name begins so; blank is not given. */
  static boolean anyGiven(Map<String, String> variables, String prefix) {
    return variables.entrySet().stream()
        .anyMatch(each -> each.getKey().startsWith(prefix) && !each.getValue().isBlank());
  }
}
