// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to give money back, in full or in part. Immutable; each method returns a copy.
 *
 * <p>{@code refundId} is what makes it happen once: after any doubt repeat or look up the
 * <em>same</em> id. A new id is a second refund.
 */
public final class RefundRequest {

  private final PaymentRef payment;
  private final String refundId;
  private final Money amount;
  private final @Nullable String reason;
  private final @Nullable URI notifyUrl;
  private final List<ProviderOption> options;

  private RefundRequest(
      PaymentRef payment,
      String refundId,
      Money amount,
      @Nullable String reason,
      @Nullable URI notifyUrl,
      List<ProviderOption> options) {
    this.payment = payment;
    this.refundId = refundId;
    this.amount = amount;
    this.reason = reason;
    this.notifyUrl = notifyUrl;
    this.options = options;
  }

  /**
   * A refund of part or all of a payment.
   *
   * @param payment the payment, as stored
   * @param refundId the merchant's own number of this refund, 1 to 64 printable ASCII characters
   * @param amount more than zero, in the payment's currency, at most its total
   * @throws InvalidRequestException if any of that does not hold
   */
  public static RefundRequest of(PaymentRef payment, String refundId, Money amount) {
    if (refundId.isEmpty() || refundId.length() > 64) {
      throw new InvalidRequestException("refund id", "1 to 64 characters");
    }
    for (int i = 0; i < refundId.length(); i++) {
      if (refundId.charAt(i) <= ' ' || refundId.charAt(i) > '~') {
        throw new InvalidRequestException("refund id", "printable ASCII without blanks");
      }
    }
    if (!amount.isPositive()) {
      throw new InvalidRequestException("refund amount", "more than zero, not " + amount);
    }
    if (amount.compareTo(payment.total()) > 0) {
      throw new InvalidRequestException(
          "refund amount", "at most the payment's total of " + payment.total() + ", not " + amount);
    }
    return new RefundRequest(payment, refundId, amount, null, null, List.of());
  }

  /** The same, with a reason that the payer reads. */
  public RefundRequest withReason(String newReason) {
    return new RefundRequest(payment, refundId, amount, newReason, notifyUrl, options);
  }

  /** The same, with an address for this refund's notifications. */
  public RefundRequest withNotifyUrl(URI newNotifyUrl) {
    return new RefundRequest(payment, refundId, amount, reason, newNotifyUrl, options);
  }

  /** The same, with one more typed extra of the provider. */
  public RefundRequest with(ProviderOption option) {
    List<ProviderOption> more = new ArrayList<>(options);
    more.add(option);
    return new RefundRequest(payment, refundId, amount, reason, notifyUrl, List.copyOf(more));
  }

  /** The payment. */
  public PaymentRef payment() {
    return payment;
  }

  /** The merchant's own number of this refund. */
  public String refundId() {
    return refundId;
  }

  /** What to give back. */
  public Money amount() {
    return amount;
  }

  /** Why, in words the payer reads. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** Where this refund's notifications go, if not to the client's configured address. */
  public Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** The provider's typed extras. */
  public List<ProviderOption> options() {
    return options;
  }

  @Override
  public String toString() {
    return "RefundRequest[" + refundId + ", " + amount + " of " + payment.number() + "]";
  }
}
