// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt to deliver a notification.
 *
 * @param notificationId the notification's {@code id}, the same for every attempt
 * @param eventType its {@code event_type}
 * @param target where it went, or would have gone
 * @param attempt counted from 1
 * @param at when, by the sandbox clock
 * @param result how it went
 * @param status the HTTP status answered
 * @param explanation why it counts as that
 * @param nextAttempt when it comes again
 */
public record Delivery(
    String notificationId,
    String eventType,
    URI target,
    int attempt,
    Instant at,
    Result result,
    OptionalInt status,
    String explanation,
    Optional<Instant> nextAttempt) {
  /** How an attempt went. */
  public enum Result {
    /** 200 or 204: taken, it will not come again. */
    ACCEPTED,
    /** Answered with something else: it comes again. */
    REFUSED,
    /** Not answered in time, or not at all: it comes again. */
    NO_ANSWER,
    /** The address is not on loopback, so it was never contacted. */
    UNDELIVERABLE
  }
}
