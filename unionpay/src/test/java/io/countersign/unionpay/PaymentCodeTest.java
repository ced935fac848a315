// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the charge of a payment code ends: money is believed only when a question tells it. */
class PaymentCodeTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);

  @AfterEach
  void close() {
    shop.close();
  }

  private static Outcome<Payment> charged(ScriptedGateway gateway) {
    return gateway.client().create(gateway.order(OrdersTest.CODE).build());
  }

  private Outcome<Payment> charged(PayerBehaviour payer) {
    return shop.client().create(shop.order(counter.code(payer)).build());
  }

  private static ScriptedGateway.Reply about(String origRespCode) {
    return found(origRespCode).with("txnSubType", "06");
  }

  @Test
  void aPayerWhoPaysAtOnceHasPaid() {
    Payment payment = Shop.accepted(charged(PayerBehaviour.PAYS_AT_ONCE)).value();
    assertThat(payment.state()).isEqualTo(PaymentState.PAID);
    assertThat(payment.ref().transactionId()).isPresent();
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);
    assertThat(counter.sent(Operation.QUERY)).isEqualTo(1);
  }

  @Test
  void aPayerWhoMustTypeIsProcessingUntilItIsDone() {
    Outcome.Accepted<Payment> typing = Shop.accepted(charged(PayerBehaviour.NEEDS_PASSWORD));
    assertThat(typing.value().state()).isEqualTo(PaymentState.PROCESSING);
    shop.merchant.pay(typing.value().ref().number());
    assertThat(shop.client().find(typing.value().ref()).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void whatThePayerCanMendIsSaidToThePayer() {
    Object[][] payers = {
      {PayerBehaviour.NOT_ENOUGH, "64", PayerAdvice.OTHER_METHOD},
      {PayerBehaviour.EXPIRED_CODE, "86", PayerAdvice.TRY_AGAIN},
      {PayerBehaviour.UNKNOWN_CODE, "88", PayerAdvice.EXPIRED}
    };
    for (Object[] row : payers) {
      Rejection rejection = Counter.rejected(charged((PayerBehaviour) row[0]));
      assertThat(rejection.code()).isEqualTo(row[1]);
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.PAYER);
      assertThat(rejection.payerAdvice()).isEqualTo(row[2]);
      assertThat(rejection.verified()).isTrue();
    }
  }

  @Test
  void anAcceptanceIsNeverMoney() {
    for (String said : List.of("00", "05", "A6")) {
      for (ScriptedGateway.Step asked : List.of(about("05"), about("04"), reply("34"), lost())) {
        ScriptedGateway gateway = new ScriptedGateway(reply(said).with("queryId", "1"), asked);
        Payment payment = Shop.accepted(charged(gateway)).value();
        assertThat(payment.state()).as(said).isEqualTo(PaymentState.PROCESSING);
        assertThat(payment.isPaid()).isFalse();
        assertThat(gateway.kinds().get(0)).isEqualTo("01/06");
        assertThat(gateway.kinds().stream().filter("01/06"::equals)).hasSize(1);
      }
    }
  }

  @Test
  void aChargeThatTurnsOutToHaveFailedIsRejectedInThePayersWords() {
    ScriptedGateway gateway = new ScriptedGateway(reply("05"), about("65"));
    Rejection rejection = Counter.rejected(charged(gateway));
    assertThat(rejection.code()).isEqualTo("65");
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.TRY_AGAIN);
    assertThat(rejection.payment().orElseThrow().state()).isEqualTo(PaymentState.FAILED);
  }

  @Test
  void aMismatchFoundByAskingStopsEverything() {
    ScriptedGateway gateway = new ScriptedGateway(accepted(), about("00").with("txnAmt", "1"));
    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> charged(gateway));
  }

  @Test
  void anAnswerLostOnItsWayChargesNobodyTwice() {
    shop.gateway.faults().once(Operation.CODE, Fault.answerDropped().afterProcessing());
    PaymentRequest<Payment> request = shop.order(counter.code(PayerBehaviour.PAYS_AT_ONCE)).build();

    FollowUp next = Counter.unknown(shop.client().create(request)).followUp();
    assertThat(next).isEqualTo(new FollowUp.Ask(shop.clock.instant().plusSeconds(5)));
    assertThat(counter.sent(Operation.CODE)).isEqualTo(1);

    Payment again = Shop.accepted(shop.client().create(request)).value();
    assertThat(again.isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(request.id().number())).isEqualTo(1);
    assertThat(shop.client().find(again.ref()).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aSecondCallFindsWhatTheFirstDid() {
    ScriptedGateway paid = new ScriptedGateway(reply("12"), about("00"));
    assertThat(Shop.accepted(charged(paid)).value().isPaid()).isTrue();
    ScriptedGateway failed = new ScriptedGateway(reply("12"), about("64"));
    Rejection rejection = Counter.rejected(charged(failed));
    assertThat(rejection.payment().orElseThrow().state()).isEqualTo(PaymentState.FAILED);
    for (ScriptedGateway.Step open : List.of(about("05"), about("7Q"), reply("34"), lost())) {
      Counter.unknown(charged(new ScriptedGateway(reply("12"), open)));
    }
  }

  /** The first call may have used the code, and its answer may be lost. */
  @Test
  void aCodeThatIsUsedMayHaveBeenUsedByThisVeryOrder() {
    ScriptedGateway byUs = new ScriptedGateway(reply("86"), about("00"));
    assertThat(Shop.accepted(charged(byUs)).value().isPaid()).isTrue();

    ScriptedGateway byOthers = new ScriptedGateway(reply("86"), reply("34"));
    assertThat(Counter.rejected(charged(byOthers)).payerAdvice()).isEqualTo(PayerAdvice.TRY_AGAIN);
    ScriptedGateway failed = new ScriptedGateway(reply("86"), about("86"));
    assertThat(Counter.rejected(charged(failed)).payment().orElseThrow().state())
        .isEqualTo(PaymentState.FAILED);

    for (ScriptedGateway.Step open :
        List.of(about("05"), lost(), reply("34").unsigned(), reply("11"))) {
      ScriptedGateway gateway = new ScriptedGateway(reply("86"), open);
      assertThat(Counter.unknown(charged(gateway)).followUp()).isInstanceOf(FollowUp.Ask.class);
    }
  }

  @Test
  void aRefusalThatDecidesNothingIsUnknown() {
    for (String code : List.of("01", "02", "03", "04", "06", "34", "37", "42", "60", "70", "83")) {
      ScriptedGateway gateway = new ScriptedGateway(reply(code));
      assertThat(Counter.unknown(charged(gateway)).cause()).contains(code);
      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void theGatewaysFaultsChargeNobodyTwice() {
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.htmlWithStatus200(),
            Fault.truncatedBody(),
            Fault.wrongSignature(),
            Fault.missingSignature(),
            Fault.emptySignature(),
            Fault.formEncoded(),
            Fault.respCode("7Q"))) {
      shop.gateway.faults().once(Operation.CODE, fault.afterProcessing());
      PaymentRequest<Payment> request =
          shop.order(counter.code(PayerBehaviour.PAYS_AT_ONCE)).build();
      Counter.unknown(shop.client().create(request));
      assertThat(shop.client().find(shop.client().ref(request)).orElseThrow().isPaid()).isTrue();
      assertThat(shop.merchant.paymentsOf(request.id().number())).isEqualTo(1);
    }
  }
}
