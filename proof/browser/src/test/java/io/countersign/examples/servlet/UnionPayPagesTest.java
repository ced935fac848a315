// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.unionpay.LedgerEntry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("UnionPay on the demo's page, in a real browser")
class UnionPayPagesTest {

  private static SandboxClock clock;
  private static DemoShop demo;
  private static Browser browser;

  /** At noon in Beijing. */
  @BeforeAll
  static void open() {
    Quiet.please();
    clock = SandboxClock.drivenFrom(Instant.parse("2026-01-05T04:00:00Z"));
    demo = DemoShop.open(clock);
    browser = new Browser(1280, 900, "en");
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    demo.close();
  }

  @BeforeEach
  void visit() {
    browser.open(demo.address());
  }

  @AfterEach
  void nobodyComplains() {
    browser.expectNoComplaint(demo.address(), demo.gateway(), demo.unionPayGateway());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void aPageIsPostedToUnionPayPaidAndLeft(String scene) {
    browser.run("window.stillHere = true");
    browser.order("unionpay", scene);
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.picture("unionpay-" + scene + "-cashier", "body");
          browser.click("#pay");
          browser.click("#back");
          browser.await("#ticket");
          assertThat(URI.create(String.valueOf(browser.run("return location.origin"))))
              .hasAuthority(demo.address().getAuthority());
        });
    clock.advance(Duration.ZERO);

    browser.await("#ticket-state[data-status=PAID]");
    assertThat(browser.run("return window.stillHere")).isEqualTo(true);
    browser.awaitText("#timeline", "Payment PAID, 25.00 CNY");
    browser.picture("unionpay-" + scene + "-paid", ".counter-desk");
  }

  @Test
  void aPayerWhoseCardIsRefusedLeavesAndIsBackAtTheOrder() {
    browser.order("unionpay", "web-page");
    int before = demo.unionPay().deliveries().size();
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.click("#decline");
          browser.click("#leave");
          browser.await("#ticket-state[data-status=OPEN]");
        });

    clock.advance(Duration.ofMinutes(1));
    assertThat(demo.unionPay().deliveries()).hasSize(before);
    browser.await("#ticket-state[data-status=OPEN]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qr", "in-app"})
  void theAppOpensWhatTheShopShowsAndThePayerPays(String scene) {
    browser.order("unionpay", scene);
    browser.picture("unionpay-" + scene, ".counter-desk");
    payInTheApp();

    browser.await("#ticket-state[data-status=PAID]");
  }

  @Test
  void whatWasPaidIsGivenBackOnceFromTheDesk() {
    browser.order("unionpay", "qr");
    payInTheApp();
    browser.await("#ticket-state[data-status=PAID]");
    int before = given().size();

    browser.type("#refund-amount", "10.00");
    browser.click("#refund");
    // UnionPay tells of it once it has it.
    browser.until("a refund", page -> given().size() > before ? page : null);
    clock.advance(Duration.ZERO);
    browser.awaitText("#desk-refunded", "10");

    assertThat(given().subList(before, given().size())).containsExactly(1000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh-CN", "zh-TW"})
  void aPhoneShowsAnAppsOrderWithoutScrollingSideways(String language) {
    browser.size(375, 800);
    try {
      browser.open(URI.create(demo.address().toString().replace("/#", "/?lang=" + language + "#")));
      browser.order("unionpay", "in-app");
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(375);
      browser.picture("unionpay-phone-" + language, "#shop");
    } finally {
      browser.size(1280, 900);
    }
  }

  private static void payInTheApp() {
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.click("#pay");
          browser.awaitText("body", "SUCCESS");
        });
    clock.advance(Duration.ZERO);
  }

  private static List<Long> given() {
    return demo.unionPay().ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::fen)
        .toList();
  }
}
