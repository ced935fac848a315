// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotificationProtocolTest extends NotifiedShop {

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
}
