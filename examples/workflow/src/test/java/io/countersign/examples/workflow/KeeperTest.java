// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is due, when a provider hangs, refuses or says something odd")
class KeeperTest {

  private static final String NUMBER = "order-0001";

  private final PlayedShop shop = new PlayedShop();
  private final List<String> questions = new ArrayList<>();

  @Test
  void aCreateThatIsToBeLookedAtIsNotSentAgain() {
    shop.client.creates =
        request -> {
          throw new MismatchException("amount", "38.00 CNY", "76.00 CNY");
        };
    assertThat(shop.collected(NUMBER)).containsEntry("result", "waiting");
    assertThat(shop.next(NUMBER)).isEqualTo(new FollowUp.Reconcile());

    for (int second = 0; second < 5; second++) {
      shop.clock.advance(Duration.ofSeconds(1));
      shop.keeper.run();
    }
    assertThat(shop.client.created).hasSize(1);
  }

  /** Killed between that row and the answer of the task: it stays with what the row says. */
  @Test
  void norIsItWhenItsTaskIsDoneOnceMore() {
    shop.client.creates =
        request -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> shop.collected(NUMBER)).isInstanceOf(IllegalStateException.class);
    shop.orders.follow(shop.attempt(NUMBER).payment(), new FollowUp.Reconcile());
    shop.client.finds = ref -> asked(ref.number());

    assertThat(shop.collectedAgain(NUMBER)).containsEntry("result", "waiting");
    assertThat(questions).isEmpty();
    shop.payments.follow(shop.attempt(NUMBER));
    assertThat(shop.client.created).hasSize(1);
    assertThat(shop.next(NUMBER)).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void theTimeToPayEndsForItToo() {
    shop.client.creates =
        request -> {
          throw new MismatchException("amount", "38.00 CNY", "76.00 CNY");
        };
    shop.collected(NUMBER);
    shop.orders.entered(NUMBER, 4, "callback");
    shop.clock.advance(Duration.ofSeconds(3599));
    assertThat(shop.orders.told(NUMBER, 4)).isEmpty();

    shop.clock.advance(Duration.ofSeconds(1));
    assertThat(shop.orders.told(NUMBER, 4))
        .contains(Map.of("orderNumber", NUMBER, "result", "timedOut"));
  }

  @Test
  void aQuestionOfALostTaskIsAskedWhenTheProviderSaysSo() {
    shop.client.creates =
        request -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> shop.collected(NUMBER)).isInstanceOf(IllegalStateException.class);
    shop.clock.advance(Duration.ofMinutes(11));
    shop.client.finds =
        ref -> {
          throw new UnavailableException("played", Optional.of(Duration.ofSeconds(40)));
        };

    assertThat(shop.collectedAgain(NUMBER)).containsEntry("result", "waiting");
    assertThat(shop.next(NUMBER)).isEqualTo(new FollowUp.Ask(shop.clock.instant().plusSeconds(40)));
  }

  @Test
  void aQuestionThatIsRefusedIsNotAskedAgain() {
    due(NUMBER);
    shop.client.finds =
        ref -> {
          asked(ref.number());
          throw new RejectedException(
              Rejection.of("played", Rejection.Reason.CONFIGURATION, "KEY").build());
        };
    shop.keeper.run();
    shop.clock.advance(Duration.ofHours(1));
    shop.keeper.run();

    assertThat(questions).hasSize(1);
    assertThat(shop.next(NUMBER)).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void whatFailsForAnotherReasonIsDoneAMinuteLater() {
    due(NUMBER);
    shop.client.finds =
        ref -> {
          asked(ref.number());
          throw new IllegalStateException("the database is down");
        };
    shop.keeper.run();
    shop.clock.advance(Duration.ofSeconds(59));
    shop.keeper.run();
    assertThat(questions).hasSize(1);

    shop.clock.advance(Duration.ofSeconds(1));
    shop.keeper.run();
    assertThat(questions).hasSize(2);
  }

  /** Told to come back at once, it comes no earlier than it would by itself. */
  @Test
  void whatIsNotThereIsAskedNoEarlierThanInTenSeconds() {
    due(NUMBER);
    shop.client.finds =
        ref -> {
          throw new UnavailableException("played", Optional.of(Duration.ofSeconds(1)));
        };
    shop.keeper.run();

    assertThat(shop.next(NUMBER)).isEqualTo(new FollowUp.Ask(shop.clock.instant().plusSeconds(10)));
  }

  @Test
  void aProviderThatHangsHoldsUpNeitherTheExecutionsNorThePaybacksNorARun() {
    for (int i = 0; i < 6; i++) {
      due("order-000" + i);
    }
    shop.paidTooLate("too-late-1");
    shop.engine.running.add("order-0000");
    shop.client.deadlines.clear();
    shop.client.finds =
        ref -> {
          // Before anybody was asked, all that can go on has gone on.
          assertThat(shop.engine.asked).hasSize(7).startsWith("wake order-0000");
          asked(ref.number());
          shop.clock.advance(Duration.ofSeconds(5));
          throw new UnavailableException("played");
        };
    var begun = shop.clock.instant();
    shop.keeper.run();

    assertThat(questions).hasSize(2);
    assertThat(shop.client.deadlines.subList(0, 2))
        .containsExactly(begun.plusSeconds(5), begun.plusSeconds(10));
    assertThat(shop.client.refunds).hasSize(1);
    // The others come next, not those that hang.
    shop.engine.asked.clear();
    shop.keeper.run();
    assertThat(questions).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void anExecutionThatCannotBeWokenOrStartedHoldsUpNoOther() {
    List.of("order-0001", "order-0002", "order-0003", "order-0004").forEach(shop::open);
    shop.engine.running.addAll(List.of("order-0001", "order-0002"));
    shop.engine.broken = "order-0001";
    shop.keeper.run();
    shop.engine.broken = "order-0003";
    shop.keeper.run();

    assertThat(shop.engine.asked.subList(0, 4))
        .containsExactly(
            "wake order-0001", "wake order-0002", "start order-0003", "start order-0004")
        .isEqualTo(shop.engine.asked.subList(4, 8));
  }

  @Test
  void afterACrashNotAllAreStartedAtOnce() {
    for (int i = 0; i < Keeper.MOST_STARTS + 5; i++) {
      shop.open("order-1%03d".formatted(i));
    }
    shop.keeper.run();
    assertThat(shop.engine.asked).hasSize(Keeper.MOST_STARTS);

    shop.engine.asked.forEach(start -> shop.engine.running.add(start.substring(6)));
    shop.engine.asked.clear();
    shop.keeper.run();
    assertThat(shop.engine.asked).filteredOn(it -> it.startsWith("start")).hasSize(5);
  }

  /** An order whose payment is to be asked about now. */
  private void due(String number) {
    shop.collected(number);
    shop.orders.follow(shop.attempt(number).payment(), new FollowUp.Ask(shop.clock.instant()));
  }

  private <T> Optional<T> asked(String number) {
    questions.add(number);
    return Optional.empty();
  }
}
