// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Money given back in parts")
class PartRefundTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private TeaHouse house;
  private String order;

  @BeforeEach
  void sell(WeChatPayMerchant merchant, SandboxClock clock) {
    house = new TeaHouse(merchant, clock);
    order = house.ordered();
    merchant.pay(house.number(order));
    clock.advance(Duration.ZERO);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void partsAddUpToTheWholeAndNotToMore() {
    assertThat(refund("5.00", "A").status()).isEqualTo(202);
    house.after(Duration.ofMinutes(1));
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.visitor.get("/orders/" + order).text("refunded")).isEqualTo("5.00");

    assertThat(refund("20.01", "B").status()).isEqualTo(409);
    assertThat(refund("20.00", "C").status()).isEqualTo(202);
    house.after(Duration.ofMinutes(1));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(refund("0.01", "D").status()).isEqualTo(409);
    assertThat(refunds()).containsExactly(500L, 2000L);
  }

  @Test
  void aPartThatIsStillOnItsWayCountsAlready() {
    refund("20.00", "A");

    assertThat(house.status(order)).isEqualTo(Status.REFUNDING);
    assertThat(refund("5.01", "B").status()).isEqualTo(409);
    assertThat(house.visitor.get("/orders/" + order).text("refundable")).isEqualTo("5.00");
  }

  @Test
  void theSameClickIsOneRefund() {
    Visitor.Answer first = refund("5.00", "A");
    Visitor.Answer second = refund("5.00", "A");
    house.after(Duration.ofMinutes(1));
    Visitor.Answer late = refund("5.00", "A");

    assertThat(List.of(second.text("refund"), late.text("refund")))
        .containsOnly(first.text("refund"));
    assertThat(refunds()).containsExactly(500L);
    assertThat(refund("6.00", "A").status()).as("the same click, another amount").isEqualTo(409);
  }

  @Test
  void aPartRefusedForLackOfBalanceKeepsItsIdAndCanStillBeChanged() {
    house.merchant.drainBalance();
    Visitor.Answer first = refund("5.00", "A");
    String refused = first.text("refund");
    assertThat(first.status()).isEqualTo(409);
    assertThat(first.text("error")).contains("the provider refused it");
    assertThat(refund("5.00", "A").status()).as("the same click again").isEqualTo(409);
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    house.merchant.balance(2500);

    assertThat(refund("7.00", "B").text("refund")).isNotEqualTo(refused);
    house.after(Duration.ofMinutes(1));
    assertThat(refund("5.00", "C").text("refund")).isEqualTo(refused);
    assertThat(refund("5.00", "C").text("refund")).isEqualTo(refused);
    house.after(Duration.ofMinutes(1));

    assertThat(refunds()).containsExactly(700L, 500L);
  }

  @Test
  void aLateRefusalTakesNothingBackThatWasProven() {
    refund("5.00", "A");
    Payback asked = house.orders.paybacksOf(order).get(0);
    Payback asItWas =
        new Payback(
            asked.refundId(),
            asked.orderId(),
            asked.ref(),
            asked.amount(),
            asked.before(),
            asked.click(),
            Optional.empty(),
            asked.followUp());

    house.orders.refundRefused(asItWas);
    house.orders.follow(asItWas, new FollowUp.RepeatSame(house.clock.instant()));

    assertThat(house.orders.paybacksOf(order)).containsExactly(asked);
    assertThat(house.visitor.get("/orders/" + order).text("refundable")).isEqualTo("20.00");
  }

  @Test
  void twoPartsAtTheSameMomentNeverExceedTheWhole() {
    List<CompletableFuture<Visitor.Answer>> both =
        Stream.of("A", "B")
            .map(click -> CompletableFuture.supplyAsync(() -> refund("15.00", click)))
            .toList();

    assertThat(both.stream().map(CompletableFuture::join).map(Visitor.Answer::status))
        .containsExactlyInAnyOrder(202, 409);
    assertThat(refunds()).containsExactly(1500L);
  }

  @Test
  void theWholeAfterAPartIsTheRest() {
    refund("5.00", "A");
    house.after(Duration.ofMinutes(1));

    house.visitor.post("/desk/" + order, "action", "refund");
    house.after(Duration.ofMinutes(1));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(refunds()).containsExactly(500L, 2000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "five", "5.001", "-1.00", "0.00", "1e9", "99999999999999999999"})
  void anOddAmountIsRefused(String amount) {
    assertThat(refund(amount, "A").status()).isIn(400, 409);
    assertThat(refunds()).isEmpty();
  }

  @Test
  void aPartNeedsANumberOfTheClick() {
    assertThat(house.visitor.post("/desk/" + order, "action", "refund", "amount", "1.00").status())
        .isEqualTo(400);
    assertThat(refund("1.00", "x".repeat(65)).status()).isEqualTo(400);
    assertThat(refunds()).isEmpty();
  }

  private Visitor.Answer refund(String amount, String click) {
    return house.visitor.post(
        "/desk/" + order, "action", "refund", "amount", amount, "click", click);
  }

  private List<Long> refunds() {
    return house.merchant.ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::amount)
        .toList();
  }
}
