// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One life of an order: the shop, which follows the client's rule, and the judgement at the end.
 */
final class TimelineOfAnOrder extends ModelGateway {
  private static final int MOST_STEPS = 400;

  private final PaymentClient client;
  private final List<StoredAttempt> shop = new ArrayList<>();

  TimelineOfAnOrder(
      PaymentClient client,
      FollowUpTimelines.Way way,
      long ownSeed,
      FollowUpTimelines.Report report) {
    super(way, ownSeed, report);
    this.client = client;
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
    PaymentRequest.Builder<?> builder =
        PaymentRequest.in(way.scene()).id(id).amount(way.amount()).description("tea");
    if (way.validity().isEmpty()) {
      builder.payBefore(now.plus(Duration.ofMinutes(5 + chance.nextInt(120))));
    }
    PaymentRequest<?> request = builder.build();
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
        require(isSaidToBeOver(stored), "declared over without the provider's word");
        if (!knowsPaid(stored)) {
          report.endedUnpaid++;
        }
        return;
      }
      if (next instanceof FollowUp.Reconcile) {
        require(
            stored.last.isEmpty() || !stored.last.get().state().isFinal(),
            "left to a person although the provider has said how it ended");
        require(
            way.code() || now.isAfter(lastMoment(stored.request)),
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

  /** Final or, where attempts end by expiry, said to be unpaid after the last moment to pay. */
  private boolean isSaidToBeOver(StoredAttempt stored) {
    if (stored.last.isEmpty()) {
      return false;
    }
    Payment last = stored.last.get();
    return last.state().isFinal()
        || (way.expiry().isPresent()
            && last.state() == PaymentState.AWAITING_PAYER
            && !last.evidence().at().isBefore(lastMoment(stored.request)));
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
      require(way.expiry().isEmpty(), "closes what this provider cannot close");
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
    if (way.form()) {
      show(stored, ref);
      return;
    }
    try {
      Optional<Payment> answer = call("create", () -> created(ref, stored.request));
      if (way.code()) {
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

  /** Nothing is sent: the shop signs a form and answers the payer's browser with it. */
  private void show(StoredAttempt stored, PaymentRef ref) throws Died {
    if (chance.nextInt(20) == 0) {
      tell("died before the form was shown");
      throw new Died();
    }
    payerOpens(ref, stored.request);
    plan(stored);
    if (chance.nextInt(20) == 0) {
      tell("died after the form was shown");
      throw new Died();
    }
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

  @Override
  void notified(PaymentRef ref) {
    for (StoredAttempt stored : shop) {
      if (PaymentRef.parse(stored.ref).number().equals(ref.number())) {
        learn(stored, report(ref));
        plan(stored);
      }
    }
  }

  @Override
  boolean paidIsKnown(PaymentRef ref) {
    return shop.stream()
        .anyMatch(
            stored ->
                PaymentRef.parse(stored.ref).number().equals(ref.number()) && knowsPaid(stored));
  }
}
