// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.notSent;
import static io.countersign.unionpay.ScriptedGateway.plain;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reversals of charges by payment code. */
class ReverseTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);

  @AfterEach
  void close() {
    shop.close();
  }

  private static PaymentRef ref(ScriptedGateway gateway) {
    return gateway.client().ref(gateway.order(OrdersTest.CODE).build());
  }

  private static Outcome<Payment> reversed(ScriptedGateway gateway) {
    return gateway.client().reverse(ref(gateway));
  }

  private static ScriptedGateway.Reply about(String origRespCode) {
    return found(origRespCode).with("txnSubType", "06");
  }

  @Test
  void aPaidChargeGoesBack() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    Payment reversed = Shop.accepted(shop.client().reverse(paid)).value();
    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(10_000);
    assertThat(shop.client().find(paid).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void aChargeUnderWayComesToNothing() {
    PaymentRef typing = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    assertThat(Shop.accepted(shop.client().reverse(typing)).value().state())
        .isIn(PaymentState.CLOSED, PaymentState.FAILED);
    assertThat(shop.merchant.paymentsOf(typing.number())).isZero();
  }

  @Test
  void itNamesTheChargeAndNothingElse() {
    ScriptedGateway gateway = new ScriptedGateway(about("00"), accepted(), about("46"));
    PaymentRef ref = ref(gateway);
    Shop.accepted(gateway.client().reverse(ref));
    assertThat(gateway.kinds()).containsExactly("00/00", "99/01", "00/00");
    assertThat(gateway.calls.get(1).uri().getPath()).isEqualTo("/gateway/api/backTransReq.do");
    assertThat(gateway.fields(1).asMap())
        .containsEntry("orderId", ref.number())
        .containsEntry("txnTime", ScriptedGateway.NOW_TEXT)
        .containsEntry("bizType", "000000")
        .containsEntry("channelType", "08")
        .doesNotContainKeys("txnAmt", "backUrl", "qrNo");
  }

  @Test
  void aSecondReversalTakesNothingMore() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    shop.client().reverse(paid);
    assertThat(Shop.accepted(shop.client().reverse(paid)).value().state())
        .isEqualTo(PaymentState.CLOSED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(10_000);
    assertThat(counter.sent(Operation.REVERSE)).isEqualTo(1);
  }

  /** However a question shows it, "reversed before" is UnionPay's own signed word. */
  @Test
  void whatWasReversedBeforeIsOver() {
    for (ScriptedGateway.Step asked : List.of(about("00"), about("05"), reply("34"), lost())) {
      ScriptedGateway gateway = new ScriptedGateway(asked, reply("46"), asked);
      Outcome<Payment> outcome =
          UnionPayClient.of(gateway.config().retryPolicy(io.countersign.RetryPolicy.none()).build())
              .reverse(ref(gateway));
      Payment payment = Shop.accepted(outcome).value();
      assertThat(payment.state()).isEqualTo(PaymentState.CLOSED);
      assertThat(payment.providerState()).isEqualTo("46");
    }
  }

  @Test
  void whatHasFailedNeedsNoReversal() {
    for (String code : List.of("64", "42", "46", "01")) {
      ScriptedGateway gateway = new ScriptedGateway(about(code));
      Payment payment = Shop.accepted(reversed(gateway)).value();
      assertThat(payment.state()).isIn(PaymentState.FAILED, PaymentState.CLOSED);
      assertThat(gateway.kinds()).containsOnly("00/00");
    }
  }

  @Test
  void anAcceptanceIsNoEnd() {
    for (ScriptedGateway.Step asked : List.of(about("00"), about("05"), reply("34"))) {
      ScriptedGateway gateway = new ScriptedGateway(about("05"), accepted(), asked);
      Outcome.Unknown<Payment> unknown = Counter.unknown(reversed(gateway));
      assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
      assertThat(gateway.kinds().stream().filter("99/01"::equals)).hasSize(1);
    }
  }

  @Test
  void whatMayHaveArrivedIsUnknownAndNotSentAgain() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            plain(502, ""),
            accepted().unsigned(),
            accepted().signedBy(ScriptedGateway.MERCHANT),
            reply("46").unsigned(),
            reply("45").signedBy(ScriptedGateway.MERCHANT),
            reply("35").unsigned(),
            reply("7Q"),
            reply("12"),
            reply("34"),
            reply("03"),
            accepted().without("orderId"))) {
      ScriptedGateway gateway = new ScriptedGateway(about("05"), step, about("05"));
      assertThat(Counter.unknown(reversed(gateway)).followUp())
          .isInstanceOf(FollowUp.Reverse.class);
      assertThat(gateway.kinds().stream().filter("99/01"::equals)).hasSize(1);
    }
  }

  /** The first reversal's answer was lost: it may still take the money back, paid as it seems. */
  @Test
  void aReversalThatIsThereAlreadyIsNoRefusal() {
    for (ScriptedGateway.Step open : List.of(about("00"), about("05"), reply("34"), lost())) {
      ScriptedGateway gateway = new ScriptedGateway(about("05"), reply("12"), open);
      assertThat(Counter.unknown(reversed(gateway)).followUp())
          .isInstanceOf(FollowUp.Reverse.class);
    }
    for (String done : List.of("46", "64")) {
      for (String code : List.of("12", "35", "45")) {
        ScriptedGateway gateway = new ScriptedGateway(about("05"), reply(code), about(done));
        assertThat(Shop.accepted(reversed(gateway)).value().state())
            .isIn(PaymentState.CLOSED, PaymentState.FAILED);
      }
    }
  }

  @Test
  void aRefusedReversalIsRejectedWithHowThingsStand() {
    ScriptedGateway gateway = new ScriptedGateway(about("05"), reply("35"), about("00"));
    Rejection rejection = Counter.rejected(reversed(gateway));
    assertThat(rejection.code()).isEqualTo("35");
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();

    ScriptedGateway never = new ScriptedGateway(reply("34"), reply("35"), reply("34"));
    assertThat(Counter.rejected(reversed(never)).reason()).isEqualTo(Rejection.Reason.NOT_FOUND);
  }

  @Test
  void whatDidNotArriveIsUnavailable() {
    ScriptedGateway gateway = new ScriptedGateway(about("05"), notSent());
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> reversed(gateway));
  }

  @Test
  void anAnswerAboutAnotherChargeStopsEverything() {
    for (String[] other :
        new String[][] {
          {"orderId", "0000000000000000000Z"},
          {"txnTime", "20261121153024"},
          {"merId", "777290058110097"},
          {"txnType", "01"}
        }) {
      for (String code : List.of("00", "46")) {
        ScriptedGateway gateway =
            new ScriptedGateway(about("05"), reply(code).with(other[0], other[1]), about("05"));
        assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> reversed(gateway));
      }
    }
  }

  @Test
  void otherKindsOfPaymentAreRefusedUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(about("00"));
    for (String product : List.of("page", "b2b", "wap", "app", "qr")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> gateway.client().reverse(ref(gateway).withProduct(product)))
          .withMessageContaining("payment code");
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> gateway.client().reverse(ref(gateway).withOnBehalfOf("12345")));
    assertThat(gateway.calls).isEmpty();
  }
}
