// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Delivery;
import io.countersign.Evidence;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.HandClock;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotificationProtocolTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final Money TEA = Money.of("25.00", "CNY");
  private static final PaymentRef STORED =
      PaymentRef.of("testpay", new PaymentId("T1", NOW.minusSeconds(90)), TEA)
          .withProduct("native");
  private static final ReceivedRequest RAW =
      ReceivedRequest.of(Headers.none(), new byte[] {1}, NOW);
  private static final Expectations SHOP =
      number -> number.equals("T1") ? Optional.of(ExpectedPayment.of(STORED)) : Optional.empty();

  private final List<Signal> signals = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final HandClock clock = new HandClock(NOW);
  private final ReplayGuard store = ReplayGuard.inMemory(clock);

  private final NotificationAction action =
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
  private static final class FakeReader implements NotificationReader {
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

  private record Complaint(String type) implements ProviderEvent {
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

  private static PaymentChanged paid(String number, Money total) {
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

  private static RefundChanged refunded(String number, Money amount, Money orderTotal) {
    Refund reported = Refund.of(number, "R1", RefundState.REFUNDED, amount, orderTotal).build();
    return new RefundChanged("testpay", "N2", NOW.minusSeconds(3), "M1", reported);
  }

  private NotificationHandler proving(Notification notification) {
    return reading(raw -> notification);
  }

  private NotificationHandler reading(Function<ReceivedRequest, Notification> reading) {
    return new NotificationProtocol(
        new FakeReader(reading), new StoriedGuard(), new Signals(signals::add));
  }

  /** The store, telling the story of what is asked of it, and failing where told. */
  private final class StoriedGuard implements ReplayGuard {
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

  private <S extends Signal> S only(Class<S> kind) {
    List<S> all = signals.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void theStepsComeInTheirOrder() {
    ReceivedReply reply = proving(paid("T1", TEA)).handle(RAW, SHOP, action);

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(story).containsExactly("claim", "payment T1 repeated=false", "done");
    assertThat(only(Signal.NotificationHandled.class).lag()).isEqualTo(Duration.ofSeconds(3));
    assertThat(only(Signal.NotificationHandled.class).replayKey())
        .isEqualTo("testpay/M1/payment/T1/PAID");
  }

  @Test
  void thePaymentIsTheOneTheShopStoredWithWhatIsNewlyKnown() {
    List<Payment> seen = new ArrayList<>();

    proving(paid("T1", TEA)).handle(RAW, SHOP, (payment, delivery) -> seen.add(payment));

    assertThat(seen.get(0).ref()).isEqualTo(STORED.withTransactionId("4200"));
    assertThat(seen.get(0).isPaid()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotProvenIsRefusedAndTouchesNothing(Reason reason) {
    NotificationHandler handler =
        reading(
            raw -> {
              throw new InvalidNotificationException(reason, "likely cause");
            });

    ReceivedReply reply = handler.handle(RAW, SHOP, action);

    assertThat(reply.result())
        .isEqualTo(reason == Reason.KEY_UNAVAILABLE ? Result.KEY_UNAVAILABLE : Result.REFUSED);
    assertThat(reply.detail()).contains("likely cause");
    assertThat(story).isEmpty();
    assertThat(only(Signal.NotificationRefused.class).reason()).isEqualTo(reason);
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> handler.verify(RAW));
  }

  @Test
  void anotherMerchantsNotificationAsksForRedeliveryAndTouchesNothing() {
    ReceivedReply reply =
        reading(
                raw -> {
                  throw new MismatchException("merchant", "M1", "M2");
                })
            .handle(RAW, SHOP, action);

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(story).isEmpty();
    assertThat(only(Signal.ProvenButUnexpected.class).difference()).contains("M2");
  }

  @Test
  void anUnknownOrderIsNotClaimed() {
    ReceivedReply reply = proving(paid("T2", TEA)).handle(RAW, SHOP, action);

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(reply.acknowledged()).isFalse();
    assertThat(story).isEmpty();
    assertThat(only(Signal.ProvenButUnexpected.class).replayKey()).contains("T2");
  }

  @Test
  void anotherTotalCurrencyOrAppIsNotClaimed() {
    Expectations anotherApp = number -> Optional.of(ExpectedPayment.of(STORED, "app2"));

    for (ReceivedReply reply :
        List.of(
            proving(paid("T1", Money.of("24.99", "CNY"))).handle(RAW, SHOP, action),
            proving(paid("T1", Money.of("25.01", "CNY"))).handle(RAW, SHOP, action),
            proving(paid("T1", Money.of("25.00", "TWD"))).handle(RAW, SHOP, action),
            proving(paid("T1", TEA)).handle(RAW, anotherApp, action),
            proving(refunded("T1", TEA, Money.of("99.00", "CNY"))).handle(RAW, SHOP, action),
            proving(refunded("T1", Money.of("25.01", "CNY"), TEA)).handle(RAW, SHOP, action))) {
      assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(story).isEmpty();
  }

  @Test
  void theAppThatTheShopInsistsOnIsConfirmed() {
    Expectations sameApp = number -> Optional.of(ExpectedPayment.of(STORED, "app1"));

    assertThat(proving(paid("T1", TEA)).handle(RAW, sameApp, action).result())
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void anOrderOfAnotherProviderUnderTheSameNumberIsNotConfirmed() {
    Expectations confused =
        number -> Optional.of(ExpectedPayment.of(PaymentRef.of("otherpay", STORED.id(), TEA)));

    assertThat(proving(paid("T1", TEA)).handle(RAW, confused, action).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(proving(refunded("T1", TEA, TEA)).handle(RAW, confused, action).result())
        .isEqualTo(Result.UNEXPECTED);
  }

  @Test
  void anAnswerOfTheShopAboutAnotherNumberIsNotConfirmed() {
    Expectations careless = number -> Optional.of(ExpectedPayment.of(STORED));

    assertThat(proving(paid("T7", TEA)).handle(RAW, careless, action).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(story).isEmpty();
  }

  @Test
  void aRefundAndAnEventReachTheirOwnActions() {
    proving(refunded("T1", TEA, TEA)).handle(RAW, SHOP, action);
    proving(new Complaint("COMPLAINT.CREATE")).handle(RAW, SHOP, action);

    assertThat(story)
        .containsExactly("claim", "refund R1", "done", "claim", "event COMPLAINT.CREATE", "done");
  }

  @Test
  void aShopThatOnlyMindsPaymentsAcknowledgesTheRest() {
    NotificationAction paymentsOnly = (payment, delivery) -> story.add("payment");

    assertThat(proving(refunded("T1", TEA, TEA)).handle(RAW, SHOP, paymentsOnly).acknowledged())
        .isTrue();
    assertThat(proving(new Complaint("X")).handle(RAW, SHOP, paymentsOnly).acknowledged()).isTrue();
    assertThat(story).doesNotContain("payment");
  }

  @Test
  void paidAndClosedAndRefundedAreDifferentEffects() {
    NotificationHandler handler = proving(paid("T1", TEA));
    handler.handle(RAW, SHOP, action);

    assertThat(handler.handle(RAW, SHOP, action).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(proving(refunded("T1", TEA, TEA)).handle(RAW, SHOP, action).result())
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void whileAnotherActsItIsBusy() {
    store.claim("testpay/M1/payment/T1/PAID", Duration.ofSeconds(60));

    ReceivedReply reply = proving(paid("T1", TEA)).handle(RAW, SHOP, action);

    assertThat(reply.result()).isEqualTo(Result.BUSY);
    assertThat(story).containsExactly("claim");
  }

  @Test
  void aFailedActionIsReleasedAndActsAgainAtOnce() {
    NotificationHandler handler = proving(paid("T1", TEA));

    ReceivedReply failed =
        handler.handle(
            RAW,
            SHOP,
            (payment, delivery) -> {
              throw new java.io.IOException("canary-2 in a message of the shop");
            });

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(failed.detail()).contains("java.io.IOException").doesNotContain("canary-2");
    handler.handle(RAW, SHOP, action);
    assertThat(story)
        .containsExactly("claim", "release", "claim", "payment T1 repeated=true", "done");
  }

  @Test
  void anEventThatTheActionFindsToBeAnotherIsUnexpectedAndReleased() {
    ReceivedReply reply =
        proving(paid("T1", TEA))
            .handle(
                RAW,
                SHOP,
                (payment, delivery) -> {
                  throw new MismatchException("combined number", "C1", "C2");
                });

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(reply.detail()).contains("C1", "C2");
    assertThat(story).containsExactly("claim", "release");
  }

  @Test
  void anInterruptedActionLeavesTheInterruptSet() {
    ReceivedReply reply =
        proving(paid("T1", TEA))
            .handle(
                RAW,
                SHOP,
                (payment, delivery) -> {
                  throw new InterruptedException();
                });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(reply.result()).isEqualTo(Result.ACTION_FAILED);
  }

  @Test
  void aRedeliveryIsNewsToTheShopOnlyIfItSaysSo() {
    List<Delivery> deliveries = new ArrayList<>();

    proving(paid("T1", TEA)).handle(RAW, SHOP, (payment, delivery) -> deliveries.add(delivery));

    assertThat(deliveries).containsExactly(new Delivery("N1", NOW, false));
  }

  @Test
  void hostileShopsGuardsActionsAndReadersAreAnswered() {
    Expectations throwing =
        number -> {
          throw new IllegalStateException("canary-3");
        };
    Expectations checked =
        number -> {
          throw NotificationProtocolTest.<RuntimeException>sneaky(
              new java.util.concurrent.TimeoutException("canary-3"));
        };
    Expectations nothing = number -> nullOf();
    NotificationHandler handler = proving(paid("T1", TEA));

    for (Expectations hostile : List.of(throwing, checked, nothing)) {
      ReceivedReply reply = handler.handle(RAW, hostile, action);
      assertThat(reply.acknowledged()).isFalse();
      assertThat(reply.detail()).doesNotContain("canary-3");
    }
    assertThat(story).isEmpty();

    for (ReplayGuard hostile :
        List.of(
            new HostileGuard(
                () -> {
                  throw new IllegalStateException("canary-4");
                }),
            new HostileGuard(
                () -> {
                  throw NotificationProtocolTest.<RuntimeException>sneaky(
                      new java.util.concurrent.TimeoutException("canary-4"));
                }),
            new HostileGuard(NotificationProtocolTest::nullOf))) {
      ReceivedReply reply = handler.guardedBy(hostile).handle(RAW, SHOP, action);
      assertThat(reply.result()).isEqualTo(Result.BUSY);
      assertThat(reply.detail()).doesNotContain("canary-4");
    }
    assertThat(story).isEmpty();

    ReceivedReply bug =
        reading(
                raw -> {
                  throw new IllegalStateException("canary-5");
                })
            .handle(RAW, SHOP, action);
    assertThat(bug.acknowledged()).isFalse();
    assertThat(bug.detail()).doesNotContain("canary-5");
  }

  @Test
  void aGuardThatFailsAfterTheActionDoesNotUndoTheAcknowledgement() {
    ReplayGuard forgetful = new HostileGuard(() -> new ReplayGuard.Claim.Granted("1", false));

    assertThat(proving(paid("T1", TEA)).guardedBy(forgetful).handle(RAW, SHOP, action).result())
        .isEqualTo(Result.HANDLED);
    assertThat(
            proving(paid("T1", TEA))
                .guardedBy(forgetful)
                .handle(
                    RAW,
                    SHOP,
                    (payment, delivery) -> {
                      throw new IllegalStateException("no");
                    })
                .result())
        .isEqualTo(Result.ACTION_FAILED);
  }

  @Test
  void anObserverThatThrowsChangesNothing() {
    NotificationHandler handler =
        new NotificationProtocol(
            new FakeReader(raw -> paid("T1", TEA)),
            store,
            new Signals(
                signal -> {
                  throw new IllegalStateException("metrics are away");
                }));

    assertThat(handler.handle(RAW, SHOP, action).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aPaidReportWithoutATotalIsNeverConfirmed() {
    Payment silent =
        Payment.of(
                STORED,
                PaymentState.PAID,
                "SUCCESS",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOW))
            .build();

    assertThat(
            proving(new PaymentChanged("N1", NOW, "M1", Optional.empty(), silent))
                .handle(RAW, SHOP, action)
                .result())
        .isEqualTo(Result.UNEXPECTED);
  }

  /** Claims as told, and cannot remember anything. */
  private static final class HostileGuard implements ReplayGuard {
    private final java.util.function.Supplier<Claim> claim;

    HostileGuard(java.util.function.Supplier<Claim> claim) {
      this.claim = claim;
    }

    @Override
    public Claim claim(String key, Duration lease) {
      return claim.get();
    }

    @Override
    public void done(String key, String token) {
      throw NotificationProtocolTest.<RuntimeException>sneaky(
          new java.util.concurrent.TimeoutException("the store is away"));
    }

    @Override
    public void release(String key, String token) {
      throw new IllegalStateException("the store is away");
    }
  }

  private static <T> T nullOf() {
    return null;
  }

  /** Throws a checked exception where none is declared, as Kotlin and some proxies do. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception exception) throws E {
    throw (E) exception;
  }
}
