// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CachedMerchantsTest {

  private final HandClock clock = new HandClock(Instant.parse("2026-10-08T16:50:00Z"));
  private final Map<String, PaymentClient> table = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private final CachedMerchants merchants =
      CachedMerchants.of(
              id -> {
                asked.add(id);
                return Optional.ofNullable(table.get(id));
              })
          .clockedBy(clock);

  @Test
  void aMerchantIsBuiltOnceWhileFresh() {
    PaymentClient tea = add("tea");

    assertThat(merchants.find("tea")).containsSame(tea);
    clock.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(merchants.find("tea")).containsSame(tea);
    assertThat(asked).containsExactly("tea");

    clock.pass(Duration.ofMillis(1));
    merchants.find("tea");
    assertThat(asked).containsExactly("tea", "tea");
  }

  @Test
  void aClockSetBackDoesNotKeepAMerchantForEver() {
    add("tea");
    merchants.find("tea");

    clock.pass(Duration.ofDays(-1));
    merchants.find("tea");

    assertThat(asked).hasSize(2);
  }

  @Test
  void anEvictedMerchantIsReadAgainAtOnce() {
    add("tea");
    merchants.find("tea");
    PaymentClient withNewKey = add("tea");

    merchants.evict("tea");

    assertThat(merchants.find("tea")).containsSame(withNewKey);
    merchants.evictAll();
    assertThat(merchants.size()).isZero();
  }

  @Test
  void whatWasReadBeforeAnEvictionIsNotKeptAfterIt() {
    CachedMerchants[] self = new CachedMerchants[1];
    PaymentClient before = add("tea");
    PaymentClient after = new RuleOnlyClient((ref, last, now) -> new FollowUp.Done());
    PaymentClient[] current = {before};
    self[0] =
        CachedMerchants.of(
            id -> {
              PaymentClient read = current[0];
              if (read == before) {
                current[0] = after;
                self[0].evict(id);
              }
              return Optional.of(read);
            });

    assertThat(self[0].find("tea")).containsSame(before);
    assertThat(self[0].find("tea")).containsSame(after);
  }

  @Test
  void anOlderReadingDoesNotReplaceANewerOne() {
    CachedMerchants[] self = new CachedMerchants[1];
    PaymentClient older = add("tea");
    PaymentClient newer = add("tea");
    boolean[] beside = {true};
    self[0] =
        CachedMerchants.of(
            id -> {
              if (beside[0]) {
                beside[0] = false;
                self[0].find(id);
                return Optional.of(older);
              }
              return Optional.of(newer);
            });

    assertThat(self[0].find("tea")).containsSame(older);
    assertThat(self[0].find("tea")).containsSame(newer);
  }

  @Test
  void timeCountsFromTheQuestionNotFromTheAnswer() {
    PaymentClient tea = add("tea");
    int[] asks = {0};
    CachedMerchants slow =
        CachedMerchants.of(
                id -> {
                  asks[0]++;
                  clock.pass(Duration.ofMinutes(2));
                  return Optional.of(tea);
                })
            .clockedBy(clock);
    slow.find("tea");

    clock.pass(Duration.ofMinutes(3));
    slow.find("tea");

    assertThat(asks[0]).isEqualTo(2);
  }

  @Test
  void guessedIdsAreNotRememberedAndDriveNobodyOut() {
    add("tea");
    CachedMerchants small = merchants.most(1);
    small.find("tea");

    for (int guess = 0; guess < 50; guess++) {
      assertThat(small.find("guess-" + guess)).isEmpty();
    }
    asked.clear();
    small.find("tea");

    assertThat(asked).isEmpty();
    assertThat(small.size()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    CachedMerchants two = merchants.most(2);
    List.of("a", "b", "c").forEach(this::add);
    two.find("a");
    two.find("b");
    two.find("a");
    two.find("c");
    asked.clear();

    two.find("a");
    two.find("c");
    assertThat(asked).isEmpty();
    two.find("b");
    assertThat(asked).containsExactly("b");
  }

  @Test
  void aMerchantTakenOutIsForgotten() {
    add("tea");
    CachedMerchants minute = merchants.freshFor(Duration.ofMinutes(1));
    minute.find("tea");
    table.clear();
    clock.pass(Duration.ofMinutes(1));

    assertThat(minute.find("tea")).isEmpty();
    assertThat(minute.size()).isZero();
  }

  @Test
  void aSourceThatFailsIsAskedAgain() {
    int[] calls = {0};
    PaymentClient tea = add("tea");
    CachedMerchants shaky =
        CachedMerchants.of(
            id -> {
              if (calls[0]++ == 0) {
                throw new IllegalStateException("the database is down");
              }
              return Optional.of(tea);
            });

    assertThatThrownBy(() -> shaky.find("tea")).hasMessage("the database is down");
    assertThat(shaky.find("tea")).containsSame(tea);
  }

  @Test
  @Timeout(30)
  void aSlowSourceKeepsNoOtherMerchantWaiting() throws Exception {
    PaymentClient tea = add("tea");
    CountDownLatch slowIsAsked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    CachedMerchants shared =
        CachedMerchants.of(
            id -> {
              if (id.equals("slow")) {
                slowIsAsked.countDown();
                await(answer);
              }
              return Optional.of(tea);
            });
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Optional<PaymentClient>> slow = other.submit(() -> shared.find("slow"));
      slowIsAsked.await();

      assertThat(shared.find("tea")).isPresent();
      answer.countDown();
      assertThat(slow.get()).isPresent();
    } finally {
      other.shutdown();
    }
  }

  @Test
  void boundsMustBound() {
    assertThatThrownBy(() -> merchants.most(0)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> merchants.freshFor(Duration.ZERO))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> merchants.freshFor(ChronoUnit.FOREVER.getDuration()))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> merchants.freshFor(Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidRequestException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PaymentClient add(String id) {
    PaymentClient client = new RuleOnlyClient((ref, last, now) -> new FollowUp.Done());
    table.put(id, client);
    return client;
  }
}
