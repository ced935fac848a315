// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.http.HttpTransport;
import io.countersign.spi.CallLoop;
import io.countersign.spi.Signals;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What calls to the gateway need and proving a notification does not; made per call, from parts
 * that hold no state, so that the notification path never loads it.
 */
final class GatewayCalls {

  private final EcpayConfig config;
  private final Merchant merchant;
  private final Signals signals;
  private final HttpTransport transport;
  private final CallLoop loop;

  GatewayCalls(EcpayConfig config, Merchant merchant, Signals signals, @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.signals = signals;
    RandomGenerator random = LateRandom.INSTANCE;
    this.transport = config.terms.transport();
    this.loop = CallLoop.of(Merchant.PROVIDER, config.terms, random, signals, deadline);
  }

  EcpayConfig config() {
    return config;
  }

  Merchant merchant() {
    return merchant;
  }

  Signals signals() {
    return signals;
  }

  HttpTransport transport() {
    return transport;
  }

  CallLoop loop() {
    return loop;
  }

  FormExchange forms() {
    return new FormExchange(loop, config);
  }

  SealedExchange envelopes() {
    return new SealedExchange(loop, config);
  }

  /** When a first follow-up is due. */
  Instant soon() {
    return loop.now().plusSeconds(5);
  }

  /** What to do first about what nobody knows. */
  FollowUp askSoon() {
    return new FollowUp.Ask(soon());
  }

  /** One generator for the JVM, made at the first call; it is made for many threads. */
  private static final class LateRandom {
    private static final SecureRandom INSTANCE = new SecureRandom();
  }
}
