// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Rejection.Reason;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.SignedCall;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a developer and a payer learn from a refusal. */
class RejectionTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aRefusalNamesCodeFieldAndRequest() {
    Rejection rejection =
        Shop.rejected(
                client.create(
                    shop.order(Scene.qrCode())
                        .with(WeChatPayOption.field("/no_such_field", "1"))
                        .build()))
            .rejection();

    assertThat(rejection.code()).isEqualTo("PARAM_ERROR");
    assertThat(rejection.field().orElseThrow()).contains("no_such_field");
    assertThat(rejection.requestId()).contains(shop.lastRequest().requestId());
    assertThat(rejection.verified()).isTrue();
    assertThat(rejection.toString())
        .contains("PARAM_ERROR", "no_such_field", shop.lastRequest().requestId());
  }

  @Test
  void aDetailInsideADetailIsFoundToo() {
    shop.merchant
        .faults()
        .once(
            Operation.ORDER_NATIVE,
            Fault.literal(
                    400,
                    "application/json",
                    "{\"code\":\"PARAM_ERROR\",\"message\":\"m\",\"detail\":{\"detail\":{\"field\":\"/x\"}}}")
                .signed());

    assertThat(Shop.rejected(client.create(shop.order(Scene.qrCode()).build())).rejection().field())
        .contains("/x");
  }

  @Test
  void theInternalNumberOfTheRequestIsPutIntoWords() {
    shop.merchant
        .faults()
        .once(
            Operation.ORDER_NATIVE,
            Fault.answer(400, "INVALID_REQUEST", "no").withHeader("Request-ID", "08A-268445527"));

    Rejection rejection =
        Shop.rejected(client.create(shop.order(Scene.qrCode()).build())).rejection();

    assertThat(rejection.requestId().orElseThrow()).isNotBlank();
    assertThat(InternalNumber.meaning("08A-268445527"))
        .contains("app id and merchant number do not match");
    assertThat(InternalNumber.meaning("08A-0")).isEmpty();
    assertThat(InternalNumber.meaning("")).isEmpty();
  }

  @Test
  void aRefundIdOfAnotherRefundIsNotAnsweredWithAdviceForOrders() {
    PaymentRef paid = shop.paidOrder(client);
    client.refund(RefundRequest.of(paid, "R-1", Money.ofMinor(1, "CNY"))).orElseThrow();

    Rejection rejection =
        Shop.rejected(client.refund(RefundRequest.of(paid, "R-1", Money.ofMinor(2, "CNY"))))
            .rejection();

    assertThat(rejection.remedy()).contains("its id was used for another refund");
    assertThat(rejection.remedy()).doesNotContain("close it");
  }

  @Test
  void aWrongSignatureIsComparedWithWhatWasSent() {
    WeChatPayClient wrongKey =
        WeChatPayClient.of(
            shop.config()
                .merchantKey(Pem.bytes(Platform.newKey(2048).getPrivate().getEncoded()))
                .build());

    Rejection rejection =
        Shop.rejected(wrongKey.create(shop.order(Scene.qrCode()).build())).rejection();

    assertThat(rejection.code()).isEqualTo("SIGN_ERROR");
    assertThat(rejection.reason()).isEqualTo(Reason.CONFIGURATION);
    assertThat(rejection.remedy())
        .contains("WeChat Pay saw the same method and path")
        .contains("bytes");
    assertThat(rejection.toString()).doesNotContain(shop.merchant.apiV3Key());
  }

  @Test
  void aChangedAddressIsSaidSo() {
    shop.merchant
        .faults()
        .once(
            Operation.ORDER_NATIVE,
            Fault.literal(
                    401,
                    "application/json",
                    "{\"code\":\"SIGN_ERROR\",\"message\":\"m\",\"detail\":{\"sign_information\":"
                        + "{\"method\":\"POST\",\"url\":\"/proxy/v3/pay\",\"sign_message_length\":9}}}")
                .unsigned());

    assertThat(
            Shop.rejected(client.create(shop.order(Scene.qrCode()).build())).rejection().remedy())
        .contains("something on the way changes requests");
  }

  @Test
  void aPaidOrderOrderedAgainIsDoneAndBringsThePayment() {
    PaymentRequest<ShowQrCode> request = shop.order(Scene.qrCode()).build();
    Shop.accepted(client.create(request));
    shop.merchant.pay(request.id().number());

    Rejection rejection = Shop.rejected(client.create(request)).rejection();

    assertThat(rejection.reason()).isEqualTo(Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.ALREADY_PAID);
  }

  @Test
  void aNumberWithOtherParametersIsRefusedUntilItIsClosed() {
    PaymentRequest<ShowQrCode> request = shop.order(Scene.qrCode()).build();
    Shop.accepted(client.create(request));
    PaymentRequest<ShowQrCode> changed =
        shop.order(Scene.qrCode()).id(request.id()).attachment("changed").build();

    assertThat(Shop.rejected(client.create(changed)).rejection().code())
        .isEqualTo("INVALID_REQUEST");
    Shop.accepted(client.close(client.ref(request)));
    Rejection closed = Shop.rejected(client.create(request)).rejection();
    assertThat(closed.code()).isEqualTo("ORDER_CLOSED");
    assertThat(closed.payerAdvice()).isEqualTo(PayerAdvice.EXPIRED);
  }

  @Test
  void aNumberOfAnotherSceneIsNotAcceptedAndThePayerMayStillPay() {
    PaymentRequest<ShowQrCode> request = shop.order(Scene.qrCode()).build();
    Shop.accepted(client.create(request));

    Outcome<InvokeWallet> outcome =
        client.create(shop.order(Scene.inApp()).id(request.id()).build());

    assertThat(outcome).isNotInstanceOf(Outcome.Accepted.class);
    assertThat(outcome.toString()).contains("OUT_TRADE_NO_USED");
    shop.merchant.pay(request.id().number());
    assertThat(client.find(client.ref(request)).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aRefundBeyondTheBalanceLeavesTheRefundIdFree() {
    PaymentRef paid = shop.paidOrder(client);
    shop.merchant.drainBalance();
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);

    Rejection rejection = Shop.rejected(client.refund(refund)).rejection();
    assertThat(rejection.reason()).isEqualTo(Reason.INSUFFICIENT_FUNDS);

    shop.merchant.balance(5_000);
    shop.wait(Duration.ofMinutes(2));
    Shop.accepted(client.refund(refund));
    assertThat(shop.merchant.balance()).isEqualTo(4_000);
  }

  @Test
  void aRefundOfAnUnpaidOrderIsRejected() {
    PaymentRef open = shop.openOrder(client);

    assertThat(
            Shop.rejected(client.refund(RefundRequest.of(open, "R" + open.number(), Shop.TEN)))
                .rejection()
                .verified())
        .isTrue();
  }

  @Test
  void theSameRefundIsAnsweredAgainAndMadeOnce() {
    PaymentRef paid = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);

    Shop.accepted(client.refund(refund));
    shop.wait(Duration.ofMinutes(2));
    Shop.accepted(client.refund(refund));

    assertThat(shop.merchant.balance()).isZero();
  }

  @Test
  void aRefusedQuestionThrowsWithTheRefusal() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> client.read(SignedCall.get("/v3/no/such/endpoint")))
        .satisfies(refused -> assertThat(refused.rejection().code()).isNotBlank());
  }
}
