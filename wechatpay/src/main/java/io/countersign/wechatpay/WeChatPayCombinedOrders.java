// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Combined orders (合单支付): one payer pays several merchants at once, all of them or none. Immutable
 * and safe for use by many threads, with the client's keys, policy and deadline.
 *
 * <p>Create, find and close go by the combined order's own number, and the ordinary {@link
 * WeChatPayClient#find} and {@link WeChatPayClient#close} do not work for it. One notification
 * tells of the whole order: {@link CombinedPaymentChanged}, by {@link
 * WeChatPayClient#notifications()} of the client that ordered. Refunds and profit sharing go per
 * sub-order, each by the client of its own merchant; see {@link SubOrderPayment}.
 *
 * <p>Create and close are repeated after an unclear answer, because WeChat Pay makes them
 * idempotent by {@code combine_out_trade_no}. An accepted outcome and a rejection name the order as
 * a whole; its payment reference cannot be used with the client's ordinary methods, and what a shop
 * stores is the {@link CombinedRef}. (WeChat Pay API v3, "合单支付".)
 */
public final class WeChatPayCombinedOrders {

  private static final String ORDERS = "/v3/combine-transactions/";

  private final GatewayCalls gateway;

  WeChatPayCombinedOrders(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * What {@link #create} will be about, without sending anything. Store it before calling {@code
   * create}: then a crash between the two loses nothing.
   *
   * @throws InvalidRequestException if WeChat Pay would refuse the request unseen
   */
  public CombinedRef ref(CombinedRequest<?> request) {
    return draft(request).ref();
  }

  /**
   * Asks for a way to pay all sub-orders at once.
   *
   * @return accepted, rejected, or unknown; accepted is not paid. The identical request gives a
   *     fresh code, page or wallet parameters for the same order
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach WeChat Pay; repeat the same id
   * @throws MismatchException if a proven answer is about something else; it may have been carried
   *     out, so stop and look
   */
  public <R> Outcome<R> create(CombinedRequest<R> request) {
    CombinedFields.Draft draft = draft(request);
    CombinedRef ref = draft.ref();
    return gateway
        .exchange()
        .write(
            Operation.ORDER,
            ref.number(),
            "POST",
            ORDERS + draft.product().path(),
            gateway.sensitive().seal(draft.body(), draft.encrypted()),
            answer ->
                new PayerAction(gateway)
                    .in(request.scene(), draft.product(), ref.appId(), ref.whole(), answer),
            rejection -> alreadyThere(ref, rejection),
            () -> new FollowUp.RepeatSame(gateway.soon()));
  }

  /**
   * Asks how a combined order stands.
   *
   * @return the payment with all its sub-orders, or empty: not known to WeChat Pay <em>now</em>.
   *     Empty is never "unpaid", and never permission for a new number
   * @throws InvalidRequestException if another merchant ordered it
   * @throws UnavailableException if no answer was to be had; ask later
   * @throws RejectedException if WeChat Pay refuses the question; fix the configuration
   * @throws MismatchException if the answer is proven but about another order, merchant or app, or
   *     a sub-order is missing, doubled, not ordered, or differs in merchant or amount
   */
  public Optional<CombinedPayment> find(CombinedRef combined) {
    requireOurs(combined);
    Optional<CombinedPayment> found =
        gateway
            .exchange()
            .find(
                Operation.FIND,
                path(combined),
                gateway.preferredKeyId(),
                answer -> reported(combined, answer));
    Duration age = Duration.between(combined.id().createdAt(), gateway.loop().now());
    gateway
        .signals()
        .tell(
            new Signal.PaymentAsked(
                WeChatPayClient.PROVIDER,
                combined.number(),
                found.map(CombinedPayment::state),
                age));
    return found;
  }

  /**
   * Closes a combined order with exactly the sub-orders that were ordered, so that it cannot be
   * paid any more. Repeating it is harmless.
   *
   * @return accepted with {@link PaymentState#CLOSED}; rejected with the proven payment if it was
   *     paid in the meantime; unknown: ask
   * @throws InvalidRequestException if another merchant ordered it
   * @throws UnavailableException if it provably did not reach WeChat Pay
   * @throws MismatchException if a proven answer is about something else
   */
  public Outcome<PaymentState> close(CombinedRef combined) {
    requireOurs(combined);
    List<Object> subOrders = new ArrayList<>();
    for (SubOrderRef subOrder : combined.subOrders()) {
      subOrders.add(subOrder.wireName());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("combine_appid", combined.appId());
    body.put("sub_orders", subOrders);
    return gateway
        .exchange()
        .write(
            Operation.CLOSE,
            combined.number(),
            "POST",
            path(combined) + "/close",
            gateway.sensitive().seal(body, Map.of()),
            answer ->
                answer.status() == 204
                    ? new Verdict.Accepted<>(PaymentState.CLOSED, Optional.of(combined.whole()))
                    : Verdict.open("HTTP " + answer.status() + ": not closed yet"),
            rejection -> closedAlready(combined, rejection),
            () -> new FollowUp.Close(gateway.soon()));
  }

  /**
   * What to do next about a combined order; as {@link WeChatPayClient#followUp}. Pure.
   *
   * @param combined the order
   * @param last what {@link #find} answered last, empty if it was not known or never asked
   * @param now the present moment
   */
  public FollowUp followUp(CombinedRef combined, Optional<CombinedPayment> last, Instant now) {
    return FollowUpTimes.SCHEDULE.next(
        combined.whole(), last.map(CombinedPayment::whole), now, false);
  }

  /** The merchant that orders. */
  @Override
  public String toString() {
    return "WeChatPayCombinedOrders[" + gateway.merchant().mchid() + "]";
  }

  private CombinedFields.Draft draft(CombinedRequest<?> request) {
    return new CombinedFields(gateway.merchant()).order(request);
  }

  private Verdict<CombinedPayment> reported(CombinedRef combined, Answer answer) {
    CombinedReport report =
        new CombinedReport(gateway.merchant(), answer.fields(), answer.evidence());
    return report.isComplete()
        ? Verdict.accepted(report.about(combined))
        : Verdict.open("the answer lacks its number, or a sub-order its state or amount");
  }

  /** After "paid" or "number used": how all sub-orders stand tells whether it was us. */
  private <R> Outcome<R> alreadyThere(CombinedRef combined, Rejection rejection) {
    Optional<Payment> found = asked(combined);
    // An order that can still be paid may be this very one, so it licenses no new number.
    return found.isPresent() && found.get().state().isFinal()
        ? new Outcome.Rejected<>(rejection.about(found.get()))
        : unsettled(rejection);
  }

  private Outcome<PaymentState> closedAlready(CombinedRef combined, Rejection rejection) {
    Optional<Payment> found = asked(combined);
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(PaymentState.CLOSED, Optional.of(found.get().ref()));
    }
    return found.isPresent() && found.get().isPaid()
        ? new Outcome.Rejected<>(rejection.about(found.get()))
        : unsettled(rejection);
  }

  private <R> Outcome<R> unsettled(Rejection rejection) {
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking shows no final state", new FollowUp.Ask(gateway.soon()));
  }

  private Optional<Payment> asked(CombinedRef combined) {
    try {
      return find(combined).map(CombinedPayment::whole);
    } catch (UnavailableException | RejectedException notNow) {
      return Optional.empty();
    }
  }

  private void requireOurs(CombinedRef combined) {
    String ours = gateway.merchant().mchid();
    if (!combined.merchantId().equals(ours)) {
      throw new InvalidRequestException(
          "combined reference", "one that merchant " + ours + " ordered; ask with that client");
    }
  }

  private static String path(CombinedRef combined) {
    return ORDERS + "out-trade-no/" + PercentEncoding.encode(combined.number());
  }
}
