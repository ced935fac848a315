// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.LedgerEntry;
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

@DisplayName("Alipay on the demo's page, in a real browser")
class AlipayPagesTest {

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
    browser.expectNoComplaint(demo.address(), demo.gateway(), demo.alipayGateway());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void aPageIsPostedToAlipayPaidAndLeft(String scene) {
    browser.run("window.stillHere = true");
    browser.order("alipay", scene);
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.await("#login");
          browser.picture("alipay-" + scene + "-cashier", "body");
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
    browser.picture("alipay-" + scene + "-paid", ".counter-desk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qr", "mini-program", "in-app"})
  void theWalletOpensWhatTheShopShowsAndThePayerPays(String scene) {
    browser.order("alipay", scene);
    browser.picture("alipay-" + scene, ".counter-desk");
    payInTheWallet();

    browser.await("#ticket-state[data-status=PAID]");
  }

  @Test
  void whatWasPaidIsGivenBackOnceFromTheDesk() {
    browser.order("alipay", "qr");
    payInTheWallet();
    browser.await("#ticket-state[data-status=PAID]");
    int before = given().size();

    browser.type("#refund-amount", "10.00");
    browser.click("#refund");
    browser.awaitText("#desk-refunded", "10");

    assertThat(given().subList(before, given().size())).containsExactly(1000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh-CN", "zh-TW"})
  void aPhoneShowsAnAppsOrderWithoutScrollingSideways(String language) {
    browser.size(375, 800);
    try {
      browser.open(URI.create(demo.address().toString().replace("/#", "/?lang=" + language + "#")));
      browser.order("alipay", "in-app");
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(375);
      browser.picture("alipay-phone-" + language, "#shop");
    } finally {
      browser.size(1280, 900);
    }
  }

  private static void payInTheWallet() {
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.click("#pay");
          browser.awaitText("body", "TRADE_SUCCESS");
        });
    clock.advance(Duration.ZERO);
  }

  private static List<Long> given() {
    return demo.alipay().ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::fen)
        .toList();
  }
}
