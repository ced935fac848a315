// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the provider's books with the shop's: both sorted, walked side by side once, in constant
 * memory, with no input or output of its own.
 *
 * <p>Statements are not sorted. So put the rows of a statement that was read whole into a table,
 * select them in {@link Booking#order()}, select the shop's own payments and refunds likewise, and
 * give both here. The shop selects by the <em>provider's</em> day (UTC+8), and includes attempts
 * that it does not hold for paid: one of those that the provider lists is a payment whose
 * notification was lost.
 */
public final class Reconciliation {

  private final Sorted provider;
  private final Sorted shop;
  private final Consumer<? super Difference> consumer;
  private long matched;
  private long differences;
  private long unsettledAtShop;

  private Reconciliation(
      Iterator<Booking> provider,
      Iterator<Booking> shop,
      Consumer<? super Difference> differences) {
    this.provider = new Sorted("provider", provider, Difference.Kind.REPEATED_AT_PROVIDER);
    this.shop = new Sorted("shop", shop, Difference.Kind.REPEATED_AT_SHOP);
    this.consumer = differences;
  }

  /**
   * Compares.
   *
   * @param provider the provider's side, in {@link Booking#order()}
   * @param shop the shop's side, in the same order
   * @param differences is given each difference, in that order, in the calling thread
   * @return the counts
   * @throws InvalidRequestException if a side is not sorted; then the differences given out so far
   *     mean nothing
   */
  public static Reconciliation of(
      Iterator<Booking> provider,
      Iterator<Booking> shop,
      Consumer<? super Difference> differences) {
    Reconciliation reconciliation = new Reconciliation(provider, shop, differences);
    reconciliation.run();
    return reconciliation;
  }

  /** Bookings that both sides have, equal in amount and state. */
  public long matched() {
    return matched;
  }

  /** Differences given out. */
  public long differences() {
    return differences;
  }

  /**
   * Bookings of the shop that the provider does not list and need not: the shop does not hold them
   * for settled.
   */
  public long unsettledAtShop() {
    return unsettledAtShop;
  }

  /** All bookings of the provider's side, repeated ones included. */
  public long providerBookings() {
    return provider.count;
  }

  /** All bookings of the shop's side, repeated ones included. */
  public long shopBookings() {
    return shop.count;
  }

  /** Whether nothing differs. */
  public boolean agrees() {
    return differences == 0;
  }

  /** The counts. */
  @Override
  public String toString() {
    return "Reconciliation[provider "
        + provider.count
        + ", shop "
        + shop.count
        + ", matched "
        + matched
        + ", differences "
        + differences
        + "]";
  }

  private void run() {
    Comparator<Booking> order = Booking.order();
    Booking theirs = provider.next();
    Booking ours = shop.next();
    while (theirs != null || ours != null) {
      int comparison = theirs == null ? 1 : ours == null ? -1 : order.compare(theirs, ours);
      if (comparison < 0 && theirs != null) {
        tell(Difference.Kind.MISSING_AT_SHOP, theirs, null);
        theirs = provider.next();
      } else if (comparison > 0 && ours != null) {
        if (ours.state() == Booking.State.SETTLED) {
          tell(Difference.Kind.MISSING_AT_PROVIDER, null, ours);
        } else {
          unsettledAtShop++;
        }
        ours = shop.next();
      } else if (theirs != null && ours != null) {
        compare(theirs, ours);
        theirs = provider.next();
        ours = shop.next();
      }
    }
  }

  private void compare(Booking theirs, Booking ours) {
    boolean sameAmount = theirs.amount().equals(ours.amount());
    boolean sameState = theirs.state() == ours.state();
    if (!sameAmount) {
      tell(Difference.Kind.AMOUNT_DIFFERS, theirs, ours);
    }
    if (!sameState) {
      tell(Difference.Kind.STATE_DIFFERS, theirs, ours);
    }
    if (sameAmount && sameState) {
      matched++;
    }
  }

  private void tell(Difference.Kind kind, @Nullable Booking theirs, @Nullable Booking ours) {
    differences++;
    consumer.accept(new Difference(kind, Optional.ofNullable(theirs), Optional.ofNullable(ours)));
  }

  /** One side: checked for its order, repeated numbers told and passed over. */
  private final class Sorted {
    private final String side;
    private final Iterator<Booking> bookings;
    private final Difference.Kind repeated;
    private @Nullable Booking last;
    private long count;

    Sorted(String side, Iterator<Booking> bookings, Difference.Kind repeated) {
      this.side = side;
      this.bookings = bookings;
      this.repeated = repeated;
    }

    /** The next with a number of its own; null at the end. */
    @Nullable Booking next() {
      while (bookings.hasNext()) {
        Booking booking = bookings.next();
        count++;
        int step = last == null ? 1 : Booking.order().compare(booking, last);
        if (step < 0) {
          throw new InvalidRequestException(
              side + " bookings",
              "the order of Booking.order(), by payment number, then refund id, in a binary"
                  + " collation; number "
                  + count
                  + " stands before the one ahead of it");
        }
        last = booking;
        if (step > 0) {
          return booking;
        }
        boolean theirs = repeated == Difference.Kind.REPEATED_AT_PROVIDER;
        tell(repeated, theirs ? booking : null, theirs ? null : booking);
      }
      return null;
    }
  }
}
