// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.zxing.ReaderException;
import com.google.zxing.common.BitArray;
import com.google.zxing.oned.Code39Reader;
import io.countersign.Money;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.LedgerEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The shop with ECPay, by HTTP")
class EcpayShopTest {

  private static final Pattern BAR = Pattern.compile("M(\\d+) 0h1v");

  private Sandbox sandbox;
  private SandboxClock clock;
  private EcpayMerchant merchant;
  private Orders orders;
  private Shop shop;
  private Visitor visitor;
  private PayersBrowser browser;

  /** In the morning in Taipei. */
  @BeforeEach
  void open() {
    Quiet.please();
    clock = SandboxClock.drivenFrom(Instant.parse("2026-01-05T02:00:00Z"));
    sandbox = Sandbox.builder().clock(clock).start();
    merchant = sandbox.ecpay().openMerchant(EcpaySetup.usual().balance(10_000));
    WeChatPayMerchant wechat = sandbox.weChatPay().openMerchant();
    orders = new Orders(clock);
    shop =
        Shop.open(
            0, home -> tills(wechat, home), Prices.ofTheShop(), orders, clock, TeaHouse.STAFF_KEY);
    visitor = new Visitor(shop.home(), TeaHouse.STAFF_KEY);
    browser = new PayersBrowser(shop.home());
  }

  private Tills tills(WeChatPayMerchant wechat, URI home) {
    EcpayConfig config =
        EcpayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .notifyUrl(home.resolve("/notify/ecpay"))
            .clock(clock)
            .transport(new RecordedWire(OkHttpTransport.shared(), orders.timeline()))
            .retryPolicy(SmokeShop.quickly())
            .build();
    Tills both = OurSide.tills(OurSide.environment(wechat, home), clock);
    return new Tills(List.of(both.find("wechatpay").orElseThrow(), EcpayTill.of(config, home)));
  }

  @AfterEach
  void close() {
    shop.close();
    sandbox.close();
  }

  @Test
  void thePriceIsInWhatTheProviderCollectsAndStaysThere() {
    String order = ordered("atm");

    assertThat(orders.find(order).orElseThrow().price()).hasToString("110.00 TWD");
    assertThat(again("wechatpay", "qr", order).status()).isEqualTo(400);
    assertThat(orders.attemptsOf(order)).hasSize(1);
    JsonNode catalogue = visitor.get("/catalogue").json();
    assertThat(catalogue.path("items").path(0).path("prices").path("TWD").asText())
        .isEqualTo("170.00");
    assertThat(catalogue.path("ways").findValuesAsText("currency")).contains("CNY", "TWD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"atm", "store-code", "barcode"})
  void loadingThePageAgainShowsTheSameVoucher(String scene) {
    String order = ordered(scene);
    JsonNode first = visitor.get("/orders/" + order).json().path("voucher");

    JsonNode again = again("ecpay", scene, order).json().path("voucher");

    assertThat(again).isEqualTo(first);
    assertThat(first.path("payBefore").asText()).startsWith("2026-01-08T");
    assertThat(orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void noOtherWayBeginsWhileAVoucherCanStillBePaid() {
    String order = ordered("atm");

    assertThat(again("ecpay", "card-page", order).status()).isEqualTo(409);
    assertThat(orders.attemptsOf(order)).hasSize(1);

    // After its last moment, asked until ECPay can no longer hear of it.
    for (int day = 0; day < 12; day++) {
      clock.advance(Duration.ofDays(1));
      shop.followUps().run(clock.instant());
    }
    assertThat(again("ecpay", "card-page", order).status()).isEqualTo(200);
    assertThat(orders.attemptsOf(order)).hasSize(2);
  }

  @Test
  void aFailedCardIsToldToThePayerWhoTriesTheSameOrderAgainUnderANewNumber() {
    String order = ordered("card-page");
    browser.opens(shop.home().resolve("/pay/" + order));
    assertThat(visitor.get("/orders/" + order).json().has("attempt")).isFalse();

    merchant.failPayment(number(order));
    clock.advance(Duration.ZERO);

    assertThat(visitor.get("/orders/" + order).text("status")).isEqualTo("OPEN");
    assertThat(visitor.get("/orders/" + order).text("attempt")).isEqualTo("FAILED");
    assertThat(again("ecpay", "card-page", order).status()).isEqualTo(200);
    assertThat(visitor.get("/orders/" + order).json().has("attempt")).isFalse();
    List<Attempt> attempts = orders.attemptsOf(order);
    assertThat(attempts).hasSize(2);
    String second = attempts.get(1).payment().number();
    assertThat(second).isNotEqualTo(number(order));

    browser.opens(shop.home().resolve("/pay/" + order));
    merchant.payByCard(second);
    clock.advance(Duration.ZERO);
    JsonNode paid = visitor.get("/orders/" + order).json();
    assertThat(paid.path("status").asText()).isEqualTo("PAID");
    assertThat(paid.has("attempt")).isFalse();
    assertThat(merchant.chargesOf(number(order)) + merchant.chargesOf(second)).isEqualTo(1);
  }

  @Test
  void aSubscriptionIsAnotherAttemptThanASinglePayment() {
    String order = ordered("card-page");

    assertThat(again("ecpay", "subscription", order).status()).isEqualTo(409);
    assertThat(orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void theBarcodesThatAreDrawnSayWhatECPaySaid() throws ReaderException {
    String order = ordered("barcode");

    JsonNode bars = visitor.get("/orders/" + order).json().path("voucher").path("barcodes");
    assertThat(bars).hasSize(3);
    for (JsonNode one : bars) {
      BitArray row = row(one.path("picture").asText());
      assertThat(new Code39Reader().decodeRow(0, row, null).getText())
          .isEqualTo(one.path("text").asText());
    }
  }

  @Test
  void thePageToECPayIsKeptByNobodyAndAllowsNothingElse() {
    String order = ordered("card-page");

    HttpResponse<String> first = get("/pay/" + order);
    HttpResponse<String> second = get("/pay/" + order);

    assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
    String policy = first.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .contains("default-src 'none'", "form-action https: " + sandbox.ecpay().baseUri(), "nonce-")
        .doesNotContain("unsafe", "'self'");
    assertThat(second.headers().firstValue("Content-Security-Policy").orElseThrow())
        .isNotEqualTo(policy);
    assertThat(orders.attemptsOf(order)).hasSize(1);
    assertThat(get("/pay/none").statusCode()).isEqualTo(404);
    // Not through the page's scripts.
    assertThat(again("ecpay", "card-page", order).json().toString()).doesNotContain("CheckMac");
  }

  @Test
  void whatIsPaidHasNoPageAnyMore() {
    String order = paidByCard();

    assertThat(get("/pay/" + order).statusCode()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RtnCode=1", "MerchantTradeNo=%s&RtnCode=1&CheckMacValue=00"})
  void aBrowserThatComesBackWithAForgeryLearnsNothing(String body) {
    String order = ordered("card-page");
    HttpResponse<String> answer =
        visitor.page(
            HttpRequest.newBuilder(shop.home().resolve("/return/ecpay"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.formatted(number(order))))
                .build());

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/#shop");
    assertThat(get("/return/ecpay").statusCode()).isEqualTo(303);
    assertThat(get("/return/nobody").statusCode()).isEqualTo(303);
    assertThat(orders.find(order).orElseThrow().status()).isEqualTo(Status.OPEN);
  }

  @Test
  void theStaffSeesThatATransferIsGivenBackByHandOnly() {
    String order = ordered("atm");
    merchant.payNumber(number(order));
    clock.advance(Duration.ZERO);

    JsonNode plan = visitor.get("/desk/" + order + "/plan?amount=110").json().path("plan");

    assertThat(plan.path("summary").asText()).isEqualTo("by hand");
    assertThat(plan.path("byHand").asText()).isNotBlank();
    Visitor.Answer refused = refund(order, "110", "A");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("BY_HAND");
    assertThat(orders.find(order).orElseThrow().status()).isEqualTo(Status.PAID);
  }

  @Test
  void aPlanWithinTheCapturesWindowSaysWhenItEnds() {
    String order = paidByCard();
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-01-05T12:20:00Z")));

    JsonNode plan = visitor.get("/desk/" + order + "/plan?amount=110").json().path("plan");

    assertThat(plan.path("notBefore").asText()).isEqualTo("2026-01-05T12:30:00Z");
    assertThat(visitor.get("/desk/" + order + "/plan?amount=111").status()).isEqualTo(409);
    assertThat(visitor.get("/desk/" + order + "/plan?amount=x").status()).isEqualTo(400);
    assertThat(given(LedgerEntry.Kind.RELEASE)).isEmpty();
  }

  @Test
  void aRefundWithinTheCapturesWindowWaitsAndTheDeskSaysUntilWhen() {
    String order = paidByCard();
    String timeline = "/desk/" + order + "/timeline";
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-01-05T12:20:00Z")));
    assertThat(visitor.get(timeline).json().has("refundNotBefore")).isFalse();

    assertThat(refund(order, "110", "A").status()).isEqualTo(202);

    assertThat(visitor.get(timeline).text("refundNotBefore")).isEqualTo("2026-01-05T12:30:00Z");
    shop.followUps().run(clock.instant());
    assertThat(orders.find(order).orElseThrow().status()).isEqualTo(Status.REFUNDING);

    clock.advance(Duration.ofMinutes(10));
    shop.followUps().run(clock.instant());
    assertThat(visitor.get(timeline).json().has("refundNotBefore")).isFalse();
    assertThat(orders.find(order).orElseThrow().status()).isEqualTo(Status.REFUNDED);
  }

  @Test
  void whileNobodyKnowsHowOneRefundEndedNoOtherBegins() {
    String order = paidByCard();
    clock.advance(Duration.ofDays(1));
    merchant.faults().once(Operation.CARD_ACTION, Fault.tooManyCalls().afterProcessing());
    refund(order, "30", "A");

    assertThat(refund(order, "20", "B").status()).isEqualTo(409);
    assertThat(given(LedgerEntry.Kind.REFUND)).containsExactly(30L);

    clock.advance(Duration.ofHours(1));
    shop.followUps().run(clock.instant());
    assertThat(refund(order, "20", "C").status()).isEqualTo(202);
    assertThat(refund(order, "61", "D").status()).isEqualTo(409);
    assertThat(given(LedgerEntry.Kind.REFUND)).containsExactly(30L, 20L);
    assertThat(orders.paybacksOf(order).stream().map(row -> row.before().toDecimal()))
        .containsExactly("0.00", "30.00");
  }

  @Test
  void aRefundGivenElsewhereStopsTheShopsOwn() {
    String order = paidByCard();
    clock.advance(Duration.ofDays(1));
    refund(order, "30", "A");
    // The shop's table is an older copy: it knows nothing of that one.
    Payback second = orders.sketch(order, Money.of("20", "TWD")).orElseThrow();
    Payback older =
        new Payback(
            second.refundId(),
            order,
            second.ref(),
            second.amount(),
            second.amount().minus(second.amount()),
            second.click(),
            second.state(),
            second.followUp());
    orders.owed(older);

    shop.followUps().run(clock.instant());

    assertThat(given(LedgerEntry.Kind.REFUND)).containsExactly(30L);
    assertThat(orders.payback(older.refundId()).refused()).isTrue();
  }

  @Test
  void theTimeLineHoldsNeitherKeysNorWhatPays() {
    String order = ordered("card-page");
    browser.opens(shop.home().resolve("/pay/" + order));
    merchant.payByCard(number(order));
    clock.advance(Duration.ZERO);
    String account = ordered("atm");

    String record = visitor.get("/desk/" + order + "/timeline").toString();
    String other = visitor.get("/desk/" + account + "/timeline").toString();

    assertThat(record)
        .contains("\"kind\":\"form\"", "HashKey=***&", "TotalAmount=110", "card4no=***")
        .doesNotContain(merchant.hashKey(), merchant.hashIv());
    assertThat(other)
        .contains("\"kind\":\"voucher\"")
        .doesNotContain(
            merchant
                .order(number(account))
                .orElseThrow()
                .number()
                .orElseThrow()
                .fields()
                .get("vAccount"));
  }

  private String ordered(String scene) {
    return visitor
        .post("/checkout", "provider", "ecpay", "scene", scene, "item", "tea")
        .text("order");
  }

  private Visitor.Answer again(String provider, String scene, String order) {
    return visitor.post("/checkout", "provider", provider, "scene", scene, "order", order);
  }

  private String paidByCard() {
    String order = ordered("card-page");
    browser.opens(shop.home().resolve("/pay/" + order));
    merchant.payByCard(number(order));
    clock.advance(Duration.ZERO);
    assertThat(orders.find(order).orElseThrow().status()).isEqualTo(Status.PAID);
    return order;
  }

  private Visitor.Answer refund(String order, String amount, String click) {
    return visitor.post("/desk/" + order, "action", "refund", "amount", amount, "click", click);
  }

  private String number(String order) {
    return orders.attemptsOf(order).get(0).payment().number();
  }

  private List<Long> given(LedgerEntry.Kind kind) {
    return merchant.ledger().stream()
        .filter(entry -> entry.kind() == kind)
        .map(LedgerEntry::amount)
        .toList();
  }

  private HttpResponse<String> get(String path) {
    return visitor.page(HttpRequest.newBuilder(shop.home().resolve(path)).build());
  }

  private static BitArray row(String picture) {
    String svg =
        new String(
            Base64.getDecoder().decode(picture.substring(picture.indexOf(',') + 1)),
            StandardCharsets.UTF_8);
    int width = Integer.parseInt(svg.replaceAll(".*viewBox=\"0 0 (\\d+) .*", "$1"));
    BitArray row = new BitArray(width);
    Matcher bar = BAR.matcher(svg);
    while (bar.find()) {
      row.set(Integer.parseInt(bar.group(1)));
    }
    return row;
  }
}
