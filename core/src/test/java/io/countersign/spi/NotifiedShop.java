// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Delivery;
import io.countersign.Evidence;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.HandClock;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundState;
import io.countersign.ReplayGuard;
import io.countersign.Signal;
import io.countersign.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A shop, its guard and its provider, for what happens to a notification. */
abstract class NotifiedShop {

  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  static final Money TEA = Money.of("25.00", "CNY");
  static final PaymentRef STORED =
      PaymentRef.of("testpay", new PaymentId("T1", NOW.minusSeconds(90)), TEA)
          .withProduct("native");
  static final ReceivedRequest RAW = ReceivedRequest.of(Headers.none(), new byte[] {1}, NOW);
  static final Expectations SHOP =
      number -> number.equals("T1") ? Optional.of(ExpectedPayment.of(STORED)) : Optional.empty();

  final List<Signal> signals = new ArrayList<>();
  final List<String> story = new ArrayList<>();
  final HandClock clock = new HandClock(NOW);
  final ReplayGuard store = ReplayGuard.inMemory(clock);

  final NotificationAction action =
      new NotificationAction() {
        @Override
        public void payment(Payment payment, Delivery delivery) {
          story.add("payment " + payment.ref().number() + " repeated=" + delivery.repeated());
        }

        @Override
        public void refund(Refund refund, Delivery delivery) {
          story.add("refund " + refund.refundId());
        }

        @Override
        public void event(ProviderEvent event, Delivery delivery) {
          story.add("event " + event.type());
        }
      };

  /** Proves whatever it was made with. */
  static final class FakeReader implements NotificationReader {
    private final Function<ReceivedRequest, Notification> reading;

    FakeReader(Function<ReceivedRequest, Notification> reading) {
      this.reading = reading;
    }

    @Override
    public String provider() {
      return "testpay";
    }

    @Override
    public Notification read(ReceivedRequest raw) {
      return reading.apply(raw);
    }

    @Override
    public ReceivedReply reply(Result result, String detail) {
      int status =
          switch (result) {
            case HANDLED, ALREADY_HANDLED -> 204;
            case REFUSED -> 401;
            default -> 503;
          };
      return new ReceivedReply(status, Map.of(), "", result, detail);
    }
  }

  record Complaint(String type) implements ProviderEvent {
    @Override
    public String provider() {
      return "testpay";
    }

    @Override
    public String id() {
      return "N9";
    }

    @Override
    public Instant createdAt() {
      return NOW;
    }

    @Override
    public String replayKey() {
      return "testpay/complaint/9";
    }

    @Override
    public ProviderFields fields() {
      return ProviderFields.none();
    }

    @Override
    public Evidence evidence() {
      return Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOW);
    }
  }

  static PaymentChanged paid(String number, Money total) {
    Payment reported =
        Payment.of(
                PaymentRef.of("testpay", new PaymentId(number, NOW), total)
                    .withTransactionId("4200"),
                PaymentState.PAID,
                "SUCCESS",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOW))
            .orderTotal(total)
            .build();
    return new PaymentChanged("N1", NOW.minusSeconds(3), "M1", Optional.of("app1"), reported);
  }

  static RefundChanged refunded(String number, Money amount, Money orderTotal) {
    Refund reported = Refund.of(number, "R1", RefundState.REFUNDED, amount, orderTotal).build();
    return new RefundChanged("testpay", "N2", NOW.minusSeconds(3), "M1", reported);
  }

  NotificationHandler proving(Notification notification) {
    return reading(raw -> notification);
  }

  NotificationHandler reading(Function<ReceivedRequest, Notification> reading) {
    return new NotificationProtocol(
        new FakeReader(reading), new StoriedGuard(), new Signals(signals::add));
  }

  /** The store, telling the story of what is asked of it, and failing where told. */
  final class StoriedGuard implements ReplayGuard {
    @Override
    public Claim claim(String key, Duration lease) {
      story.add("claim");
      return store.claim(key, lease);
    }

    @Override
    public void done(String key, String token) {
      story.add("done");
      store.done(key, token);
    }

    @Override
    public void release(String key, String token) {
      story.add("release");
      store.release(key, token);
    }
  }

  <S extends Signal> S only(Class<S> kind) {
    List<S> all = signals.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
