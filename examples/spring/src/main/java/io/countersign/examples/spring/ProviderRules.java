// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.ProviderOption;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.ecpay.EcpayClient;
import io.countersign.unionpay.UnionPayClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one provider wants otherwise than the rest; the answers here serve a provider that has no
 * wishes of its own.
 */
interface ProviderRules {

  /** The rules of a client's provider. */
  static ProviderRules of(PaymentClient client) {
    if (client instanceof EcpayClient ecpay) {
      return new EcpayRules(ecpay);
    }
    return client instanceof UnionPayClient ? new UnionPayRules(client) : new OrdinaryRules(client);
  }

  PaymentClient client();

  /** Until when a payer may pay; empty where the provider ends nothing. */
  default Optional<Instant> payBefore(PaymentId attempt) {
    return Optional.of(attempt.createdAt().plus(Duration.ofMinutes(15)));
  }

  /** What the provider needs to be told when its page is opened. */
  default List<ProviderOption> page(URI back) {
    return List.of();
  }

  /** Whether an attempt may still be asked for once more, under its number. */
  default boolean repeats(PaymentId attempt, Instant now) {
    return true;
  }

  /** Whether a refund that was refused is asked for again under its number. */
  default boolean keepsRefundNumbers() {
    return true;
  }

  /** Whether a refund's number is too old to be sent; another one is harmless if it never was. */
  default boolean tooOld(String refundId, Instant now) {
    return false;
  }

  /** Whether the provider tells, when asked, how a refund that it has taken ends. */
  default boolean tellsHowRefundsEnd() {
    return true;
  }

  /** A refund, with whatever the provider needs to be told. */
  default RefundRequest refund(Payback payback) {
    return RefundRequest.of(payback.payment(), payback.refundId(), payback.amount());
  }

  /** How a refund stands that may have been sent; empty if the provider does not know it. */
  default Optional<Refund> sent(Payback payback) {
    return client() instanceof RefundFinder finder
        ? finder.findRefund(payback.payment(), payback.refundId())
        : Optional.empty();
  }

  /** No wishes. */
  record OrdinaryRules(PaymentClient client) implements ProviderRules {}

  /** UnionPay takes an order, or a refund, for as long as its time is the present one. */
  record UnionPayRules(PaymentClient client) implements ProviderRules {

    private static final Duration SENT_WITHIN = Duration.ofMinutes(10);

    @Override
    public boolean repeats(PaymentId attempt, Instant now) {
      return now.isBefore(attempt.createdAt().plus(SENT_WITHIN));
    }

    @Override
    public boolean keepsRefundNumbers() {
      return false;
    }

    /** It is, too, where it was refused some time ago. */
    @Override
    public boolean tooOld(String refundId, Instant now) {
      return PaymentId.ofNumber(refundId).filter(id -> repeats(id, now)).isEmpty();
    }
  }
}
