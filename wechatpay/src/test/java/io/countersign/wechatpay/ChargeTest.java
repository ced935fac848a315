// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.TradeState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A charge by payment code is "refused" only when it is proven that no money can move any more. */
class ChargeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aReversalRefusedForPermissionLeavesTheChargeUnknownAndToBeReversed() {
    shop.merchant
        .faults()
        .always(Operation.REVERSE, Fault.answer(403, "NO_AUTH", "not opened").unsigned());
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);

    Outcome.Unknown<Payment> unknown = Shop.unknown(client.charge(request, PATIENCE));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(shop.requests(Operation.REVERSE)).isNotEmpty();
    assertOpened(request, FollowUp.Reverse.class);
    shop.merchant.pay(request.id().number());
    assertThat(shop.merchant.chargesOf(request.id().number()))
        .describedAs("the payer can still pay, which is why it must not read as refused")
        .isEqualTo(1);
  }

  @Test
  void aReversalRefusedWhileTheChargeWasCarriedOutUnseenIsNoRefusalOfTheCharge() {
    for (boolean signed : new boolean[] {true, false}) {
      shop.merchant.faults().clear();
      shop.signals.clear();
      shop.merchant.faults().once(Operation.CODEPAY, Fault.answerDropped());
      shop.merchant.faults().always(Operation.QUERY, Fault.badGateway());
      Fault refused = Fault.answer(400, "INVALID_REQUEST", "not now");
      shop.merchant.faults().always(Operation.REVERSE, signed ? refused : refused.unsigned());
      PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

      Outcome.Unknown<Payment> unknown = Shop.unknown(client.charge(request, PATIENCE));

      assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
      assertThat(shop.merchant.chargesOf(request.id().number())).isEqualTo(1);
      assertOpened(request, FollowUp.Reverse.class);
    }
  }

  @Test
  void aChargeWhoseAnswerIsLostIsFoundPaid() {
    shop.merchant.faults().once(Operation.CODEPAY, Fault.answerDropped());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Payment paid = Shop.accepted(client.charge(request, PATIENCE)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(shop.requests(Operation.CODEPAY)).hasSize(1);
    assertThat(shop.requests(Operation.REVERSE)).isEmpty();
  }

  @Test
  void aPayerWithoutMoneyIsRefusedOnceTheFailedAttemptIsReversed() {
    for (boolean signed : new boolean[] {true, false}) {
      shop.merchant.signRefusals(signed);
      PaymentRequest<Payment> request = code(PayerBehaviour.NOT_ENOUGH);
      int before = shop.requests(Operation.REVERSE).size();

      Rejection refusal = Shop.rejected(client.charge(request, PATIENCE)).rejection();

      assertThat(refusal.reason()).isEqualTo(Rejection.Reason.PAYER);
      assertThat(refusal.payerAdvice()).isEqualTo(PayerAdvice.OTHER_METHOD);
      assertThat(shop.requests(Operation.REVERSE)).hasSize(before + 1);
      assertReversed(request);
    }
  }

  @Test
  void aBankThatFailedIsRefusedOnceTheFailedAttemptIsReversed() {
    PaymentRequest<Payment> request = code(PayerBehaviour.BANK_ERROR);

    Rejection refusal = Shop.rejected(client.charge(request, PATIENCE)).rejection();

    assertThat(refusal.reason()).isNotEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(shop.requests(Operation.REVERSE)).hasSize(1);
    assertReversed(request);
  }

  @Test
  void aFailedAttemptWhoseReversalIsRefusedIsUnknown() {
    for (PayerBehaviour behaviour :
        List.of(
            PayerBehaviour.NOT_ENOUGH,
            PayerBehaviour.BANK_ERROR,
            PayerBehaviour.FAILS_AFTER_PASSWORD)) {
      shop.signals.clear();
      shop.merchant.faults().clear();
      shop.merchant
          .faults()
          .always(Operation.REVERSE, Fault.answer(403, "NO_AUTH", "not opened").unsigned());
      PaymentRequest<Payment> request = code(behaviour);

      Outcome.Unknown<Payment> unknown = Shop.unknown(client.charge(request, PATIENCE));

      assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
      assertOpened(request, FollowUp.Reverse.class);
    }
  }

  @Test
  void aPaymentThatFailsAfterThePasswordIsReversedBeforeTheChargeEnds() {
    PaymentRequest<Payment> request = code(PayerBehaviour.FAILS_AFTER_PASSWORD);

    Payment ended = Shop.accepted(client.charge(request, PATIENCE)).value();

    assertThat(ended.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.requests(Operation.REVERSE)).hasSize(1);
    assertReversed(request);
  }

  @Test
  void onlyAPaidChargeIsCalledDoneAlready() {
    for (PayerBehaviour behaviour : PayerBehaviour.values()) {
      PaymentRequest<Payment> request = code(behaviour);
      Outcome<Payment> first = client.create(request);
      if (first instanceof Outcome.Rejected<Payment> rejected) {
        assertThat(rejected.rejection().reason()).isNotEqualTo(Rejection.Reason.ALREADY_DONE);
      }
      for (String code : List.of("ORDER_PAID", "OUT_TRADE_NO_USED", "ALREADY_EXISTS")) {
        shop.merchant.faults().once(Operation.CODEPAY, Fault.answer(403, code, "used"));

        Outcome<Payment> second = client.create(request);

        if (second instanceof Outcome.Rejected<Payment> rejected) {
          assertThat(rejected.rejection().reason()).isNotEqualTo(Rejection.Reason.ALREADY_DONE);
          assertThat(rejected.rejection().payerAdvice()).isNotEqualTo(PayerAdvice.ALREADY_PAID);
        } else if (second instanceof Outcome.Accepted<Payment> accepted) {
          assertThat(accepted.value().isPaid()).isTrue();
          assertThat(shop.merchant.chargesOf(request.id().number())).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void patienceBeyondAnHourIsRefusedBeforeAnythingIsSent() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    for (Duration patience :
        List.of(
            Duration.ofHours(1).plusMillis(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(-1))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.charge(request, patience))
          .withMessageContaining("patience");
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aReversalNamesTheAppOfTheCharge() {
    WatchedTransport wire = new WatchedTransport();
    WeChatPayClient watched = WeChatPayClient.of(shop.config().transport(wire).build());
    String app = shop.merchant.miniProgramAppId();
    PaymentRef ref = chargedBy(app);

    Payment reversed = Shop.accepted(watched.reverse(ref)).value();

    assertThat(ref.appId()).contains(app);
    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(wire.bodiesTo("/reverse")).singleElement().asString().contains(app);
    assertThat(shop.merchant.balance()).isZero();
  }

  @Test
  void aStoredReferenceStillNamesTheAppOfTheCharge() {
    PaymentRef ref = chargedBy(shop.merchant.miniProgramAppId());

    Payment reversed = Shop.accepted(client.reverse(PaymentRef.parse(ref.toString()))).value();

    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void aReversalWithoutTheAppAsksForIt() {
    WatchedTransport wire = new WatchedTransport();
    WeChatPayClient watched = WeChatPayClient.of(shop.config().transport(wire).build());
    String app = shop.merchant.miniProgramAppId();
    PaymentRef ref = chargedBy(app);
    PaymentRef plain = PaymentRef.of("wechatpay", ref.id(), ref.total());

    Payment reversed = Shop.accepted(watched.reverse(plain)).value();

    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(wire.bodiesTo("/reverse")).singleElement().asString().contains(app);
  }

  @Test
  void aReversalWithoutTheAppBelievesNoUnprovenAnswer() {
    WatchedTransport wire = new WatchedTransport();
    WeChatPayClient watched = WeChatPayClient.of(shop.config().transport(wire).build());
    PaymentRef ref = chargedBy(shop.merchant.miniProgramAppId());
    PaymentRef plain = PaymentRef.of("wechatpay", ref.id(), ref.total());
    shop.merchant
        .faults()
        .always(Operation.QUERY, Fault.withField("/appid", "\"wxforged\"").unsigned());

    watched.reverse(plain);

    assertThat(wire.bodiesTo("/reverse")).isNotEmpty().noneMatch(body -> body.contains("wxforged"));
  }

  private PaymentRef chargedBy(String appId) {
    PaymentRequest<Payment> request =
        shop.order(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)))
            .with(WeChatPayOption.outStoreId("till 1"))
            .with(WeChatPayOption.appId(appId))
            .build();
    return Shop.accepted(client.charge(request, PATIENCE)).payment().orElseThrow();
  }

  private PaymentRequest<Payment> code(PayerBehaviour behaviour) {
    return shop.order(Scene.paymentCode(shop.merchant.authCode(behaviour)))
        .with(WeChatPayOption.outStoreId("till 1"))
        .build();
  }

  private void assertReversed(PaymentRequest<?> request) {
    assertThat(shop.merchant.order(request.id().number()).orElseThrow().state())
        .isEqualTo(TradeState.REVOKED);
    assertThat(shop.merchant.chargesOf(request.id().number())).isZero();
  }

  private void assertOpened(PaymentRequest<?> request, Class<? extends FollowUp> next) {
    List<Signal.UnknownOpened> opened = shop.signals(Signal.UnknownOpened.class);
    assertThat(opened)
        .isNotEmpty()
        .allMatch(signal -> signal.number().equals(request.id().number()));
    assertThat(opened.get(opened.size() - 1).followUp()).isInstanceOf(next);
  }
}
