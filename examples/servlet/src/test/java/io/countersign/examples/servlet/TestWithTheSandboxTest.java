// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a shop tests its own payments, as the README shows it. */
class TestWithTheSandboxTest {

  // snippet: sandbox-test
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  @Test
  void anAnswerLostOnItsWayChargesNobodyTwice(WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayConfig config = WeChatPayConfig.fromEnvironment(merchant.environment());
    WeChatPayClient wechat = WeChatPayClient.of(config.toBuilder().clock(clock).build());
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One pot of tea")
            .build();

    merchant.faults().once(Operation.ORDER_NATIVE, Fault.answerDropped());
    ShowQrCode code = wechat.create(tea).orElseThrow();
    merchant.pay(merchant.scan(code.content()));

    assertThat(wechat.find(wechat.ref(tea)).orElseThrow().isPaid()).isTrue();
    assertThat(merchant.chargesOf(tea.id().number())).isEqualTo(1);
  }
  // end snippet
}
