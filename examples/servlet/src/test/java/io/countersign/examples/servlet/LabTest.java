// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.examples.servlet.LabEnd.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The lab: the same attack on a naive shop and on ours")
class LabTest {

  private static final long PRICE = 2500;

  private final Lab lab = new Lab(SmokeTable.Parts.sound());

  @BeforeAll
  static void quiet() {
    Quiet.please();
  }

  @ParameterizedTest
  @CsvSource({
    "FORGED,         SHIPPED_UNPAID, 0, 1, 2500, 0",
    "REPLAYED,       SHIPPED_UNPAID, 1, 3, 5000, 0",
    "SMALLER_AMOUNT, SHIPPED_UNPAID, 0, 1, 2500, 0",
    "OTHER_MERCHANT, SHIPPED_UNPAID, 0, 1, 2500, 0",
    "DROPPED_ANSWER, CHARGED_TWICE,  2, 1, 0, 2500",
    "GATEWAY_DOWN,   LOST,           1, 0, 0, 2500",
    "CALLBACKS_DEAD, LOST,           1, 0, 0, 2500",
  })
  void theNaiveShopFalls(
      LabAttack attack, Outcome outcome, long charges, long shipped, long shop, long payer) {
    LabEnd end = lab.naive(attack);

    assertThat(end.outcome()).isEqualTo(outcome);
    assertThat(end.charges()).isEqualTo(charges);
    assertThat(end.charged()).isEqualTo(charges * PRICE);
    assertThat(end.shipped()).isEqualTo(shipped);
    assertThat(end.shopLoses()).isEqualTo(shop);
    assertThat(end.payerLoses()).isEqualTo(payer);
  }

  @ParameterizedTest
  @CsvSource({
    "FORGED,         0, 401,     OPEN",
    "REPLAYED,       1, 204 401, PAID",
    "SMALLER_AMOUNT, 0, 409,     OPEN",
    "OTHER_MERCHANT, 0, 409,     OPEN",
    "DROPPED_ANSWER, 1, '',      PAID",
    "GATEWAY_DOWN,   1, '',      PAID",
    "CALLBACKS_DEAD, 1, '',      PAID",
  })
  void oursHolds(LabAttack attack, long charges, String answers, String status) {
    LabEnd end = lab.ours(attack);

    assertThat(end.outcome()).as("%s", end).isEqualTo(Outcome.HELD);
    assertThat(end.charges()).isEqualTo(charges);
    assertThat(end.shipped()).isEqualTo(charges);
    assertThat(end.orderStatus()).isEqualTo(status);
    assertThat(end.answers().stream().map(String::valueOf).toList())
        .isEqualTo(answers.isEmpty() ? List.of() : List.of(answers.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "FORGED,         BELIEVES_ANYTHING, SHIPPED_UNPAID",
    "SMALLER_AMOUNT, BELIEVES_ANYTHING, SHIPPED_UNPAID",
    "OTHER_MERCHANT, BELIEVES_ANYTHING, SHIPPED_UNPAID",
    "REPLAYED,       ACTS_TWICE,        SHIPPED_UNPAID",
    "DROPPED_ANSWER, NEW_NUMBER,        CHARGED_TWICE",
    "DROPPED_ANSWER, NEVER_ASKS_AGAIN,  LOST",
    "GATEWAY_DOWN,   NEVER_ASKS_AGAIN,  LOST",
    "CALLBACKS_DEAD, BLIND,             LOST",
  })
  void withoutItsGuardOursFallsToo(LabAttack attack, Flaw flaw, Outcome outcome) {
    FlawedShop flawed = new FlawedShop(flaw, "wechatpay", "lab", "run");
    flawed.begins("wechatpay", "lab", "run");

    LabEnd end = new Lab(flawed.parts()).ours(attack);

    assertThat(end.outcome()).isEqualTo(outcome);
  }

  @Test
  void aShopThatExpectsNoAmountShipsForOneFen() {
    SmokeTable.Parts sound = SmokeTable.Parts.sound();
    SmokeTable.Parts careless =
        new SmokeTable.Parts(sound.prices(), AnyAmount::new, UnaryOperator.identity());

    LabEnd end = new Lab(careless).ours(LabAttack.SMALLER_AMOUNT);

    assertThat(end.outcome()).isEqualTo(Outcome.SHIPPED_UNPAID);
    assertThat(end.answers()).containsExactly(204);
  }

  /** Expects of every payment the one fen that it brings. */
  private static final class AnyAmount extends Orders {
    AnyAmount(Clock clock) {
      super(clock);
    }

    @Override
    public synchronized Optional<ExpectedPayment> of(String number) {
      return super.of(number)
          .map(ExpectedPayment::payment)
          .map(ref -> PaymentRef.of(ref.provider(), ref.id(), Money.ofMinor(1, "CNY")))
          .map(ExpectedPayment::of);
    }
  }

  @Test
  void theStoryChargesOnceByTheGatewaysOwnBooks() {
    Map<String, Object> story = lab.story();

    List<String> keys = keys(story);
    assertThat(keys)
        .containsSubsequence(
            "lab.event.ordered",
            "lab.event.charge-asked",
            "lab.event.charged",
            "lab.event.answer-lost",
            "lab.event.not-known",
            "lab.event.timer",
            "lab.event.order-asked",
            "lab.event.answered",
            "lab.event.order-paid");
    assertThat(keys).containsOnlyOnce("lab.event.charge-asked", "lab.event.charged");
    assertThat(lanes(story)).containsOnly("payer", "shop", "gateway");
  }

  @ParameterizedTest
  @CsvSource({
    // charged, refunded, served: what the counters add up
    "5000, 0,    1, CHARGED_TWICE,  true,  false",
    "5000, 0,    2, CHARGED_TWICE,  true,  false",
    "5000, 0,    0, LOST,           true,  true",
    "5000, 2500, 1, HELD,           false, false",
    "2500, 0,    0, LOST,           false, true",
    "2500, 2500, 0, HELD,           false, false",
    "2500, 0,    2, SHIPPED_UNPAID, false, false",
    "0,    0,    0, HELD,           false, false",
  })
  void moneyAndPotsDecide(
      long charged, long refunded, long served, Outcome outcome, boolean twice, boolean lost) {
    LabEnd end =
        new LabEnd(
            charged / PRICE, charged, refunded / PRICE, refunded, served, List.of(), "", List.of());

    assertThat(end.outcome()).isEqualTo(outcome);
    assertThat(end.chargedTwice()).isEqualTo(twice);
    assertThat(end.lost()).isEqualTo(lost);
  }

  @ParameterizedTest
  @CsvSource({
    "FORGED,         'REFUSED: SIGNATURE_WRONG'",
    "SMALLER_AMOUNT, 'UNEXPECTED: total: expected 25.00 CNY'",
    "OTHER_MERCHANT, 'UNEXPECTED: mchid: expected'",
  })
  void whatIsRefusedIsRefusedForWhatIsWrongWithIt(LabAttack attack, String why) {
    SmokeTable.Parts sound = SmokeTable.Parts.sound();
    List<Orders> books = new ArrayList<>();
    SmokeTable.Parts watched =
        new SmokeTable.Parts(
            sound.prices(),
            clock -> {
              Orders orders = sound.orders().apply(clock);
              books.add(orders);
              return orders;
            },
            sound.client());

    new Lab(watched).ours(attack);

    List<Timeline.Entry> all = new ArrayList<>(books.get(0).timeline().unclaimed());
    books.get(0).latest(9).forEach(order -> all.addAll(books.get(0).timeline().of(order.id())));
    assertThat(all)
        .filteredOn(entry -> entry.kind().equals("reply"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.facts().get("result") + ": " + entry.facts().get("detail"))
                    .startsWith(why));
  }

  @Test
  void theCountersAreSumsOfWhatHappened() {
    lab.run(LabAttack.FORGED);
    lab.run(LabAttack.DROPPED_ANSWER);
    lab.story();

    assertThat(lab.contents().get("counters"))
        .isEqualTo(
            Map.of(
                "naive",
                Map.of("runs", 2L, "chargedTwice", 1L, "lost", 0L, "forgedBelieved", 1L),
                "ours",
                Map.of("runs", 3L, "chargedTwice", 0L, "lost", 0L, "forgedBelieved", 0L)));
  }

  @ParameterizedTest
  @EnumSource(LabAttack.class)
  void everyAttackHasTextsAndAnAddress(LabAttack attack) {
    assertThat(LabAttack.of(attack.id())).contains(attack);
    assertThat(attack.title()).isNotBlank();
    assertThat(attack.text()).endsWith(".");
  }

  @Test
  void noEventLeavesAGapInItsSentence() {
    for (LabAttack attack : LabAttack.values()) {
      for (LabEnd end : List.of(lab.naive(attack), lab.ours(attack))) {
        assertThat(end.events())
            .allSatisfy(event -> assertThat(event.get("text").toString()).doesNotContain("{"));
        assertThat(end.events()).extracting(event -> event.get("at").toString()).isSorted();
      }
    }
  }

  private static List<String> keys(Map<String, Object> story) {
    return events(story).stream().map(event -> event.get("key").toString()).toList();
  }

  private static List<String> lanes(Map<String, Object> story) {
    return events(story).stream().map(event -> event.get("lane").toString()).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> events(Map<String, Object> story) {
    return (List<Map<String, Object>>) story.get("events");
  }
}
