// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Charges a payment code to its end: create, ask every five seconds while the payer types a
 * password, and if patience ends without a final answer, reverse and ask once more. It never ends
 * with an attempt that may still take money unnoticed.
 */
public final class PaymentCodePolling {

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration MOST_PATIENCE = Duration.ofHours(1);

  private final CallLoop loop;
  private final PaymentClient client;
  private final PaymentReverser reverser;

  /** Polling by a client whose loop's clock and sleeper are used. */
  public PaymentCodePolling(CallLoop loop, PaymentClient client, PaymentReverser reverser) {
    this.loop = loop;
    this.client = client;
    this.reverser = reverser;
  }

  /**
   * Charges.
   *
   * @param request for a payment code
   * @param patience how long the payer may take; a client deadline ends it earlier
   * @return accepted with a final payment (paid, failed or closed); rejected; or unknown with what
   *     is left to do
   */
  public Outcome<Payment> charge(PaymentRequest<Payment> request, Duration patience) {
    if (patience.isNegative() || patience.compareTo(MOST_PATIENCE) > 0) {
      throw new InvalidRequestException("patience", "zero to one hour");
    }
    PaymentRef ref = client.ref(request);
    Instant until = loop.now().plus(patience);
    Outcome<Payment> created = client.create(request);
    if (created instanceof Outcome.Rejected<Payment> rejected) {
      Optional<Payment> failed = rejected.rejection().payment();
      // The refusal stands, but a failed charge may still hold money at the bank.
      return failed.isPresent() && failed.get().state() == PaymentState.FAILED
          ? reverse(ref, created)
          : created;
    }
    if (created instanceof Outcome.Accepted<Payment> accepted) {
      ref = accepted.payment().orElse(ref);
      if (accepted.value().state().isFinal()) {
        return settled(accepted.value());
      }
    }
    while (loop.now().plus(EVERY).isBefore(until)) {
      if (!loop.pause(EVERY)) {
        return unknown(
            ref, "the deadline or an interrupt ended the waiting", new FollowUp.Ask(loop.now()));
      }
      Optional<Payment> asked = find(ref);
      if (asked.isPresent() && asked.get().state().isFinal()) {
        return settled(asked.get());
      }
    }
    return reverse(ref, null);
  }

  private Outcome<Payment> settled(Payment payment) {
    return payment.state() == PaymentState.FAILED
        ? reverse(payment.ref(), null)
        : new Outcome.Accepted<>(payment, Optional.of(payment.ref()));
  }

  /**
   * Reverses, and never passes a refusal of the reversal on: it would read as "not charged".
   *
   * @param refusal what the charge itself ended with, if that stands once the reversal is proven
   */
  private Outcome<Payment> reverse(PaymentRef ref, @Nullable Outcome<Payment> refusal) {
    Outcome<Payment> reversed;
    try {
      reversed = reverser.reverse(ref);
    } catch (UnavailableException notNow) {
      return unknown(ref, "the reversal could not be sent", new FollowUp.Reverse(loop.now()));
    }
    if (reversed instanceof Outcome.Accepted && refusal != null) {
      return refusal;
    }
    if (!(reversed instanceof Outcome.Rejected<Payment> rejected)) {
      return reversed;
    }
    Optional<Payment> asked = find(ref);
    if (asked.isPresent() && (asked.get().isPaid() || asked.get().state() == PaymentState.CLOSED)) {
      return new Outcome.Accepted<>(asked.get(), Optional.of(asked.get().ref()));
    }
    return unknown(
        ref,
        "the reversal was refused with " + rejected.rejection().code(),
        new FollowUp.Reverse(loop.now().plus(EVERY)));
  }

  private Outcome<Payment> unknown(PaymentRef ref, String cause, FollowUp followUp) {
    return loop.unknown("charge", ref.number(), cause, followUp);
  }

  private Optional<Payment> find(PaymentRef ref) {
    try {
      return client.find(ref);
    } catch (UnavailableException | RejectedException notNow) {
      // A refused question is no refusal of the charge.
      return Optional.empty();
    }
  }
}
