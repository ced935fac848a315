// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.LedgerEntry;
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

@DisplayName("ECPay on the demo's page, in a real browser")
class EcpayPagesTest {

  private static SandboxClock clock;
  private static DemoShop demo;
  private static Browser browser;

  /** In the morning in Taipei. */
  @BeforeAll
  static void open() {
    Quiet.please();
    clock = SandboxClock.drivenFrom(Instant.parse("2026-01-05T02:00:00Z"));
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
    browser.expectNoComplaint(demo.address(), demo.gateway(), demo.ecpayGateway());
  }

  @Test
  void aCardWithItsBanksPasswordTurnsTheOrderPaidWithoutAReload() {
    browser.run("window.stillHere = true");
    payByCard();

    browser.await("#ticket-state[data-status=PAID]");
    assertThat(browser.run("return window.stillHere")).isEqualTo(true);
    browser.awaitText("#ticket", "NT$110");
    browser.awaitText("#timeline", "Payment PAID, 110.00 TWD");
    browser.picture("ecpay-paid", ".counter-desk");

    // The desk shows what a refund would do, and nothing happens by looking.
    browser.type("#refund-amount", "30");
    browser.click("#plan");
    browser.await("#refund-plan [data-plan='C+R']");
    browser.picture("ecpay-plan", "#desk");
    assertThat(given()).isEmpty();
    browser.click("#refund");
    browser.awaitText("#desk-refunded", "NT$30");
    assertThat(given()).containsExactly(30L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"atm", "store-code", "barcode"})
  void aVoucherIsShownAndThenPaid(String scene) {
    String before = ticket();
    browser.choose("item", "tea");
    browser.choose("way", "ecpay " + scene);
    browser.click("#place-order");
    browser.until("another order", page -> ticket().equals(before) ? null : page);
    browser.await("#voucher");
    browser.awaitText("#ticket", "Issued is not paid");
    assertThat(browser.all(".bars img")).hasSize(scene.equals("barcode") ? 3 : 0);
    browser.picture("ecpay-" + scene, ".counter-desk");

    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.await("button[value=counter]");
          browser.run("window.before = true");
          browser.click("button[value=counter]");
          // Time goes on only once the gateway has taken the payment.
          browser.until(
              "the next page",
              page -> browser.run("return window.before ?? null") == null ? page : null);
        });
    clock.advance(scene.equals("barcode") ? Duration.ofDays(3) : Duration.ZERO);

    browser.await("#ticket-state[data-status=PAID]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh-CN", "zh-TW"})
  void aPhoneShowsVouchersAndPlansWithoutScrollingSideways(String language) {
    browser.size(375, 800);
    try {
      browser.open(URI.create(demo.address().toString().replace("/#", "/?lang=" + language + "#")));
      payByCard();
      browser.await("#ticket-state[data-status=PAID]");
      browser.click("#plan");
      browser.await("#refund-plan [data-plan]");
      browser.picture("ecpay-phone-" + language + "-desk", "#desk");
      String before = ticket();
      browser.choose("way", "ecpay barcode");
      browser.click("#place-order");
      browser.until("another order", page -> ticket().equals(before) ? null : page);
      browser.await("#voucher");
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(375);
      browser.picture("ecpay-phone-" + language + "-shop", "#shop");
    } finally {
      browser.size(1280, 900);
    }
    browser.picture("ecpay-" + language, "#shop");
  }

  /** The shop's page posts the browser to ECPay's, and ECPay's posts it back. */
  private static void payByCard() {
    String before = ticket();
    browser.choose("item", "tea");
    browser.choose("way", "ecpay card-page");
    browser.click("#place-order");
    browser.until("another order", page -> ticket().equals(before) ? null : page);
    browser.await("#pay-as-payer");
    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.click("button[value=card]");
          browser.type("input[name=otp]", "1234");
          browser.click("button[value=otp]");
          browser.click("#back button");
          browser.await("#ticket");
          assertThat(browser.run("return location.origin"))
              .isEqualTo(demo.address().resolve("/").toString().replaceAll("/$", ""));
        });
    clock.advance(Duration.ZERO);
  }

  private static List<Long> given() {
    return demo.ecpay().ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .map(LedgerEntry::amount)
        .toList();
  }

  private static String ticket() {
    return String.valueOf(
        browser.run("return document.getElementById('ticket-state')?.dataset.order ?? ''"));
  }
}
