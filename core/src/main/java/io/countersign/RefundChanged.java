// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;

/** An authentic notification about a refund. */
public final class RefundChanged implements Notification {

  private final String provider;
  private final String id;
  private final Instant createdAt;
  private final String merchantId;
  private final Refund reported;

  /**
   * For providers: what was proven.
   *
   * @param provider the provider's short name
   * @param id the provider's id of the notification
   * @param createdAt when the provider made it
   * @param merchantId the merchant it names, already known to be the client's own
   * @param reported the refund
   */
  public RefundChanged(
      String provider, String id, Instant createdAt, String merchantId, Refund reported) {
    this.provider = provider;
    this.id = id;
    this.createdAt = createdAt;
    this.merchantId = merchantId;
    this.reported = reported;
  }

  @Override
  public String provider() {
    return provider;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Instant createdAt() {
    return createdAt;
  }

  /** The merchant's number of the payment that is refunded, to look up what is expected. */
  public String number() {
    return reported.paymentNumber();
  }

  @Override
  public String replayKey() {
    // Not every provider makes the refund's number unique beyond its payment.
    String key =
        provider
            + "/"
            + merchantId
            + "/refund/"
            + number()
            + "/"
            + reported.refundId()
            + "/"
            + reported.state();
    // A refund that was sent elsewhere may get stuck again: the one state that comes back.
    return reported.state() == RefundState.NEEDS_ACTION
        ? key + "/" + createdAt.getEpochSecond()
        : key;
  }

  /**
   * The refund, if it belongs to the expected payment.
   *
   * @throws MismatchException if number, provider, sub-merchant, currency or order total differ
   */
  public Refund confirm(ExpectedPayment expected) {
    PaymentRef ref = expected.payment();
    Binding.same("provider", ref.provider(), provider);
    Binding.same("payment number", ref.number(), number());
    Binding.sameSubMerchant(ref, reported.onBehalfOf());
    Binding.sameTotal(ref.total(), Optional.of(reported.orderTotal()), true);
    if (reported.amount().compareTo(ref.total()) > 0) {
      throw new MismatchException(
          "refund amount", "at most " + ref.total(), reported.amount().toString());
    }
    return reported;
  }

  @Override
  public String toString() {
    return "RefundChanged[" + provider + " " + reported.refundId() + ", " + id + "]";
  }
}
