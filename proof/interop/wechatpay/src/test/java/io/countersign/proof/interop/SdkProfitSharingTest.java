// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.service.profitsharing.ProfitsharingService;
import com.wechat.pay.java.service.profitsharing.model.AddReceiverRequest;
import com.wechat.pay.java.service.profitsharing.model.CreateOrderReceiver;
import com.wechat.pay.java.service.profitsharing.model.CreateOrderRequest;
import com.wechat.pay.java.service.profitsharing.model.CreateReturnOrderRequest;
import com.wechat.pay.java.service.profitsharing.model.OrderStatus;
import com.wechat.pay.java.service.profitsharing.model.OrdersEntity;
import com.wechat.pay.java.service.profitsharing.model.QueryOrderAmountRequest;
import com.wechat.pay.java.service.profitsharing.model.QueryOrderRequest;
import com.wechat.pay.java.service.profitsharing.model.ReceiverRelationType;
import com.wechat.pay.java.service.profitsharing.model.ReceiverType;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPayOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The official SDK shares what our client collected, at the sandbox. */
class SdkProfitSharingTest {

  @Test
  void sharesAPaymentOfOursAndTakesAPartBack() {
    // Theirs signs by the JVM's clock, and a payment is shared a minute after it at the earliest.
    SandboxClock clock = SandboxClock.drivenFrom(Instant.now().minus(Duration.ofMinutes(3)));
    try (Sandbox sandbox = Sandbox.builder().clock(clock).start()) {
      WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant();
      WeChatPayMerchant partner = sandbox.weChatPay().openMerchant();
      WeChatPayClient ours =
          WeChatPayClient.of(
              WeChatPayConfig.fromEnvironment(merchant.environment()).toBuilder()
                  .clock(clock)
                  .build());
      PaymentRequest<ShowQrCode> tea =
          PaymentRequest.in(Scene.qrCode())
              .id(PaymentId.next())
              .amount(Money.of("25.00", "CNY"))
              .description("One pot of tea")
              .with(WeChatPayOption.profitSharing())
              .build();
      ours.create(tea).orElseThrow();
      merchant.pay(tea.id().number());
      String transaction =
          ours.find(ours.ref(tea)).orElseThrow().ref().transactionId().orElseThrow();
      clock.advance(Duration.ofMinutes(3));

      Sdk sdk = Sdk.byPublicKey(sandbox.weChatPay(), merchant);
      ProfitsharingService theirs =
          new ProfitsharingService.Builder()
              .httpClient(sdk.http())
              .encryptor(sdk.config().createEncryptor())
              .decryptor(sdk.config().createDecryptor())
              .build();
      AddReceiverRequest receiver = new AddReceiverRequest();
      receiver.setAppid(merchant.appId());
      receiver.setType(ReceiverType.MERCHANT_ID);
      receiver.setAccount(partner.mchid());
      receiver.setName("茶园有限公司");
      receiver.setRelationType(ReceiverRelationType.SUPPLIER);
      theirs.addReceiver(receiver);

      CreateOrderRequest share = new CreateOrderRequest();
      share.setAppid(merchant.appId());
      share.setTransactionId(transaction);
      share.setOutOrderNo("SHARE1");
      share.setUnfreezeUnsplit(true);
      CreateOrderReceiver line = new CreateOrderReceiver();
      line.setType("MERCHANT_ID");
      line.setAccount(partner.mchid());
      line.setName("茶园有限公司");
      line.setAmount(500L);
      line.setDescription("leaves");
      share.setReceivers(List.of(line));
      theirs.createOrder(share);
      theirs.createOrder(share);
      clock.advance(Duration.ofMinutes(1));

      QueryOrderRequest query = new QueryOrderRequest();
      query.setTransactionId(transaction);
      query.setOutOrderNo("SHARE1");
      OrdersEntity shared = theirs.queryOrder(query);
      assertThat(shared.getState()).isEqualTo(OrderStatus.FINISHED);
      assertThat(merchant.profitSharing().sharesOf(transaction)).isEqualTo(1);
      QueryOrderAmountRequest rest = new QueryOrderAmountRequest();
      rest.setTransactionId(transaction);
      assertThat(theirs.queryOrderAmount(rest).getUnsplitAmount()).isZero();

      CreateReturnOrderRequest back = new CreateReturnOrderRequest();
      back.setOutOrderNo("SHARE1");
      back.setOutReturnNo("BACK1");
      back.setReturnMchid(partner.mchid());
      back.setAmount(200L);
      back.setDescription("too much");
      assertThat(theirs.createReturnOrder(back).getAmount()).isEqualTo(200L);
    }
  }
}
