// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.http.HttpTransport;
import io.countersign.spi.AesGcm;
import io.countersign.spi.CallLoop;
import io.countersign.spi.RsaOaep;
import io.countersign.spi.RsaSha256;
import io.countersign.spi.Signals;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What calls to the gateway need and proving a notification does not; made per call, from parts
 * that hold no state, so that the notification path never loads it.
 */
final class GatewayCalls {

  private final WeChatPayConfig config;
  private final Merchant merchant;
  private final PlatformKeys keys;
  private final Signals signals;
  private final HttpTransport transport;
  private final CallLoop loop;
  private final RequestSigning signing;
  private final CertificateList certificates;
  private final Exchange exchange;

  GatewayCalls(
      WeChatPayConfig config,
      Merchant merchant,
      PlatformKeys keys,
      Signals signals,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.signals = signals;
    RandomGenerator random = LateRandom.INSTANCE;
    this.transport = config.terms.transport();
    this.loop = CallLoop.of(WeChatPayClient.PROVIDER, config.terms, random, signals, deadline);
    this.signing = new RequestSigning(config, random);
    RsaSha256 rsa = new RsaSha256(config.securityProvider);
    this.certificates =
        new CertificateList(
            loop, signing, rsa, new AesGcm(config.securityProvider), config.apiV3Keys);
    this.exchange = new Exchange(loop, signing, new Proof(rsa, new HeldKeys()));
  }

  WeChatPayConfig config() {
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

  RequestSigning signing() {
    return signing;
  }

  CertificateList certificates() {
    return certificates;
  }

  Exchange exchange() {
    return exchange;
  }

  SensitiveFields sensitive() {
    return new SensitiveFields(
        new RsaOaep(config.securityProvider), keys, certificates, config.merchantKey);
  }

  /** When a first follow-up is due. */
  Instant soon() {
    return loop.now().plusSeconds(5);
  }

  /** The key of WeChat Pay's that answers should be signed by. */
  @Nullable String preferredKeyId() {
    return keys.preferredId().orElse(null);
  }

  private final class HeldKeys implements Proof.KeyById {
    @Override
    public Optional<PlatformKey> find(String id) {
      return keys.find(id, certificates);
    }
  }

  /** One generator for the JVM, made at the first call; it is made for many threads. */
  private static final class LateRandom {
    private static final SecureRandom INSTANCE = new SecureRandom();
  }
}
