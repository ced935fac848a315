// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.http.HttpTransport;
import io.countersign.spi.Sleeper;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the contract decides about a client; credentials, endpoint and clock are the provider's.
 *
 * @param retry how often and how long to repeat
 * @param observer receives every signal
 * @param sleeper waits by moving the gateway's clock
 * @param random for jitter and nonces, safe for many threads
 * @param timeout the most time of one attempt
 * @param transport carries the requests to the gateway
 */
public record ClientSetup(
    RetryPolicy retry,
    PaymentObserver observer,
    Sleeper sleeper,
    RandomGenerator random,
    Duration timeout,
    HttpTransport transport) {

  /** The same with another policy. */
  public ClientSetup with(RetryPolicy newRetry) {
    return new ClientSetup(newRetry, observer, sleeper, random, timeout, transport);
  }

  /** The same with another limit of one attempt. */
  public ClientSetup with(Duration newTimeout) {
    return new ClientSetup(retry, observer, sleeper, random, newTimeout, transport);
  }

  /** The same with another transport. */
  public ClientSetup with(HttpTransport newTransport) {
    return new ClientSetup(retry, observer, sleeper, random, timeout, newTransport);
  }
}
