// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt to deliver a notification.
 *
 * @param orderId the shop's number of the transaction
 * @param notification what was posted
 * @param target where it went, or would have gone
 * @param attempt counted from 1
 * @param at when, by the sandbox clock
 * @param result how it went
 * @param status the HTTP status answered
 * @param explanation why it counts as that
 * @param nextAttempt when it comes again
 */
public record Delivery(
    String orderId,
    SignedForm notification,
    URI target,
    int attempt,
    Instant at,
    Result result,
    OptionalInt status,
    String explanation,
    Optional<Instant> nextAttempt) {
  /** How an attempt went. */
  public enum Result {
    /** 200 or 302, whatever the body: taken. */
    ACCEPTED,
    /** Answered with something else. */
    REFUSED,
    /** Not answered within ten seconds, or not at all. */
    NO_ANSWER,
    /** The address is not on loopback, so it was never contacted. */
    UNDELIVERABLE
  }
}
