// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.http.HttpTransport;
import io.countersign.spi.CallLoop;
import io.countersign.spi.Endpoint;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Signals;
import io.countersign.spi.Sleeper;
import io.countersign.spi.ThreadSleeper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One WeChat application and its secret, for telling who a visitor is: a mini program ({@link
 * MiniProgramLogin}) or an official account ({@link OfficialAccountLogin}). This is WeChat's open
 * platform, not WeChat Pay: its calls are not signed, TLS alone protects them, and the app secret
 * travels in the address, which is why it goes nowhere but to the endpoint. Building one does no
 * network input or output. Immutable; safe for use by many threads.
 */
public final class WeChatApp {

  /** The primary host of WeChat's open platform. */
  public static final URI PRODUCTION = URI.create("https://api.weixin.qq.com");

  /** The backup host. */
  public static final URI PRODUCTION_BACKUP = URI.create("https://api2.weixin.qq.com");

  final String appId;
  final Endpoint endpoint;
  private final Secret secret;
  private final Calls calls;

  private WeChatApp(String appId, Secret secret, Endpoint endpoint, Calls calls) {
    this.appId = appId;
    this.secret = secret;
    this.endpoint = endpoint;
    this.calls = calls;
  }

  /**
   * An app at {@link #PRODUCTION}.
   *
   * @param appId its id, {@code wx…}
   * @param secret its secret (AppSecret), from the platform's console
   * @throws InvalidRequestException if one of them cannot be right; it does not show the secret
   */
  public static WeChatApp of(String appId, Secret secret) {
    WeChatApp app =
        new WeChatApp(
            FieldRules.token("app id", appId, 1, 32, "_-"),
            secret,
            Endpoint.of("endpoint", PRODUCTION),
            new Calls(
                null,
                RetryPolicy.standard(),
                Duration.ofSeconds(10),
                Clock.systemUTC(),
                new ThreadSleeper(),
                null));
    FieldRules.token("app secret", app.secretText(), 1, 128, "");
    return app;
  }

  /**
   * The same at another host: the backup, or one on loopback.
   *
   * @throws InvalidRequestException if it is not https, or plain http on loopback
   */
  public WeChatApp withEndpoint(URI address) {
    return new WeChatApp(appId, secret, Endpoint.of("endpoint", address), calls);
  }

  /** The same over another transport than the JVM's shared one. */
  public WeChatApp withTransport(HttpTransport transport) {
    return with(
        new Calls(
            transport, calls.policy, calls.timeout, calls.clock, calls.sleeper, calls.observer));
  }

  /** The same with other bounds on repetition than {@link RetryPolicy#standard()}. */
  public WeChatApp withRetryPolicy(RetryPolicy policy) {
    return with(
        new Calls(
            calls.transport, policy, calls.timeout, calls.clock, calls.sleeper, calls.observer));
  }

  /**
   * The same with another bound than 10 s on one attempt.
   *
   * @throws InvalidRequestException unless it is more than zero and at most one hour
   */
  public WeChatApp withTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new InvalidRequestException("timeout", "more than zero, at most one hour");
    }
    return with(
        new Calls(
            calls.transport, calls.policy, timeout, calls.clock, calls.sleeper, calls.observer));
  }

  /** The same by another clock, and waiting otherwise between attempts; for tests. */
  public WeChatApp withClock(Clock clock, Sleeper sleeper) {
    return with(
        new Calls(calls.transport, calls.policy, calls.timeout, clock, sleeper, calls.observer));
  }

  /** The same with a receiver of signals. */
  public WeChatApp withObserver(PaymentObserver observer) {
    return with(
        new Calls(
            calls.transport, calls.policy, calls.timeout, calls.clock, calls.sleeper, observer));
  }

  /** Its id. */
  public String appId() {
    return appId;
  }

  String secretText() {
    return new String(secret.reveal(), StandardCharsets.UTF_8);
  }

  Instant now() {
    return calls.clock.instant();
  }

  /** Made per call, so that making an app builds no transport. */
  CallLoop loop(@Nullable Instant deadline) {
    CallLoop unlimited =
        new CallLoop(
            WeChatPayClient.PROVIDER,
            calls.transport == null ? HttpTransport.shared() : calls.transport,
            calls.policy,
            calls.timeout,
            calls.clock,
            calls.sleeper,
            ThreadLocalRandom.current(),
            new Signals(calls.observer));
    return deadline == null ? unlimited : unlimited.before(deadline);
  }

  /** App id and endpoint; no secret. */
  @Override
  public String toString() {
    return "WeChatApp[" + appId + " at " + endpoint + "]";
  }

  private WeChatApp with(Calls changed) {
    return new WeChatApp(appId, secret, endpoint, changed);
  }

  /** How calls are made. */
  private record Calls(
      @Nullable HttpTransport transport,
      RetryPolicy policy,
      Duration timeout,
      Clock clock,
      Sleeper sleeper,
      @Nullable PaymentObserver observer) {}
}
