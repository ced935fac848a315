// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.Optional;

/**
 * UnionPay's times: those of Beijing, UTC+8 all the year, whatever zone this machine is in, such as
 * {@code 20261121153023}.
 */
final class BeijingTime {

  /** The digits of a whole time. */
  static final int LENGTH = 14;

  private BeijingTime() {}

  /** {@code yyyyMMddHHmmss}. */
  static String text(Instant instant) {
    String rfc3339 = Rfc3339.format(instant);
    StringBuilder digits = new StringBuilder(LENGTH);
    for (int i = 0; digits.length() < LENGTH; i++) {
      char c = rfc3339.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    return digits.toString();
  }

  /** The moment; empty if the text is not such a time. */
  static Optional<Instant> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    for (int i = 0; i < LENGTH; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    // By position: the JDK's formatter loads a hundred classes on the notification path.
    return Rfc3339.parse(
        new StringBuilder(text)
            .insert(12, ':')
            .insert(10, ':')
            .insert(8, 'T')
            .insert(6, '-')
            .insert(4, '-')
            .append("+08:00")
            .toString());
  }
}
