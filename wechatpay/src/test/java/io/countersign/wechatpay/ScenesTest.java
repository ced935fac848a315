// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Refunds;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.TradeState;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each scene from the shop's order to the payer's wallet, and one payment's whole life. */
class ScenesTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aQrCodeIsScannedPaidNotifiedFoundAndRefunded() {
    PaymentRequest<ShowQrCode> request = shop.order(Scene.qrCode()).attachment("table 7").build();

    Outcome.Accepted<ShowQrCode> created = Shop.accepted(client.create(request));
    PaymentRef ref = shop.expect(created.payment().orElseThrow());

    assertThat(shop.merchant.scan(created.value().content())).isEqualTo(ref.number());
    assertThat(created.value().validUntil())
        .isEqualTo(shop.clock.instant().plus(Duration.ofHours(2)));
    assertThat(client.find(ref).orElseThrow().state()).isEqualTo(PaymentState.AWAITING_PAYER);

    shop.merchant.pay(ref.number());

    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
    Payment told = shop.payments.get(0);
    assertThat(told.isPaid()).isTrue();
    assertThat(told.orderTotal()).contains(Shop.TEN);
    assertThat(told.refunds()).isEqualTo(Refunds.NONE);
    assertThat(told.paidAt()).contains(shop.clock.instant());
    assertThat(told.fields().text("attach")).contains("table 7");

    Payment found = client.find(ref).orElseThrow();
    assertThat(found.isPaid()).isTrue();
    assertThat(found.ref()).isEqualTo(told.ref());
    assertThat(found.ref().transactionId()).isPresent();

    RefundRequest refund =
        RefundRequest.of(found.ref(), "R-" + ref.number(), Shop.TEN).withReason("凉了");
    Refund accepted = Shop.accepted(client.refund(refund)).value();
    assertThat(accepted.state()).isEqualTo(RefundState.PROCESSING);

    shop.merchant.completeRefund(refund.refundId(), RefundEnd.SUCCESS);

    assertThat(shop.handle(client, shop.merchant.refundNotification(refund.refundId())).result())
        .isEqualTo(Result.HANDLED);
    assertThat(shop.refunds.get(0).state()).isEqualTo(RefundState.REFUNDED);
    assertThat(shop.refunds.get(0).refundedAt()).contains(shop.clock.instant());
    assertThat(client.findRefund(ref, refund.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
    Payment refunded = client.find(ref).orElseThrow();
    assertThat(refunded.isPaid()).describedAs("a refund never changes that it was paid").isTrue();
    assertThat(refunded.refunds()).isEqualTo(Refunds.SOME);
  }

  @Test
  void aPaymentCodeTakesTheConfiguredStoreUnlessTheRequestNamesOne() {
    WeChatPayClient till = WeChatPayClient.of(shop.config().outStoreId("store 1").build());
    Scene<Payment> scene = Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    PaymentRequest<Payment> bare = shop.order(scene).build();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(bare))
        .withMessageContaining("outStoreId");
    assertThat(Shop.accepted(till.create(bare)).value().isPaid()).isTrue();
    PaymentRequest<Payment> named =
        shop.order(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)))
            .with(WeChatPayOption.storeId("17"))
            .build();
    assertThat(Shop.accepted(till.create(named)).value().isPaid()).isTrue();
  }

  @Test
  void anOfficialAccountsPageInvokesTheWalletWithASignatureThatTheWalletAccepts() {
    String appId = shop.merchant.appId();
    PaymentRequest<InvokeWallet> request =
        shop.order(shop.inWallet(appId)).with(WeChatPayOption.appId(appId)).build();

    Map<String, String> parameters = Shop.accepted(client.create(request)).value().parameters();

    assertThat(parameters.keySet())
        .containsExactly("appId", "timeStamp", "nonceStr", "package", "signType", "paySign");
    assertThat(shop.merchant.openWallet(parameters)).isEqualTo(request.id().number());
  }

  @Test
  void aMiniProgramInvokesTheWalletWithoutAnAppId() {
    PaymentRequest<InvokeWallet> request =
        shop.order(shop.inWallet(shop.merchant.miniProgramAppId())).build();

    InvokeWallet wallet = Shop.accepted(client.create(request)).value();

    assertThat(wallet.parameters().keySet())
        .containsExactly("timeStamp", "nonceStr", "package", "signType", "paySign");
    assertThat(wallet.content()).startsWith("{\"timeStamp\":\"");
    assertThat(shop.merchant.openWallet(wallet.parameters())).isEqualTo(request.id().number());
  }

  @Test
  void anAppInvokesTheWalletThroughTheOpenSdk() {
    PaymentRequest<InvokeWallet> request = shop.order(Scene.inApp()).build();

    Map<String, String> parameters = Shop.accepted(client.create(request)).value().parameters();

    assertThat(parameters)
        .containsEntry("partnerId", shop.merchant.mchid())
        .containsEntry("packageValue", "Sign=WXPay")
        .containsEntry("appId", shop.merchant.mobileAppId());
    assertThat(shop.merchant.openWallet(parameters)).isEqualTo(request.id().number());
  }

  @Test
  void aMobilePageOpensWeChatAndComesBackToTheShop() {
    URI back = URI.create("https://shop.example.com/done?order=7&x=茶");
    PaymentRequest<OpenPage> request = shop.order(Scene.mobilePage(back, "203.0.113.7")).build();

    OpenPage.Redirect page = (OpenPage.Redirect) Shop.accepted(client.create(request)).value();

    assertThat(page.uri().toString())
        .contains("redirect_url=https%3A%2F%2Fshop.example.com%2Fdone%3Forder%3D7%26x%3D");
    assertThat(page.validUntil()).isEqualTo(shop.clock.instant().plus(Duration.ofMinutes(5)));
    shop.merchant.pay(request.id().number());
    assertThat(client.find(client.ref(request)).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aDesktopPageIsRefusedAndTheQrCodeRecommended() {
    PaymentRequest<OpenPage> request = shop.order(Scene.webPage(Shop.NOTIFY_URL)).build();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(request))
        .withMessageContaining("Scene.qrCode()");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aPaymentCodeIsChargedAtOnce() {
    Outcome.Accepted<Payment> charged =
        Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE)));

    assertThat(charged.value().state()).isEqualTo(PaymentState.PAID);
    assertThat(charged.value().orderTotal()).contains(Shop.TEN);
    assertThat(shop.merchant.chargesOf(charged.value().ref().number())).isEqualTo(1);
  }

  @Test
  void aPaymentCodeWhosePayerTypesAPasswordIsProcessing() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AFTER_PASSWORD);

    Payment waiting = Shop.accepted(client.create(request)).value();

    assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
    assertThat(waiting.isPaid()).isFalse();
    shop.wait(Duration.ofSeconds(11));
    assertThat(client.find(waiting.ref()).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void theOtherFormOfTheWaitingAnswerIsProcessingToo() {
    shop.merchant.answerUserPayingAsOrder(true);

    Payment waiting =
        Shop.accepted(client.create(code(PayerBehaviour.PAYS_AFTER_PASSWORD))).value();

    assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
  }

  @Test
  void chargeAsksUntilThePasswordIsTyped() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AFTER_PASSWORD);

    Outcome<Payment> outcome = client.charge(request, Duration.ofSeconds(45));

    assertThat(Shop.accepted(outcome).value().isPaid()).isTrue();
    assertThat(shop.requests(Operation.CODEPAY)).hasSize(1);
    assertThat(shop.requests(Operation.QUERY)).hasSize(2);
    assertThat(shop.requests(Operation.REVERSE)).isEmpty();
  }

  @Test
  void chargeReversesWhatIsNotSettledWhenPatienceEnds() {
    PaymentRequest<Payment> request = code(PayerBehaviour.NEEDS_PASSWORD);

    Outcome<Payment> outcome = client.charge(request, Duration.ofSeconds(30));

    assertThat(Shop.accepted(outcome).value().state()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.requests(Operation.REVERSE)).hasSize(1);
    assertThat(shop.merchant.order(request.id().number()).orElseThrow().state())
        .isEqualTo(TradeState.REVOKED);
    assertThat(shop.merchant.chargesOf(request.id().number())).isZero();
  }

  @Test
  void chargeReversesAPaymentThatFailedAfterThePassword() {
    PaymentRequest<Payment> request = code(PayerBehaviour.FAILS_AFTER_PASSWORD);

    Payment ended = Shop.accepted(client.charge(request, Duration.ofSeconds(45))).value();

    assertThat(ended.isPaid()).isFalse();
    assertThat(ended.state().isFinal()).isTrue();
    assertThat(shop.merchant.chargesOf(request.id().number())).isZero();
  }

  @Test
  void aPayerWithoutMoneyIsNeverCharged() {
    PaymentRequest<Payment> request = code(PayerBehaviour.NOT_ENOUGH);

    Outcome<Payment> outcome = client.charge(request, Duration.ofSeconds(30));

    assertThat(outcome instanceof Outcome.Accepted<Payment> accepted && accepted.value().isPaid())
        .isFalse();
    assertThat(shop.merchant.chargesOf(request.id().number())).isZero();
  }

  @Test
  void aBankThatFailsIsAskedAboutAndNotChargedAgain() {
    PaymentRequest<Payment> request = code(PayerBehaviour.BANK_ERROR);

    Outcome<Payment> outcome = client.charge(request, Duration.ofSeconds(30));

    assertThat(outcome instanceof Outcome.Accepted<Payment> accepted && accepted.value().isPaid())
        .isFalse();
    assertThat(shop.requests(Operation.CODEPAY)).hasSize(1);
  }

  @Test
  void aPaidPaymentCodeThatIsReversedIsGivenBack() {
    PaymentRef ref = Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE))).value().ref();

    Outcome<Payment> reversed = client.reverse(ref);

    assertThat(Shop.accepted(reversed).value().state()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.merchant.balance()).isZero();
  }

  @Test
  void anUnpaidOrderIsClosedAndCannotBePaidAnyMore() {
    PaymentRef ref = shop.openOrder(client);

    assertThat(Shop.accepted(client.close(ref)).value()).isEqualTo(PaymentState.CLOSED);

    assertThat(client.find(ref).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> shop.merchant.pay(ref.number()));
  }

  @Test
  void aPaymentIsFoundByWeChatPaysOwnNumber() {
    PaymentRef ref = client.find(shop.paidOrder(client)).orElseThrow().ref();

    Payment found = client.findTransaction(ref.transactionId().orElseThrow()).orElseThrow();

    assertThat(found.ref().number()).isEqualTo(ref.number());
    assertThat(found.orderTotal()).contains(Shop.TEN);
    assertThat(client.findTransaction("4200000000000000000000000000")).isEmpty();
  }

  @Test
  void aRefundThatReachesNobodyNeedsAction() {
    PaymentRef ref = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(ref, "R1" + ref.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));

    shop.merchant.completeRefund(refund.refundId(), RefundEnd.ABNORMAL);

    assertThat(client.findRefund(ref, refund.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.NEEDS_ACTION);
    shop.handle(client, shop.merchant.refundNotification(refund.refundId()));
    assertThat(shop.refunds.get(0).state()).isEqualTo(RefundState.NEEDS_ACTION);
  }

  @Test
  void aClosedRefundFailed() {
    PaymentRef ref = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(ref, "R2" + ref.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));

    shop.merchant.completeRefund(refund.refundId(), RefundEnd.CLOSED);

    assertThat(client.findRefund(ref, refund.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.FAILED);
    shop.handle(client, shop.merchant.refundNotification(refund.refundId()));
    assertThat(shop.refunds.get(0).state()).isEqualTo(RefundState.FAILED);
  }

  @Test
  void aRefundThatNobodyMadeIsNotFound() {
    assertThat(client.findRefund(shop.paidOrder(client), "R-nobody")).isEmpty();
  }

  private PaymentRequest<Payment> code(PayerBehaviour behaviour) {
    return shop.order(Scene.paymentCode(shop.merchant.authCode(behaviour)))
        .with(WeChatPayOption.outStoreId("till 1"))
        .build();
  }
}
