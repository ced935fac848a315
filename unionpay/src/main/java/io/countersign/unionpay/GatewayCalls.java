// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.FollowUp;
import io.countersign.http.HttpTransport;
import io.countersign.spi.CallLoop;
import io.countersign.spi.Signals;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What calls to the gateway need and proving a notification does not; made per call, from parts the
 * client shares, so that the notification path never loads it.
 */
final class GatewayCalls {

  private final UnionPayConfig config;
  private final Merchant merchant;
  private final KeysInUse keys;
  private final Signals signals;
  private final HttpTransport transport;
  private final CallLoop loop;

  GatewayCalls(
      UnionPayConfig config,
      Merchant merchant,
      KeysInUse keys,
      Signals signals,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.signals = signals;
    this.transport = config.terms.transport();
    this.loop = CallLoop.of(Merchant.PROVIDER, config.terms, random(), signals, deadline);
  }

  UnionPayConfig config() {
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

  RandomGenerator random() {
    return LateRandom.INSTANCE;
  }

  /** What adds the common fields and signs, also pages. */
  RequestSigning signing() {
    return new RequestSigning(config, merchant);
  }

  /** What is personal in one message. */
  SensitiveFields sensitive() {
    return new SensitiveFields(config, keys);
  }

  /** Signed calls. */
  Exchange exchange() {
    return new Exchange(loop, signing(), keys.proof());
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
