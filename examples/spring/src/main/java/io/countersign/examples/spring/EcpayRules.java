// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.ProviderOption;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.ecpay.EcpayCardDetail;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayMethod;
import io.countersign.ecpay.EcpayOption;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * ECPay's page for cards does not end by itself, and its refunds have no number: what makes one
 * happen once is the sum that stood in the row when it was decided.
 *
 * @param client the merchant's
 */
record EcpayRules(EcpayClient client) implements ProviderRules {

  @Override
  public Optional<Instant> payBefore(PaymentId attempt) {
    return Optional.empty();
  }

  @Override
  public List<ProviderOption> page(URI back) {
    return List.of(EcpayOption.choosePayment(EcpayMethod.CREDIT), EcpayOption.orderResultUrl(back));
  }

  /** The bank gives it back with its next batch, and ECPay never tells of that. */
  @Override
  public boolean tellsHowRefundsEnd() {
    return false;
  }

  @Override
  public RefundRequest refund(Payback payback) {
    return ProviderRules.super.refund(payback).with(EcpayRefundedBefore.of(payback.before()));
  }

  /**
   * The sum that ECPay shows tells whether a refund happened: it has grown, or it has not.
   *
   * @throws MismatchException if it is neither: somebody refunds elsewhere, and a person has to
   *     look
   */
  @Override
  public Optional<Refund> sent(Payback payback) {
    return client
        .cards()
        .detail(payback.payment())
        .filter(detail -> !detail.refunded().equals(payback.before()))
        .map(detail -> grown(payback, detail));
  }

  private static Refund grown(Payback payback, EcpayCardDetail detail) {
    Money now = detail.refunded();
    if (!now.equals(payback.before().plus(payback.amount()))) {
      throw new MismatchException(
          "refunded", payback.amount() + " more than " + payback.before(), now.toString());
    }
    RefundState state =
        detail.state() == EcpayCardDetail.State.GIVEN_UP
            ? RefundState.REFUNDED
            : RefundState.PROCESSING;
    Money total = payback.payment().total();
    return Refund.of(payback.payment().number(), payback.refundId(), state, payback.amount(), total)
        .reported(detail.providerState(), detail.fields(), detail.evidence())
        .build();
  }
}
