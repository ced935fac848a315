// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.RejectedException;
import io.countersign.Scene;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.SubMerchant;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service provider pays out its sub-merchant's money, through the gateway's own side. */
class OnBehalfPayoutSandboxTest {
  private static final String NUMBER = "T20261121001";
  private static final Money THREE = Money.of("3.00", "CNY");

  private final Shop shop = Shop.openOnBehalf();
  private final SubMerchant sub = shop.subMerchant.orElseThrow();
  private final WeChatPayClient client = shop.client();
  private final WeChatPayClient other =
      WeChatPayClient.of(shop.config().build())
          .onBehalfOf(Shop.named(shop.merchant.openSubMerchant()));
  private String transaction = "";

  @AfterEach
  void close() {
    shop.close();
  }

  private static TransferRequest transfer(String appId, String openId) {
    return TransferRequest.to(appId, PersonalText.of(openId))
        .number(NUMBER)
        .amount(THREE)
        .scene(TransferScene.cashMarketing("春日有礼", "写评价"))
        .remark("谢谢")
        .build();
  }

  private Map<String, String> handedOver(Transfer waiting) {
    return waiting.confirmation().orElseThrow().miniProgram().parameters();
  }

  private void hasShareablePayment() {
    PaymentRef ref =
        Shop.accepted(
                client.create(
                    shop.order(Scene.qrCode()).with(WeChatPayOption.profitSharing()).build()))
            .payment()
            .orElseThrow();
    shop.merchant.pay(ref.number());
    transaction = client.find(ref).orElseThrow().ref().transactionId().orElseThrow();
    shop.wait(Duration.ofMinutes(2));
  }

  @Test
  void aUserOfTheSubMerchantsAppConfirmsThereAndIsPaidWithItsMoney() {
    sub.balance(1000);
    String appId = sub.miniProgramAppId().orElseThrow();
    String user = shop.merchant.openIdOf(appId);

    Transfer waiting = Shop.accepted(client.transfers().send(transfer(appId, user))).value();

    assertThat(handedOver(waiting))
        .containsEntry("subAppId", appId)
        .containsEntry("subMchId", sub.mchid())
        .doesNotContainKey("appId");
    assertThat(shop.merchant.transfers().openConfirmation(handedOver(waiting))).isEqualTo(NUMBER);
    shop.merchant.transfers().confirm(NUMBER);
    shop.wait(Duration.ofMinutes(1));
    assertThat(client.transfers().find(NUMBER, THREE).orElseThrow().state())
        .isEqualTo(TransferState.SUCCEEDED);
    assertThat(shop.merchant.transfers().receivedBy(user)).isEqualTo(300);
    assertThat(sub.balance()).isEqualTo(700);
  }

  @Test
  void aUserOfTheProvidersAppConfirmsThere() {
    sub.balance(1000);
    String appId = shop.merchant.miniProgramAppId();

    Transfer waiting =
        Shop.accepted(client.transfers().send(transfer(appId, shop.merchant.openIdOf(appId))))
            .value();

    assertThat(handedOver(waiting)).containsEntry("appId", appId).doesNotContainKey("subAppId");
    assertThat(shop.merchant.transfers().openConfirmation(handedOver(waiting))).isEqualTo(NUMBER);
  }

  @Test
  void theEndIsToldToTheSubMerchantsViewAndBelievedByNoOther() {
    sub.balance(1000);
    String appId = shop.merchant.appId();
    Shop.accepted(client.transfers().send(transfer(appId, shop.merchant.openId())));
    shop.merchant.transfers().confirm(NUMBER);
    shop.wait(Duration.ofMinutes(1));
    SignedNotification notice = shop.merchant.transfers().notification(NUMBER);

    assertThat(shop.handle(other, notice).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(shop.handle(WeChatPayClient.of(shop.config().build()), notice).result())
        .isEqualTo(Result.UNEXPECTED);
    assertThat(shop.handle(client, notice).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.events).hasSize(1);
    assertThat(other.transfers().find(NUMBER, THREE)).isEmpty();
  }

  @Test
  void anAnswerLostOnItsWayPaysTheUserOnce() {
    sub.balance(1000);
    TransferRequest request = transfer(shop.merchant.appId(), shop.merchant.openId());
    shop.merchant.faults().once(Operation.TRANSFER, Fault.answerDropped());

    Shop.unknown(client.transfers().send(request));

    assertThat(client.transfers().find(NUMBER, THREE)).isPresent();
    Shop.accepted(client.transfers().send(request));
    assertThat(sub.balance()).isEqualTo(700);
  }

  @Test
  void itsPaymentIsSharedOnceAndTheRestIsItsOwn() {
    hasShareablePayment();
    WeChatPayProfitSharing sharing = client.profitSharing();
    ShareAccount user =
        ShareAccount.person(shop.merchant.appId(), PersonalText.of(shop.merchant.openId()));
    Shop.accepted(sharing.addReceiver(ShareReceiver.of(user, ShareReceiver.Relation.STAFF)));
    ShareRequest.Builder share = ShareRequest.of(transaction, "P1").to(user, THREE, "小费");
    shop.merchant.faults().once(Operation.SHARE, Fault.answerDropped());

    Shop.unknown(sharing.share(share.unfreezeRest()));
    assertThat(sharing.find("P1", transaction)).isPresent();
    Shop.accepted(sharing.share(share.unfreezeRest()));
    shop.wait(Duration.ofMinutes(5));

    assertThat(sharing.find("P1", transaction).orElseThrow().isPaidToAll()).isTrue();
    assertThat(shop.merchant.profitSharing().sharesOf(transaction)).isEqualTo(1);
    assertThat(sub.balance()).isEqualTo(700);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> other.profitSharing().find("P1", transaction));
  }
}
