// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That a notification has its effect once, though deliveries repeat, fail, crash and overtake. */
abstract class NotificationDeliveryContract extends NotificationBeliefContract {

  private static final Duration AFTER_THE_LEASE = Duration.ofSeconds(61);

  @Test
  void anOrderThatIsNotYetCommittedIsDeliveredAgainAndThenHandled() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop();
    NotificationHandler handler = guarded(client);

    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.UNEXPECTED);
    shop.expect(paid);
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.repeated()).containsExactly(false);
  }

  @Test
  void aSecondDeliveryIsAcknowledgedAndDoesNothing() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);
    ReceivedRequest same = genuine(paid);
    handler.handle(same, shop, shop);

    ReceivedReply copy = handler.handle(same, shop, shop);
    ReceivedReply redelivered = handler.handle(genuine(paid), shop, shop);

    assertThat(copy.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(redelivered.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(gateway.stopsDelivering(copy)).isTrue();
    assertThat(gateway.stopsDelivering(redelivered)).isTrue();
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void aFailedActionIsDeliveredAgainAtOnce() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);

    ReceivedReply failed =
        handler.handle(
            genuine(paid),
            shop,
            (payment, delivery) -> {
              throw new java.io.IOException("the shop's database is away");
            });

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(gateway.stopsDelivering(failed)).isFalse();
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void anActionThatCannotFindOutWhatTheShopExpectsIsDeliveredAgain() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply =
        client
            .notifications()
            .guardedBy(guard)
            .handle(
                genuine(paid),
                number -> {
                  throw new IllegalStateException("the shop's database is away");
                },
                shop);

    assertThat(reply.acknowledged()).isFalse();
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(guard.asked()).isEmpty();
    assertThat(shop.effects()).isZero();
  }

  @Test
  void nothingIsDoneWhileTheGuardsStoreIsDown() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    guard.at(WatchedGuard.Step.BEFORE_CLAIM, NotificationDeliveryContract::storeIsDown);
    NotificationHandler handler = client.notifications().guardedBy(guard);

    ReceivedReply reply = handler.handle(genuine(paid), shop, shop);

    assertThat(reply.result()).isEqualTo(Result.BUSY);
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(shop.effects()).isZero();
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aDoneThatCannotBeRememberedIsAcknowledgedAllTheSame() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    guard.at(WatchedGuard.Step.BEFORE_DONE, NotificationDeliveryContract::storeIsDown);
    NotificationHandler handler = client.notifications().guardedBy(guard);

    ReceivedReply reply = handler.handle(genuine(paid), shop, shop);

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(gateway.stopsDelivering(reply)).isTrue();
    gateway.advance(AFTER_THE_LEASE);
    handler.handle(genuine(paid), shop, shop);
    assertThat(shop.repeated()).containsExactly(false, true);
  }

  @TestFactory
  Stream<DynamicTest> aCrashAtAnyArrowLosesNothing() {
    return Arrays.stream(Crash.values())
        .map(crash -> dynamicTest(crash.name(), () -> assertNothingIsLostBy(crash)));
  }

  private void assertNothingIsLostBy(Crash crash) {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    if (crash.step != null) {
      guard.at(crash.step, ProcessCrash::now);
    }
    NotificationHandler handler = client.notifications().guardedBy(guard);
    NotificationAction dying =
        (payment, delivery) -> {
          if (crash == Crash.INSIDE_THE_ACTION) {
            ProcessCrash.now();
          }
          shop.payment(payment, delivery);
          if (crash == Crash.AFTER_THE_ACTION) {
            ProcessCrash.now();
          }
        };

    assertThat(catchThrowable(() -> handler.handle(genuine(paid), shop, dying)))
        .isInstanceOf(ProcessCrash.class);
    assertThat(shop.effects()).isEqualTo(crash.effectsBefore);

    ReceivedReply atOnce = handler.handle(genuine(paid), shop, shop);
    if (crash.claimIsHeld) {
      assertThat(atOnce.result()).isEqualTo(Result.BUSY);
      assertThat(gateway.stopsDelivering(atOnce)).isFalse();
      assertThat(shop.effects()).isEqualTo(crash.effectsBefore);
    }
    gateway.advance(AFTER_THE_LEASE);
    ReceivedReply later = handler.handle(genuine(paid), shop, shop);

    assertThat(later.acknowledged()).isTrue();
    assertThat(gateway.stopsDelivering(later)).isTrue();
    assertThat(shop.repeated()).isEqualTo(crash.repeated);
  }

  private enum Crash {
    BEFORE_THE_CLAIM(WatchedGuard.Step.BEFORE_CLAIM, 0, false, List.of(false)),
    AFTER_THE_CLAIM(WatchedGuard.Step.AFTER_CLAIM, 0, true, List.of(true)),
    INSIDE_THE_ACTION(null, 0, true, List.of(true)),
    AFTER_THE_ACTION(null, 1, true, List.of(false, true)),
    BEFORE_IT_IS_REMEMBERED(WatchedGuard.Step.BEFORE_DONE, 1, true, List.of(false, true)),
    BEFORE_THE_ACKNOWLEDGEMENT(WatchedGuard.Step.AFTER_DONE, 1, false, List.of(false));

    private final WatchedGuard.Step step;
    private final int effectsBefore;
    private final boolean claimIsHeld;
    private final List<Boolean> repeated;

    Crash(WatchedGuard.Step step, int effectsBefore, boolean claimIsHeld, List<Boolean> repeated) {
      this.step = step;
      this.effectsBefore = effectsBefore;
      this.claimIsHeld = claimIsHeld;
      this.repeated = repeated;
    }
  }

  @Test
  void ofTwoInstancesOneActsAndTheOtherAsksForRedelivery() {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    NotificationHandler one = steadyClient().notifications().guardedBy(shared);
    NotificationHandler two = steadyClient().notifications().guardedBy(shared);
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    List<ReceivedReply> second = new ArrayList<>();

    ReceivedReply first =
        one.handle(
            genuine(paid),
            shop,
            (payment, delivery) -> {
              second.add(two.handle(genuine(paid), shop, shop));
              shop.payment(payment, delivery);
            });

    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(second.get(0).result()).isEqualTo(Result.BUSY);
    assertThat(gateway.stopsDelivering(second.get(0))).isFalse();
    assertThat(shop.effects()).isEqualTo(1);
    assertThat(two.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void twoThreadsAtTheSameMomentActOnce() throws Exception {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Callable<Result>> instances = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      NotificationHandler handler = steadyClient().notifications().guardedBy(shared);
      ReceivedRequest copy = genuine(paid);
      instances.add(
          () -> {
            start.await(10, TimeUnit.SECONDS);
            return handler.handle(copy, shop, shop).result();
          });
    }

    List<Result> results = inThreads(instances);

    assertThat(results).containsOnlyOnce(Result.HANDLED);
    assertThat(results).isSubsetOf(Result.HANDLED, Result.BUSY, Result.ALREADY_HANDLED);
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void aLateDoneDoesNotCloseTheClaimOfAnother() {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    NotificationHandler slow = steadyClient().notifications().guardedBy(shared);
    NotificationHandler quick = steadyClient().notifications().guardedBy(shared);
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    List<ReceivedReply> replies = new ArrayList<>();

    slow.handle(
        genuine(paid),
        shop,
        (payment, delivery) -> {
          gateway.advance(AFTER_THE_LEASE);
          replies.add(
              quick.handle(
                  genuine(paid),
                  shop,
                  (same, again) -> {
                    assertThat(again.repeated()).isTrue();
                    throw new IllegalStateException("the second instance failed");
                  }));
          shop.payment(payment, delivery);
        });
    // The slow instance's "done" came after its claim had run out and been granted anew.
    replies.add(quick.handle(genuine(paid), shop, shop));

    assertThat(replies)
        .extracting(ReceivedReply::result)
        .containsExactly(Result.ACTION_FAILED, Result.HANDLED);
    assertThat(shop.repeated()).containsExactly(false, true);
  }

  @Test
  void aShopThatGuardsItselfSeesEveryDelivery() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = client.notifications().guardedBy(ReplayGuard.byShop());

    handler.handle(genuine(paid), shop, shop);
    handler.handle(genuine(paid), shop, shop);

    assertThat(shop.effects()).isEqualTo(2);
  }

  private static void storeIsDown() {
    throw new IllegalStateException("the guard's store is away");
  }
}
