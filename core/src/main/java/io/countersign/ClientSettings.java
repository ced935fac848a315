// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.http.HttpTransport;
import io.countersign.spi.CallTerms;
import io.countersign.spi.Sleeper;
import java.time.Clock;
import java.time.Duration;

/**
 * What the configuration of every provider's client takes beside accounts and keys. Extended by
 * each provider's builder; not safe for use by several threads.
 *
 * @param <B> the builder that each method returns
 */
public abstract class ClientSettings<B extends ClientSettings<B>> {

  private CallTerms terms;

  /**
   * For providers: begins with the provider's own time-out.
   *
   * @param timeout the most time of one attempt unless set
   */
  protected ClientSettings(Duration timeout) {
    this.terms = CallTerms.within(timeout);
  }

  /** For providers: begins with another builder's settings. */
  protected ClientSettings(ClientSettings<B> other) {
    this.terms = other.terms;
  }

  /** Another transport; one OkHttp instance of the JVM unless set. */
  public B transport(HttpTransport value) {
    return with(terms.withTransport(value));
  }

  /** How often and how long calls are repeated; {@link RetryPolicy#standard()} unless set. */
  public B retryPolicy(RetryPolicy value) {
    return with(terms.withRetryPolicy(value));
  }

  /**
   * The most time of one attempt; 10 s at WeChat Pay, 15 s at Alipay, 30 s at ECPay and UnionPay
   * unless set. More than zero, at most one hour; judged when the configuration is built.
   */
  public B timeout(Duration value) {
    return with(terms.withTimeout(value));
  }

  /**
   * The clock that dates orders and calls and judges freshness; the system's unless set. It must be
   * right within a few minutes.
   */
  public B clock(Clock value) {
    return with(terms.withClock(value));
  }

  /** Waits between attempts; for tests. */
  public B sleeper(Sleeper value) {
    return with(terms.withSleeper(value));
  }

  /** Receives signals. */
  public B observer(PaymentObserver value) {
    return with(terms.withObserver(value));
  }

  /**
   * For providers: all of it.
   *
   * @throws InvalidRequestException if the time-out is not more than zero and at most one hour
   */
  protected final CallTerms terms() {
    terms.mustBound();
    return terms;
  }

  @SuppressWarnings("unchecked") // A builder names itself as B.
  private B with(CallTerms changed) {
    terms = changed;
    return (B) this;
  }
}
