// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.Optional;

/**
 * Alipay's times: those of Beijing, UTC+8 all the year, whatever zone this machine is in, such as
 * {@code 2026-03-12 15:30:23}.
 */
final class BeijingTime {

  private static final int LENGTH = "uuuu-MM-dd HH:mm:ss".length();

  private BeijingTime() {}

  /** To the second, which is as exact as Alipay is. */
  static String text(Instant instant) {
    return Rfc3339.format(instant).substring(0, LENGTH).replace('T', ' ');
  }

  /** The moment; empty if the text is not such a time. A fraction of a second is dropped. */
  static Optional<Instant> parse(String text) {
    if (text.length() < LENGTH
        || text.charAt(10) != ' '
        || (text.length() > LENGTH && !isFraction(text))) {
      return Optional.empty();
    }
    // By position: the JDK's formatter loads a hundred classes on the notification path.
    StringBuilder rfc3339 = new StringBuilder(text.substring(0, LENGTH)).append("+08:00");
    rfc3339.setCharAt(10, 'T');
    return Rfc3339.parse(rfc3339.toString());
  }

  /** Alipay writes refund times with tenths of a second. */
  private static boolean isFraction(String text) {
    boolean digits = text.charAt(LENGTH) == '.' && text.length() > LENGTH + 1;
    for (int i = LENGTH + 1; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits && text.length() <= LENGTH + 10;
  }
}
