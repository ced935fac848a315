// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A charge by payment code, carried to its end. */
class ChargeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final UnionPayClient client = shop.client();

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
  void aPayerWhoPaysAtOnceIsAskedAboutOnce() {
    Payment paid =
        Shop.accepted(client.charge(code(PayerBehaviour.PAYS_AT_ONCE), PATIENCE)).value();
    assertThat(paid.isPaid()).isTrue();
    assertThat(counter.sent(Operation.QUERY)).isEqualTo(1);
    assertThat(counter.sent(Operation.REVERSE)).isZero();
  }

  @Test
  void aPayerWhoTypesAPasswordIsWaitedFor() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AFTER_PASSWORD);
    assertThat(Shop.accepted(client.charge(request, PATIENCE)).value().isPaid()).isTrue();
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);
    assertThat(counter.sent(Operation.REVERSE)).isZero();
    assertThat(kept(request)).isEqualTo(10_000);
  }

  @Test
  void aPayerWhoNeverTypesItIsReversed() {
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);
    Payment ended = Shop.accepted(client.charge(request, PATIENCE)).value();
    assertThat(ended.state()).isIn(PaymentState.CLOSED, PaymentState.FAILED);
    assertThat(counter.sent(Operation.REVERSE)).isEqualTo(1);
    assertThat(kept(request)).isZero();
  }

  @Test
  void aPayerWhoLeavesHasFailedAndIsNotReversed() {
    PaymentRequest<Payment> request = code(PayerBehaviour.LEAVES);
    Payment ended = Shop.accepted(client.charge(request, PATIENCE)).value();
    assertThat(ended.state()).isEqualTo(PaymentState.FAILED);
    assertThat(ended.providerState()).isEqualTo("69");
    assertThat(counter.sent(Operation.REVERSE)).isZero();
  }

  @Test
  void aPayerWithoutMoneyIsRefusedAtOnce() {
    Rejection refusal = Counter.rejected(client.charge(code(PayerBehaviour.NOT_ENOUGH), PATIENCE));
    assertThat(refusal.payerAdvice()).isEqualTo(PayerAdvice.OTHER_METHOD);
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);
    assertThat(counter.sent(Operation.REVERSE)).isZero();
  }

  @Test
  void aChargeFoundFailedKeepsItsRefusal() {
    ScriptedGateway gateway =
        new ScriptedGateway(reply("05"), found("65").with("txnSubType", "06"));
    Rejection refusal =
        Counter.rejected(gateway.client().charge(gateway.order(OrdersTest.CODE).build(), PATIENCE));
    assertThat(refusal.code()).isEqualTo("65");
    assertThat(gateway.kinds()).doesNotContain("99/01");
  }

  @Test
  void aPaymentThatComesAtTheLastMomentIsKept() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AFTER_PASSWORD);
    assertThat(Shop.accepted(client.charge(request, Duration.ofSeconds(11))).value().isPaid())
        .isTrue();
    assertThat(kept(request)).isEqualTo(10_000);
  }

  @Test
  void theLastQuestionBeforeAReversalKeepsAPaymentThatCameMeanwhile() {
    shop.gateway.faults().once(Operation.CODE, Fault.answerDropped().afterProcessing());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    assertThat(Shop.accepted(client.charge(request, Duration.ZERO)).value().isPaid()).isTrue();
    assertThat(counter.sent(Operation.REVERSE)).isZero();
    assertThat(kept(request)).isEqualTo(10_000);
  }

  @Test
  void aChargeWhoseAnswerIsLostIsFoundPaidAndMadeOnce() {
    shop.gateway.faults().once(Operation.CODE, Fault.answerDropped().afterProcessing());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    assertThat(Shop.accepted(client.charge(request, PATIENCE)).value().isPaid()).isTrue();
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);
    assertThat(counter.sent(Operation.REVERSE)).isZero();
    assertThat(kept(request)).isEqualTo(10_000);
  }

  @Test
  void aChargeThatNobodyCanAskAboutGoesBackAndIsNotCalledPaid() {
    shop.gateway.faults().once(Operation.CODE, Fault.answerDropped().afterProcessing());
    shop.gateway.faults().always(Operation.QUERY, Fault.badGateway());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(kept(request)).isZero();
    shop.gateway.faults().clear();
    assertThat(Shop.accepted(client.reverse(client.ref(request))).value().state())
        .isEqualTo(PaymentState.CLOSED);
    assertThat(shop.merchant.refundedOf(request.id().number())).isEqualTo(10_000);
  }

  @Test
  void aChargeThatNeverArrivedIsUnknownAndToBeReversed() {
    shop.gateway.faults().once(Operation.CODE, Fault.requestDropped());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));
    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);
  }

  @Test
  void aReversalThatIsRefusedIsNoRefusalOfTheCharge() {
    shop.gateway.faults().always(Operation.REVERSE, Fault.respCode("39"));
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);
    Outcome.Unknown<Payment> unknown = Counter.unknown(client.charge(request, PATIENCE));
    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
  }

  @Test
  void theReversalsAnswerMayBeLostToo() {
    shop.gateway.faults().once(Operation.REVERSE, Fault.answerDropped().afterProcessing());
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);
    assertThat(Counter.unknown(client.charge(request, PATIENCE)).followUp())
        .isInstanceOf(FollowUp.Reverse.class);
    assertThat(Shop.accepted(client.reverse(client.ref(request))).value().state())
        .isIn(PaymentState.CLOSED, PaymentState.FAILED);
    assertThat(kept(request)).isZero();
  }

  @Test
  void aDeadlineEndsTheWaitingWithoutAReversal() {
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);
    Outcome.Unknown<Payment> unknown =
        Counter.unknown(
            client
                .before(shop.clock.instant().plus(Duration.ofSeconds(12)))
                .charge(request, PATIENCE));
    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(counter.sent(Operation.REVERSE)).isZero();
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
  void aReversalThatWasOnlyTakenIsNotCalledOver() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            reply("05"),
            found("05").with("txnSubType", "06"),
            found("05").with("txnSubType", "06"),
            accepted(),
            found("05").with("txnSubType", "06"));
    Outcome.Unknown<Payment> unknown =
        Counter.unknown(
            gateway.client().charge(gateway.order(OrdersTest.CODE).build(), Duration.ZERO));
    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
  }

  @Test
  void aChargeForAnAcquirersMerchantIsHis() {
    try (Shop other = Shop.openWithAcquirer()) {
      PaymentRequest<Payment> request =
          other.order(new Counter(other).code(PayerBehaviour.NEEDS_PASSWORD)).build();
      Payment ended = Shop.accepted(other.client().charge(request, PATIENCE)).value();
      assertThat(ended.state()).isIn(PaymentState.CLOSED, PaymentState.FAILED);
      assertThat(ended.ref().onBehalfOf()).contains(other.subMerchant.orElseThrow().number());
    }
  }
}
