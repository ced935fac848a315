// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import io.countersign.InvalidRequestException;
import java.time.Duration;

/** What both transports take as settings, so that neither finds out at its first call. */
final class OptionLimits {

  private static final Duration LONGEST = Duration.ofDays(1);

  private OptionLimits() {}

  /** A time that neither means "no limit" to a transport nor overflows. */
  static Duration connectTimeout(Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
      throw new InvalidRequestException("connectTimeout", "1 ms to one day");
    }
    return value;
  }

  static int idleConnections(int value) {
    if (value < 0) {
      throw new InvalidRequestException("idleConnections", "0 or more");
    }
    return value;
  }
}
