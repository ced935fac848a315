// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls that OpenAPI v3 serves go by it, and end as they do at the classic gateway. */
class OpenApiTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client(shop.config().openApiV3());
  private final AlipayClient impatient =
      shop.client(shop.config().openApiV3().retryPolicy(RetryPolicy.none()));

  @AfterEach
  void close() {
    shop.close();
  }

  private PaymentRef paid() {
    PaymentRef ref =
        Shop.accepted(client.create(shop.order(Scene.qrCode()).build())).payment().orElseThrow();
    shop.merchant.pay(ref.number());
    return ref;
  }

  private void disturb(Operation operation, Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(operation, fault);
  }

  @Test
  void anOrderIsMadeFoundRefundedAndClosed() {
    PaymentRef ref = paid();
    Payment payment = client.find(ref).orElseThrow();
    Refund refund = Shop.accepted(client.refund(RefundRequest.of(ref, "R1", Shop.HUNDRED))).value();
    PaymentRef open =
        Shop.accepted(client.create(shop.order(Scene.qrCode()).build())).payment().orElseThrow();
    shop.merchant.begin(open.number());

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).hasValue(Shop.HUNDRED);
    assertThat(payment.evidence().requestId()).isPresent();
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    shop.clock.advance(java.time.Duration.ofMinutes(1));
    assertThat(client.findRefund(ref, "R1").orElseThrow().state()).isEqualTo(RefundState.REFUNDED);
    assertThat(Shop.accepted(client.close(open)).value()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.gateway.journal()).isNotEmpty().allMatch(entry -> entry.v3());
  }

  @Test
  void theNotificationIsAskedForInTheBody() {
    PaymentRef ref = paid();

    assertThat(shop.merchant.notification(ref.number()).fields())
        .containsEntry("out_trade_no", ref.number());
    assertThat(shop.requests(Operation.PRECREATE)).hasSize(1);
  }

  @Test
  void aPaymentCodeIsPaidOrWaitsForItsPayer() {
    Payment paid =
        Shop.accepted(client.create(shop.order(counter.code(PayerBehaviour.PAYS_AT_ONCE)).build()))
            .value();
    Payment waiting =
        Shop.accepted(
                client.create(shop.order(counter.code(PayerBehaviour.NEEDS_PASSWORD)).build()))
            .value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(paid.providerState()).isEqualTo("10000");
    assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
    assertThat(waiting.providerState()).isEqualTo("10003");
    assertThat(waiting.isPaid()).isFalse();
  }

  @Test
  void aRefusalTellsCodeAndTrace() {
    Rejection poor =
        Counter.rejected(
            client.create(shop.order(counter.code(PayerBehaviour.NOT_ENOUGH)).build()));

    assertThat(poor.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(poor.verified()).isTrue();
    assertThat(poor.code()).contains("NOT_ENOUGH");
    assertThat(client.find(counter.ref("precreate"))).isEmpty();
  }

  @Test
  void aSuccessThatIsNotProvenLeavesAWriteUnknown() {
    for (Fault fault :
        List.of(
            Fault.missingSignature(),
            Fault.emptySignature(),
            Fault.wrongSignature(),
            Fault.strangersSignature(shop.gateway.openMerchant()),
            Fault.tamperedField("refund_fee", "99.00"),
            Fault.reformatted(),
            Fault.answerDropped(),
            Fault.truncatedBody(),
            Fault.htmlWithStatus200(),
            Fault.literal(204, "application/json", ""),
            Fault.literal(200, "application/json", "{\"fund_change\":\"Y\"}"),
            Fault.literal(200, "application/json", "[]"),
            Fault.literal(302, "text/html", ""),
            Fault.badGateway())) {
      PaymentRef ref = paid();
      disturb(Operation.REFUND, fault);
      int before = counter.sent(Operation.REFUND);

      assertThat(client.refund(RefundRequest.of(ref, "R" + ref.number(), Shop.HUNDRED)))
          .describedAs(fault.toString())
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(counter.sent(Operation.REFUND)).isEqualTo(before + 1);
    }
  }

  @Test
  void anUnsignedRefusalIsBelievedOnlyFromBeforeTheMethodWasReached() {
    PaymentRef ref = paid();
    for (String code : List.of("ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.TRADE_NOT_EXIST")) {
      disturb(Operation.REFUND, Fault.unsignedFailure("40004", code));
      assertThat(impatient.refund(RefundRequest.of(ref, "R1", Shop.HUNDRED)))
          .isInstanceOf(Outcome.Unknown.class);
    }
    disturb(Operation.REFUND, Fault.unsignedFailure("40002", "isv.invalid-app-id"));
    Rejection early = Counter.rejected(impatient.refund(RefundRequest.of(ref, "R1", Shop.HUNDRED)));
    assertThat(early.verified()).isFalse();
    assertThat(early.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
    disturb(Operation.REFUND, Fault.serviceUnavailable());
    assertThat(impatient.refund(RefundRequest.of(ref, "R1", Shop.HUNDRED)))
        .isInstanceOf(Outcome.Unknown.class);
    disturb(Operation.REFUND, Fault.callLimited());
    assertThat(impatient.refund(RefundRequest.of(ref, "R1", Shop.HUNDRED)))
        .isInstanceOf(Outcome.Unknown.class);
    disturb(Operation.QUERY, Fault.wrongSignature());
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> impatient.find(ref));
  }

  @Test
  void aLostAnswerMakesOneOrder() {
    shop.merchant.faults().once(Operation.PRECREATE, Fault.answerDropped());

    PaymentRef ref =
        Shop.accepted(client.create(shop.order(Scene.qrCode()).build())).payment().orElseThrow();

    assertThat(shop.requests(Operation.PRECREATE)).hasSize(2);
    assertThat(shop.merchant.order(ref.number())).isPresent();
  }

  @Test
  void whatHasNoPathGoesToTheClassicGateway() {
    assertThat(OpenApiRoute.of("alipay.trade.page.pay")).isEmpty();
    assertThat(OpenApiRoute.of("alipay.open.app.alipaycert.download")).isEmpty();
    assertThat(OpenApiRoute.of("alipay.open.auth.token.app")).isEmpty();
    assertThat(OpenApiRoute.of("alipay.trade")).isEmpty();
    assertThat(OpenApiRoute.of("")).isEmpty();
    assertThat(OpenApiRoute.of("alipay.fund.account.query"))
        .hasValue(new OpenApiRoute("GET", "/v3/alipay/fund/account/query", false));
    assertThat(OpenApiRoute.of("alipay.trade.pay"))
        .hasValue(new OpenApiRoute("POST", "/v3/alipay/trade/pay", false));
  }

  @Test
  void aThirdPartyActsForItsMerchant() {
    try (Shop isv = Shop.openOnBehalf()) {
      AlipayClient view = isv.client(isv.config().openApiV3());

      PaymentRef ref =
          Shop.accepted(view.create(isv.order(Scene.qrCode()).build())).payment().orElseThrow();

      assertThat(isv.collector().order(ref.number())).isPresent();
      assertThat(isv.gateway.journal()).allMatch(entry -> entry.v3());
    }
  }

  @Test
  void contentIsEncryptedThereAndBack() {
    for (AlipayContentCipher cipher :
        List.of(AlipayContentCipher.AES, AlipayContentCipher.AES_V2)) {
      AlipayClient sealed =
          shop.client(
              shop.config()
                  .openApiV3()
                  .retryPolicy(RetryPolicy.none())
                  .contentKey(Secret.of(shop.merchant.contentKey()))
                  .encryptContent(cipher));
      PaymentRef ref =
          Shop.accepted(sealed.create(shop.order(Scene.qrCode()).build())).payment().orElseThrow();
      shop.merchant.pay(ref.number());

      assertThat(sealed.find(ref).orElseThrow().isPaid()).isTrue();
      assertThat(sealed.find(counter.ref("precreate"))).isEmpty();
      assertThat(shop.gateway.journal()).allMatch(entry -> entry.v3());

      RefundRequest refund = RefundRequest.of(ref, "R1", Shop.HUNDRED);
      for (Fault fault :
          List.of(Fault.notEncrypted(), Fault.wrongSignature(), Fault.missingSignature())) {
        disturb(Operation.REFUND, fault);
        assertThat(sealed.refund(refund)).isInstanceOf(Outcome.Unknown.class);
      }
      shop.merchant.faults().clear();
    }
  }

  @Test
  void anAnswerUnderAnotherContentKeyIsNotRead() {
    AlipayClient client =
        shop.client(
            shop.config()
                .openApiV3()
                .retryPolicy(RetryPolicy.none())
                .contentKey(Secret.of(shop.gateway.openMerchant().contentKey()))
                .encryptContent(AlipayContentCipher.AES));

    assertThat(Counter.unknown(client.create(shop.order(Scene.qrCode()).build())).cause())
        .contains("configured key");
  }

  @Test
  void theEnvironmentChoosesIt() {
    Map<String, String> environment = new HashMap<>(shop.merchant.environment());
    environment.put("ALIPAY_OPENAPI", "v3");
    assertThat(AlipayConfig.fromEnvironment(environment).openApi).isTrue();
    assertThat(AlipayConfig.fromEnvironment(environment).toBuilder().build().openApi).isTrue();
    environment.put("ALIPAY_OPENAPI", "v2");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> AlipayConfig.fromEnvironment(environment))
        .withMessageContaining("ALIPAY_OPENAPI");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.config().endpoints(AlipayEndpoints.overseas()).openApiV3().build())
        .withMessageContaining("mainland");
  }
}
