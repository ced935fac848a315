// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.examples.workflow.Order.Status;
import io.countersign.sandbox.SandboxClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The engine's part is played by the test: it enters states and calls tasks. */
@DisplayName("The workflow's tasks")
class StepsTest {

  private static final String NUMBER = "order-0001";
  private static final OrderFlow FLOW = OrderFlow.ofTheExample();
  private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");

  private final SandboxClock clock = SandboxClock.drivenFrom(NOON);
  private final Points points = new Points();
  private final Orders orders = new Orders(clock, points, FLOW);
  private final PlayedClient client = new PlayedClient(clock);
  private final List<String> woken = new ArrayList<>();
  private final Restaurants restaurants = Restaurants.ofTheExample();
  private Merchants merchants = account -> Optional.<PaymentClient>of(client);
  private final Payments payments =
      new Payments(
          account -> merchants.find(account),
          orders,
          clock,
          URI.create("http://127.0.0.1:1"),
          woken::add);
  private final Steps steps = new Steps(restaurants, orders, payments);
  private int visit;

  @BeforeEach
  void order() {
    Restaurant jiyuan = restaurants.find("jiyuan").orElseThrow();
    orders.open(
        Order.open(
            NUMBER,
            "jiyuan",
            "guest",
            "noodles",
            jiyuan.total(Map.of("beef-noodles", 2)),
            clock.instant()));
    client.creates = request -> new Outcome.Accepted<>(code(), Optional.empty());
  }

  @Test
  void aChoiceBeforeTheMethodsAreThereIsTooEarly() {
    assertThat(orders.choose(NUMBER, "weixin")).isEqualTo(Orders.Report.TOO_EARLY);
    enter("generateInfo");
    assertThat(orders.choose(NUMBER, "weixin")).isEqualTo(Orders.Report.TOO_EARLY);
  }

  @Test
  void theSameVisitDoesNothingTwice() {
    chosen("weixin");
    Map<String, Object> first = enter("collect");
    int visits = visit;

    assertThat(steps.run("collect", NUMBER, visits - 1)).isEqualTo(first);
    assertThat(client.created).hasSize(1);
  }

  /** What an engine lost is walked again; by then the merchant's data may be another. */
  @Test
  void anOrderKeepsItsMethodsAndPricesWhenItIsWalkedAgain() {
    enter("generateInfo");
    List<Offered> before = orders.find(NUMBER).orElseThrow().offered();
    restaurants.withdraw("jiyuan", "weixin");
    steps.run("generateInfo", NUMBER, 0);

    assertThat(orders.find(NUMBER).orElseThrow().offered()).isEqualTo(before).hasSize(5);
  }

  @Test
  void aTaskIsDoneInItsStateOnly() {
    chosen("weixin");
    enter("collect");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> steps.run("orderCompleted", NUMBER, visit - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> steps.run("points", NUMBER, visit));
    assertThat(orders.find(NUMBER).orElseThrow().status()).isEqualTo(Status.OPEN);
  }

  @Test
  void theReferenceIsStoredBeforeAnythingIsSent() {
    List<Boolean> stored = new ArrayList<>();
    client.creates =
        request -> {
          stored.add(orders.expected("jiyuan.weixin", request.id().number()).isPresent());
          stored.add(orders.expected("jiyuan.wechatpay", request.id().number()).isPresent());
          return new Outcome.Accepted<>(code(), Optional.empty());
        };
    chosen("weixin");
    enter("collect");

    // At the account of the method, and at no other.
    assertThat(stored).containsExactly(false, true);
  }

  @Test
  void nothingIsSentForAnOrderThatIsOver() {
    chosen("weixin");
    orders.cancel(NUMBER);

    assertThat(enter("collect")).containsEntry("result", "refused");
    assertThat(client.created).isEmpty();
  }

  @Test
  void anOrderHasOneAttempt() {
    chosen("weixin");
    enter("collect");
    Attempt first = orders.attemptOf(NUMBER).orElseThrow();
    PaymentRef other = PaymentRef.of("played", PaymentId.next(), Money.of("38.00", "CNY"));

    assertThat(orders.begin(Attempt.of(NUMBER, first.account(), other, first.next()))).isFalse();
    assertThat(orders.expected(first.account(), other.number())).isEmpty();
    assertThat(orders.attemptOf(NUMBER)).contains(first);
  }

  /** Killed between the row and the answer: the same number, the same fields. */
  @Test
  void whatWasBegunInACrashIsSentAgainAsItWas() {
    chosen("weixin");
    client.creates =
        request -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> enter("collect")).isInstanceOf(IllegalStateException.class);
    clock.advance(Duration.ofMinutes(2));
    client.creates = request -> new Outcome.Accepted<>(code(), Optional.empty());

    assertThat(steps.run("collect", NUMBER, visit - 1)).containsEntry("result", "waiting");
    assertThat(client.created).hasSize(2);
    PaymentRequest<?> first = client.created.get(0);
    PaymentRequest<?> second = client.created.get(1);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.amount()).isEqualTo(first.amount()).hasToString("38.00 CNY");
    assertThat(second.payBefore()).isEqualTo(first.payBefore()).contains(NOON.plusSeconds(3600));
    assertThat(second.description()).isEqualTo(first.description());
  }

  @Test
  void whatWasBegunLongAgoIsOnlyAskedAbout() {
    chosen("weixin");
    client.creates =
        request -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> enter("collect")).isInstanceOf(IllegalStateException.class);
    clock.advance(Duration.ofMinutes(11));
    client.finds = ref -> Optional.of(client.payment(ref, PaymentState.PAID));

    assertThat(steps.run("collect", NUMBER, visit - 1)).containsEntry("result", "completed");
    assertThat(client.created).hasSize(1);
  }

  /** Without one a page would stay payable when its order is cancelled long ago. */
  @Test
  void aPageIsPayableNoLongerThanItsOrderUnlessItIsEcpays() {
    restaurants.offer(
        "jiyuan",
        new Offer(
            "at-a-page",
            new Label("Page", "网页"),
            Kind.PROVIDER,
            Optional.of("jiyuan.alipay"),
            "page",
            PriceRule.full()));
    chosen("at-a-page");
    enter("collect");
    client.provider = "ecpay";
    client.creates = request -> PlayedClient.unknown();
    payments.page(orders.find(NUMBER).orElseThrow());

    assertThat(client.created)
        .extracting(PaymentRequest::payBefore)
        .containsExactly(Optional.of(NOON.plusSeconds(3600)), Optional.empty());
  }

  @Test
  void anUnknownOutcomeWaitsAndIsFollowedUpUnderTheSameNumber() {
    client.creates = request -> PlayedClient.unknown();
    chosen("weixin");
    assertThat(enter("collect")).containsEntry("result", "waiting");

    client.creates = request -> new Outcome.Accepted<>(code(), Optional.empty());
    orders.dueAttempts().forEach(payments::follow);
    assertThat(client.created).extracting(PaymentRequest::id).hasSize(2).containsOnly(id());
    assertThat(orders.attemptOf(NUMBER).orElseThrow().shown()).isPresent();
    orders.dueAttempts().forEach(payments::follow);
    assertThat(client.created).hasSize(2);
  }

  @Test
  void whatProvablyDidNotArriveIsSentAgainWhenTheProviderSaysSo() {
    client.creates =
        request -> {
          throw new UnavailableException("played", Optional.of(Duration.ofSeconds(40)));
        };
    chosen("weixin");
    assertThat(enter("collect")).containsEntry("result", "waiting");
    assertThat(orders.dueAttempts()).isEmpty();
    clock.advance(Duration.ofSeconds(40));

    client.creates = request -> new Outcome.Accepted<>(code(), Optional.empty());
    orders.dueAttempts().forEach(payments::follow);
    assertThat(client.created).extracting(PaymentRequest::id).hasSize(2).containsOnly(id());
  }

  @Test
  void aRefusedPaymentCancelsTheOrder() {
    client.creates = request -> rejected(Rejection.Reason.CONFIGURATION);
    chosen("weixin");

    assertThat(enter("collect")).containsEntry("result", "refused");
    assertThat(enter("orderCanceled")).containsEntry("result", "over");
  }

  @Test
  void aNumberThatIsTakenIsAskedAboutAndNotCancelled() {
    client.creates = request -> rejected(Rejection.Reason.NUMBER_IN_USE);
    chosen("weixin");

    assertThat(enter("collect")).containsEntry("result", "waiting");
  }

  @Test
  void anAccountThatNobodyKnowsCancelsTheOrderAndOneThatCannotBeAskedDoesNot() {
    merchants =
        account -> {
          throw new IllegalStateException("the database is down");
        };
    chosen("weixin");
    assertThatThrownBy(() -> enter("collect")).isInstanceOf(IllegalStateException.class);
    assertThat(orders.visited(NUMBER, visit - 1).answer()).isEmpty();

    merchants = account -> Optional.empty();
    assertThat(steps.run("collect", NUMBER, visit - 1)).containsEntry("result", "refused");
    assertThat(client.created).isEmpty();
  }

  @Test
  void aPaymentThatIsProvenBeforeTheWorkflowWaitsIsFoundWhenItWaits() {
    chosen("weixin");
    enter("collect");
    pays(PaymentState.PAID);
    enter("outcome");
    enter("callback");

    assertThat(orders.told(NUMBER, visit - 1).orElseThrow()).containsEntry("result", "completed");
    assertThat(woken).containsExactly(NUMBER);
  }

  @Test
  void thePaymentIsInTheTableBeforeTheWorkflowIsWoken() {
    List<Status> seen = new ArrayList<>();
    Payments eager =
        new Payments(
            merchants,
            orders,
            clock,
            URI.create("http://127.0.0.1:1"),
            number -> seen.add(orders.find(number).orElseThrow().status()));
    chosen("weixin");
    enter("collect");
    eager.learn(client, paid(PaymentState.PAID));

    assertThat(seen).containsExactly(Status.PAID);
  }

  @Test
  void aPaidOrderIsNotCancelled() {
    chosen("weixin");
    enter("collect");
    pays(PaymentState.PAID);

    assertThat(enter("orderCanceled")).containsEntry("result", "completed");
    assertThat(orders.find(NUMBER).orElseThrow().status()).isEqualTo(Status.PAID);
  }

  @Test
  void anAttemptThatNobodyCanCloseEndsUnlessItIsPaid() {
    chosen("weixin");
    enter("collect");
    Attempt attempt = orders.attemptOf(NUMBER).orElseThrow();
    client.finds = ref -> Optional.of(client.payment(ref, PaymentState.AWAITING_PAYER));
    assertThat(payments.close(attempt)).isTrue();

    client.finds = ref -> Optional.of(client.payment(ref, PaymentState.PAID));
    assertThat(payments.close(attempt)).isFalse();
    assertThat(enter("close")).containsEntry("result", "completed");
  }

  @Test
  void whatIsPaidAfterTheCancellationIsGivenBackOnce() {
    chosen("weixin");
    enter("collect");
    enter("orderCanceled");
    pays(PaymentState.PAID);
    pays(PaymentState.PAID);
    Paybacks paybacks = new Paybacks(payments, orders, clock);
    orders.duePaybacks().forEach(paybacks::follow);
    orders.duePaybacks().forEach(paybacks::follow);

    assertThat(orders.find(NUMBER).orElseThrow().status()).isEqualTo(Status.CANCELLED);
    assertThat(orders.paybacksOf(NUMBER)).hasSize(1);
    assertThat(client.refunds).isNotEmpty();
    assertThat(client.refunds)
        .allMatch(request -> request.amount().toString().equals("38.00 CNY"))
        .extracting(request -> request.refundId())
        .containsOnly(orders.paybacksOf(NUMBER).get(0).refundId());
    orders.ticket(NUMBER);
    assertThat(orders.ticketsOf(NUMBER)).isZero();
  }

  @Test
  void pointsAreTakenOnceThoughTheTaskIsKilledBehindTheWrite() {
    points.grant("guest", 10_000);
    chosen("points");
    orders.entered(NUMBER, visit, "points");
    assertThat(orders.payByPoints(NUMBER, 7600)).isTrue();

    assertThat(steps.run("points", NUMBER, visit)).containsEntry("result", "completed");
    assertThat(points.balance("guest")).isEqualTo(2400);
  }

  @Test
  void noPointsAreTakenForAnOrderThatIsOver() {
    points.grant("guest", 10_000);
    chosen("points");
    orders.cancel(NUMBER);

    assertThat(enter("points")).containsEntry("result", "refused");
    assertThat(points.balance("guest")).isEqualTo(10_000);
  }

  @Test
  void onePointTooFewIsTooFew() {
    points.grant("guest", 7599);
    chosen("points");

    assertThat(enter("points")).containsEntry("result", "refused");
    assertThat(points.balance("guest")).isEqualTo(7599);
  }

  @Test
  void theTimesAreTheClocks() {
    enter("generateInfo");
    clock.advance(Duration.ofSeconds(7));
    enter("payment");

    assertThat(orders.states(NUMBER))
        .extracting(Recorded::at)
        .containsExactly(NOON, NOON.plusSeconds(7));
    assertThat(orders.chooseBefore(NUMBER)).contains(NOON.plusSeconds(307));
    assertThat(orders.payBefore(orders.find(NUMBER).orElseThrow()))
        .isEqualTo(NOON.plusSeconds(3600));
  }

  @Test
  void aJournalKeepsWhatItHas() {
    enter("generateInfo");
    clock.advance(Duration.ofSeconds(7));
    orders.entered(NUMBER, 0, "generateInfo");

    assertThat(orders.states(NUMBER)).extracting(Recorded::at).containsExactly(NOON);
    assertThatThrownBy(() -> orders.entered(NUMBER, 0, "payment"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(orders.answered(NUMBER, 0, Map.of("other", "answer")))
        .containsEntry("result", "offered");
  }

  private void chosen(String method) {
    enter("generateInfo");
    enter("payment");
    assertThat(orders.choose(NUMBER, method)).isEqualTo(Orders.Report.TAKEN);
    orders.entered(NUMBER, visit++, "paymentCombination");
  }

  private Map<String, Object> enter(String state) {
    orders.entered(NUMBER, visit++, state);
    return state.equals("outcome") ? Map.of() : steps.run(state, NUMBER, visit - 1);
  }

  private PaymentId id() {
    return orders.attemptOf(NUMBER).orElseThrow().payment().id();
  }

  private Payment paid(PaymentState state) {
    return client.payment(orders.attemptOf(NUMBER).orElseThrow().payment(), state);
  }

  private void pays(PaymentState state) {
    payments.learn(client, paid(state));
  }

  private ShowQrCode code() {
    return new ShowQrCode("weixin://code", NOON.plusSeconds(3600));
  }

  private static Outcome<?> rejected(Rejection.Reason reason) {
    return new Outcome.Rejected<>(Rejection.of("played", reason, "CODE").build());
  }
}
