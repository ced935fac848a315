// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ecpay.EcpayMethod;
import io.countersign.ecpay.EcpayOption;
import io.countersign.wechatpay.WeChatPayOption;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Begins to collect for an order. Told twice of the same order, or on two instances, it asks the
 * provider for the same payment again, never for a second one.
 */
final class Cashier {

  /** With less time than this a payer is not sent to pay any more. */
  private static final Duration TOO_LATE = Duration.ofSeconds(60);

  private final Tills tills;
  private final Orders orders;
  private final Settlement settlement;
  private final Metrics metrics;
  private final Settings settings;
  private final Clock clock;

  Cashier(
      Tills tills,
      Orders orders,
      Settlement settlement,
      Metrics metrics,
      Settings settings,
      Clock clock) {
    this.tills = tills;
    this.orders = orders;
    this.settlement = settlement;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Does what is to be done for an order that was submitted, or whose payer wants to pay once more.
   *
   * @throws io.countersign.UnavailableException if the provider provably was not reached; again
   *     later
   */
  void collect(String number, Instant deadline) {
    Optional<Order> found = orders.find(number);
    if (found.isEmpty()) {
      metrics.log("there is no order " + number);
      return;
    }
    Order order = found.get();
    boolean inTime = clock.instant().isBefore(payBefore(order).minus(TOO_LATE));
    if (order.state() == Order.State.SUBMITTED) {
      if (inTime) {
        begin(order, deadline);
      } else {
        orders.cancel(order, new FollowUp.Done(), "it waited too long in the queue");
      }
    } else if (order.state() == Order.State.AWAITING_PAYER && inTime) {
      create(order, false, deadline);
    }
  }

  private void begin(Order order, Instant deadline) {
    if (!tills.has(order.method())) {
      metrics.log("order " + order.number() + ": no keys for " + order.method());
      orders.cancel(order, new FollowUp.Done(), "the shop does not take " + order.method());
      return;
    }
    PaymentClient client = tills.of(order.method());
    PaymentRef ref;
    try {
      ref = client.ref(request(order));
    } catch (InvalidRequestException wrong) {
      metrics.log("order " + order.number() + " cannot be asked for: " + wrong.getMessage());
      orders.cancel(order, new FollowUp.Done(), "the request breaks a rule of the provider's");
      return;
    }
    // The attempt is stored before anything is sent: a crash in between loses nothing.
    FollowUp next = client.followUp(ref, Optional.empty(), clock.instant());
    boolean first = orders.begin(order, ref, next);
    Order begun = orders.find(order.number()).orElseThrow();
    if (begun.state() == Order.State.AWAITING_PAYER) {
      create(begun, first, deadline);
    }
  }

  private PaymentRequest<?> request(Order order) {
    return order.method() == Method.WECHATPAY ? wallet(order) : page(order);
  }

  private void create(Order order, boolean first, Instant deadline) {
    if (order.method() == Method.ECPAY) {
      // Nothing to send: ECPay learns of the order when the payer's browser posts the form.
      return;
    }
    PaymentClient client = tills.of(order.method()).before(deadline);
    Outcome<InvokeWallet> outcome;
    try {
      outcome = client.create(wallet(order));
    } catch (MismatchException different) {
      settlement.look(
          order, "the provider answered about something else: " + different.getMessage());
      return;
    }
    if (outcome instanceof Outcome.Accepted<InvokeWallet> accepted) {
      orders.handedOut(order, accepted.value().content());
    } else if (outcome instanceof Outcome.Unknown<InvokeWallet> unknown) {
      orders.unknown(order, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<InvokeWallet> rejected) {
      refused(order, rejected.rejection(), client, first);
    }
  }

  private void refused(Order order, Rejection rejection, PaymentClient client, boolean first) {
    metrics.log("order " + order.number() + " refused: " + rejection.code());
    Optional<Payment> proven = rejection.payment();
    if (proven.isEmpty() && rejection.reason() == Rejection.Reason.CLOSED) {
      proven = client.find(order.ref().orElseThrow());
    }
    if (proven.isPresent()) {
      Payment payment = proven.get();
      FollowUp next = client.followUp(payment.ref(), proven, clock.instant());
      settlement.payment(payment, next);
    } else if (first) {
      // Nothing was sent before, and by this nothing happened: the order is over.
      orders.cancel(order, new FollowUp.Done(), "refused: " + rejection.code());
    }
    // Else an earlier request may stand: the timer closes it in time and asks.
  }

  /** The same request for the same order, whenever it is asked for: then a repeat is harmless. */
  PaymentRequest<InvokeWallet> wallet(Order order) {
    PaymentRequest.Builder<InvokeWallet> request =
        PaymentRequest.in(Scene.inWallet(order.owner()))
            .id(order.id())
            .amount(order.amount())
            .description(order.description())
            .payBefore(payBefore(order));
    settings
        .optional("WECHATPAY_APPID_MINI_PROGRAM")
        .ifPresent(app -> request.with(WeChatPayOption.appId(app)));
    return request.build();
  }

  /** The page to which the payer's browser is posted. */
  PaymentRequest<OpenPage> page(Order order) {
    URI back = URI.create(settings.shopUrl() + "/checkout/" + order.number() + "/back");
    return PaymentRequest.in(Scene.webPage(back))
        .id(order.id())
        .amount(order.amount())
        .description(order.description())
        .with(EcpayOption.choosePayment(EcpayMethod.CREDIT))
        .build();
  }

  /** Until when the payer may be sent to pay. */
  Instant payBefore(Order order) {
    return order.createdAt().plus(settings.toPay());
  }
}
