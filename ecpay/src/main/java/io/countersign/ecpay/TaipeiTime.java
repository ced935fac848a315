// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** ECPay's times: those of Taipei, UTC+8 all the year, whatever zone this machine is in. */
final class TaipeiTime {

  /** Taipei has had no daylight-saving time since 1979. */
  static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);

  private static final String WIRE = "uuuu/MM/dd HH:mm:ss";

  private TaipeiTime() {}

  /** Such as {@code 2026/03/12 15:30:23}. */
  static String text(Instant instant) {
    return Rfc3339.format(instant).substring(0, WIRE.length()).replace('-', '/').replace('T', ' ');
  }

  /** The moment; empty if the text is not such a time. */
  static Optional<Instant> parse(String text) {
    if (text.length() != WIRE.length()
        || text.charAt(4) != '/'
        || text.charAt(7) != '/'
        || text.charAt(10) != ' ') {
      return Optional.empty();
    }
    // By position: the JDK's formatter loads a hundred classes on the notification path.
    StringBuilder rfc3339 = new StringBuilder(text).append("+08:00");
    rfc3339.setCharAt(4, '-');
    rfc3339.setCharAt(7, '-');
    rfc3339.setCharAt(10, 'T');
    return Rfc3339.parse(rfc3339.toString());
  }
}
