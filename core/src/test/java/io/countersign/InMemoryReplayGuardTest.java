// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReplayGuard.Claim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InMemoryReplayGuardTest {

  private static final Duration LEASE = Duration.ofSeconds(60);

  private final HandClock clock = new HandClock(Instant.parse("2026-07-01T12:00:00Z"));
  private final ReplayGuard guard = ReplayGuard.inMemory(clock);

  private Claim.Granted granted(String key) {
    Claim claim = guard.claim(key, LEASE);
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  @Test
  void theFirstClaimIsGrantedAndTheSecondIsBusy() {
    assertThat(granted("k").repeated()).isFalse();
    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Busy());
    assertThat(granted("other").repeated()).isFalse();
  }

  @Test
  void whatIsDoneStaysDone() {
    guard.done("k", granted("k").token());

    clock.pass(Duration.ofDays(365));

    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Done());
  }

  @Test
  void aLeaseThatRanOutIsGrantedAnewAndSaysSo() {
    granted("k");

    clock.pass(LEASE.minusNanos(1));
    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Busy());
    clock.pass(Duration.ofNanos(1));

    assertThat(granted("k").repeated()).isTrue();
  }

  @Test
  void aReleasedClaimIsGrantedAtOnceAndSaysThatItIsRepeated() {
    guard.release("k", granted("k").token());

    assertThat(granted("k").repeated()).isTrue();
  }

  @Test
  void aLateDoneIsIgnoredWhenTheClaimWasGrantedAnew() {
    String late = granted("k").token();
    clock.pass(LEASE);
    String current = granted("k").token();

    guard.done("k", late);
    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Busy());
    guard.release("k", late);
    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Busy());
    guard.done("k", current);

    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Done());
  }

  @Test
  void aLateDoneCountsWhenNobodyElseHasClaimed() {
    String late = granted("k").token();
    clock.pass(LEASE.multipliedBy(10));

    guard.done("k", late);

    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Done());
  }

  @Test
  void aReleaseAfterDoneUndoesNothing() {
    String token = granted("k").token();
    guard.done("k", token);

    guard.release("k", token);

    assertThat(guard.claim("k", LEASE)).isEqualTo(new Claim.Done());
  }

  @Test
  void doneAndReleaseOfUnknownKeysAreIgnored() {
    guard.done("nobody", "1");
    guard.release("nobody", "1");

    assertThat(granted("nobody").repeated()).isFalse();
  }

  @Test
  void beyondTenThousandTheOldestFinishedIsForgottenAndNoHeldClaimIs() {
    granted("held");
    guard.done("oldest", granted("oldest").token());
    for (int i = 0; i < 9_998; i++) {
      guard.done("k" + i, granted("k" + i).token());
    }
    assertThat(guard.claim("oldest", LEASE)).isEqualTo(new Claim.Done());

    granted("one more");

    assertThat(guard.claim("held", LEASE)).isEqualTo(new Claim.Busy());
    assertThat(guard.claim("k0", LEASE)).isEqualTo(new Claim.Done());
    assertThat(granted("oldest").repeated()).isFalse();
  }

  @Test
  void ofManyThreadsOneIsGranted() throws Exception {
    int crowd = 16;
    CyclicBarrier start = new CyclicBarrier(crowd);
    ExecutorService threads = Executors.newFixedThreadPool(crowd);
    try {
      for (int round = 0; round < 50; round++) {
        String key = "round " + round;
        List<Callable<Claim>> tasks = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
          tasks.add(
              () -> {
                start.await(10, TimeUnit.SECONDS);
                return guard.claim(key, LEASE);
              });
        }
        int grants = 0;
        for (Future<Claim> claim : threads.invokeAll(tasks)) {
          grants += claim.get() instanceof Claim.Granted ? 1 : 0;
        }
        assertThat(grants).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void claimsDoNotOverlap() throws Exception {
    CountDownLatch bothInside = new CountDownLatch(2);
    List<Boolean> overlapped = new CopyOnWriteArrayList<>();
    Clock meetingPoint =
        new Clock() {
          @Override
          public Instant instant() {
            bothInside.countDown();
            try {
              overlapped.add(bothInside.await(100, TimeUnit.MILLISECONDS));
            } catch (InterruptedException interrupted) {
              throw new AssertionError(interrupted);
            }
            return clock.instant();
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    ReplayGuard watched = ReplayGuard.inMemory(meetingPoint);
    Thread other = new Thread(() -> watched.claim("k", LEASE));
    other.start();
    watched.claim("k", LEASE);
    other.join(10_000);

    assertThat(overlapped.get(0)).isFalse();
  }

  @Test
  void aGuardByTheShopGrantsEverything() {
    ReplayGuard byShop = ReplayGuard.byShop();
    String token = ((Claim.Granted) byShop.claim("k", LEASE)).token();
    byShop.done("k", token);
    byShop.release("k", token);

    assertThat(byShop.claim("k", LEASE))
        .isInstanceOfSatisfying(
            Claim.Granted.class, claim -> assertThat(claim.repeated()).isFalse());
  }
}
