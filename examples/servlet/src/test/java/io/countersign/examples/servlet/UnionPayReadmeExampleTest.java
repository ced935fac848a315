// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the README shows of UnionPay, at its own side. */
class UnionPayReadmeExampleTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.unionPay();

  private UnionPayMerchant merchant;
  private SandboxClock clock;
  private UnionPayClient unionPay;
  private UnionPayReadmeExample shop;

  @BeforeEach
  void open(UnionPayMerchant own, SandboxClock time) {
    Quiet.please();
    merchant = own;
    clock = time;
    unionPay =
        UnionPayClient.of(
            UnionPayConfig.fromEnvironment(merchant.environment()).toBuilder()
                .clock(clock)
                .sleeper(clock::advance)
                .notifyUrl(URI.create("https://shop.example.com/notify/unionpay"))
                .build());
    shop = new UnionPayReadmeExample(unionPay);
  }

  @Test
  void thePageLeadsToUnionPayWhereItIsPaid() {
    String page = shop.page(URI.create("https://shop.example.com/done"), "bm9uY2Utbm9uY2Utbm9u");
    PaymentRef ref = shop.orders().values().iterator().next();

    PayersBrowser browser = new PayersBrowser(URI.create("https://shop.example.com"));
    assertThat(browser.submits(page)).isEqualTo(merchant.cashierPage(ref.number()));
    merchant.pay(ref.number());
    assertThat(unionPay.find(ref).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aCodeAtTheTillIsChargedToItsEnd() {
    Outcome<Payment> paid = shop.till(merchant.paymentCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
    assertThat(paid.orElseThrow().isPaid()).isTrue();

    Outcome<Payment> left = shop.till(merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD));
    assertThat(left.orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    assertThat(merchant.ledger()).hasSize(1);
  }

  @Test
  void aRefundIsAcceptedAndThenFoundByItsOwnNumber() {
    PaymentRef paid =
        shop.till(merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE)).orElseThrow().ref();
    merchant.next(Operation.REFUND, Course.LATER);

    Outcome<Refund> outcome = shop.giveBack(paid, Money.of("5.00", "CNY"));
    assertThat(outcome.orElseThrow().state()).isEqualTo(RefundState.PROCESSING);
    clock.advance(Duration.ofMinutes(2));

    String refundId = shop.refunds().keySet().iterator().next();
    Refund refund = unionPay.findRefund(paid, refundId).orElseThrow();
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(merchant.refundedOf(paid.number())).isEqualTo(500);
  }
}
