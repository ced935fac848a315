// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.RefundCourse;
import io.countersign.sandbox.junit.SandboxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlipayReadmeExampleTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.alipay();

  private AlipayMerchant merchant;
  private SandboxClock clock;
  private AlipayClient alipay;
  private AlipayReadmeExample shop;

  @BeforeEach
  void open(AlipayMerchant own, SandboxClock time) {
    Quiet.please();
    merchant = own;
    clock = time;
    alipay =
        AlipayClient.of(
            AlipayConfig.fromEnvironment(merchant.environment()).toBuilder()
                .clock(clock)
                .notifyUrl(URI.create("https://shop.example.com/notify/alipay"))
                .build());
    shop = new AlipayReadmeExample(alipay);
  }

  @Test
  void thePageLeadsToAlipayWhereItIsPaid() {
    String page = shop.page(URI.create("https://shop.example.com/done"), "bm9uY2Utbm9uY2Utbm9u");
    String number = shop.orders().keySet().iterator().next();

    PayersBrowser browser = new PayersBrowser(URI.create("https://shop.example.com"));
    assertThat(browser.submits(page)).isEqualTo(merchant.cashierPage(number));
    merchant.pay(number);
    assertThat(shop.back(merchant.returnForm(number).query()))
        .map(PaymentRef::number)
        .contains(number);
    assertThat(alipay.find(shop.orders().get(number)).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void theWalletReceivesTheTradesNumber() {
    Map<String, String> parameters = shop.wallet(merchant.payerUserId());
    String number = shop.orders().keySet().iterator().next();

    assertThat(merchant.order(number).map(OrderView::tradeNo)).contains(parameters.get("tradeNO"));
  }

  @Test
  void aBrowserThatComesBackWithAnythingElseLearnsNothing() {
    shop.wallet(merchant.payerUserId());
    String number = shop.orders().keySet().iterator().next();

    assertThat(shop.back("out_trade_no=" + number)).isEmpty();
    assertThat(shop.back("")).isEmpty();
  }

  @Test
  void aPartIsGivenBackOnce() {
    PaymentRef paid = paid();

    Outcome<Refund> outcome = shop.giveBack(paid, Money.of("5.00", "CNY"));
    shop.giveBack(paid, Money.of("5.00", "CNY"));

    assertThat(outcome.orElseThrow().state()).isEqualTo(RefundState.REFUNDED);
    assertThat(merchant.refundedOf(paid.number())).isEqualTo(500);
  }

  @Test
  void aRefundThatTakesLongerIsUnknownAndThenThere() {
    PaymentRef paid = paid();
    merchant.nextRefund(RefundCourse.LATER);

    assertThat(shop.giveBack(paid, Money.of("5.00", "CNY"))).isInstanceOf(Outcome.Unknown.class);
    clock.advance(Duration.ofMinutes(1));

    assertThat(shop.giveBack(paid, Money.of("5.00", "CNY")).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(merchant.refundedOf(paid.number())).isEqualTo(500);
  }

  private PaymentRef paid() {
    shop.wallet(merchant.payerUserId());
    String number = shop.orders().keySet().iterator().next();
    merchant.pay(number);
    return shop.orders().get(number);
  }
}
