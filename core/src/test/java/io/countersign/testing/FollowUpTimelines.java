// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Scene;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Thousands of seeded lives of an order, in which requests and answers are lost, late and
 * reordered, the shop's process dies between any two steps, and notifications fail to come. The
 * shop in it does only what {@link PaymentClient#followUp} says and what an outcome allows: a new
 * attempt only after the old one is over.
 *
 * <p>It asserts that no order is charged twice, that no charge is lost, and that nothing is
 * declared over without the provider's word. Of the client only {@code ref} and {@code followUp}
 * are used, which do no input or output; gateway, network, payer and shop are models in here.
 */
public final class FollowUpTimelines {

  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final int MOST_STEPS = 400;

  private final PaymentClient client;
  private final List<Way> ways = new ArrayList<>();
  private long seed = 1;

  private FollowUpTimelines(PaymentClient client) {
    this.client = client;
  }

  /** Timelines that follow a client's rule. */
  public static FollowUpTimelines of(PaymentClient client) {
    return new FollowUpTimelines(client);
  }

  /** Some orders are made in this scene, in which the payer pays later or never. */
  public FollowUpTimelines payingLater(Scene<?> scene, Money amount) {
    ways.add(new Way(scene, amount, false));
    return this;
  }

  /** Some orders are payment codes, which are charged when the request arrives. */
  public FollowUpTimelines payingByCode(Scene<Payment> scene, Money amount) {
    ways.add(new Way(scene, amount, true));
    return this;
  }

  /** Where chance begins; the same seed gives the same timelines. */
  public FollowUpTimelines seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * Lives that many timelines.
   *
   * @throws AssertionError at the first timeline that ends wrongly, with its seed and its story
   */
  public Report run(int timelines) {
    if (ways.isEmpty()) {
      throw new IllegalStateException("say how the payer pays: payingLater or payingByCode");
    }
    Report report = new Report();
    Random seeds = new Random(seed);
    for (int i = 0; i < timelines; i++) {
      long own = seeds.nextLong();
      new Timeline(ways.get(i % ways.size()), own, report).live();
    }
    report.timelines = timelines;
    return report;
  }

  /** What happened in all timelines together; tests look whether the interesting things did. */
  public static final class Report {
    private int timelines;
    private int charges;
    private int unknowns;
    private int crashes;
    private int lateRequests;
    private int lostNotifications;
    private int secondAttempts;
    private int reversals;
    private int leftToAPerson;
    private int foundByAsking;

    private Report() {}

    /** How many were lived. */
    public int timelines() {
      return timelines;
    }

    /** How many attempts took money. */
    public int charges() {
      return charges;
    }

    /** How many writes ended with nobody knowing. */
    public int unknowns() {
      return unknowns;
    }

    /** How often the shop's process died. */
    public int crashes() {
      return crashes;
    }

    /** How many requests reached the gateway long after they had been given up. */
    public int lateRequests() {
      return lateRequests;
    }

    /** How many charges were never notified. */
    public int lostNotifications() {
      return lostNotifications;
    }

    /** How many attempts followed one that was proven to be over. */
    public int secondAttempts() {
      return secondAttempts;
    }

    /** How many charges were given back because nobody had known of them in time. */
    public int reversals() {
      return reversals;
    }

    /** How many attempts ended with the provider's statement. */
    public int leftToAPerson() {
      return leftToAPerson;
    }

    /** How many charges the shop learnt of by asking, not by being told. */
    public int foundByAsking() {
      return foundByAsking;
    }

    @Override
    public String toString() {
      return timelines
          + " timelines: "
          + charges
          + " charges, "
          + unknowns
          + " unknown, "
          + crashes
          + " crashes, "
          + lateRequests
          + " late requests, "
          + lostNotifications
          + " lost notifications, "
          + foundByAsking
          + " found by asking, "
          + secondAttempts
          + " second attempts, "
          + reversals
          + " reversals, "
          + leftToAPerson
          + " left to a person";
    }
  }

  private record Way(Scene<?> scene, Money amount, boolean code) {}

  /** An order at the model gateway; what it says is true. */
  private static final class GatewayOrder {
    private PaymentState state = PaymentState.AWAITING_PAYER;
    private int charged;
    private int givenBack;
    private Instant paidAt = Instant.EPOCH;

    boolean isKept() {
      return charged > givenBack;
    }
  }

  /** What the shop has stored about one attempt. Nothing else survives a crash. */
  private static final class StoredAttempt {
    private final String ref;
    private final PaymentRequest<?> request;
    private Optional<Payment> last = Optional.empty();
    private String followUp;
    private boolean over;

    StoredAttempt(String ref, PaymentRequest<?> request, String followUp) {
      this.ref = ref;
      this.request = request;
      this.followUp = followUp;
    }
  }

  /** The request did not bring an answer that the shop could use. */
  private static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswer() {
      super("no answer", null, false, false);
    }
  }

  /** The shop's process died. */
  private static final class Died extends Exception {
    private static final long serialVersionUID = 1L;

    Died() {
      super("died", null, false, false);
    }
  }

  private record Event(Instant at, long order, Runnable what) {}

  /** Work at the gateway that gives an answer. */
  private interface Work<T> {
    T done();
  }

  private final class Timeline {
    private final Way way;
    private final long ownSeed;
    private final Random chance;
    private final Report report;
    private final Map<String, GatewayOrder> gateway = new LinkedHashMap<>();
    private final List<StoredAttempt> shop = new ArrayList<>();
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::order));
    private final List<String> story = new ArrayList<>();
    private final boolean expiredMeansClosed;
    private Instant now = BEGIN;
    private long eventCount;

    Timeline(Way way, long ownSeed, Report report) {
      this.way = way;
      this.ownSeed = ownSeed;
      this.chance = new Random(ownSeed);
      this.report = report;
      this.expiredMeansClosed = chance.nextBoolean();
    }

    void live() {
      begin();
      for (int attempt = 0; attempt < shop.size(); attempt++) {
        followUp(shop.get(attempt));
        if (attempt < 2 && mayTryAgain() && chance.nextBoolean()) {
          report.secondAttempts++;
          begin();
        }
      }
      passUntil(now.plus(Duration.ofDays(2)));
      for (StoredAttempt stored : shop) {
        if (FollowUp.parse(stored.followUp) instanceof FollowUp.Reconcile) {
          readStatement(stored);
        }
      }
      judge();
    }

    /** The shop stores the attempt, then asks for it. */
    private void begin() {
      PaymentId id = PaymentId.next(Clock.fixed(now, ZoneOffset.UTC), chance);
      PaymentRequest<?> request =
          PaymentRequest.in(way.scene)
              .id(id)
              .amount(way.amount)
              .description("tea")
              .payBefore(now.plus(Duration.ofMinutes(5 + chance.nextInt(120))))
              .build();
      PaymentRef ref = client.ref(request);
      String first = client.followUp(ref, Optional.empty(), now).toText();
      StoredAttempt stored = new StoredAttempt(ref.toString(), request, first);
      shop.add(stored);
      tell("stored " + ref.number() + ", " + first);
      try {
        create(stored);
      } catch (Died died) {
        restart();
      }
    }

    /** The shop's timer carries out what is stored until nothing is left to do. */
    private void followUp(StoredAttempt stored) {
      PaymentRef ref = PaymentRef.parse(stored.ref);
      for (int step = 0; step < MOST_STEPS; step++) {
        FollowUp next = FollowUp.parse(stored.followUp);
        if (next instanceof FollowUp.Done) {
          stored.over = true;
          require(
              stored.last.isPresent() && stored.last.get().state().isFinal(),
              "declared over without the provider's word");
          return;
        }
        if (next instanceof FollowUp.Reconcile) {
          require(
              stored.last.isEmpty() || !stored.last.get().state().isFinal(),
              "left to a person although the provider has said how it ended");
          require(
              way.code || now.isAfter(stored.request.payBefore().orElseThrow()),
              "left to a person while the payer may still pay");
          report.leftToAPerson++;
          return;
        }
        try {
          carryOut(stored, ref, next);
        } catch (Died died) {
          restart();
        }
      }
      throw wrong("no end after " + MOST_STEPS + " steps; next: " + stored.followUp);
    }

    private void carryOut(StoredAttempt stored, PaymentRef ref, FollowUp next) throws Died {
      passUntil(now.plusSeconds(1));
      if (next instanceof FollowUp.Ask ask) {
        passUntil(ask.at());
        ask(stored, ref);
      } else if (next instanceof FollowUp.RepeatSame repeat) {
        passUntil(repeat.at());
        create(stored);
      } else if (next instanceof FollowUp.Close close) {
        passUntil(close.at());
        close(ref);
        ask(stored, ref);
      } else if (next instanceof FollowUp.Reverse reverse) {
        passUntil(reverse.at());
        reverse(ref);
        ask(stored, ref);
      }
    }

    private void create(StoredAttempt stored) throws Died {
      PaymentRef ref = PaymentRef.parse(stored.ref);
      try {
        Optional<Payment> answer = call("create", () -> created(ref, stored.request));
        if (way.code) {
          learn(stored, answer);
        } else if (answer.isEmpty()) {
          payerDecides(ref, stored.request);
        } else {
          learn(stored, answer);
        }
      } catch (NoAnswer unknown) {
        report.unknowns++;
      }
      plan(stored);
    }

    private void ask(StoredAttempt stored, PaymentRef ref) throws Died {
      try {
        Optional<Payment> answer = call("find", () -> report(ref));
        if (chance.nextInt(10) == 0) {
          // The answer is under way while other things happen.
          passUntil(now.plusSeconds(1 + chance.nextInt(90)));
        }
        if (answer.isPresent() && answer.get().isPaid() && !knowsPaid(stored)) {
          report.foundByAsking++;
        }
        learn(stored, answer);
      } catch (NoAnswer unavailable) {
        tell("no answer");
      }
      plan(stored);
    }

    private void close(PaymentRef ref) throws Died {
      try {
        call("close", () -> closed(ref));
      } catch (NoAnswer unknown) {
        report.unknowns++;
      }
    }

    private void reverse(PaymentRef ref) throws Died {
      try {
        call("reverse", () -> reversed(ref));
      } catch (NoAnswer unknown) {
        report.unknowns++;
      }
    }

    /** What ended for good is never replaced by an older answer that comes later. */
    private void learn(StoredAttempt stored, Optional<Payment> answer) {
      PaymentState known = stored.last.map(Payment::state).orElse(PaymentState.UNRECOGNIZED);
      if (known == PaymentState.PAID
          || known == PaymentState.CLOSED
          || (known == PaymentState.FAILED
              && answer.map(payment -> !payment.state().isFinal()).orElse(true))) {
        return;
      }
      stored.last = answer;
      tell("learnt " + answer.map(Payment::state));
    }

    private void plan(StoredAttempt stored) {
      FollowUp next = client.followUp(PaymentRef.parse(stored.ref), stored.last, now);
      stored.followUp = next.toText();
      tell("next: " + stored.followUp);
    }

    private boolean knowsPaid(StoredAttempt stored) {
      return stored.last.map(Payment::isPaid).orElse(false);
    }

    /** A shop tries anew when it was told that nothing is left to do and it was not paid. */
    private boolean mayTryAgain() {
      return shop.stream().allMatch(stored -> stored.over && !knowsPaid(stored));
    }

    private void readStatement(StoredAttempt stored) {
      GatewayOrder order = gateway.get(PaymentRef.parse(stored.ref).number());
      if (order != null && order.isKept() && !knowsPaid(stored)) {
        stored.last = report(PaymentRef.parse(stored.ref));
        tell("the statement shows " + stored.ref);
      }
    }

    private void judge() {
      int kept = 0;
      for (StoredAttempt stored : shop) {
        GatewayOrder order = gateway.get(PaymentRef.parse(stored.ref).number());
        boolean isKept = order != null && order.isKept();
        if (order != null) {
          report.charges += order.charged;
          report.reversals += order.givenBack;
          require(order.charged <= 1, "one number was charged twice");
        }
        kept += isKept ? 1 : 0;
        require(kept <= 1, "the order was charged twice");
        require(!isKept || knowsPaid(stored), "a charge was lost");
        require(isKept || !knowsPaid(stored), "believed to be paid, but no money is kept");
      }
    }

    // -------------------------------------------------------------- the network

    /** One exchange, which chance may disturb in every way that networks and processes can. */
    private <T> T call(String what, Work<T> work) throws NoAnswer, Died {
      int fate = chance.nextInt(100);
      if (fate < 60) {
        tell(what + " answered");
        passUntil(now.plusMillis(50 + chance.nextInt(500)));
        return work.done();
      }
      if (fate < 70) {
        tell(what + " lost on the way there");
        passUntil(now.plusSeconds(10));
        throw new NoAnswer();
      }
      if (fate < 82) {
        tell(what + " done, the answer lost");
        work.done();
        passUntil(now.plusSeconds(10));
        throw new NoAnswer();
      }
      if (fate < 90) {
        Instant arrival = now.plusSeconds(1 + chance.nextInt(fate < 86 ? 30 : 3_600));
        tell(what + " under way until " + arrival);
        at(
            arrival,
            () -> {
              report.lateRequests++;
              tell(what + " arrives late");
              work.done();
            });
        passUntil(now.plusSeconds(10));
        throw new NoAnswer();
      }
      if (fate < 94) {
        tell("died before " + what);
        throw new Died();
      }
      if (fate < 98) {
        work.done();
        tell(what + " done, died before storing the answer");
        throw new Died();
      }
      tell(what + " not sent");
      throw new NoAnswer();
    }

    private void restart() {
      report.crashes++;
      passUntil(now.plusSeconds(1 + chance.nextInt(600)));
    }

    // -------------------------------------------------------------- the gateway and the payer

    private Optional<Payment> created(PaymentRef ref, PaymentRequest<?> request) {
      GatewayOrder order = gateway.get(ref.number());
      if (order == null) {
        order = new GatewayOrder();
        gateway.put(ref.number(), order);
        if (way.code) {
          chargeByCode(ref, order);
        }
      }
      expire(order, request.payBefore().orElseThrow());
      return way.code || order.state.isFinal() ? report(ref) : Optional.empty();
    }

    private void chargeByCode(PaymentRef ref, GatewayOrder order) {
      int fate = chance.nextInt(10);
      if (fate < 6) {
        charge(ref, order);
      } else if (fate < 7) {
        order.state = PaymentState.FAILED;
      } else {
        order.state = PaymentState.PROCESSING;
        at(
            now.plusSeconds(2 + chance.nextInt(40)),
            () -> {
              if (order.state == PaymentState.PROCESSING) {
                if (chance.nextInt(3) > 0) {
                  charge(ref, order);
                } else {
                  order.state = PaymentState.FAILED;
                }
              }
            });
      }
    }

    /** Whoever holds a code to scan may pay while it is valid, early, in the last second, never. */
    private void payerDecides(PaymentRef ref, PaymentRequest<?> request) {
      long left = Duration.between(now, request.payBefore().orElseThrow()).toSeconds();
      int mood = chance.nextInt(10);
      if (mood < 3) {
        return;
      }
      long wait =
          mood < 7
              ? chance.nextInt(120)
              : mood < 9 ? left - 1 - chance.nextInt(3) : left + chance.nextInt(60);
      at(
          now.plusSeconds(Math.max(1, wait)),
          () -> {
            GatewayOrder order = gateway.get(ref.number());
            expire(order, request.payBefore().orElseThrow());
            if (order.state == PaymentState.AWAITING_PAYER
                && now.isBefore(request.payBefore().orElseThrow())) {
              charge(ref, order);
            }
          });
    }

    private void charge(PaymentRef ref, GatewayOrder order) {
      order.state = PaymentState.PAID;
      order.charged++;
      order.paidAt = now;
      tell("charged " + ref.number());
      int fate = chance.nextInt(10);
      if (fate < 3) {
        report.lostNotifications++;
        return;
      }
      notifyAfter(ref, fate < 8 ? chance.nextInt(3) : chance.nextInt(7_200));
      if (fate == 9) {
        notifyAfter(ref, chance.nextInt(90_000));
      }
    }

    private void notifyAfter(PaymentRef ref, int seconds) {
      at(
          now.plusSeconds(seconds),
          () -> {
            if (chance.nextInt(8) == 0) {
              tell("died while being notified");
              report.crashes++;
              if (chance.nextInt(3) > 0) {
                notifyAfter(ref, 15 + chance.nextInt(3_600));
              }
              return;
            }
            for (StoredAttempt stored : shop) {
              if (PaymentRef.parse(stored.ref).number().equals(ref.number())) {
                learn(stored, report(ref));
                plan(stored);
              }
            }
          });
    }

    private boolean closed(PaymentRef ref) {
      GatewayOrder order = gateway.get(ref.number());
      if (order != null
          && (order.state == PaymentState.AWAITING_PAYER
              || order.state == PaymentState.PROCESSING)) {
        order.state = PaymentState.CLOSED;
        return true;
      }
      return false;
    }

    /** A reversal that races with a payment which the shop has learnt of is not modelled. */
    private boolean reversed(PaymentRef ref) {
      GatewayOrder order = gateway.get(ref.number());
      if (order == null) {
        return false;
      }
      if (order.state == PaymentState.PAID && !paidIsKnown(ref)) {
        order.givenBack++;
        order.state = PaymentState.CLOSED;
      } else if (order.state != PaymentState.PAID) {
        order.state = PaymentState.CLOSED;
      }
      return true;
    }

    private boolean paidIsKnown(PaymentRef ref) {
      return shop.stream()
          .anyMatch(
              stored ->
                  PaymentRef.parse(stored.ref).number().equals(ref.number()) && knowsPaid(stored));
    }

    private void expire(GatewayOrder order, Instant payBefore) {
      if (expiredMeansClosed
          && order.state == PaymentState.AWAITING_PAYER
          && !now.isBefore(payBefore)) {
        order.state = PaymentState.CLOSED;
      }
    }

    private Optional<Payment> report(PaymentRef ref) {
      GatewayOrder order = gateway.get(ref.number());
      if (order == null) {
        return Optional.empty();
      }
      for (StoredAttempt stored : shop) {
        if (stored.request.id().number().equals(ref.number())) {
          expire(order, stored.request.payBefore().orElseThrow());
        }
      }
      Payment.Builder payment =
          Payment.of(
                  ref,
                  order.state,
                  order.state.name(),
                  ProviderFields.none(),
                  Evidence.of(Evidence.Kind.SIGNED_ANSWER, now))
              .orderTotal(ref.total());
      if (order.state == PaymentState.PAID) {
        payment.paidAt(order.paidAt);
      }
      return Optional.of(payment.build());
    }

    // -------------------------------------------------------------- time

    private void at(Instant when, Runnable what) {
      events.add(new Event(when, eventCount++, what));
    }

    private void passUntil(Instant moment) {
      while (!events.isEmpty() && !events.peek().at().isAfter(moment)) {
        Event event = events.remove();
        now = event.at().isAfter(now) ? event.at() : now;
        event.what().run();
      }
      now = moment.isAfter(now) ? moment : now;
    }

    // -------------------------------------------------------------- judgement

    private void tell(String what) {
      story.add(now + " " + what);
    }

    private void require(boolean holds, String violation) {
      if (!holds) {
        throw wrong(violation);
      }
    }

    private AssertionError wrong(String violation) {
      List<String> end = story.subList(Math.max(0, story.size() - 60), story.size());
      return new AssertionError(
          violation
              + " ("
              + (way.code ? "payment code" : "paying later")
              + ", timeline "
              + ownSeed
              + "):\n  "
              + String.join("\n  ", end));
    }
  }
}
