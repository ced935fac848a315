// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final Money TEN = Money.of("10.00", "CNY");
  private static final Money NINE = Money.of("9.00", "CNY");

  private final List<Difference> differences = new ArrayList<>();

  @Test
  void equalBooksAgree() {
    List<Booking> books = List.of(paid("A", TEN), refunded("A", "R1", NINE), paid("B", NINE));

    Reconciliation result = compare(books, books);

    assertThat(result.agrees()).isTrue();
    assertThat(result.matched()).isEqualTo(3);
    assertThat(result.providerBookings()).isEqualTo(3);
    assertThat(result.shopBookings()).isEqualTo(3);
    assertThat(differences).isEmpty();
  }

  @Test
  void emptyBooksAgree() {
    assertThat(compare(List.of(), List.of()).agrees()).isTrue();
  }

  @Test
  void aPaymentThatTheShopHasNotIsMissingThere() {
    compare(List.of(paid("A", TEN), paid("B", TEN), paid("C", TEN)), List.of(paid("B", TEN)));

    assertThat(told()).containsExactly("MISSING_AT_SHOP A payment", "MISSING_AT_SHOP C payment");
  }

  @Test
  void aPaymentThatTheProviderDoesNotListIsMissingThere() {
    Reconciliation result =
        compare(List.of(paid("B", TEN)), List.of(paid("A", TEN), paid("B", TEN), paid("C", TEN)));

    assertThat(told())
        .containsExactly("MISSING_AT_PROVIDER A payment", "MISSING_AT_PROVIDER C payment");
    assertThat(result.matched()).isEqualTo(1);
    assertThat(result.agrees()).isFalse();
  }

  @Test
  void anAttemptThatNobodyPaidNeedsNoRow() {
    Reconciliation result =
        compare(
            List.of(),
            List.of(
                Booking.payment("A", TEN, PaymentState.CLOSED),
                Booking.payment("B", TEN, PaymentState.AWAITING_PAYER),
                Booking.refund("C", "R1", TEN, RefundState.FAILED)));

    assertThat(result.agrees()).isTrue();
    assertThat(result.unsettledAtShop()).isEqualTo(3);
  }

  @Test
  void aPaymentWhoseNotificationWasLostDiffersInState() {
    compare(
        List.of(paid("A", TEN)), List.of(Booking.payment("A", TEN, PaymentState.AWAITING_PAYER)));

    assertThat(told()).containsExactly("STATE_DIFFERS A payment");
    assertThat(differences.get(0).provider()).contains(paid("A", TEN));
    assertThat(differences.get(0).shop().orElseThrow().state()).isEqualTo(Booking.State.OPEN);
  }

  @Test
  void anotherAmountIsADifferenceThoughTheDigitsAreThoseOfAnotherCurrency() {
    compare(
        List.of(paid("A", TEN), paid("B", TEN)),
        List.of(paid("A", NINE), paid("B", Money.of("10.00", "USD"))));

    assertThat(told()).containsExactly("AMOUNT_DIFFERS A payment", "AMOUNT_DIFFERS B payment");
  }

  @Test
  void amountAndStateOfOneBookingAreTwoDifferences() {
    Reconciliation result =
        compare(List.of(paid("A", TEN)), List.of(Booking.payment("A", NINE, PaymentState.CLOSED)));

    assertThat(told()).containsExactly("AMOUNT_DIFFERS A payment", "STATE_DIFFERS A payment");
    assertThat(result.differences()).isEqualTo(2);
    assertThat(result.matched()).isZero();
  }

  @Test
  void refundsAreComparedOneByOne() {
    compare(
        List.of(
            paid("A", TEN),
            refunded("A", "R1", NINE),
            refunded("A", "R2", NINE),
            Booking.refund("A", "R4", NINE, RefundState.FAILED)),
        List.of(
            paid("A", TEN),
            refunded("A", "R1", TEN),
            refunded("A", "R3", NINE),
            refunded("A", "R4", NINE)));

    assertThat(told())
        .containsExactly(
            "AMOUNT_DIFFERS A refund",
            "MISSING_AT_SHOP A refund",
            "MISSING_AT_PROVIDER A refund",
            "STATE_DIFFERS A refund");
  }

  @Test
  void aNumberThatStandsTwiceIsToldAndNotSwallowed() {
    Reconciliation result =
        compare(
            List.of(paid("A", TEN), paid("A", TEN), paid("A", NINE), paid("B", TEN)),
            List.of(paid("A", TEN), paid("B", TEN), paid("B", TEN)));

    assertThat(told())
        .containsExactly(
            "REPEATED_AT_PROVIDER A payment",
            "REPEATED_AT_PROVIDER A payment",
            "REPEATED_AT_SHOP B payment");
    assertThat(result.matched()).isEqualTo(2);
    assertThat(result.providerBookings()).isEqualTo(4);
    assertThat(result.shopBookings()).isEqualTo(3);
  }

  @Test
  void booksThatAreNotSortedAreRefusedOnEitherSide() {
    List<Booking> sorted = List.of(paid("A", TEN), paid("B", TEN));
    List<Booking> unsorted = List.of(paid("B", TEN), paid("A", TEN));
    List<Booking> caseless = List.of(paid("a", TEN), paid("B", TEN));

    for (List<Booking> wrong : List.of(unsorted, caseless)) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> compare(wrong, sorted))
          .withMessageContaining("provider bookings")
          .withMessageContaining("number 2");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> compare(sorted, wrong))
          .withMessageContaining("shop bookings");
    }
  }

  @Test
  void refundsBeforeTheirPaymentAreNotSorted() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> compare(List.of(refunded("A", "R", TEN), paid("A", TEN)), List.of()));
  }

  @Test
  void disorderAtTheEndOfTheLongerSideIsFoundToo() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> compare(List.of(), List.of(paid("A", TEN), paid("C", TEN), paid("B", TEN))));
  }

  @Test
  void aBookingHasANumberAndARefundAnIdOfItsOwn() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Booking.payment("", TEN, PaymentState.PAID));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Booking.refund("A", "", TEN, RefundState.REFUNDED));
  }

  @Test
  void everyStateOfOursIsSettledOpenOrVoid() {
    for (PaymentState state : PaymentState.values()) {
      assertThat(Booking.payment("A", TEN, state).state())
          .isEqualTo(
              switch (state) {
                case PAID -> Booking.State.SETTLED;
                case FAILED, CLOSED -> Booking.State.VOID;
                default -> Booking.State.OPEN;
              });
    }
    for (RefundState state : RefundState.values()) {
      assertThat(Booking.refund("A", "R", TEN, state).state())
          .isEqualTo(
              switch (state) {
                case REFUNDED -> Booking.State.SETTLED;
                case FAILED -> Booking.State.VOID;
                default -> Booking.State.OPEN;
              });
    }
  }

  /** Books of a random day against a count that looks at everything at once. */
  @Test
  void whatIsFoundIsWhatACountOverAllFinds() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Booking> theirs = new ArrayList<>();
      List<Booking> ours = new ArrayList<>();
      long agreeing = 0;
      long expected = 0;
      for (int i = 0; i < 40; i++) {
        String number = String.format(Locale.ROOT, "N%03d", i);
        Booking booking = random.nextBoolean() ? paid(number, TEN) : refunded(number, "R", TEN);
        switch (random.nextInt(4)) {
          case 0 -> {
            theirs.add(booking);
            expected++;
          }
          case 1 -> {
            ours.add(booking);
            expected++;
          }
          case 2 -> {
            theirs.add(booking);
            ours.add(new Booking(number, booking.refundId(), NINE, booking.state()));
            expected++;
          }
          default -> {
            theirs.add(booking);
            ours.add(booking);
            agreeing++;
          }
        }
      }
      differences.clear();

      Reconciliation result = compare(theirs, ours);

      assertThat(result.differences()).describedAs("seed " + seed).isEqualTo(expected);
      assertThat(result.matched()).describedAs("seed " + seed).isEqualTo(agreeing);
    }
  }

  /** Counted by what is still reachable of the bookings handed out, not by the clock. */
  @Test
  void twoMillionBookingsAreComparedWithoutBeingKept() {
    int all = 2_000_000;
    List<WeakReference<Booking>> samples = new ArrayList<>();
    LongFunction<Booking> booking = i -> paid(Long.toString(1_000_000_000L + i), TEN);
    LongFunction<Booking> sampled =
        i -> {
          Booking made = booking.apply(i);
          if (i % 10_000 == 0) {
            samples.add(new WeakReference<>(made));
          }
          if (i == all - 1) {
            System.gc();
          }
          return made;
        };

    Reconciliation result =
        Reconciliation.of(generated(all, sampled), generated(all - 1, booking), differences::add);

    assertThat(result.matched()).isEqualTo(all - 1);
    assertThat(told()).containsExactly("MISSING_AT_SHOP 1001999999 payment");
    assertThat(samples.stream().filter(sample -> sample.get() != null).count())
        .isLessThan(samples.size() / 2);
  }

  private static Iterator<Booking> generated(long count, LongFunction<Booking> booking) {
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public Booking next() {
        return booking.apply(next++);
      }
    };
  }

  private Reconciliation compare(List<Booking> provider, List<Booking> shop) {
    return Reconciliation.of(provider.iterator(), shop.iterator(), differences::add);
  }

  private List<String> told() {
    return differences.stream()
        .map(d -> d.kind() + " " + d.number() + (d.isRefund() ? " refund" : " payment"))
        .toList();
  }

  private static Booking paid(String number, Money total) {
    return Booking.payment(number, total, PaymentState.PAID);
  }

  private static Booking refunded(String number, String refundId, Money amount) {
    return Booking.refund(number, refundId, amount, RefundState.REFUNDED);
  }
}
