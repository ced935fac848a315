// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

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

  private final AlipayConfig config;
  private final Merchant merchant;
  private final AlipayKeys keys;
  private final Signals signals;
  private final HttpTransport transport;
  private final CallLoop loop;

  GatewayCalls(
      AlipayConfig config,
      Merchant merchant,
      AlipayKeys keys,
      Signals signals,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.signals = signals;
    this.transport = config.terms.transport();
    this.loop = CallLoop.of(Merchant.PROVIDER, config.terms, random(), signals, deadline);
  }

  AlipayConfig config() {
    return config;
  }

  Merchant merchant() {
    return merchant;
  }

  AlipayKeys keys() {
    return keys;
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

  /** How often a call is sent at most. */
  int mostAttempts() {
    return config.terms.retryPolicy().attempts();
  }

  RandomGenerator random() {
    return LateRandom.INSTANCE;
  }

  /** What writes signed parameters, also of pages and order strings. */
  PublicParameters parameters() {
    return new PublicParameters(config, merchant, new RequestSigning(config));
  }

  /** Calls, by the way of the wire that is configured. */
  Exchange exchange() {
    return new Exchange(loop, config.openApi ? new PreferredWire(openApi(), classic()) : classic());
  }

  /** Calls by the classic gateway, whatever is configured. */
  Exchange classicExchange() {
    return new Exchange(loop, classic());
  }

  /** Calls by OpenAPI v3, whatever is configured. */
  Exchange openApiExchange() {
    return new Exchange(loop, openApi());
  }

  private Wire classic() {
    return new ClassicWire(config, parameters(), proof(), random());
  }

  private Wire openApi() {
    return new OpenApiWire(config, merchant, new RequestSigning(config), proof(), random());
  }

  /** What verifies answers, by certificates that it downloads as well. */
  Proof proof() {
    return config.isCertificateMode()
        ? new Proof(keys, new CertificateDownload(config, loop, parameters()))
        : new Proof(keys);
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
