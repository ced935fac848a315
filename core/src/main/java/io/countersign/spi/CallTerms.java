// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.ClientSettings;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.http.HttpTransport;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client's calls travel, how often and how long, by which clock, and who is told: what {@link
 * ClientSettings} collects. Immutable.
 */
public final class CallTerms {

  private static final Duration LONGEST = Duration.ofHours(1);

  private final Duration timeout;
  private final Clock clock;
  private final @Nullable HttpTransport transport;
  private final @Nullable RetryPolicy retryPolicy;
  private final @Nullable Sleeper sleeper;
  private final @Nullable PaymentObserver observer;

  private CallTerms(
      Duration timeout,
      Clock clock,
      @Nullable HttpTransport transport,
      @Nullable RetryPolicy retryPolicy,
      @Nullable Sleeper sleeper,
      @Nullable PaymentObserver observer) {
    this.timeout = timeout;
    this.clock = clock;
    this.transport = transport;
    this.retryPolicy = retryPolicy;
    this.sleeper = sleeper;
    this.observer = observer;
  }

  /** The system's clock, the transport of this JVM, the standard policy, nobody told. */
  public static CallTerms within(Duration timeout) {
    return new CallTerms(timeout, Clock.systemUTC(), null, null, null, null);
  }

  /** The same with another time-out. */
  public CallTerms withTimeout(Duration value) {
    return new CallTerms(value, clock, transport, retryPolicy, sleeper, observer);
  }

  /** The same by another clock. */
  public CallTerms withClock(Clock value) {
    return new CallTerms(timeout, value, transport, retryPolicy, sleeper, observer);
  }

  /** The same over another transport. */
  public CallTerms withTransport(HttpTransport value) {
    return new CallTerms(timeout, clock, value, retryPolicy, sleeper, observer);
  }

  /** The same by another policy. */
  public CallTerms withRetryPolicy(RetryPolicy value) {
    return new CallTerms(timeout, clock, transport, value, sleeper, observer);
  }

  /** The same, waiting otherwise. */
  public CallTerms withSleeper(Sleeper value) {
    return new CallTerms(timeout, clock, transport, retryPolicy, value, observer);
  }

  /** The same, telling somebody. */
  public CallTerms withObserver(PaymentObserver value) {
    return new CallTerms(timeout, clock, transport, retryPolicy, sleeper, value);
  }

  /**
   * Refuses a time-out that bounds nothing.
   *
   * @throws InvalidRequestException if it is not more than zero and at most one hour
   */
  public void mustBound() {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new InvalidRequestException("timeout", "more than zero, at most one hour");
    }
  }

  /** The clock. */
  public Clock clock() {
    return clock;
  }

  /** The transport; without one of its own the one that all clients of this JVM share. */
  public HttpTransport transport() {
    return transport == null ? HttpTransport.shared() : transport;
  }

  /** Makes the shared transport ahead of the first call, if it is this client's. */
  public void warmUp() {
    if (transport == null) {
      HttpTransport.shared();
    }
  }

  /** How often and how long calls are repeated. */
  public RetryPolicy retryPolicy() {
    return retryPolicy == null ? RetryPolicy.standard() : retryPolicy;
  }

  /** What tells the observer, if there is one. */
  public Signals signals() {
    return new Signals(observer);
  }

  Duration timeout() {
    return timeout;
  }

  @Nullable Sleeper sleeper() {
    return sleeper;
  }
}
