// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt to deliver a notification.
 *
 * @param number the shop's number of the order, the pre-authorisation, the transfer, …
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
    String number,
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
    /** 200 with exactly {@code success}: taken. */
    ACCEPTED,
    /** Answered with something else. */
    REFUSED,
    /** Not answered within five seconds, or not at all. */
    NO_ANSWER,
    /** The address is not on loopback, so it was never contacted. */
    UNDELIVERABLE
  }
}
