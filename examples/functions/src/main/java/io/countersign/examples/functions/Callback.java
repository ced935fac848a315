// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.Merchants;
import io.countersign.MismatchException;
import io.countersign.NotificationRouter;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentReverser;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import io.countersign.UnavailableException;
import io.countersign.function.FunctionEvent;
import io.countersign.function.HttpEvent;
import io.countersign.function.TimerEvent;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the function of this example does, on whatever platform: it takes the providers' callbacks
 * and, where a timer calls it, asks about what is due. One class for each platform leads here.
 */
final class Callback {

  private static final System.Logger LOG = System.getLogger(Callback.class.getName());

  /** A run ends well before the next one, and before any platform's limit. */
  private static final Duration RUN = Duration.ofSeconds(20);

  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final int MOST = 50;

  /** So that one provider that hangs leaves time for the others. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  private final NotificationRouter router;
  private final Merchants merchants;
  private final Orders orders;
  private final LateMoney lateMoney;
  private final Clock clock;

  Callback(URI notifyBase, Merchants merchants, Orders orders, Clock clock) {
    // The orders act once by themselves: UPDATE … WHERE status = 'OPEN'.
    this.router = NotificationRouter.under(notifyBase, merchants).guardedBy(ReplayGuard.byShop());
    this.merchants = merchants;
    this.orders = orders;
    this.lateMoney = new LateMoney(orders, clock);
    this.clock = clock;
  }

  /**
   * Takes an event as Function Compute, SCF and CloudBase hand it over, and answers in that
   * platform's form.
   *
   * @throws InvalidNotificationException if it is no event document: the platform counts an error
   */
  // snippet: hosts-callback
  byte[] handle(InputStream event) {
    FunctionEvent read = FunctionEvent.read(event);
    if (read instanceof HttpEvent http) {
      return http.answer(
          notified(http.method(), http.path(), () -> http.received(clock.instant())));
    }
    if (read instanceof TimerEvent) {
      return ("{\"asked\":" + followUp() + "}").getBytes(StandardCharsets.UTF_8);
    }
    throw new IllegalArgumentException("neither HTTP nor a timer: look at the function's triggers");
  }

  // end snippet

  /**
   * Takes a request that the platform left as it is.
   *
   * @param body its raw bytes, before anything has parsed them
   */
  ReceivedReply notified(
      String method, String path, Map<String, List<String>> headers, InputStream body) {
    return notified(method, path, () -> ReceivedRequest.read(headers, body, clock.instant()));
  }

  private ReceivedReply notified(String method, String path, Supplier<ReceivedRequest> request) {
    if (!method.equals("POST")) {
      return refused(405, "providers post");
    }
    ReceivedRequest raw;
    try {
      raw = request.get();
    } catch (InvalidNotificationException tooLarge) {
      return refused(413, "the body is larger than any provider's, or it broke off");
    }
    ReceivedReply reply =
        router.handle(
            path,
            raw,
            orders::expectedBy,
            merchant -> (payment, delivery) -> settle(merchant, client(merchant), payment));
    if (!reply.acknowledged()) {
      LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
    }
    return reply;
  }

  /**
   * Does what is due: notifications get lost, and some payments never have one. Runs side by side
   * take different attempts; what cannot be done now is due again, behind what waits already. A
   * merchant's account that gave no answer is left alone for the rest of the run.
   *
   * @return how many attempts were taken
   */
  int followUp() {
    Instant end = clock.instant().plus(RUN);
    Map<String, Duration> away = new HashMap<>();
    int taken = 0;
    while (taken < MOST && clock.instant().isBefore(end)) {
      // One at a time: what is left when the time is over was never taken.
      var due = orders.takeDue(clock.instant(), LEASE, 1);
      if (due.isEmpty()) {
        return taken;
      }
      taken++;
      Attempt attempt = due.get(0);
      Optional<Duration> pause = Optional.ofNullable(away.get(attempt.merchant()));
      if (pause.isPresent()) {
        askIn(pause.get(), attempt);
        continue;
      }
      try {
        follow(attempt, end);
      } catch (MismatchException different) {
        LOG.log(Level.ERROR, "stop and look: " + about(attempt) + different.getMessage());
        orders.follow(attempt, new FollowUp.Reconcile());
      } catch (UnavailableException notNow) {
        Duration told = notNow.retryAfter().orElse(Duration.ZERO);
        // The others of this account come before the one that failed: it may be the only one.
        away.put(attempt.merchant(), longer(LEASE.dividedBy(2), told));
        askIn(longer(LEASE, told), attempt);
        LOG.log(Level.WARNING, "due again later: " + about(attempt) + notNow.getMessage());
      } catch (RuntimeException failed) {
        askIn(LEASE, attempt);
        LOG.log(Level.WARNING, "due again later: " + about(attempt) + failed);
      }
    }
    return taken;
  }

  private void askIn(Duration pause, Attempt attempt) {
    orders.follow(attempt, new FollowUp.Ask(clock.instant().plus(pause)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static String about(Attempt attempt) {
    return attempt.merchant() + " " + attempt.payment().number() + ": ";
  }

  private void follow(Attempt attempt, Instant end) {
    PaymentRef ref = attempt.payment();
    Instant longest = clock.instant().plus(LONGEST_CALL);
    PaymentClient client = client(attempt.merchant()).before(longest.isBefore(end) ? longest : end);
    if (attempt.refundId().isPresent()) {
      lateMoney.giveBack(attempt, attempt.refundId().get(), client);
      return;
    }
    if (attempt.next() instanceof FollowUp.Close && client instanceof PaymentCloser closer) {
      closer.close(ref);
    } else if (attempt.next() instanceof FollowUp.Reverse
        && client instanceof PaymentReverser reverser) {
      reverser.reverse(ref);
    }
    // Whatever came of that, and instead of repeating a create for which no payer waits: ask.
    Optional<Payment> payment = client.find(ref);
    if (payment.isPresent()) {
      settle(attempt.merchant(), client, payment.get());
    } else {
      orders.follow(attempt, client.followUp(ref, payment, clock.instant()));
    }
  }

  private void settle(String merchant, PaymentClient client, Payment payment) {
    orders.payment(
        merchant, payment, client.followUp(payment.ref(), Optional.of(payment), clock.instant()));
  }

  private PaymentClient client(String merchant) {
    return merchants
        .find(merchant)
        .orElseThrow(() -> new IllegalStateException("this shop has no merchant " + merchant));
  }

  private static ReceivedReply refused(int status, String detail) {
    return new ReceivedReply(status, Map.of(), "", ReceivedReply.Result.REFUSED, detail);
  }
}
