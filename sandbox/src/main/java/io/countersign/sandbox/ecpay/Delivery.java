// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt to deliver a notification.
 *
 * @param merchantTradeNo the order that it is about
 * @param field which of the order's addresses it goes to: {@code ReturnURL}, {@code PaymentInfoURL}
 *     or {@code PeriodReturnURL}
 * @param target where it went, or would have gone
 * @param attempt counted from 1
 * @param at when, by the sandbox clock
 * @param result how it went
 * @param status the HTTP status answered
 * @param explanation why it counts as that
 * @param nextAttempt when it comes again
 */
public record Delivery(
    String merchantTradeNo,
    String field,
    URI target,
    int attempt,
    Instant at,
    Result result,
    OptionalInt status,
    String explanation,
    Optional<Instant> nextAttempt) {
  /** How an attempt went. */
  public enum Result {
    /** 200 with exactly {@code 1|OK}: taken. */
    ACCEPTED,
    /** Answered with something else. */
    REFUSED,
    /** Not answered within ten seconds, or not at all. */
    NO_ANSWER,
    /** The address is not on loopback, so it was never contacted. */
    UNDELIVERABLE
  }
}
