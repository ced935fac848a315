// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.ProviderOption;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to let one payer pay several merchants at once: all sub-orders or none. Equal requests
 * ask for the same on the wire, so repeating one after an unknown outcome asks for the same order
 * again, never for a second one. Immutable.
 *
 * <pre>{@code
 * CombinedRequest.in(Scene.qrCode())
 *     .id(PaymentId.next())
 *     .add(SubOrder.builder()
 *         .merchantId("1900000109").number("TEA20260101").amount(Money.of("10.00", "CNY"))
 *         .description("One cup of tea").attachment("table 7").build())
 *     .add(SubOrder.builder()
 *         .merchantId("1900000110").number("CAKE20260101").amount(Money.of("15.00", "CNY"))
 *         .description("One piece of cake").attachment("table 7").build())
 *     .payBefore(now.plus(15, MINUTES))
 *     .build();
 * }</pre>
 *
 * <p>Ordinary merchants (普通商户) combine 2 to 10 sub-orders. Where a sub-order names a sub-merchant,
 * a service provider (服务商) combines 1 to 50.
 *
 * @param <R> what {@link WeChatPayCombinedOrders#create} answers for the scene: {@link ShowQrCode},
 *     {@link OpenPage} or {@link InvokeWallet}
 */
public final class CombinedRequest<R> {

  private static final int MOST_OF_MERCHANTS = 10;
  private static final int MOST_OF_SERVICE_PROVIDERS = 50;

  private final Scene<R> scene;
  private final PaymentId id;
  private final List<SubOrder> subOrders;
  private final @Nullable Instant payBefore;
  private final @Nullable URI notifyUrl;
  private final List<ProviderOption> options;

  private CombinedRequest(Builder<R> builder, PaymentId id) {
    this.scene = builder.scene;
    this.id = id;
    this.subOrders = List.copyOf(builder.subOrders);
    this.payBefore = builder.payBefore;
    this.notifyUrl = builder.notifyUrl;
    this.options = List.copyOf(builder.options);
  }

  /** Begins a request for a scene; a payment code and a desktop page pay no combined order. */
  public static <R> Builder<R> in(Scene<R> scene) {
    return new Builder<>(scene);
  }

  /** Where the payer is. */
  public Scene<R> scene() {
    return scene;
  }

  /** This attempt's id; its number is {@code combine_out_trade_no}. */
  public PaymentId id() {
    return id;
  }

  /** Who collects what. */
  public List<SubOrder> subOrders() {
    return subOrders;
  }

  /** The last moment to pay, whole seconds. */
  public Optional<Instant> payBefore() {
    return Optional.ofNullable(payBefore);
  }

  /** Where the notification goes, if not to the client's configured address. */
  public Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** WeChat Pay's typed extras. */
  public List<ProviderOption> options() {
    return options;
  }

  @Override
  public String toString() {
    return "CombinedRequest[" + id.number() + ", " + subOrders + ", " + scene + "]";
  }

  /**
   * Collects a request's parts. Not safe for use by several threads.
   *
   * @param <R> what {@link WeChatPayCombinedOrders#create} answers for the scene
   */
  public static final class Builder<R> {
    private final Scene<R> scene;
    private @Nullable PaymentId id;
    private final List<SubOrder> subOrders = new ArrayList<>();
    private @Nullable Instant payBefore;
    private @Nullable URI notifyUrl;
    private final List<ProviderOption> options = new ArrayList<>();

    private Builder(Scene<R> scene) {
      this.scene = scene;
    }

    /** Required: this attempt's id; at most 32 letters, digits and {@code _-|*@}. */
    public Builder<R> id(PaymentId value) {
      this.id = value;
      return this;
    }

    /** Required: adds one merchant's part. */
    public Builder<R> add(SubOrder value) {
      subOrders.add(value);
      return this;
    }

    /**
     * The last moment to pay, cut to whole seconds, 1 minute to 90 days after the id's time. It is
     * absolute, so that a repeat is identical.
     */
    public Builder<R> payBefore(Instant value) {
      this.payBefore = value.truncatedTo(ChronoUnit.SECONDS);
      return this;
    }

    /** Where the one notification goes, instead of the client's configured address. */
    public Builder<R> notifyUrl(URI value) {
      this.notifyUrl = value;
      return this;
    }

    /**
     * Adds a typed extra for the order as a whole: app id, means of payment, device, payer's
     * address or identity. What belongs to one merchant is said by its {@link SubOrder}.
     */
    public Builder<R> with(ProviderOption option) {
      options.add(option);
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException if the id is missing, if the sub-orders are too few or too
     *     many, if a number stands twice, or if the sum does not fit
     */
    public CombinedRequest<R> build() {
      if (id == null) {
        throw new InvalidRequestException("id", "a PaymentId: PaymentId.next(); it is missing");
      }
      boolean serviceProvider = false;
      Set<String> numbers = new HashSet<>();
      Money total = Money.ofMinor(0, "CNY");
      for (SubOrder subOrder : subOrders) {
        serviceProvider |= subOrder.ref().subMerchantId().isPresent();
        total = total.plus(subOrder.ref().amount());
        if (!numbers.add(subOrder.ref().number())) {
          throw new InvalidRequestException(
              "sub-order number", "one of its own for each sub-order; one stands twice");
        }
      }
      int least = serviceProvider ? 1 : 2;
      int most = serviceProvider ? MOST_OF_SERVICE_PROVIDERS : MOST_OF_MERCHANTS;
      if (subOrders.size() < least || subOrders.size() > most) {
        throw new InvalidRequestException(
            "sub-orders", least + " to " + most + ", not " + subOrders.size());
      }
      return new CombinedRequest<>(this, id);
    }
  }
}
