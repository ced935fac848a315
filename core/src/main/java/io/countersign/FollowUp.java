// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * What to do next about a payment, and when. It has a text form, so that a shop can store it beside
 * the order and a timer can carry it out in another process: {@link #toText()} and {@link
 * #parse(String)}.
 */
public sealed interface FollowUp
    permits FollowUp.Ask,
        FollowUp.RepeatSame,
        FollowUp.Close,
        FollowUp.Reverse,
        FollowUp.Reconcile,
        FollowUp.Done {

  /**
   * Ask the provider: {@link PaymentClient#find}, or the refund's lookup.
   *
   * @param at not before this moment
   */
  record Ask(Instant at) implements FollowUp {}

  /**
   * Send the identical request again: same number, same fields, same refund id. A timer that no
   * longer has the request asks instead ({@link PaymentClient#find}); the request is repeated when
   * the payer comes back for what it answers.
   *
   * @param at not before this moment
   */
  record RepeatSame(Instant at) implements FollowUp {}

  /**
   * Close the attempt, then ask: {@link PaymentCloser#close}.
   *
   * @param at not before this moment
   */
  record Close(Instant at) implements FollowUp {}

  /**
   * Reverse the attempt, then ask: {@link PaymentReverser#reverse}.
   *
   * @param at not before this moment
   */
  record Reverse(Instant at) implements FollowUp {}

  /** Asking no longer helps; the provider's statement and a person decide. */
  record Reconcile() implements FollowUp {}

  /** Nothing is left to do. */
  record Done() implements FollowUp {}

  /**
   * Whether the moment for it has come. What has no moment is not due: it needs a person, or
   * nothing.
   */
  default boolean isDue(Instant now) {
    if (this instanceof Ask ask) {
      return !now.isBefore(ask.at());
    }
    if (this instanceof RepeatSame repeat) {
      return !now.isBefore(repeat.at());
    }
    if (this instanceof Close close) {
      return !now.isBefore(close.at());
    }
    return this instanceof Reverse reverse && !now.isBefore(reverse.at());
  }

  /** The form to store, such as {@code ask 2026-01-02T03:04:05Z} or {@code done}. */
  default String toText() {
    if (this instanceof Ask ask) {
      return "ask " + ask.at();
    }
    if (this instanceof RepeatSame repeat) {
      return "repeat " + repeat.at();
    }
    if (this instanceof Close close) {
      return "close " + close.at();
    }
    if (this instanceof Reverse reverse) {
      return "reverse " + reverse.at();
    }
    return this instanceof Reconcile ? "reconcile" : "done";
  }

  /**
   * Reads the stored form.
   *
   * @throws InvalidRequestException if the text is not one that {@link #toText()} wrote
   */
  static FollowUp parse(String text) {
    if (text.equals("reconcile")) {
      return new Reconcile();
    }
    if (text.equals("done")) {
      return new Done();
    }
    int blank = text.indexOf(' ');
    if (blank > 0) {
      try {
        Instant at = Instant.parse(text.substring(blank + 1));
        return switch (text.substring(0, blank)) {
          case "ask" -> new Ask(at);
          case "repeat" -> new RepeatSame(at);
          case "close" -> new Close(at);
          case "reverse" -> new Reverse(at);
          default -> throw unreadable();
        };
      } catch (DateTimeException notAnInstant) {
        throw unreadable();
      }
    }
    throw unreadable();
  }

  private static InvalidRequestException unreadable() {
    return new InvalidRequestException(
        "follow-up", "the text that FollowUp.toText() wrote, such as \"ask 2026-01-02T03:04:05Z\"");
  }
}
