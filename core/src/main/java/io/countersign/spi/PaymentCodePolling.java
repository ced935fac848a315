// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.FollowUp;
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

/**
 * Charges a payment code to its end: create, ask every five seconds while the payer types a
 * password, and if patience ends without a final answer, reverse and ask once more. It never ends
 * with an attempt that may still take money unnoticed.
 */
public final class PaymentCodePolling {

  private static final Duration EVERY = Duration.ofSeconds(5);

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
    PaymentRef ref = client.ref(request);
    Instant until = loop.now().plus(patience);
    Outcome<Payment> created = client.create(request);
    if (created instanceof Outcome.Rejected) {
      return created;
    }
    if (created instanceof Outcome.Accepted<Payment> accepted) {
      if (accepted.value().state().isFinal()) {
        return settled(accepted.value(), accepted);
      }
      ref = accepted.payment().orElse(ref);
    }
    while (loop.now().plus(EVERY).isBefore(until)) {
      if (!loop.pause(EVERY)) {
        return new Outcome.Unknown<>(
            "the deadline or an interrupt ended the waiting", new FollowUp.Ask(loop.now()));
      }
      Optional<Payment> asked = find(ref);
      if (asked.isPresent() && asked.get().state().isFinal()) {
        Payment payment = asked.get();
        return settled(payment, new Outcome.Accepted<>(payment, Optional.of(payment.ref())));
      }
    }
    return reverse(ref);
  }

  private Outcome<Payment> settled(Payment payment, Outcome<Payment> asItIs) {
    return payment.state() == PaymentState.FAILED ? reverse(payment.ref()) : asItIs;
  }

  private Outcome<Payment> reverse(PaymentRef ref) {
    try {
      return reverser.reverse(ref);
    } catch (UnavailableException notNow) {
      return new Outcome.Unknown<>(
          "the reversal could not be sent", new FollowUp.Reverse(loop.now()));
    }
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
