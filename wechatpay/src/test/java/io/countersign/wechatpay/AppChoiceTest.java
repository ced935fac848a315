// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A payment belongs to one app and one merchant, and what is proven about another is refused. */
class AppChoiceTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void ofTwoAppsOfOneKindTheFirstIsUsedAndTheSecondCanBeChosen() {
    WeChatPayClient two = withTwoOfficialAccounts();
    PaymentRef first =
        Shop.accepted(two.create(shop.order(Scene.qrCode()).build())).payment().orElseThrow();
    PaymentRef second =
        Shop.accepted(
                two.create(
                    shop.order(Scene.qrCode())
                        .with(WeChatPayOption.appId(shop.merchant.miniProgramAppId()))
                        .build()))
            .payment()
            .orElseThrow();

    for (PaymentRef ref : new PaymentRef[] {first, second}) {
      shop.expect(ref);
      shop.merchant.pay(ref.number());
      assertThat(shop.handle(two, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
    }
    assertThat(first.appId()).contains(shop.merchant.appId());
    assertThat(second.appId()).contains(shop.merchant.miniProgramAppId());
    assertThat(shop.merchant.order(second.number()).orElseThrow().appId())
        .isEqualTo(shop.merchant.miniProgramAppId());
    assertThat(shop.payments).hasSize(2);
  }

  @Test
  void anAppOfTheWrongKindIsRefusedBeforeSending() {
    String mini = shop.merchant.miniProgramAppId();
    String mobile = shop.merchant.mobileAppId();

    assertWrongApp(shop.inWallet(mobile), mobile);
    assertWrongApp(Scene.inApp(), mini);
    assertWrongApp(Scene.inApp(), shop.merchant.appId());
    assertWrongApp(Scene.qrCode(), "wxstranger");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aNoticeThatNamesAnotherOfTheClientsAppsIsUnexpected() {
    PaymentRef ref = shop.paidOrder(client);
    SignedNotification other =
        shop.notice(ref).withContent("/appid", "\"" + shop.merchant.miniProgramAppId() + "\"");

    ReceivedReply reply = shop.handle(client, other);

    assertThat(ref.appId()).contains(shop.merchant.appId());
    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(shop.effects()).isZero();
    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aSuccessOfAnUnknownKindForAnotherMerchantIsUnexpected() {
    SignedNotification foreign =
        shop.merchant.event(
            "TRANSACTION.SUCCESS", "newkind", "{\"mchid\":\"1900009999\",\"out_trade_no\":\"X1\"}");

    ReceivedReply reply = shop.handle(client, foreign);

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(shop.effects()).isZero();
    assertThat(shop.signals(Signal.ProvenButUnexpected.class)).hasSize(1);
  }

  @Test
  void aProfitSharingNamesItsReceiverAndPassesAsAnEvent() {
    SignedNotification shared =
        shop.merchant.event(
            "TRANSACTION.SUCCESS",
            "profitsharing",
            "{\"mchid\":\"1900009999\",\"order_id\":\"3008\"}");

    assertThat(shop.handle(client, shared).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.events).hasSize(1);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void aProvenNumberThatNoPaymentCanHaveIsUnreadableContent() {
    PaymentRef ref = shop.paidOrder(client);
    for (String number : new String[] {"AB CD12345678", "", "茶", "x".repeat(65)}) {
      SignedNotification odd = shop.notice(ref).withContent("/out_trade_no", "\"" + number + "\"");

      assertThatExceptionOfType(InvalidNotificationException.class)
          .isThrownBy(() -> client.notifications().verify(shop.received(odd)))
          .matches(refused -> refused.reason() == Reason.CONTENT_UNREADABLE);
      assertThat(shop.handle(client, odd).status()).isEqualTo(401);
    }
    assertThat(shop.effects()).isZero();
  }

  @Test
  void aRefundAnsweredForAnotherTotalWakesTheOperator() {
    PaymentRef ref = shop.paidOrder(client);
    shop.merchant.faults().always(Operation.REFUND, Fault.withField("/amount/total", "999999"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client.refund(RefundRequest.of(ref, "R1", Shop.TEN)));

    assertThat(shop.signals(Signal.ProvenButUnexpected.class)).hasSize(1);
    assertThat(shop.signals(Signal.CallEnded.class))
        .anyMatch(ended -> ended.result() == Signal.CallResult.MISMATCH);
  }

  private void assertWrongApp(Scene<?> scene, String appId) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> client.create(shop.order(scene).with(WeChatPayOption.appId(appId)).build()))
        .withMessageContaining("appId");
  }

  /** The second is taken for an official account's; a QR code may be of any kind. */
  private WeChatPayClient withTwoOfficialAccounts() {
    return WeChatPayClient.of(
        WeChatPayConfig.builder()
            .mchid(shop.merchant.mchid())
            .merchantSerial(shop.merchant.merchantSerial())
            .merchantKey(Pem.text(shop.merchant.merchantPrivateKeyPem()))
            .apiV3Key(Secret.of(shop.merchant.apiV3Key()))
            .publicKey(shop.merchant.publicKeyId(), Pem.text(shop.merchant.publicKeyPem()))
            .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, shop.merchant.appId())
            .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, shop.merchant.miniProgramAppId())
            .notifyUrl(Shop.NOTIFY_URL)
            .endpoint(shop.gateway.baseUri())
            .clock(shop.clock)
            .sleeper(shop.clock::advance)
            .build());
  }
}
