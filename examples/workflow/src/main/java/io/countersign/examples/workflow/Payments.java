// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Merchants;
import io.countersign.MismatchException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentException;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayClient;
import io.countersign.examples.workflow.Order.Status;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects through Countersign, for whichever account an order's method names. Every way to hear of
 * a payment leads to {@link Orders#payment} first and to the workflow afterwards. Safe for use by
 * many threads.
 */
final class Payments {

  private static final System.Logger LOG = System.getLogger(Payments.class.getName());

  /** After it some providers no longer take an order's time for the present one. */
  private static final Duration SENT_AGAIN_WITHIN = Duration.ofMinutes(10);

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration CLOSE_AGAIN = Duration.ofMinutes(1);

  private final Merchants merchants;
  private final Orders orders;
  private final Clock clock;
  private final URI home;
  private final Consumer<String> wake;
  private final SecureRandom random = new SecureRandom();

  /**
   * For accounts and orders.
   *
   * @param home the platform's own address, to which a payer's browser comes back
   * @param wake tells an order's execution to look whether it can go on
   */
  Payments(Merchants merchants, Orders orders, Clock clock, URI home, Consumer<String> wake) {
    this.merchants = merchants;
    this.orders = orders;
    this.clock = clock;
    this.home = home;
    this.wake = wake;
  }

  /**
   * Begins to collect for an order, or finds what was begun. A lost answer is no reason to begin
   * again: the follow-up asks, or sends the identical request.
   */
  void collect(Order order, Offered chosen) {
    Optional<Attempt> known = orders.attemptOf(order.number());
    if (known.isPresent()) {
      // Begun before, by an execution that was lost: perhaps sent, perhaps not.
      if (!known.get().stopped()) {
        untilItStops(
            known.get(),
            () -> {
              if (!sendsAgain(known.get())) {
                ask(client(known.get().account()), known.get().payment());
              }
            });
      }
      return;
    }
    String account = chosen.offer().account().orElseThrow();
    Optional<PaymentClient> client = merchants.find(account);
    if (client.isEmpty()) {
      LOG.log(Level.ERROR, "no account " + account + ": order " + order.number());
      return;
    }
    PaymentId id = PaymentId.next(clock, random);
    try {
      PaymentRef ref =
          client.get().ref(request(client.get(), order, chosen, id, scene(chosen, order)));
      FollowUp next = client.get().followUp(ref, Optional.empty(), clock.instant());
      // The row comes first: a crash in between loses nothing.
      Attempt begun = Attempt.of(order.number(), account, ref, next);
      if (orders.begin(begun)) {
        untilItStops(begun, () -> send(client.get(), order, chosen, ref));
      }
    } catch (InvalidRequestException wrong) {
      LOG.log(Level.ERROR, "order " + order.number() + ": " + wrong.getMessage());
    }
  }

  /**
   * What the provider's answer has stopped is not begun again: the order waits, and its time ends.
   */
  private void untilItStops(Attempt attempt, Runnable call) {
    try {
      call.run();
    } catch (PaymentException failed) {
      PaymentRef ref = attempt.payment();
      FollowUp again = new FollowUp.Ask(clock.instant());
      orders.follow(
          ref, Postponed.after(failed, "payment " + ref.number(), again, clock.instant()));
    }
  }

  private void send(PaymentClient client, Order order, Offered chosen, PaymentRef ref) {
    PaymentRequest<?> request = request(client, order, chosen, ref.id(), scene(chosen, order));
    try {
      Outcome<?> outcome = client.create(request);
      if (outcome instanceof Outcome.Accepted<?> accepted) {
        if (accepted.value() instanceof ShowQrCode code) {
          orders.shown(ref, code.content());
        } else {
          orders.shown(ref, "");
        }
      } else if (outcome instanceof Outcome.Unknown<?> unknown) {
        // Nobody knows yet: no other number, no cancellation. The keeper follows it up.
        orders.follow(ref, unknown.followUp());
      } else if (outcome instanceof Outcome.Rejected<?> rejected) {
        rejected(client, ref, rejected.rejection());
      }
    } catch (UnavailableException nothingHappened) {
      LOG.log(Level.WARNING, "sent again: " + nothingHappened);
      orders.follow(
          ref,
          new FollowUp.RepeatSame(clock.instant().plus(nothingHappened.retryAfter().orElse(SOON))));
    } catch (InvalidRequestException wrong) {
      LOG.log(Level.ERROR, "not sent: " + wrong.getMessage());
      orders.refused(ref, "INVALID_REQUEST");
    }
  }

  private void rejected(PaymentClient client, PaymentRef ref, Rejection rejection) {
    Optional<Payment> payment = rejection.payment();
    boolean knownThere =
        switch (rejection.reason()) {
          case CLOSED, ALREADY_DONE, NUMBER_IN_USE -> true;
          default -> false;
        };
    if (payment.isPresent()) {
      learn(client, payment.get());
    } else if (knownThere) {
      // An earlier sending arrived: how it stands is asked, not guessed.
      ask(client, ref);
    } else {
      LOG.log(Level.ERROR, "refused: " + rejection);
      orders.refused(ref, rejection.reason().name());
    }
  }

  /** The identical request each time: all of it follows from the order and the attempt's number. */
  private <R> PaymentRequest<R> request(
      PaymentClient client, Order order, Offered chosen, PaymentId id, Scene<R> scene) {
    if (!(chosen.price() instanceof Price.InMoney price)) {
      throw new IllegalStateException("points are not collected");
    }
    PaymentRequest.Builder<R> request =
        PaymentRequest.in(scene).id(id).amount(price.amount()).description(order.description());
    if (!client.provider().equals(EcpayClient.PROVIDER)) {
      // ECPay's page for cards knows no last moment.
      request.payBefore(orders.payBefore(order));
    }
    return request.build();
  }

  private Scene<?> scene(Offered chosen, Order order) {
    return chosen.offer().scene().equals("page")
        ? Scene.webPage(home.resolve("/?order=" + order.number()))
        : Scene.qrCode();
  }

  /** The page that a payer's browser is sent to, for an order whose method needs one. */
  Optional<OpenPage> page(Order order) {
    Optional<Attempt> attempt = orders.attemptOf(order.number());
    Optional<Offered> chosen = order.chosen();
    if (!order.is(Status.OPEN)
        || attempt.isEmpty()
        || attempt.get().over()
        || attempt.get().stopped()
        || chosen.isEmpty()
        || !chosen.get().offer().scene().equals("page")) {
      return Optional.empty();
    }
    Scene<OpenPage> scene = Scene.webPage(home.resolve("/?order=" + order.number()));
    PaymentRef ref = attempt.get().payment();
    try {
      PaymentClient client = client(attempt.get().account());
      return client.create(request(client, order, chosen.get(), ref.id(), scene))
              instanceof Outcome.Accepted<OpenPage> accepted
          ? Optional.of(accepted.value())
          : Optional.empty();
    } catch (MismatchException different) {
      LOG.log(Level.ERROR, "payment " + ref.number() + ": " + different.getMessage());
      orders.follow(ref, new FollowUp.Reconcile());
      return Optional.empty();
    }
  }

  /**
   * Ends an attempt because its time is over.
   *
   * @return whether the order may be cancelled: it is proven, as far as this provider can prove it,
   *     that it is not paid. If nobody knows, the close is to be repeated
   */
  boolean close(Attempt attempt) {
    if (attempt.over()) {
      return true;
    }
    PaymentClient client = client(attempt.account());
    PaymentRef ref = attempt.payment();
    try {
      boolean closed = false;
      boolean refused = false;
      if (client instanceof PaymentCloser closer) {
        Outcome<PaymentState> outcome = closer.close(ref);
        closed = outcome instanceof Outcome.Accepted<PaymentState>;
        if (outcome instanceof Outcome.Rejected<PaymentState> rejected) {
          refused = true;
          rejected.rejection().payment().ifPresent(payment -> learn(client, payment));
        }
      }
      Optional<Payment> found = ask(client, ref);
      if (found.map(Payment::isPaid).orElse(false)) {
        return false;
      }
      // There is no such order where no payer has opened it; past its last moment none can be made.
      boolean unknownThere = refused && found.isEmpty();
      // Without a way to close, "not paid" is all there is: what is paid later is given back.
      boolean over = orders.attemptOf(attempt.order()).map(Attempt::over).orElse(true);
      return closed || over || unknownThere || !(client instanceof PaymentCloser);
    } catch (PaymentException notNow) {
      LOG.log(Level.WARNING, "closed again later: " + notNow);
      return false;
    } finally {
      orders.closeAgain(attempt.order(), clock.instant().plus(CLOSE_AGAIN));
    }
  }

  /** Does what is due about an attempt. */
  void follow(Attempt attempt) {
    if (attempt.next() instanceof FollowUp.RepeatSame && sendsAgain(attempt)) {
      return;
    }
    PaymentClient client = client(attempt.account());
    if (attempt.next() instanceof FollowUp.Close && client instanceof PaymentCloser closer) {
      closer.close(attempt.payment());
    }
    if (ask(client, attempt.payment()).isEmpty()) {
      sendsAgain(attempt);
    }
  }

  /**
   * Sends the identical request again while the payer has nothing to pay with: under one number, it
   * is one payment.
   *
   * @return false if it is not to be sent, or no longer
   */
  private boolean sendsAgain(Attempt attempt) {
    PaymentRef ref = attempt.payment();
    Optional<Order> order = orders.find(attempt.order()).filter(row -> row.is(Status.OPEN));
    Optional<Offered> chosen = order.flatMap(Order::chosen);
    if (chosen.isEmpty()
        || attempt.over()
        || attempt.stopped()
        || attempt.shown().isPresent()
        || !clock.instant().isBefore(ref.id().createdAt().plus(SENT_AGAIN_WITHIN))) {
      return false;
    }
    send(client(attempt.account()), order.get(), chosen.get(), ref);
    wake.accept(attempt.order());
    return true;
  }

  private Optional<Payment> ask(PaymentClient client, PaymentRef ref) {
    Optional<Payment> payment = client.find(ref);
    if (payment.isPresent()) {
      learn(client, payment.get());
    } else {
      // "Not known now", never "unpaid".
      orders.follow(ref, client.followUp(ref, payment, clock.instant()));
    }
    return payment;
  }

  /** A proven payment: durable first, then the workflow hears of it. */
  void learn(PaymentClient client, Payment payment) {
    FollowUp next = client.followUp(payment.ref(), Optional.of(payment), clock.instant());
    wake.accept(orders.payment(payment, next));
  }

  /** The same, whose calls end before a moment. */
  Payments before(Instant end) {
    return new Payments(
        account -> merchants.find(account).map(client -> client.before(end)),
        orders,
        clock,
        home,
        wake);
  }

  /** The client of an account that an attempt was begun with. */
  PaymentClient client(String account) {
    return merchants
        .find(account)
        .orElseThrow(() -> new IllegalStateException("the account " + account + " is gone"));
  }
}
