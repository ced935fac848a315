// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ProviderOption;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Scene;
import io.countersign.ecpay.EcpayCardDetail;
import io.countersign.ecpay.EcpayCardPlan;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.ecpay.EcpayMethod;
import io.countersign.ecpay.EcpayOption;
import io.countersign.ecpay.EcpayPayerReturn;
import io.countersign.ecpay.EcpayPeriodCharge;
import io.countersign.ecpay.EcpayPeriodCharged;
import io.countersign.ecpay.EcpayPeriodOrder;
import io.countersign.ecpay.EcpayPeriodState;
import io.countersign.ecpay.EcpayRefundedBefore;
import io.countersign.ecpay.EcpaySchedule;
import io.countersign.ecpay.EcpaySimulatedPayment;
import io.countersign.ecpay.EcpayVoucherIssued;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the shop takes ECPay: a page that the payer's browser is posted to, vouchers that are paid
 * days later, a monthly box of tea, and refunds that have no number.
 *
 * @param client the provider's
 */
record EcpayTill(EcpayClient client) implements Particulars {

  static final String PROVIDER = EcpayClient.PROVIDER;

  private static final ZoneOffset TAIPEI = ZoneOffset.ofHours(8);
  private static final int DAYS_TO_PAY = 3;

  /** A box of tea each month for a year. */
  private static final EcpaySchedule MONTHLY = new EcpaySchedule(EcpaySchedule.Unit.MONTH, 1, 12);

  /** A till for a configuration; home is the shop's own address. */
  static Till of(EcpayConfig config, URI home) {
    EcpayClient client = EcpayClient.of(config);
    Map<String, List<ProviderOption>> extras = new LinkedHashMap<>();
    EcpayOption byCard = EcpayOption.choosePayment(EcpayMethod.CREDIT);
    EcpayOption back = EcpayOption.orderResultUrl(home.resolve("/return/" + PROVIDER));
    extras.put("card-page", List.of(byCard, back));
    extras.put("subscription", List.of(byCard, back, EcpayOption.period(MONTHLY)));
    List<Way> ways =
        List.of("card-page", "atm", "store-code", "barcode", "subscription").stream()
            .map(scene -> new Way(PROVIDER, scene))
            .toList();
    return new Till(client, "TWD", ways, extras, new EcpayTill(client));
  }

  /** A voucher ends with the third day in Taipei; ECPay's page for cards does not end. */
  @Override
  public Optional<Instant> payBefore(Scene<?> scene, Instant createdAt) {
    if (!(scene instanceof Scene.Voucher)) {
      return Optional.empty();
    }
    return Optional.of(
        createdAt
            .atOffset(TAIPEI)
            .toLocalDate()
            .plusDays(DAYS_TO_PAY)
            .atTime(23, 59, 59)
            .toInstant(TAIPEI));
  }

  @Override
  public Optional<String> returned(ReceivedRequest raw, String query) {
    return client.payerReturn(raw).map(EcpayPayerReturn::number);
  }

  /**
   * The sum stands in the row that was written before: no second click and no repeat adds to it.
   */
  @Override
  public RefundRequest request(Payback payback) {
    return Particulars.super.request(payback).with(EcpayRefundedBefore.of(payback.before()));
  }

  @Override
  public boolean plansRefunds() {
    return true;
  }

  @Override
  public Optional<RefundPlan> plan(Payback payback) {
    EcpayCardPlan<Refund> plan = client.cards().planRefund(request(payback));
    List<RefundPlan.Step> steps =
        plan.steps().stream()
            .map(
                step ->
                    new RefundPlan.Step(
                        step.action().name(), step.action().letter(), step.amount().toDecimal()))
            .toList();
    return Optional.of(new RefundPlan(steps, plan.notBefore(), plan.byHand()));
  }

  /**
   * The sum that ECPay shows tells whether the refund happened: grown by it, or as it was before.
   *
   * @throws MismatchException if it is neither: somebody refunds elsewhere, and a person has to
   *     look
   */
  @Override
  public Optional<Refund> happened(Payback payback) {
    Optional<EcpayCardDetail> found = client.cards().detail(payback.payment());
    if (found.isEmpty() || found.get().refunded().equals(payback.before())) {
      return Optional.empty();
    }
    EcpayCardDetail detail = found.get();
    Money after = payback.before().plus(payback.amount());
    if (!detail.refunded().equals(after)) {
      throw new MismatchException(
          "refunded", payback.before() + " or " + after, detail.refunded().toString());
    }
    boolean givenUp = detail.state() == EcpayCardDetail.State.GIVEN_UP;
    return Optional.of(
        Refund.of(
                payback.payment().number(),
                payback.refundId(),
                givenUp ? RefundState.REFUNDED : RefundState.PROCESSING,
                payback.amount(),
                payback.payment().total())
            .reported(detail.providerState(), detail.fields(), detail.evidence())
            .build());
  }

  /** The bank gives it back with its next batch, and ECPay never tells of it: nothing to ask. */
  @Override
  public FollowUp after(Refund refund, Instant now) {
    return refund.state() == RefundState.PROCESSING
        ? new FollowUp.Done()
        : Orders.after(refund, now);
  }

  @Override
  public void event(ProviderEvent event, Orders orders) {
    if (event instanceof EcpayVoucherIssued issued) {
      issued
          .confirm(expected(orders, issued.number()))
          .ifPresent(voucher -> orders.voucher(issued.number(), voucher));
    } else if (event instanceof EcpayPeriodCharged charged) {
      later(charged.number(), charged.confirm(expected(orders, charged.number())), orders);
    } else if (event instanceof EcpaySimulatedPayment simulated) {
      orders.simulated(simulated.number());
    }
  }

  /** Each charge is told of once only, so each is asked about, too. */
  @Override
  public boolean askAboutLaterCharges(PaymentRef payment, Orders orders) {
    Optional<EcpayPeriodOrder> found = client.periods().find(payment);
    if (found.isEmpty()) {
      return true;
    }
    // The first charge is the payment itself.
    Set<String> first = payment.transactionId().map(Set::of).orElse(Set.of());
    for (EcpayPeriodCharge charge : found.get().paidChargesBeyond(first)) {
      later(payment.number(), charge, orders);
    }
    return found.get().state() == EcpayPeriodState.RUNNING;
  }

  private static void later(String number, EcpayPeriodCharge charge, Orders orders) {
    if (charge.isPaid()) {
      orders.charged(number, charge.gwsr().orElseThrow());
    }
  }

  /**
   * What the shop expects of a number.
   *
   * @throws MismatchException if it has no such attempt
   */
  private static ExpectedPayment expected(Orders orders, String number) {
    return orders
        .of(number)
        .orElseThrow(() -> new MismatchException("number", "one of this shop's", number));
  }
}
