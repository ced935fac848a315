// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.NotificationReader;
import io.countersign.spi.Signals;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A client whose provider tells, whatever arrives, that N1 was paid; nothing else may be asked. */
final class OneEventClient implements PaymentClient, NotificationReader {

  static final PaymentRef PAID =
      PaymentRef.of(
          "rulepay",
          new PaymentId("N1", Instant.parse("2026-10-08T16:49:00Z")),
          Money.of("25.00", "CNY"));

  private final RuleOnlyClient rest = new RuleOnlyClient((ref, last, now) -> new FollowUp.Done());

  private boolean believes = true;

  /** The same, taking every signature for a wrong one. */
  OneEventClient provingNothing() {
    believes = false;
    return this;
  }

  @Override
  public Notification read(ReceivedRequest raw) {
    if (!believes) {
      throw new InvalidNotificationException(
          InvalidNotificationException.Reason.SIGNATURE_WRONG, "it is another's");
    }
    Payment payment =
        Payment.of(
                PAID,
                PaymentState.PAID,
                "PAID",
                ProviderFields.of("{}", Map.of()),
                Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, raw.receivedAt()))
            .orderTotal(PAID.total())
            .build();
    return new PaymentChanged("E1", raw.receivedAt(), "M1", Optional.empty(), payment);
  }

  @Override
  public ReceivedReply reply(ReceivedReply.Result result, String detail) {
    return new ReceivedReply(200, Map.of(), "", result, detail);
  }

  @Override
  public NotificationHandler notifications() {
    return new NotificationProtocol(this, ReplayGuard.inMemory(), new Signals(null));
  }

  @Override
  public String provider() {
    return rest.provider();
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return rest.ref(request);
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return rest.create(request);
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return rest.find(payment);
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return rest.refund(request);
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return rest.followUp(payment, last, now);
  }

  @Override
  public PaymentClient before(Instant deadline) {
    return this;
  }
}
