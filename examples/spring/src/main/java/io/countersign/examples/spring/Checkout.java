// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Begins attempts to collect: the row first, the call after it, and no second attempt of an order
 * while an earlier one may still be paid.
 */
class Checkout {

  private final Orders orders;
  private final Tills tills;
  private final FollowUps followUps;
  private final ShopSettings settings;
  private final Catalogue catalogue;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Checkout(
      Orders orders,
      Tills tills,
      FollowUps followUps,
      ShopSettings settings,
      Catalogue catalogue,
      Clock clock) {
    this.orders = orders;
    this.tills = tills;
    this.followUps = followUps;
    this.settings = settings;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /** An earlier attempt of the order is not proven to be over. */
  static final class StillOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Asks for a way to pay an order; asked again for the same way, the same attempt answers.
   *
   * @throws StillOpen if another attempt may still be paid
   */
  Outcome<?> pay(Order order, Method method) {
    return method.scene().equals(Method.QR)
        ? begin(order, method, Scene.qrCode())
        : begin(order, method, Scene.webPage(settings.back(order.id())));
  }

  /**
   * The page of an order's latest attempt once more, for the payer's browser to be sent to.
   *
   * @return empty if there is none that can still be paid
   */
  Optional<OpenPage> page(Order order) {
    Optional<Attempt> latest = latest(orders.attempts(order.id()));
    if (order.status() != Order.Status.OPEN
        || latest.filter(row -> !row.over() && row.scene().equals(Method.PAGE)).isEmpty()) {
      return Optional.empty();
    }
    Outcome<OpenPage> outcome =
        tills
            .method(latest.get().merchant(), Method.PAGE)
            .<Outcome<OpenPage>>map(
                method -> begin(order, method, Scene.webPage(settings.back(order.id()))))
            .orElseThrow(StillOpen::new);
    return outcome instanceof Outcome.Accepted<OpenPage> accepted
        ? Optional.of(accepted.value())
        : Optional.empty();
  }

  private <R> Outcome<R> begin(Order order, Method method, Scene<R> scene) {
    PaymentClient client = tills.client(method.merchant());
    ProviderRules rules = ProviderRules.of(client);
    List<Attempt> before = orders.attempts(order.id());
    Optional<Attempt> open = latest(before).filter(row -> !row.over());
    Optional<Attempt> same =
        open.filter(
            row ->
                method.is(row.merchant(), row.scene())
                    && rules.repeats(row.ref().id(), clock.instant()));
    if (same.isEmpty() && open.isPresent() && !followUps.end(open.get())) {
      throw new StillOpen();
    }
    PaymentId id = same.map(row -> row.ref().id()).orElseGet(() -> PaymentId.next(clock, random));
    // Nothing here depends on the present moment, so that a repeat is the identical request.
    PaymentRequest.Builder<R> request =
        PaymentRequest.in(scene)
            .id(id)
            .amount(order.price())
            .description(order.description(catalogue));
    rules.payBefore(id).ifPresent(request::payBefore);
    if (method.scene().equals(Method.PAGE)) {
      rules.page(settings.back(order.id())).forEach(request::with);
    }
    PaymentRequest<R> built = request.build();
    Attempt attempt = same.orElseGet(() -> stored(order, method, client, built, before.size() + 1));
    Outcome<R> outcome = client.create(built);
    learn(client, attempt, outcome);
    return outcome;
  }

  private Attempt stored(
      Order order, Method method, PaymentClient client, PaymentRequest<?> request, int place) {
    var ref = client.ref(request);
    Attempt attempt =
        new Attempt(
            order.id(),
            place,
            method.merchant(),
            method.scene(),
            ref,
            Optional.empty(),
            client.followUp(ref, Optional.empty(), clock.instant()));
    if (!orders.begin(attempt)) {
      throw new StillOpen();
    }
    return attempt;
  }

  private void learn(PaymentClient client, Attempt attempt, Outcome<?> outcome) {
    if (outcome instanceof Outcome.Unknown<?> unknown) {
      // Nobody knows yet: no other number. The timer asks on.
      orders.follow(attempt, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<?> rejected) {
      Optional<Payment> proven = rejected.rejection().payment();
      proven.ifPresent(
          payment ->
              orders.payment(payment, client.followUp(payment.ref(), proven, clock.instant())));
      if (rejected.rejection().reason() == Rejection.Reason.CLOSED) {
        followUps.ask(attempt, client);
      }
    }
  }

  /** Whether the provider has proven that an order's latest attempt failed. */
  boolean failed(Order order) {
    return latest(orders.attempts(order.id()))
        .flatMap(Attempt::state)
        .filter(PaymentState.FAILED::equals)
        .isPresent();
  }

  private static Optional<Attempt> latest(List<Attempt> attempts) {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }
}
