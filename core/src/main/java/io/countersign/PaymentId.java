// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names <em>one attempt</em> to collect money. It is not the shop's order: an order whose first
 * attempt was closed gets a second attempt with a second id.
 *
 * <p>A new id for the same order is allowed only after the old attempt is proven {@link
 * PaymentState#CLOSED} or {@link PaymentState#FAILED}. After an unknown outcome a new id is how
 * customers get charged twice.
 *
 * @param number the merchant's own number, sent to the provider; each provider checks its own rules
 * @param createdAt when the attempt was made, in whole seconds (UnionPay needs it to ask again)
 */
public record PaymentId(String number, Instant createdAt) {

  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final long MOST_SECONDS = 100_000_000_000L;
  private static final int TIME_DIGITS = 7;
  private static final int LENGTH = 20;

  /**
   * Checks the number for what no provider takes and cuts the time to whole seconds.
   *
   * @throws InvalidRequestException if the number is empty, longer than 64, or has a blank or a
   *     character outside printable ASCII
   */
  public PaymentId {
    if (number.isEmpty() || number.length() > 64) {
      throw new InvalidRequestException("payment number", "1 to 64 characters");
    }
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) <= ' ' || number.charAt(i) > '~') {
        throw new InvalidRequestException("payment number", "printable ASCII without blanks");
      }
    }
    long seconds = createdAt.getEpochSecond();
    if (seconds > MOST_SECONDS || seconds < -MOST_SECONDS) {
      throw new InvalidRequestException("payment time", "a moment that a calendar shows");
    }
    createdAt = Instant.ofEpochSecond(seconds);
  }

  /** A fresh id from the system clock and a cryptographic random generator. */
  public static PaymentId next() {
    return next(Clock.systemUTC(), new SecureRandom());
  }

  /**
   * A fresh id: 20 characters of {@code 0-9A-Z}, which all four providers take. The first seven say
   * the second of its making, the other thirteen (67 bits) come from {@code random}.
   *
   * @param clock gives the time of the attempt
   * @param random a cryptographic generator, except in tests
   */
  public static PaymentId next(Clock clock, RandomGenerator random) {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    char[] number = new char[LENGTH];
    long seconds = now.getEpochSecond();
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
      number[i] = ALPHABET.charAt((int) Math.floorMod(seconds, 36L));
      seconds = Math.floorDiv(seconds, 36L);
    }
    for (int i = TIME_DIGITS; i < LENGTH; i++) {
      number[i] = ALPHABET.charAt(random.nextInt(36));
    }
    return new PaymentId(new String(number), now);
  }

  /**
   * The id whose number {@link #next(Clock, RandomGenerator)} made, with the time that the number
   * tells; empty for numbers of another form. A number that somebody else made can have the form by
   * chance, and then tells an arbitrary time.
   */
  public static Optional<PaymentId> ofNumber(String number) {
    if (number.length() != LENGTH) {
      return Optional.empty();
    }
    long seconds = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = ALPHABET.indexOf(number.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      seconds = i < TIME_DIGITS ? seconds * 36 + digit : seconds;
    }
    return Optional.of(new PaymentId(number, Instant.ofEpochSecond(seconds)));
  }
}
