// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Begins to collect for an order, one attempt at a time. */
final class Checkout {

  private final Orders orders;
  private final FollowUps followUps;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Checkout(Orders orders, FollowUps followUps, Clock clock) {
    this.orders = orders;
    this.followUps = followUps;
    this.clock = clock;
  }

  /** An earlier attempt may still be paid; a second one beside it could charge twice. */
  static final class StillOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Asks for a way to pay, or for the money itself.
   *
   * @throws StillOpen if an earlier attempt of the order is not proven to be over
   */
  <R> Outcome<R> begin(Order order, Till till, Way way, Scene<R> scene) {
    List<Attempt> before = orders.attemptsOf(order.id());
    boolean byCode = scene instanceof Scene.PaymentCode;
    Optional<Attempt> open =
        before.stream().skip(Math.max(0, before.size() - 1)).filter(last -> !last.over()).findAny();
    boolean again =
        open.isPresent()
            && open.get().way().equals(way)
            && open.get().scene().equals(scene)
            && till.particulars().repeats(open.get().payment().id(), clock.instant());
    if (again && byCode) {
      // A code is never charged a second time, not even the same one: its follow-up is running.
      throw new StillOpen();
    }
    if (open.isPresent() && !again && !followUps.end(open.get())) {
      throw new StillOpen();
    }
    PaymentId id = again ? open.get().payment().id() : PaymentId.next(clock, random);
    PaymentRequest.Builder<R> request =
        PaymentRequest.in(scene)
            .id(id)
            .amount(order.price())
            .description(order.item().description());
    if (!byCode) {
      // Counted from the attempt's own time, so that a repeat is the identical request.
      till.particulars().payBefore(scene, id.createdAt()).ifPresent(request::payBefore);
    }
    till.extras(way.scene()).forEach(request::with);
    if (!again) {
      store(order, till.client(), way, request.build(), before.size());
    }
    return send(till.client(), request.build());
  }

  private void store(
      Order order, PaymentClient client, Way way, PaymentRequest<?> request, int before) {
    // shown: charge-once
    // The row comes first: a crash in between loses nothing.
    Attempt row = attempt(order, client, way, request);
    if (!orders.begin(row, before)) {
      throw new StillOpen();
    }
    // end shown
  }

  private Attempt attempt(Order order, PaymentClient client, Way way, PaymentRequest<?> request) {
    PaymentRef ref = client.ref(request);
    String next = client.followUp(ref, Optional.empty(), clock.instant()).toText();
    return new Attempt(order.id(), way, request.scene(), ref.toString(), Optional.empty(), next);
  }

  private <R> Outcome<R> send(PaymentClient client, PaymentRequest<R> request) {
    // shown: charge-once
    // A lost answer is asked about, under the same number.
    Outcome<R> outcome = client.create(request);
    if (outcome instanceof Outcome.Accepted<R> accepted
        && accepted.value() instanceof Payment payment) {
      learn(client, payment);
    } else if (outcome instanceof Outcome.Unknown<R> unknown) {
      // Nobody knows yet: no other number. The timer asks on.
      orders.follow(client.ref(request), unknown.followUp());
      // end shown
    } else if (outcome instanceof Outcome.Rejected<R> rejected) {
      rejected.rejection().payment().ifPresent(payment -> learn(client, payment));
      if (rejected.rejection().reason() == Rejection.Reason.CLOSED) {
        followUps.ask(client.ref(request));
      }
    }
    if (outcome instanceof Outcome.Accepted<R> accepted
        && accepted.value() instanceof ShowVoucher voucher) {
      // To be shown again whenever the payer looks. Issued is not paid.
      orders.voucher(request.id().number(), voucher);
    }
    return outcome;
  }

  private void learn(PaymentClient client, Payment payment) {
    orders.payment(payment, client.followUp(payment.ref(), Optional.of(payment), clock.instant()));
  }
}
