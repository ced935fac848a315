// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.junit.SandboxExtension;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a shop tests its own Alipay payments, as the guide shows it. */
class AlipayTestWithTheSandboxTest {

  // snippet: alipay-guide-sandbox
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.alipay();

  @Test
  void aForgedNotExistChargesNobodyTwice(AlipayMerchant merchant, SandboxClock clock) {
    AlipayConfig config = AlipayConfig.fromEnvironment(merchant.environment());
    AlipayClient alipay =
        AlipayClient.of(config.toBuilder().clock(clock).sleeper(clock::advance).build());
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next(clock, new SecureRandom()))
            .amount(Money.of("88.00", "CNY"))
            .description("龙井茶 100 克")
            .build();
    alipay.create(tea).orElseThrow();
    assertThat(alipay.find(alipay.ref(tea))).isEmpty(); // nobody has scanned it yet

    merchant.pay(tea.id().number());
    merchant.faults().once(Operation.CLOSE, Fault.forgedNotExist());
    assertThat(alipay.close(alipay.ref(tea))).isNotInstanceOf(Outcome.Accepted.class);
    assertThat(alipay.find(alipay.ref(tea)).orElseThrow().isPaid()).isTrue();
    assertThat(merchant.paymentsOf(tea.id().number())).isEqualTo(1);
  }
  // end snippet
}
