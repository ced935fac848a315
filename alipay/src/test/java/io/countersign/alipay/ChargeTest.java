// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A charge by payment code ends with money kept, with none taken, or with what is left to do. */
class ChargeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private PaymentRequest<Payment> code(PayerBehaviour payer) {
    return shop.order(counter.code(payer)).build();
  }

  private long kept(PaymentRequest<?> request) {
    return shop.merchant.paymentsOf(request.id().number()) * Shop.HUNDRED.minorUnits()
        - shop.merchant.refundedOf(request.id().number());
  }

  @Test
  void aPayerWhoPaysAtOnceIsNotAskedAbout() {
    Payment paid =
        Shop.accepted(client.charge(code(PayerBehaviour.PAYS_AT_ONCE), PATIENCE)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(counter.sent(Operation.QUERY)).isZero();
    assertThat(counter.sent(Operation.CANCEL)).isZero();
  }

  @Test
  void anAnswerThatNamesNoMomentOfPaymentIsAskedAboutBeforeItIsCalledPaid() {
    shop.merchant.faults().once(Operation.PAY, Fault.withField("gmt_payment", ""));

    assertThat(Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE))).value().state())
        .isEqualTo(PaymentState.PROCESSING);
  }

  @Test
  void aPayerWhoTypesAPasswordIsWaitedFor() {
    Payment paid =
        Shop.accepted(client.charge(code(PayerBehaviour.PAYS_AFTER_PASSWORD), PATIENCE)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(counter.sent(Operation.PAY)).isEqualTo(1);
    assertThat(counter.sent(Operation.CANCEL)).isZero();
  }

  @Test
  void aPayerWhoNeverTypesItIsCancelled() {
    for (PayerBehaviour payer :
        List.of(PayerBehaviour.NEEDS_PASSWORD, PayerBehaviour.CANCELS_PASSWORD)) {
      PaymentRequest<Payment> request = code(payer);

      Payment ended = Shop.accepted(client.charge(request, PATIENCE)).value();

      assertThat(ended.state()).isEqualTo(PaymentState.CLOSED);
      assertThat(shop.merchant.order(request.id().number()).map(OrderView::state))
          .hasValue(OrderView.State.TRADE_CLOSED);
      assertThat(kept(request)).isZero();
    }
  }

  @Test
  void aPaymentThatComesAtTheLastMomentIsKept() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AFTER_PASSWORD);

    Payment paid = Shop.accepted(client.charge(request, Duration.ofSeconds(11))).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(kept(request)).isEqualTo(Shop.HUNDRED.minorUnits());
  }

  @Test
  void theLastQuestionBeforeACancellationKeepsAPaymentThatCameMeanwhile() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());

    Payment paid = Shop.accepted(client.charge(request, Duration.ZERO)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(counter.sent(Operation.CANCEL)).isZero();
    assertThat(kept(request)).isEqualTo(Shop.HUNDRED.minorUnits());
  }

  @Test
  void aChargeWhoseAnswerIsLostIsFoundPaidAndMadeOnce() {
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Payment paid = Shop.accepted(client.charge(request, PATIENCE)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(counter.sent(Operation.PAY)).isEqualTo(1);
    assertThat(counter.sent(Operation.CANCEL)).isZero();
  }

  @Test
  void aChargeThatNobodyCanAskAboutGoesBackAndIsNotCalledPaid() {
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());
    shop.merchant.faults().always(Operation.QUERY, Fault.badGateway());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(kept(request)).isZero();
    shop.merchant.faults().clear();
    assertThat(Shop.accepted(client.reverse(client.ref(request))).value().state())
        .isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void moneyThatWentBackWhileItWaitedIsNotCalledPaid() {
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());
    for (int i = 0; i < 3; i++) {
      shop.merchant.faults().once(Operation.QUERY, Fault.badGateway());
    }
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    AlipayClient reversing =
        shop.client(
            shop.config()
                .sleeper(
                    wait -> {
                      shop.clock.advance(wait);
                      if (wait.compareTo(Duration.ofSeconds(5)) == 0) {
                        client.reverse(client.ref(request));
                      }
                    }));

    Payment ended = Shop.accepted(reversing.charge(request, PATIENCE)).value();

    assertThat(ended.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(kept(request)).isZero();
  }

  @Test
  void aChargeThatNeverArrivedIsUnknownAndToBeReversed() {
    shop.merchant.faults().once(Operation.PAY, Fault.requestDropped());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(shop.signals)
        .anyMatch(
            signal ->
                signal instanceof Signal.UnknownOpened opened
                    && opened.number().equals(request.id().number()));
  }

  @Test
  void aCancellationThatIsRefusedIsNoRefusalOfTheCharge() {
    shop.merchant
        .faults()
        .always(Operation.CANCEL, Fault.signedFailure("40004", "ACQ.CANCEL_NOT_ALLOWED"));
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    shop.merchant.pay(request.id().number());
    assertThat(kept(request))
        .describedAs("the payer can still pay, which is why it must not read as refused")
        .isEqualTo(Shop.HUNDRED.minorUnits());
  }

  @Test
  void aPayerWithoutMoneyIsRefusedAtOnce() {
    Rejection refusal = Counter.rejected(client.charge(code(PayerBehaviour.NOT_ENOUGH), PATIENCE));

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(counter.sent(Operation.PAY)).isEqualTo(1);
  }

  @Test
  void aDeadlineEndsTheWaitingWithoutACancellation() {
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);

    Outcome.Unknown<Payment> unknown =
        Counter.unknown(
            client
                .before(shop.clock.instant().plus(Duration.ofSeconds(12)))
                .charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(counter.sent(Operation.CANCEL)).isZero();
  }

  @Test
  void patienceBeyondAnHourIsRefusedBeforeAnythingIsSent() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    for (Duration patience : List.of(Duration.ofHours(2), Duration.ofSeconds(-1))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.charge(request, patience));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aChargeForAnotherMerchantIsHis() {
    try (Shop third = Shop.openOnBehalf()) {
      PaymentRequest<Payment> request =
          third.order(new Counter(third).code(PayerBehaviour.NEEDS_PASSWORD)).build();

      Payment ended = Shop.accepted(third.client().charge(request, PATIENCE)).value();

      assertThat(ended.state()).isEqualTo(PaymentState.CLOSED);
      assertThat(ended.ref().onBehalfOf()).hasValue(third.collector().appId());
      assertThat(third.collector().order(request.id().number())).isPresent();
    }
  }
}
