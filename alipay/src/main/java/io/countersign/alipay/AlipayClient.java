// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.ReplayGuard;
import io.countersign.spi.Signals;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One application (应用) of an Alipay merchant. Immutable and safe for use by many threads; building
 * one does no network input or output, and thousands of them share one transport.
 */
public final class AlipayClient {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = Merchant.PROVIDER;

  private final AlipayConfig config;
  private final Merchant merchant;
  private final AlipayKeys keys;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private AlipayClient(
      AlipayConfig config,
      Merchant merchant,
      AlipayKeys keys,
      Signals signals,
      ReplayGuard guard,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.signals = signals;
    this.guard = guard;
    this.deadline = deadline;
  }

  /** A client for a configuration. */
  public static AlipayClient of(AlipayConfig config) {
    return new AlipayClient(
        config,
        Merchant.of(config),
        new AlipayKeys(config),
        new Signals(config.observer),
        ReplayGuard.inMemory(config.clock),
        null);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see AlipayConfig#fromEnvironment
   */
  public static AlipayClient fromEnvironment(Map<String, String> environment) {
    return of(AlipayConfig.fromEnvironment(environment));
  }

  /**
   * This client as a third-party application (第三方应用) for a merchant who has authorised it: the
   * application's key signs, the merchant collects, and the authorisation's token goes with every
   * call, page and order string. The view shares keys, transport, replay guard and deadline with
   * this one: make one whenever it is needed, thousands side by side.
   *
   * <p>Only the merchant's own payments are believed: a notification that names another application
   * is a {@link io.countersign.MismatchException}, and a {@link PaymentRef} made for another is
   * refused before anything is sent. So give each merchant a notify path of its own ({@link
   * AlipaySubMerchant#withNotifyUrl}), and let its view handle what comes there.
   *
   * @throws InvalidRequestException if it is the third party itself
   */
  public AlipayClient onBehalfOf(AlipaySubMerchant subMerchant) {
    return new AlipayClient(
        config, Merchant.of(config, subMerchant), keys, signals, guard, deadline);
  }

  /** The provider's short name. */
  public String provider() {
    return PROVIDER;
  }

  /** The same client, whose calls end before a moment. */
  public AlipayClient before(Instant newDeadline) {
    return new AlipayClient(config, merchant, keys, signals, guard, newDeadline);
  }

  /** Application, the merchant's if it acts for one, and place. */
  @Override
  public String toString() {
    String behalf =
        merchant.authAppId().equals(config.appId) ? "" : ", on behalf of " + merchant.authAppId();
    return "AlipayClient[" + config + behalf + "]";
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, keys, signals, deadline);
  }
}
