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

  @Test
  void aRefundWhoseAnswerWasLostIsPressedAgainAndSentOnce() {
    Quiet.please();
    SandboxClock clock = SandboxClock.drivenFrom(Instant.now());
    try (DemoShop demo = DemoShop.open(clock);
        Browser browser = new Browser(1280, 900, "en")) {
      browser.open(demo.address());
      buy(browser);
      browser.run(
          "const real = window.fetch; let lost = false;"
              + "window.fetch = async (path, how) => {"
              + "  const answer = await real(path, how);"
              + "  if (!lost && how.method === 'POST') { lost = true; throw new TypeError('lost'); }"
              + "  return answer; }");

      browser.type("#refund-amount", "5.00");
      browser.click("#refund");
      browser.awaitText("#refund-problem", "it stays one refund");
      browser.picture("refund-answer-lost", "#desk");
      browser.click("#refund");
      browser.until("an answer", page -> browser.text("#refund-problem").isEmpty() ? page : null);
      browser.await("#refund:enabled");

      assertThat(refunds(demo)).containsExactly(500L);
      browser.awaitText("#desk-refundable", "33.00");
    }
  }

  @Test
  void anAmountStaysWithTheOrderItWasTypedFor() {
    Quiet.please();
    try (DemoShop demo = DemoShop.open(SandboxClock.system());
        Browser browser = new Browser(1280, 900, "en")) {
      browser.open(demo.address());
      buy(browser);
      String first = browser.text("#desk-detail .mono");
      browser.type("#refund-amount", "7.00");
      buy(browser);
      browser.until(
          "both in the list", page -> browser.all(".order-row").size() == 2 ? page : null);

      assertThat(browser.text("#desk-detail .mono")).isEqualTo(first);
      assertThat(browser.await("#refund-amount").getDomProperty("value")).isEqualTo("7.00");

      browser.click(".order-row[aria-pressed=false]");
      browser.until(
          "the other order",
          page -> browser.text("#desk-detail .mono").equals(first) ? null : page);
      assertThat(browser.await("#refund-amount").getDomProperty("value")).isEmpty();
      assertThat(refunds(demo)).isEmpty();
    }
  }

  @Test
  void aRefusalOfTheGatewayIsSaid() {
    Quiet.please();
    try (DemoShop demo = DemoShop.open(SandboxClock.system());
        Browser browser = new Browser(1280, 900, "en")) {
      browser.open(demo.address());
      buy(browser);
      demo.weChatPay().drainBalance();

      browser.type("#refund-amount", "5.00");
      browser.click("#refund");

      browser.awaitText("#refund-problem", "The gateway refused it");
      assertThat(refunds(demo)).isEmpty();
      browser.awaitText("#desk-refundable", "38.00");
    }
  }

  /** Buys with a payment code, and waits until it is paid. */
  private static void buy(Browser browser) {
    Object before = ticket(browser);
    browser.choose("way", "wechatpay payment-code");
    String used = browser.until("a code", page -> code(browser).isEmpty() ? null : code(browser));
    browser.click("#place-order");
    browser.until("another order", page -> before.equals(ticket(browser)) ? null : page);
    browser.await("#ticket-state[data-status=PAID]");
    browser.await("#refund-form");
    browser.until("a fresh code", page -> used.equals(code(browser)) ? null : page);
  }

  private static String code(Browser browser) {
    return String.valueOf(browser.run("return document.querySelector('#code')?.value ?? ''"));
  }

  private static Object ticket(Browser browser) {
    return browser.run("return document.getElementById('ticket-state')?.dataset.order ?? ''");
  }

  private static List<Long> refunds(DemoShop demo) {
    return demo.weChatPay().ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::amount)
        .toList();
  }
}
