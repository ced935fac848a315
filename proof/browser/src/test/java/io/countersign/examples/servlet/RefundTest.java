// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Refunds behind the counter")
class RefundTest {

  private static final Duration REFUND_TAKES = Duration.ofSeconds(5);

  @Test
  void aPartThenTheRestIsGivenBackAndNeverMore() {
    Quiet.please();
    SandboxClock clock = SandboxClock.drivenFrom(Instant.now());
    try (DemoShop demo = DemoShop.open(clock);
        Browser browser = new Browser(1280, 900, "en")) {
      browser.open(demo.address());
      browser.click("#place-order");
      browser.pay();
      clock.advance(Duration.ZERO);
      browser.await("#ticket-state[data-status=PAID]");

      browser.until("a form", page -> browser.all("#refund-form").isEmpty() ? null : page);
      browser.type("#refund-amount", "5.00");
      browser.doubleClick("#refund");
      browser.awaitText("#desk-refundable", "33.00");
      assertThat(refunds(demo)).containsExactly(500L);
      clock.advance(REFUND_TAKES);
      browser.awaitText("#ticket-state", "¥5.00 given back");
      browser.awaitText("#desk-refunded", "5.00");
      browser.picture("refunded-in-part", "#desk");

      browser.type("#refund-amount", "33.01");
      browser.click("#refund");
      browser.awaitText("#refund-problem", "at most ¥33.00");
      assertThat(refunds(demo)).containsExactly(500L);
      browser.forgetConsole("409");

      // The gateway takes one refund a minute for an order.
      clock.advance(Duration.ofMinutes(1));
      browser.click("#refund-all");
      browser.click("#refund");
      browser.awaitText("#desk-refundable", "0.00");
      clock.advance(REFUND_TAKES);
      browser.await("#ticket-state[data-status=REFUNDED]");
      assertThat(refunds(demo)).containsExactly(500L, 3300L);
      browser.awaitText("#timeline", "Refund REFUNDED, 33.00 CNY");
      browser.picture("refunded", "#desk");
      browser.expectNoComplaint(demo.address(), demo.gateway());
    }
  }

  @Test
  void aSecondPartWithinTheMinuteIsSentOnceTheGatewayTakesIt() {
    Quiet.please();
    SandboxClock clock = SandboxClock.drivenFrom(Instant.now());
    try (DemoShop demo = DemoShop.open(clock);
        Browser browser = new Browser(1280, 900, "en")) {
      browser.open(demo.address());
      browser.choose("way", "wechatpay payment-code");
      browser.await("#code");
      browser.click("#place-order");
      browser.await("#ticket-state[data-status=PAID]");
      browser.type("#refund-amount", "1.00");
      browser.click("#refund");
      browser.awaitText("#desk-refundable", "37.00");
      browser.await("#refund:enabled");
      browser.type("#refund-amount", "2.00");
      browser.click("#refund");
      browser.awaitText("#desk-refundable", "35.00");
      browser.await("#refund:enabled");
      assertThat(refunds(demo)).containsExactly(100L);

      clock.advance(Duration.ofMinutes(1));
      demo.followUp();
      clock.advance(REFUND_TAKES);
      demo.followUp();

      assertThat(refunds(demo)).containsExactly(100L, 200L);
      browser.awaitText("#desk-refunded", "3.00");
    }
  }

  private static List<Long> refunds(DemoShop demo) {
    return demo.weChatPay().ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::amount)
        .toList();
  }
}
