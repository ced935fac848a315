// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.Scene;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payment is shared through the gateway's own side, from the order to the receiver's notice. */
class ProfitSharingSandboxTest {
  private static final Money THREE = Money.of("3.00", "CNY");
  private static final Money ONE = Money.of("1.00", "CNY");

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();
  private final WeChatPayProfitSharing sharing = client.profitSharing();
  private final WeChatPayMerchant partner = shop.gateway.openMerchant();
  private String transaction = "";

  @BeforeEach
  void aPaymentCanBeShared() {
    PaymentRef ref =
        Shop.accepted(
                client.create(
                    shop.order(Scene.qrCode()).with(WeChatPayOption.profitSharing()).build()))
            .payment()
            .orElseThrow();
    shop.merchant.pay(ref.number());
    transaction = client.find(ref).orElseThrow().ref().transactionId().orElseThrow();
    shop.wait(Duration.ofMinutes(2));
    Shop.accepted(
        sharing.addReceiver(
            ShareReceiver.of(
                    ShareAccount.merchant(partner.mchid()), ShareReceiver.Relation.SUPPLIER)
                .named(PersonalText.of("某某有限公司"))));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aShareReachesItsReceiverWhoIsToldAndNeverAsAPayment() {
    Shop.accepted(sharing.share(share("P1").keepRestFrozen()));
    shop.wait(Duration.ofMinutes(5));

    ProfitShare share = sharing.find("P1", transaction).orElseThrow();
    assertThat(share.isPaidToAll()).isTrue();
    assertThat(sharing.unsplitAmount(transaction)).isEqualTo(Money.of("7.00", "CNY"));
    WeChatPayClient receiver =
        WeChatPayClient.of(
            shop.config(partner)
                .publicKey(partner.publicKeyId(), Pem.text(partner.publicKeyPem()))
                .build());
    assertThat(
            shop.handle(receiver, shop.merchant.profitSharing().notification("P1", partner))
                .result())
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).isEmpty();
    assertThat(((ProfitShared) shop.events.get(0)).amount()).isEqualTo(THREE);
  }

  @Test
  void anAnswerLostOnItsWayIsAskedAboutAndSharedOnce() {
    shop.merchant.faults().once(Operation.SHARE, Fault.answerDropped());

    Shop.unknown(sharing.share(share("P1").keepRestFrozen()));

    assertThat(shop.requests(Operation.SHARE)).hasSize(1);
    assertThat(sharing.find("P1", transaction)).isPresent();
    Shop.accepted(sharing.share(share("P1").keepRestFrozen()));
    shop.wait(Duration.ofMinutes(5));
    assertThat(shop.merchant.profitSharing().sharesOf(transaction)).isEqualTo(1);
  }

  @Test
  void theRestIsReleasedAndAShareTakenBack() {
    Shop.accepted(sharing.share(share("P1").keepRestFrozen()));
    shop.wait(Duration.ofMinutes(5));
    Shop.accepted(sharing.unfreezeRest("U1", transaction, "完结"));
    shop.wait(Duration.ofMinutes(5));
    assertThat(sharing.unsplitAmount(transaction).isPositive()).isFalse();

    Shop.accepted(sharing.takeBack(ShareReturnRequest.of("P1", "R1", partner.mchid(), ONE, "退款")));
    shop.wait(Duration.ofMinutes(5));

    assertThat(sharing.findReturn("R1", "P1", ONE).orElseThrow().state())
        .isEqualTo(ShareReturn.State.RETURNED);
  }

  @Test
  void theSameNumberWithAnotherAmountSharesNothingMore() {
    Shop.accepted(sharing.share(share("P1").keepRestFrozen()));

    Shop.rejected(
        sharing.share(
            ShareRequest.of(transaction, "P1")
                .to(ShareAccount.merchant(partner.mchid()), ONE, "货款")
                .keepRestFrozen()));

    shop.wait(Duration.ofMinutes(5));
    assertThat(shop.merchant.profitSharing().sharesOf(transaction)).isEqualTo(1);
  }

  @Test
  void aReceiverWhoGotNothingIsSeenThoughTheShareIsFinished() {
    shop.merchant.profitSharing().stayProcessing();
    Shop.accepted(sharing.share(share("P1").keepRestFrozen()));
    shop.merchant.profitSharing().failReceiver("P1", partner.mchid(), "ACCOUNT_ABNORMAL");
    shop.merchant.profitSharing().finish("P1");

    ProfitShare share = sharing.find("P1", transaction).orElseThrow();

    assertThat(share.isPaidToAll()).isFalse();
    assertThat(share.parts().get(0).result()).isEqualTo(ProfitShare.Result.CLOSED);
    assertThat(share.parts().get(0).remedy()).isPresent();
  }

  private ShareRequest.Builder share(String number) {
    return ShareRequest.of(transaction, number)
        .to(ShareAccount.merchant(partner.mchid()), THREE, "货款");
  }
}
