// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to collect money once. Equal requests ask for the same on the wire, so repeating one
 * after an unknown outcome asks for the same payment again, never for a second one.
 *
 * <pre>{@code
 * PaymentRequest.in(Scene.qrCode())
 *     .id(PaymentId.next())
 *     .amount(Money.of("25.00", "CNY"))
 *     .description("One cup of tea")
 *     .payBefore(now.plus(15, MINUTES))
 *     .build();
 * }</pre>
 *
 * @param <R> what {@link PaymentClient#create} answers for the scene
 */
public final class PaymentRequest<R> {

  private final Scene<R> scene;
  private final PaymentId id;
  private final Money amount;
  private final String description;
  private final @Nullable Instant payBefore;
  private final @Nullable String attachment;
  private final @Nullable URI notifyUrl;
  private final List<ProviderOption> options;

  private PaymentRequest(Builder<R> builder) {
    this.scene = builder.scene;
    this.id = builder.required(builder.id, "id", "a PaymentId: PaymentId.next()");
    this.amount = builder.required(builder.amount, "amount", "Money.of(\"10.50\", \"CNY\")");
    this.description =
        builder.required(builder.description, "description", "what the payer reads on the receipt");
    this.payBefore = builder.payBefore;
    this.attachment = builder.attachment;
    this.notifyUrl = builder.notifyUrl;
    this.options = List.copyOf(builder.options);
  }

  /** Begins a request for a scene. */
  public static <R> Builder<R> in(Scene<R> scene) {
    return new Builder<>(scene);
  }

  /** Where the payer is. */
  public Scene<R> scene() {
    return scene;
  }

  /** This attempt's id. */
  public PaymentId id() {
    return id;
  }

  /** What to collect. */
  public Money amount() {
    return amount;
  }

  /** What the payer reads. */
  public String description() {
    return description;
  }

  /** The last moment to pay, whole seconds. */
  public Optional<Instant> payBefore() {
    return Optional.ofNullable(payBefore);
  }

  /** A short text that comes back with the payment. */
  public Optional<String> attachment() {
    return Optional.ofNullable(attachment);
  }

  /** Where notifications go, if not to the client's configured address. */
  public Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** The provider's typed extras. */
  public List<ProviderOption> options() {
    return options;
  }

  @Override
  public String toString() {
    return "PaymentRequest[" + id.number() + ", " + amount + ", " + scene + "]";
  }

  /**
   * Collects a request's parts. Not safe for use by several threads.
   *
   * @param <R> what {@link PaymentClient#create} answers for the scene
   */
  public static final class Builder<R> {
    private final Scene<R> scene;
    private @Nullable PaymentId id;
    private @Nullable Money amount;
    private @Nullable String description;
    private @Nullable Instant payBefore;
    private @Nullable String attachment;
    private @Nullable URI notifyUrl;
    private final List<ProviderOption> options = new ArrayList<>();

    private Builder(Scene<R> scene) {
      this.scene = scene;
    }

    /** Required: this attempt's id. */
    public Builder<R> id(PaymentId value) {
      this.id = value;
      return this;
    }

    /** Required: what to collect; more than zero. */
    public Builder<R> amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what the payer reads; each provider has its own limit (WeChat: 127 characters). */
    public Builder<R> description(String value) {
      this.description = value;
      return this;
    }

    /**
     * The last moment to pay, cut to whole seconds. It is absolute, so that a repeat is identical.
     */
    public Builder<R> payBefore(Instant value) {
      this.payBefore = value.truncatedTo(ChronoUnit.SECONDS);
      return this;
    }

    /** A short text that comes back with the payment. Nothing personal, nothing secret. */
    public Builder<R> attachment(String value) {
      this.attachment = value;
      return this;
    }

    /** Where notifications of this payment go, instead of the client's configured address. */
    public Builder<R> notifyUrl(URI value) {
      this.notifyUrl = value;
      return this;
    }

    /** Adds a typed extra of the provider that will get this request. */
    public Builder<R> with(ProviderOption option) {
      options.add(option);
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException if a required part is missing or the amount is not positive
     */
    public PaymentRequest<R> build() {
      if (amount != null && !amount.isPositive()) {
        throw new InvalidRequestException("amount", "more than zero, not " + amount);
      }
      return new PaymentRequest<>(this);
    }

    private <T> T required(@Nullable T value, String field, String expected) {
      if (value == null) {
        throw new InvalidRequestException(field, expected + "; it is missing");
      }
      return value;
    }
  }
}
