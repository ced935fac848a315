// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.HandClock;
import io.countersign.Money;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaymentCodePollingTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Rejection NO =
      Rejection.of("testpay", Rejection.Reason.PAYER, "NOTENOUGH").build();

  private final HandClock clock = new HandClock(NOW);
  private final List<String> story = new ArrayList<>();
  private final TillClient till = new TillClient();

  /** Plays a script of states; the last one stays. */
  private final class TillClient implements PaymentClient, PaymentReverser {
    private Outcome<Payment> created;
    private final Deque<Object> found = new ArrayDeque<>();
    private boolean reverseIsAway;

    @Override
    public String provider() {
      return "testpay";
    }

    @Override
    public PaymentRef ref(PaymentRequest<?> request) {
      return PaymentRef.of("testpay", request.id(), request.amount());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> Outcome<R> create(PaymentRequest<R> request) {
      story.add("create");
      return (Outcome<R>) created;
    }

    @Override
    public Optional<Payment> find(PaymentRef payment) {
      story.add("find");
      Object next = found.size() > 1 ? found.remove() : found.element();
      if (next instanceof PaymentState state) {
        return Optional.of(payment(state));
      }
      if (next.equals("away")) {
        throw new UnavailableException("no answer");
      }
      if (next.equals("refused")) {
        throw new RejectedException(NO);
      }
      return Optional.empty();
    }

    @Override
    public Outcome<Payment> reverse(PaymentRef payment) {
      story.add("reverse");
      if (reverseIsAway) {
        throw new UnavailableException("not sent");
      }
      Payment closed = payment(PaymentState.CLOSED);
      return new Outcome.Accepted<>(closed, Optional.of(closed.ref()));
    }

    @Override
    public Outcome<Refund> refund(RefundRequest request) {
      throw new AssertionError("nothing is refunded");
    }

    @Override
    public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
      throw new AssertionError("nothing is followed up");
    }

    @Override
    public NotificationHandler notifications() {
      throw new AssertionError("nothing is notified");
    }

    @Override
    public PaymentClient before(Instant deadline) {
      throw new AssertionError("the loop has the deadline");
    }
  }

  private static Payment payment(PaymentState state) {
    return Payment.of(
            PaymentRef.of("testpay", new PaymentId("T1", NOW), Money.of("25.00", "CNY")),
            state,
            state.name(),
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_ANSWER, NOW))
        .build();
  }

  private void createdAs(PaymentState state) {
    till.created = new Outcome.Accepted<>(payment(state), Optional.of(payment(state).ref()));
  }

  private Outcome<Payment> charge() {
    return charge(clock, null);
  }

  private Outcome<Payment> charge(Sleeper sleeper, Instant deadline) {
    CallLoop loop =
        new CallLoop(
            "testpay",
            new ScriptedTransport(ScriptedTransport.notSent()),
            RetryPolicy.none(),
            Duration.ofSeconds(5),
            clock,
            sleeper,
            new Random(1),
            new Signals(signal -> {}));
    PaymentRequest<Payment> request =
        PaymentRequest.in(Scene.paymentCode("130012345678901234"))
            .id(new PaymentId("T1", NOW))
            .amount(Money.of("25.00", "CNY"))
            .description("tea")
            .build();
    return new PaymentCodePolling(deadline == null ? loop : loop.before(deadline), till, till)
        .charge(request, PATIENCE);
  }

  @Test
  void whatIsPaidAtOnceIsNotAskedAbout() {
    createdAs(PaymentState.PAID);

    assertThat(charge().orElseThrow().isPaid()).isTrue();
    assertThat(story).containsExactly("create");
  }

  @Test
  void aRefusalEndsIt() {
    till.created = new Outcome.Rejected<>(NO);

    assertThat(charge()).isEqualTo(new Outcome.Rejected<>(NO));
    assertThat(story).containsExactly("create");
  }

  @Test
  void whileThePayerTypesItIsAskedEveryFiveSeconds() {
    createdAs(PaymentState.PROCESSING);
    till.found.addAll(
        List.of(PaymentState.PROCESSING, "unknown", "away", "refused", PaymentState.PAID));

    assertThat(charge().orElseThrow().isPaid()).isTrue();

    assertThat(story).containsExactly("create", "find", "find", "find", "find", "find");
    assertThat(clock.sleeps()).hasSize(5).containsOnly(Duration.ofSeconds(5));
  }

  @Test
  void anUnknownChargeIsAskedAboutAndNeverMadeAgain() {
    till.created = new Outcome.Unknown<>("reset", new FollowUp.Ask(NOW));
    till.found.addAll(List.of("unknown", PaymentState.PAID));

    assertThat(charge().orElseThrow().isPaid()).isTrue();
    assertThat(story).containsOnlyOnce("create");
  }

  @Test
  void whenPatienceEndsItIsReversed() {
    createdAs(PaymentState.PROCESSING);
    till.found.add(PaymentState.PROCESSING);

    assertThat(charge().orElseThrow().state()).isEqualTo(PaymentState.CLOSED);

    assertThat(story).endsWith("find", "reverse").containsOnlyOnce("reverse");
    assertThat(clock.instant()).isBeforeOrEqualTo(NOW.plus(PATIENCE));
  }

  @Test
  void aFailedChargeIsReversedBecauseTheBankMayHoldTheMoney() {
    createdAs(PaymentState.FAILED);

    assertThat(charge().orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    assertThat(story).containsExactly("create", "reverse");
  }

  @Test
  void aReversalThatCannotBeSentIsLeftToDo() {
    createdAs(PaymentState.PROCESSING);
    till.found.add(PaymentState.PROCESSING);
    till.reverseIsAway = true;

    assertThat(charge())
        .isInstanceOfSatisfying(
            Outcome.Unknown.class,
            unknown -> assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class));
  }

  @Test
  void aDeadlineEndsTheWaitingAndSaysWhatIsLeftToDo() {
    createdAs(PaymentState.PROCESSING);
    till.found.add(PaymentState.PROCESSING);

    assertThat(charge(clock, NOW.plusSeconds(7)))
        .isInstanceOfSatisfying(
            Outcome.Unknown.class,
            unknown -> assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class));
    assertThat(clock.instant()).isBeforeOrEqualTo(NOW.plusSeconds(7));
    assertThat(story).doesNotContain("reverse");
  }

  @Test
  void anInterruptEndsTheWaitingAndStaysSet() {
    createdAs(PaymentState.PROCESSING);
    till.found.add(PaymentState.PROCESSING);

    Outcome<Payment> outcome =
        charge(
            duration -> {
              throw new InterruptedException();
            },
            null);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }
}
