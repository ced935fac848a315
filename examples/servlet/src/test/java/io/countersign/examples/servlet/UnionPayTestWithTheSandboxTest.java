// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a shop tests its own UnionPay payments, as the guide shows it. */
class UnionPayTestWithTheSandboxTest {

  // snippet: unionpay-guide-sandbox
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.unionPay();

  @Test
  void aRefundWhoseAnswerWasLostGivesMoneyBackOnce(UnionPayMerchant merchant, SandboxClock clock) {
    UnionPayConfig config = UnionPayConfig.fromEnvironment(merchant.environment());
    UnionPayClient unionPay =
        UnionPayClient.of(config.toBuilder().clock(clock).sleeper(clock::advance).build());
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next(clock, new SecureRandom()))
            .amount(Money.of("88.00", "CNY"))
            .description("龙井茶 100 克")
            .build();
    unionPay.create(tea).orElseThrow();
    assertThat(unionPay.find(unionPay.ref(tea))).isEmpty(); // nobody has scanned it yet
    merchant.pay(tea.id().number());
    PaymentRef paid = unionPay.find(unionPay.ref(tea)).orElseThrow().ref();

    String refundId = PaymentId.next(clock, new SecureRandom()).number();
    RefundRequest all = RefundRequest.of(paid, refundId, paid.total());
    merchant.faults().once(Operation.REFUND, Fault.answerDropped().afterProcessing());
    assertThat(unionPay.refund(all)).isInstanceOf(Outcome.Unknown.class);
    Refund found = unionPay.refund(all).orElseThrow(); // duplicate (12), so it was asked about
    assertThat(found.refundId()).isEqualTo(refundId);
    assertThat(merchant.refundedOf(paid.number())).isEqualTo(8800);
  }
  // end snippet
}
