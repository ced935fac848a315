// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something an operator may want to count or be woken by. No secrets, no personal data. */
public sealed interface Signal {

  /** The provider's short name. */
  String provider();

  /**
   * A call ended.
   *
   * @param provider the provider
   * @param operation such as {@code find} or {@code refund}
   * @param result how it ended
   * @param attempts how often it was sent or tried, from 1
   * @param duration from begin to end, waits included
   */
  record CallEnded(
      String provider, String operation, CallResult result, int attempts, Duration duration)
      implements Signal {}

  /** How a call ended. */
  enum CallResult {
    /** Answered as hoped. */
    SUCCEEDED,
    /** The provider said no. */
    REJECTED,
    /** A write whose outcome nobody knows. */
    UNKNOWN,
    /** Nothing happened. */
    UNAVAILABLE,
    /** Proven, but about something else. */
    MISMATCH
  }

  /**
   * A write ended as unknown; someone must follow it up.
   *
   * @param provider the provider
   * @param operation such as {@code create}
   * @param number the payment's number, or the raw call's path
   * @param followUp what is due
   */
  record UnknownOpened(String provider, String operation, String number, FollowUp followUp)
      implements Signal {}

  /**
   * A question was answered. An attempt that was unknown is resolved when its state is final; a
   * {@link PaymentState#PAID} one that was never notified was found by asking.
   *
   * @param provider the provider
   * @param number the payment's number
   * @param state how it stands; empty if the provider does not know it now
   * @param age since the attempt was made
   */
  record PaymentAsked(String provider, String number, Optional<PaymentState> state, Duration age)
      implements Signal {}

  /**
   * A notification was not proven.
   *
   * @param provider the provider
   * @param reason which step failed
   */
  record NotificationRefused(String provider, InvalidNotificationException.Reason reason)
      implements Signal {}

  /**
   * A notification was handled.
   *
   * @param provider the provider
   * @param replayKey the event
   * @param result what happened
   * @param lag from the provider's making it to our receiving it
   */
  record NotificationHandled(
      String provider, String replayKey, ReceivedReply.Result result, Duration lag)
      implements Signal {}

  /**
   * A proven message is about something the shop does not expect. Look at it.
   *
   * @param provider the provider
   * @param replayKey the event, or the operation whose answer it was
   * @param difference which field, expected and actual
   */
  record ProvenButUnexpected(String provider, String replayKey, String difference)
      implements Signal {}

  /**
   * A request keeps every certain rule but one that depends on the merchant's contract. It was made
   * all the same; if the provider refuses it, this is why.
   *
   * @param provider the provider
   * @param number the payment's number
   * @param doubt which rule, in a sentence
   */
  record RequestInDoubt(String provider, String number, String doubt) implements Signal {}

  /**
   * A key ends soon.
   *
   * @param provider the provider
   * @param keyId which key
   * @param expiresAt when it ends
   */
  record KeyNearExpiry(String provider, String keyId, Instant expiresAt) implements Signal {}
}
