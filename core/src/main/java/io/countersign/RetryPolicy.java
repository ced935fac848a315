// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Duration;

/**
 * How often and how long a call is repeated where repeating is harmless. Waits grow from {@code
 * firstWait}, doubled each time up to {@code longestWait}, and each is drawn evenly between zero
 * and that ("full jitter"), so that many instances do not knock together.
 *
 * @param attempts the most attempts, the first included; at least 1
 * @param firstWait the longest wait after the first attempt
 * @param longestWait no wait is longer
 * @param budget the most time a call may take in all, its waits included; a wait that the provider
 *     asks for beyond it is handed to the caller
 */
public record RetryPolicy(int attempts, Duration firstWait, Duration longestWait, Duration budget) {

  /**
   * Checks the bounds.
   *
   * @throws InvalidRequestException if attempts are below 1 or a duration is negative
   */
  public RetryPolicy {
    if (attempts < 1 || attempts > 100) {
      throw new InvalidRequestException("attempts", "1 to 100");
    }
    if (firstWait.isNegative() || longestWait.isNegative() || budget.isNegative()) {
      throw new InvalidRequestException("retry policy", "durations that are not negative");
    }
    Duration most = Duration.ofHours(1);
    if (firstWait.compareTo(most) > 0
        || longestWait.compareTo(most) > 0
        || budget.compareTo(most) > 0) {
      throw new InvalidRequestException("retry policy", "durations of at most one hour");
    }
  }

  /** Three attempts, waits up to 200 ms and 400 ms, 20 s in all. */
  public static RetryPolicy standard() {
    return new RetryPolicy(
        3, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  /** One attempt only. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20));
  }
}
