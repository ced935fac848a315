// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.VoucherKind;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.junit.SandboxExtension;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a shop tests its own ECPay payments, as the guide shows it. */
class EcpayTestWithTheSandboxTest {

  // snippet: ecpay-guide-sandbox
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.ecpay();

  @Test
  void aLostAnswerIssuesNoSecondVoucher(EcpayMerchant merchant, SandboxClock clock) {
    EcpayConfig config = EcpayConfig.fromEnvironment(merchant.environment());
    EcpayClient ecpay = EcpayClient.of(config.toBuilder().clock(clock).build());
    PaymentRequest<ShowVoucher> tea =
        PaymentRequest.in(Scene.voucher(VoucherKind.STORE_CODE))
            .id(PaymentId.next(clock, new SecureRandom()))
            .amount(Money.of("250", "TWD"))
            .description("高山烏龍茶 150 公克")
            .build();

    merchant.faults().once(Operation.NUMBER, Fault.answerDropped());
    assertThat(ecpay.create(tea)).isInstanceOf(Outcome.Unknown.class);
    ShowVoucher issued = ecpay.create(tea).orElseThrow(); // the same number, the same voucher
    assertThat(ecpay.findVoucher(ecpay.ref(tea))).contains(issued);

    merchant.payNumber(tea.id().number());
    assertThat(ecpay.find(ecpay.ref(tea)).orElseThrow().isPaid()).isTrue();
    assertThat(merchant.chargesOf(tea.id().number())).isEqualTo(1);
  }
  // end snippet
}
