// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The demo shop in a browser")
class DemoShopTest {

  private static DemoShop demo;
  private static Browser browser;

  @BeforeAll
  static void open() {
    Quiet.please();
    demo = DemoShop.open(SandboxClock.system());
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
    browser.expectNoComplaint(demo.address(), demo.gateway());
  }

  @Test
  void anOrderPaidOnTheCashiersPageTurnsPaidWithoutAReload() {
    browser.run("window.stillHere = true");
    browser.choose("item", "puer");
    browser.click("#place-order");
    browser.await(".qr");
    browser.picture("qr", ".counter-desk");

    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.picture("cashier");
          browser.click("button[value=pay]");
          browser.await(".done");
          browser.picture("cashier-paid");
        });

    browser.await("#ticket-state[data-status=PAID]");
    assertThat(browser.run("return window.stillHere")).isEqualTo(true);
    browser.awaitText("#timeline", "Payment PAID, 45.00 CNY");
    browser.awaitText("#timeline", "The shop replied 204");
    browser.picture("paid", ".counter-desk");
    browser.picture("desk", "#desk");
  }

  @Test
  void everyWayToPayOnThePageLeadsToAPaidOrder() {
    List<String> ways =
        browser.all("input[name=way]").stream()
            .map(way -> way.getDomProperty("value"))
            .filter(way -> way.startsWith("wechatpay"))
            .toList();
    assertThat(ways).hasSize(6);

    List<String> orders = new ArrayList<>();
    for (String way : ways) {
      browser.choose("way", way);
      if (way.endsWith("payment-code")) {
        browser.until("a code", page -> value("#code").length() >= 18 ? page : null);
      }
      browser.click("#place-order");
      browser.until(
          "another order for " + way,
          page -> orders.contains(ticket()) || ticket().isEmpty() ? null : page);
      orders.add(ticket());
      if (!way.endsWith("payment-code")) {
        browser.pay();
      }
      browser.await("#ticket-state[data-status=PAID]");
    }

    assertThat(demo.weChatPay().ledger().stream().filter(DemoShopTest::isCharge))
        .hasSizeGreaterThanOrEqualTo(ways.size());
    assertThat(orders).doesNotHaveDuplicates();
  }

  @Test
  void aCodeWithoutMoneyIsSaidToThePayerInHisLanguage() {
    browser.open(demo.address().resolve("/?lang=zh-CN"));
    browser.choose("way", "wechatpay payment-code");
    browser.click("[data-code=poor]");
    browser.click("#place-order");

    browser.until(
        "advice", page -> browser.text("#order-problem").matches(".*\\p{IsHan}.*") ? page : null);
    // The gateway's answer 403 to the shop is none of the browser's business; the shop's 402 is.
    browser.forgetConsole("402");
  }

  @Test
  void thePayersBrowserComesBackFromTheGatewaysPageToItsOrder() {
    browser.choose("way", "wechatpay mobile-page");
    browser.click("#place-order");
    browser.await("#pay-as-payer");

    browser.inTheTabOf(
        "#pay-as-payer",
        () -> {
          browser.click("button[value=pay]");
          browser.await("#ticket-state[data-status=PAID]");
          assertThat(browser.run("return location.hash")).isEqualTo("#shop");
        });
  }

  @Test
  void theStoryIsRunAndDrawnInThreeLanesWithTheCodeBesideIt() {
    browser.until(
        "the end of the story", page -> browser.text("#story-end").isEmpty() ? null : page);

    assertThat(browser.all("#story-lanes .lane-head")).hasSize(3);
    assertThat(browser.all("#story-lanes .lane-event.lost")).isNotEmpty();
    assertThat(browser.all("#story-lanes .lane-event").size()).isGreaterThan(5);
    assertThat(browser.text("#story-end")).startsWith("Charged 1 ×");
    assertThat(browser.all("[data-counter]").stream().map(counter -> counter.getText()))
        .containsExactly("0", "0", "0");
    assertThat(browser.text("#story-code"))
        .isEqualTo(Snippet.ofSources("Checkout").get("charge-once"));
    browser.picture("story", "#story");
  }

  @Test
  void eachAttackFellsTheNaiveHandlerAndIsHeldHere() {
    browser.click("#attack-all");
    browser.until("seven verdicts", page -> browser.all(".side").size() == 14 ? page : null);

    for (var attack : browser.all(".attack")) {
      String id = attack.getDomAttribute("id");
      assertThat(browser.text("#" + id + " [data-side=naive] .badge")).as(id).isEqualTo("fell");
      assertThat(browser.text("#" + id + " [data-side=naive] .cost")).as(id).contains("¥");
      assertThat(browser.text("#" + id + " [data-side=ours] .badge")).as(id).isEqualTo("held");
    }
    assertThat(browser.all("[data-counter]").stream().map(counter -> counter.getText()))
        .containsExactly("0", "0", "0");
    browser.picture("attacks", "#attacks");
  }

  @Test
  void theLanguageIsSwitchedAndTheOrderStays() {
    browser.click("#place-order");
    browser.await(".qr");
    String order = ticket();

    for (String language : List.of("zh-TW", "zh-CN", "en")) {
      browser.click(".languages a[lang=" + language + "]");
      browser.await("html[lang=" + language + "][data-ready=true]");
      browser.awaitText("#shop-title", Pages.texts(language).get("shop.title"));
      browser.until("the same order", page -> ticket().equals(order) ? page : null);
      browser.await(".qr");
      assertThat(browser.all(".order-row")).isNotEmpty();
      browser.picture("page-" + language);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh-CN", "zh-TW"})
  void aPhoneShowsEverythingWithoutScrollingSideways(String language) {
    browser.size(375, 800);
    try {
      browser.open(URI.create(demo.address().toString().replace("/#", "/?lang=" + language + "#")));
      browser.click("#place-order");
      browser.await(".qr");
      browser.click("#attack-forged .attack-button");
      browser.await("#attack-forged .side");
      browser.click("#timeline summary");

      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(375);
      for (String part : List.of("story", "shop", "attacks", "desk")) {
        browser.picture("phone-" + language + "-" + part, "#" + part);
      }
    } finally {
      browser.size(1280, 900);
    }
  }

  @Test
  void theRecordOfAnOrderIsSavedAsJsonWithoutWhoThePayerIs() throws IOException {
    browser.choose("way", "wechatpay mini-program");
    browser.click("#place-order");
    browser.await("#pay-as-payer");
    String order = ticket();
    browser.pay();
    browser.await("#ticket-state[data-status=PAID]");
    browser.awaitText("#timeline", "replied");
    browser.click("#export");

    File saved = Browser.downloads().resolve("order-" + order + ".json").toFile();
    browser.until("the file", page -> saved.length() > 0 ? page : null);
    String text = Files.readString(saved.toPath());
    JsonNode record = new ObjectMapper().readTree(text);
    assertThat(record.path("order").asText()).isEqualTo(order);
    assertThat(record.path("entries").findValuesAsText("kind"))
        .containsExactly("call", "answer", "notification", "proven", "reply");
    assertThat(text)
        .contains("\\\"openid\\\":\\\"***\\\"")
        .doesNotContain("PRIVATE KEY", demo.weChatPay().apiV3Key())
        .doesNotContain(demo.address().getFragment().substring("staff=".length()));
  }

  @Test
  void withoutTheKeyTheDeskStaysClosed() {
    browser.open(demo.address().resolve("/"));

    assertThat(browser.await("#desk-closed").isDisplayed()).isTrue();
    assertThat(browser.await("#desk-open").isDisplayed()).isFalse();
  }

  @Test
  void theKeyDoesNotStayInTheAddress() {
    assertThat(browser.run("return location.href")).isEqualTo(demo.address().resolve("/") + "");
  }

  private static String ticket() {
    Object shown =
        browser.run("return document.getElementById('ticket-state')?.dataset.order ?? ''");
    return String.valueOf(shown);
  }

  private static String value(String selector) {
    return String.valueOf(
        browser.run("return document.querySelector(arguments[0])?.value ?? ''", selector));
  }

  private static boolean isCharge(LedgerEntry entry) {
    return entry.kind() == LedgerEntry.Kind.CHARGE;
  }
}
