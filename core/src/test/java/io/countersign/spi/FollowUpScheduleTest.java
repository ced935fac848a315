// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.RuleOnlyClient;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.testing.FollowUpTimelines;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FollowUpScheduleTest {

  private static final Money TEA = Money.of("25.00", "CNY");
  private static final Instant MADE = Instant.parse("2026-07-01T12:00:00Z");
  private static final Instant PAY_BEFORE = MADE.plus(Duration.ofMinutes(30));
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final Instant END = PAY_BEFORE.plus(MARGIN);
  private static final Instant PATIENT = MADE.plusSeconds(30);
  private static final PaymentRef REF =
      PaymentRef.of("testpay", new PaymentId("T1", MADE), Money.of("25.00", "CNY"))
          .withPayBefore(PAY_BEFORE);
  private static final FollowUpSchedule SCHEDULE =
      new FollowUpSchedule(Duration.ofHours(2), MARGIN, Duration.ofSeconds(30));

  private static Optional<Payment> last(PaymentState state) {
    return Optional.of(
        Payment.of(
                REF,
                state,
                state.name(),
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, MADE))
            .build());
  }

  private static FollowUp later(Optional<Payment> last, Instant now) {
    return SCHEDULE.next(REF, last, now, false);
  }

  private static FollowUp code(Optional<Payment> last, Instant now) {
    return SCHEDULE.next(REF, last, now, true);
  }

  @ParameterizedTest
  @EnumSource(
      value = PaymentState.class,
      names = {"PAID", "CLOSED", "FAILED"})
  void whatTheProviderCallsFinalIsDone(PaymentState state) {
    for (Instant now : List.of(MADE, END, END.plus(Duration.ofDays(30)))) {
      assertThat(later(last(state), now)).isEqualTo(new FollowUp.Done());
    }
  }

  @Test
  void nothingElseIsEverDone() {
    List<Optional<Payment>> answers = new ArrayList<>(List.of(Optional.empty()));
    for (PaymentState state : PaymentState.values()) {
      if (!state.isFinal()) {
        answers.add(last(state));
      }
    }
    for (Optional<Payment> answer : answers) {
      for (int minutes = 0; minutes < 3 * 24 * 60; minutes += 7) {
        Instant now = MADE.plus(Duration.ofMinutes(minutes));
        assertThat(later(answer, now)).isNotInstanceOf(FollowUp.Done.class);
        assertThat(code(answer, now)).isNotInstanceOf(FollowUp.Done.class);
      }
    }
  }

  @Test
  void questionsComeSoonAndThenEverLessOften() {
    List<Duration> ages = new ArrayList<>();
    Instant now = MADE;
    while (now.isBefore(END)) {
      FollowUp next = later(last(PaymentState.AWAITING_PAYER), now);
      if (!(next instanceof FollowUp.Ask ask)) {
        break;
      }
      now = ask.at();
      ages.add(Duration.between(MADE, now));
    }

    assertThat(ages)
        .containsExactly(
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofMinutes(31));
  }

  @Test
  void whatIsOpenAfterTheEndIsClosedAndWhatIsUnknownIsAskedAbout() {
    assertThat(later(last(PaymentState.AWAITING_PAYER), END)).isEqualTo(new FollowUp.Close(END));
    assertThat(later(last(PaymentState.PROCESSING), END)).isEqualTo(new FollowUp.Close(END));
    assertThat(later(last(PaymentState.UNRECOGNIZED), END)).isInstanceOf(FollowUp.Ask.class);
    assertThat(later(last(PaymentState.AUTHORIZED), END)).isInstanceOf(FollowUp.Ask.class);
    assertThat(later(Optional.empty(), END)).isInstanceOf(FollowUp.Ask.class);
  }

  @Test
  void nothingIsClosedWhileThePayerMayPay() {
    for (int seconds = 0; seconds < 31 * 60; seconds++) {
      assertThat(later(last(PaymentState.AWAITING_PAYER), MADE.plusSeconds(seconds)))
          .isInstanceOf(FollowUp.Ask.class);
    }
  }

  @Test
  void anAttemptWithoutALastMomentEndsAfterItsValidity() {
    PaymentRef foreign = PaymentRef.of("testpay", REF.id(), REF.total());
    Instant end = MADE.plus(Duration.ofHours(2)).plus(MARGIN);
    Optional<Payment> open = last(PaymentState.AWAITING_PAYER);

    assertThat(SCHEDULE.next(foreign, open, end.minusSeconds(1), false))
        .isEqualTo(new FollowUp.Ask(end));
    assertThat(SCHEDULE.next(foreign, open, end, false)).isEqualTo(new FollowUp.Close(end));
  }

  @Test
  void aDayAfterTheEndAPersonDecides() {
    Instant day = END.plus(Duration.ofDays(1));

    assertThat(later(Optional.empty(), day)).isEqualTo(new FollowUp.Reconcile());
    assertThat(later(last(PaymentState.AWAITING_PAYER), day)).isEqualTo(new FollowUp.Reconcile());
    assertThat(later(Optional.empty(), day.minusNanos(1))).isInstanceOf(FollowUp.Ask.class);
    assertThat(code(Optional.empty(), PATIENT.plus(Duration.ofDays(1))))
        .isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void aPaymentCodeIsAskedAboutEveryFiveSecondsAndThenReversed() {
    assertThat(code(Optional.empty(), MADE)).isEqualTo(new FollowUp.Ask(MADE.plusSeconds(5)));
    assertThat(code(last(PaymentState.PROCESSING), MADE.plusSeconds(28)))
        .isEqualTo(new FollowUp.Ask(PATIENT));
    assertThat(code(last(PaymentState.PROCESSING), PATIENT))
        .isEqualTo(new FollowUp.Reverse(PATIENT));
    assertThat(code(Optional.empty(), PATIENT)).isEqualTo(new FollowUp.Reverse(PATIENT));
    assertThat(code(last(PaymentState.PAID), PATIENT)).isEqualTo(new FollowUp.Done());
    assertThat(code(last(PaymentState.CLOSED), PATIENT)).isEqualTo(new FollowUp.Done());
  }

  @Test
  void aFailedPaymentCodeIsReversedBecauseTheBankMayHoldTheMoney() {
    assertThat(code(last(PaymentState.FAILED), MADE)).isInstanceOf(FollowUp.Reverse.class);
    assertThat(code(last(PaymentState.FAILED), MADE.plus(Duration.ofDays(2))))
        .isEqualTo(new FollowUp.Done());
  }

  @Test
  void whatDoesNotHelpIsNotDoneAllDay() {
    for (boolean byCode : new boolean[] {true, false}) {
      for (Optional<Payment> answer :
          List.of(last(PaymentState.PROCESSING), Optional.<Payment>empty())) {
        int steps = 0;
        Instant now = MADE;
        FollowUp next = SCHEDULE.next(REF, answer, now, byCode);
        while (!(next instanceof FollowUp.Reconcile)) {
          Instant due =
              next instanceof FollowUp.Ask ask
                  ? ask.at()
                  : next instanceof FollowUp.Close close
                      ? close.at()
                      : ((FollowUp.Reverse) next).at();
          now = (due.isAfter(now) ? due : now).plusMillis(200);
          next = SCHEDULE.next(REF, answer, now, byCode);
          steps++;
          assertThat(steps).isLessThan(400);
        }
      }
    }
  }

  @Test
  void theSameArgumentsGiveTheSameAnswer() {
    for (int minutes = 0; minutes < 2_000; minutes += 13) {
      Instant now = MADE.plus(Duration.ofMinutes(minutes));
      assertThat(later(Optional.empty(), now)).isEqualTo(later(Optional.empty(), now));
    }
  }

  @Test
  void twoThousandTimelinesEndWellByIt() {
    FollowUpSchedule schedule =
        new FollowUpSchedule(Duration.ofHours(2), MARGIN, Duration.ofSeconds(60));
    FollowUpTimelines.Report report =
        FollowUpTimelines.of(
                new RuleOnlyClient(
                    (ref, last, now) ->
                        schedule.next(ref, last, now, ref.product().equals(Optional.of("code")))))
            .payingLater(Scene.qrCode(), Money.of("25.00", "CNY"))
            .payingByCode(Scene.paymentCode("130012345678901234"), Money.of("25.00", "CNY"))
            .seed(26)
            .run(2_000);

    assertThat(report.charges()).isGreaterThan(600);
    assertThat(report.secondAttempts()).isGreaterThan(60);
    assertThat(report.foundByAsking()).isGreaterThan(60);
  }

  private static FollowUpTimelines expiring(Duration margin, Duration latestReport) {
    FollowUpSchedule schedule = FollowUpSchedule.untilExpiry(Duration.ofHours(2), margin);
    return FollowUpTimelines.of(
            new RuleOnlyClient((ref, last, now) -> schedule.next(ref, last, now, false)))
        .payingByForm(Scene.webPage(URI.create("https://shop.example.com/")), TEA)
        .payingLater(Scene.voucher(VoucherKind.STORE_BARCODE), TEA)
        .endingByExpiry(latestReport)
        .seed(9);
  }

  @Test
  void twoThousandTimelinesEndWellWhereNothingCanBeClosed() {
    FollowUpTimelines.Report report =
        expiring(Duration.ofHours(3), Duration.ofMinutes(170)).run(2_000);

    assertThat(report.charges()).isGreaterThan(600);
    assertThat(report.secondAttempts()).isGreaterThan(60);
    assertThat(report.foundByAsking()).isGreaterThan(60);
    assertThat(report.endedUnpaid()).isGreaterThan(60);
    assertThat(report.neverOpened()).isGreaterThan(60);
    assertThat(report.leftToAPerson()).isGreaterThanOrEqualTo(report.neverOpened());
    assertThat(report.reversals()).isZero();
  }

  @Test
  void aMarginShorterThanTheProvidersDelayLosesMoneyAndIsCaught() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> expiring(MARGIN, Duration.ofMinutes(170)).run(2_000))
        .withMessageContaining("timeline ");
  }

  private static Optional<Payment> unpaidWhenAskedAt(Instant asked) {
    return Optional.of(
        Payment.of(
                REF,
                PaymentState.AWAITING_PAYER,
                "0",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, asked))
            .build());
  }

  @Test
  void whereNothingCanBeClosedItIsDoneOnlyOnceAskedAfterTheEnd() {
    FollowUpSchedule expiring = FollowUpSchedule.untilExpiry(Duration.ofHours(2), MARGIN);
    Instant justBefore = END.minusNanos(1);

    assertThat(expiring.next(REF, unpaidWhenAskedAt(justBefore), END, false))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(expiring.next(REF, unpaidWhenAskedAt(END), END, false))
        .isEqualTo(new FollowUp.Done());
    assertThat(expiring.next(REF, unpaidWhenAskedAt(MADE), MADE, false))
        .isEqualTo(new FollowUp.Ask(MADE.plusSeconds(30)));
  }

  @Test
  void whereNothingCanBeClosedWhatIsOpenOrUnknownIsAskedAndThenReconciled() {
    FollowUpSchedule expiring = FollowUpSchedule.untilExpiry(Duration.ofHours(2), MARGIN);
    Instant muchLater = END.plus(Duration.ofDays(2));

    for (Optional<Payment> answer :
        List.of(Optional.<Payment>empty(), last(PaymentState.PROCESSING))) {
      assertThat(expiring.next(REF, answer, END, false)).isInstanceOf(FollowUp.Ask.class);
      assertThat(expiring.next(REF, answer, muchLater, false)).isEqualTo(new FollowUp.Reconcile());
    }
  }

  @Test
  void aProviderThatBearsFewQuestionsIsAskedAsOftenAsItBears() {
    FollowUpSchedule sparing =
        FollowUpSchedule.untilExpiry(Duration.ofHours(2), MARGIN)
            .askingAt(
                List.of(Duration.ofMinutes(10), Duration.ofMinutes(20)),
                Duration.ofMinutes(9),
                Duration.ofHours(2));
    Optional<Payment> open = last(PaymentState.AWAITING_PAYER);

    assertThat(sparing.next(REF, open, MADE, false))
        .isEqualTo(new FollowUp.Ask(MADE.plus(Duration.ofMinutes(10))));
    assertThat(sparing.next(REF, open, MADE.plus(Duration.ofMinutes(10)), false))
        .isEqualTo(new FollowUp.Ask(MADE.plus(Duration.ofMinutes(20))));
    assertThat(sparing.next(REF, open, MADE.plus(Duration.ofMinutes(20)), false))
        .isEqualTo(new FollowUp.Ask(MADE.plus(Duration.ofMinutes(29))));
    assertThat(sparing.next(REF, Optional.empty(), END, false))
        .isEqualTo(new FollowUp.Ask(END.plus(Duration.ofHours(2))));
  }
}
