// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.testing.FollowUpTimelines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The simulation that judges every provider's rule is itself judged here, by rules right and wrong.
 */
class FollowUpTimelinesTest {

  private static final Money TEA = Money.of("25.00", "CNY");

  /** Asks while the payer may pay, then closes (or reverses), and asks a person after a day. */
  private static FollowUp careful(PaymentRef ref, Optional<Payment> last, Instant now) {
    if (last.isPresent() && last.get().state().isFinal()) {
      return new FollowUp.Done();
    }
    Instant made = ref.id().createdAt();
    boolean code = ref.product().equals(Optional.of("code"));
    Instant patience = code ? made.plusSeconds(60) : ref.payBefore().orElseThrow().plusSeconds(60);
    if (now.isBefore(patience)) {
      Instant soon = now.plusSeconds(code ? 5 : 300);
      return new FollowUp.Ask(soon.isBefore(patience) ? soon : patience);
    }
    if (last.isPresent()) {
      return code ? new FollowUp.Reverse(now) : new FollowUp.Close(now);
    }
    return now.isBefore(patience.plus(Duration.ofDays(1)))
        ? new FollowUp.Ask(now.plus(Duration.ofHours(2)))
        : new FollowUp.Reconcile();
  }

  private static FollowUpTimelines by(RuleOnlyClient.Rule rule) {
    return FollowUpTimelines.of(new RuleOnlyClient(rule))
        .payingLater(Scene.qrCode(), TEA)
        .payingByCode(Scene.paymentCode("130012345678901234"), TEA)
        .seed(7);
  }

  private static void assertCaught(String violation, RuleOnlyClient.Rule wicked) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> by(wicked).run(2_000))
        .withMessageContaining(violation)
        .withMessageContaining("timeline ");
  }

  @Test
  void aCarefulRuleNeitherChargesTwiceNorLosesACharge() {
    FollowUpTimelines.Report report = by(FollowUpTimelinesTest::careful).run(10_000);

    assertThat(report.timelines()).isEqualTo(10_000);
    assertThat(report.charges()).isGreaterThan(3_000);
    assertThat(report.unknowns()).isGreaterThan(1_000);
    assertThat(report.crashes()).isGreaterThan(1_000);
    assertThat(report.lateRequests()).isGreaterThan(500);
    assertThat(report.lostNotifications()).isGreaterThan(500);
    assertThat(report.foundByAsking()).isGreaterThan(500);
    assertThat(report.secondAttempts()).isGreaterThan(500);
    assertThat(report.reversals()).isPositive();
  }

  @Test
  void theSameSeedLivesTheSameTimelines() {
    assertThat(by(FollowUpTimelinesTest::careful).run(300))
        .hasToString(by(FollowUpTimelinesTest::careful).run(300).toString());
  }

  @Test
  void aRuleThatTakesNotFoundForUnpaidIsCaught() {
    assertCaught(
        "declared over without the provider's word",
        (ref, last, now) ->
            last.isEmpty() && now.isAfter(ref.id().createdAt().plusSeconds(30))
                ? new FollowUp.Done()
                : careful(ref, last, now));
  }

  @Test
  void aRuleThatTakesTheEndOfTheTimeToPayForTheEndIsCaught() {
    assertCaught(
        "declared over without the provider's word",
        (ref, last, now) ->
            now.isAfter(ref.payBefore().orElse(Instant.MAX))
                ? new FollowUp.Done()
                : careful(ref, last, now));
  }

  @Test
  void aRuleThatNeverEndsIsCaught() {
    assertCaught("no end", (ref, last, now) -> new FollowUp.Ask(now));
  }

  @Test
  void aRuleThatGivesUpWhileThePayerMayPayIsCaught() {
    assertCaught(
        "left to a person",
        (ref, last, now) ->
            last.isPresent() && last.get().isPaid()
                ? new FollowUp.Done()
                : new FollowUp.Reconcile());
  }

  @Test
  void aRuleThatBothersAPersonWithWhatIsPaidIsCaught() {
    assertCaught(
        "left to a person although",
        (ref, last, now) ->
            last.isPresent() && last.get().isPaid()
                ? new FollowUp.Reconcile()
                : careful(ref, last, now));
  }

  @Test
  void aRuleThatClosesWhatCannotBeClosedIsCaught() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                by(FollowUpTimelinesTest::careful).endingByExpiry(Duration.ofMinutes(1)).run(2_000))
        .withMessageContaining("closes what this provider cannot close");
  }

  @Test
  void aRuleThatTakesUnpaidBeforeTheEndForTheEndIsCaught() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                FollowUpTimelines.of(
                        new RuleOnlyClient(
                            (ref, last, now) ->
                                last.isPresent() ? new FollowUp.Done() : careful(ref, last, now)))
                    .payingByForm(Scene.qrCode(), TEA)
                    .endingByExpiry(Duration.ofMinutes(1))
                    .run(2_000))
        .withMessageContaining("declared over without the provider's word");
  }
}
