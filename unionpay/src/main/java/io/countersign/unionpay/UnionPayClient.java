// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.KeyExpiry;
import io.countersign.NotificationHandler;
import io.countersign.PaymentRef;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.Signals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One merchant of UnionPay (商户号). Immutable and safe for use by many threads; building one does no
 * network input or output, and thousands of them share one transport.
 */
public final class UnionPayClient {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = Merchant.PROVIDER;

  private final UnionPayConfig config;
  private final Merchant merchant;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private UnionPayClient(
      UnionPayConfig config,
      Merchant merchant,
      Signals signals,
      ReplayGuard guard,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.signals = signals;
    this.guard = guard;
    this.deadline = deadline;
  }

  /** A client for a configuration. */
  public static UnionPayClient of(UnionPayConfig config) {
    return new UnionPayClient(
        config,
        Merchant.of(config),
        new Signals(config.observer),
        ReplayGuard.inMemory(config.clock),
        null);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see UnionPayConfig#fromEnvironment
   */
  public static UnionPayClient fromEnvironment(Map<String, String> environment) {
    return of(UnionPayConfig.fromEnvironment(environment));
  }

  /**
   * This client as an acquirer (收单机构) or platform (平台商户) for one of its merchants. The view shares
   * keys, transport, replay guard and deadline with this one: make one whenever it is needed,
   * thousands side by side. A {@link PaymentRef} made for another merchant is refused before
   * anything is sent.
   *
   * <p>Notifications of a platform's merchants name the platform; whose order it is, the order's
   * number tells. So give each merchant a notify path of its own ({@link
   * UnionPaySubMerchant#withNotifyUrl}), and let its view handle what comes there.
   *
   * @throws io.countersign.InvalidRequestException if the configuration is neither an acquirer's
   *     nor a platform's, or not the one that this merchant belongs to
   */
  public UnionPayClient onBehalfOf(UnionPaySubMerchant subMerchant) {
    return new UnionPayClient(config, Merchant.of(config, subMerchant), signals, guard, deadline);
  }

  /**
   * Proves notifications ({@code backUrl}). {@link NotificationHandler#verify} and {@link
   * NotificationHandler#handle} need the raw body, in whose own encoding (UTF-8 or GBK) it is read;
   * parameters of the address do not count. A payment reaches the shop as a payment, a refund or an
   * undo that this library made as a refund; anything else is a {@link
   * io.countersign.ProviderEvent}: {@link UnionPayPreAuthorisationChanged}, {@link
   * UnionPayUnmatchedRefund}, {@link UnionPayEvent}.
   *
   * <p>UnionPay posts five times within minutes and then never again, and of a payment that fails
   * on a page nothing at all, so keep {@link io.countersign.PaymentClient#followUp} running. Naming
   * no time of sending, a notification is believed for 31 days from its order's time ({@code
   * txnTime}). (全渠道, 后台通知.)
   */
  public NotificationHandler notifications() {
    return new NotificationProtocol(
        new UnionPayNotifications(config, merchant, this), guard, signals);
  }

  /**
   * Which order a payer's browser came back from, by the form that UnionPay lets it post to the
   * shop's page ({@code frontUrl}). It proves nothing about payment, and is empty for whatever is
   * not this merchant's, also where the payer came back by a link, which brings no data.
   */
  public Optional<UnionPayPayerReturn> payerReturn(ReceivedRequest raw) {
    return UnionPayPayerReturn.read(config, merchant, raw);
  }

  /**
   * Every key and certificate in use and when it ends. Thirty days before the end of the merchant's
   * own one a {@link io.countersign.Signal.KeyNearExpiry} tells, once a day while the client is
   * used.
   */
  public List<KeyExpiry> keyExpiries() {
    return config.keys.expiries();
  }

  /** Merchant, the one it acts for, and place. */
  @Override
  public String toString() {
    String behalf = merchant.onBehalfOf().map(number -> ", on behalf of " + number).orElse("");
    return "UnionPayClient[" + config + behalf + "]";
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, signals, deadline);
  }
}
