// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers, amounts, texts, addresses and times of an order, up to the edge and one beyond. */
class OrderTextsTest {
  private static final URI BACK = URI.create("https://shop.example.com/thanks");
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theGatewayTakesEveryTrapInATextAsItIs() {
    for (String trap :
        List.of(
            "茶".repeat(127),
            "emoji 🍵👩‍👩‍👧",
            "Tom's \"best\" tea <1 & 2> ~+*()_-.!%41 100%",
            " blanks around  ",
            "tea&amp;cake &lt;b&gt; &apos;",
            "a=b&c;d|e&f`g\\h^{i}[j]",
            "ı İ ß ſ K é")) {
      OpenPage page = page(order().description(trap));
      assertThat(Cashier.fields((OpenPage.PostForm) page).text("ItemName")).isEqualTo(trap);
      new Cashier().open(page);
    }
  }

  @Test
  void theHtmlPagePostsExactlyWhatWasSigned() {
    OpenPage.PostForm form =
        (OpenPage.PostForm) page(order().description("Tom's \"best\" <tea> & 茶 🍵 ~+ \u00a0end "));

    String html = form.toHtml("0123456789abcdef");

    FormFields posted = new FormFields();
    Matcher inputs = INPUT.matcher(html);
    while (inputs.find()) {
      posted.put(unescaped(inputs.group(1)), unescaped(inputs.group(2)));
    }
    assertThat(posted.entries()).isEqualTo(Cashier.fields(form).entries());
    assertThat(html)
        .contains("action=\"" + form.action() + "\"", "accept-charset=\"UTF-8\"")
        .contains("<meta charset=\"UTF-8\">");
    FormFields received = FormFields.parse(posted.encoded(), FormFields.Writing.FORM).orElseThrow();
    assertThat(
            CheckMacValue.proves(received, shop.config().build().keys, CheckMacValue.Hash.SHA256))
        .isTrue();
    assertThat(new Cashier().post(form.action(), posted.encoded()).status()).isEqualTo(302);
  }

  @Test
  void aTextThatEcpayWouldCutIsRefusedAndTheShortenerKeepsWholeItems() {
    assertThat(page(order().description("a".repeat(400)))).isNotNull();
    assertThat(page(order().description("茶".repeat(133) + "a"))).isNotNull();
    refused("400 bytes", order().description("茶".repeat(133) + "ab"));
    refused("400", order().description("a".repeat(401)));

    List<String> many = List.of("茶".repeat(100), "杯".repeat(32), "b", "never");
    refused("itemsThatFit", () -> EcpayOption.items(many));
    assertThat(items(EcpayOption.itemsThatFit(many)))
        .isEqualTo("茶".repeat(100) + "#" + "杯".repeat(32) + "#b");
    assertThat(items(EcpayOption.itemsThatFit(List.of("a" + "🍵".repeat(100)))))
        .isEqualTo("a" + "🍵".repeat(99));
    refused("items", () -> EcpayOption.itemsThatFit(List.of()));
  }

  @Test
  void anItemNeverSplitsInTwo() {
    refused("EcpayOption.items", order().description("tea #2"));
    refused("#", () -> EcpayOption.items(List.of("tea", "#2")));
  }

  @Test
  void emptyAndBrokenTextsAreRefused() {
    for (String broken : List.of("", "   ", "a\nb", "a\tb", "a\u0000", "tea \ud83c", "\udf75")) {
      refused("description", order().description(broken));
    }
  }

  @Test
  void aWordThatTheContentFilterRefusesIsNamedUnlessItIsAllowed() {
    for (String text :
        List.of("Python book", "a MAIL box", "e-mail", "茶ping茶", "cmd.exe", "(ls)")) {
      refused("content filter", order().description(text));
      assertThat(page(order().description(text).with(EcpayOption.allowFilteredWords())))
          .isNotNull();
    }
    refused("\"python\"", order().description("Python book"));
    refused("\"curl\"", order().with(EcpayOption.items(List.of("curl iron"))));
    refused("\"kill\"", order().with(EcpayOption.tradeDesc("over kill")));
    for (String text : List.of("email", "skills", "shopping", "mails", "wgets", "lsd", "killer")) {
      new Cashier().open(page(order().description(text)));
    }
  }

  @Test
  void theTradesOwnDescriptionHasNoHtmlAndIsNeverEmpty() {
    assertThat(trade(order().description("<\"&'>"))).matches("[0-9A-Z]{20}");
    assertThat(trade(order().description("a".repeat(199) + "bc"))).endsWith("ab").hasSize(200);
    assertThat(trade(order().with(EcpayOption.tradeDesc("春茶")))).isEqualTo("春茶");
    refused("TradeDesc", () -> EcpayOption.tradeDesc("a<b"));
    refused("TradeDesc", () -> EcpayOption.tradeDesc("a".repeat(201)));
  }

  @Test
  void aNumberIsTwentyLettersAndDigits() {
    Instant now = shop.clock.instant();
    for (String good : List.of("1", "aZ09", "A".repeat(20))) {
      new Cashier().open(page(order().id(new PaymentId(good, now))));
    }
    for (String bad : List.of("A".repeat(21), "a-1", "a_1", "a.1")) {
      refused("payment number", order().id(new PaymentId(bad, now)));
    }
  }

  @Test
  void anAmountIsWholeNewTaiwanDollars() {
    assertThat(dollars(Money.of("1", "TWD"))).isEqualTo("1");
    assertThat(dollars(Money.of("1234.00", "TWD"))).isEqualTo("1234");
    assertThat(dollars(Money.of("999999999", "TWD"))).isEqualTo("999999999");
    refused("cents", order().amount(Money.of("10.50", "TWD")));
    refused("cents", order().amount(Money.of("0.01", "TWD")));
    refused("999999999", order().amount(Money.of("1000000000", "TWD")));
    refused("TWD", order().amount(Money.of("100", "CNY")));
    refused("TWD", order().amount(Money.of("100", "JPY")));
  }

  @Test
  void anAttachmentHasOnlyWhatComesBack() {
    String all = "Az09茶 ,.#()$[];%{}:/?&@<>!";
    OpenPage page = page(order().attachment(all));
    assertThat(Cashier.fields((OpenPage.PostForm) page).text("CustomField1")).isEqualTo(all);
    new Cashier().open(page);
    for (String bad : List.of("a-b", "a_b", "a'b", "a\"b", "a+b", "🍵", "a".repeat(51), "")) {
      refused("attachment", order().attachment(bad));
    }
    refused("CustomField3", () -> EcpayOption.customField(3, "a|b"));
    refused("attachment", () -> EcpayOption.customField(1, "a"));
  }

  @Test
  void anAddressIsOneThatEcpayReachesAndSignsAlike() {
    for (String good :
        List.of(
            "https://shop.example.com",
            "https://shop.example.com:443/a?b=c&d=e",
            "https://shop.example.com/a?b=c&gtm=e&quota=1",
            "https://xn--fsqu00a.xn--j6w193g/x",
            "http://127.0.0.1:8080/x")) {
      new Cashier().open(page(order().notifyUrl(URI.create(good))));
    }
    for (String bad :
        List.of(
            "http://shop.example.com/x",
            "https://shop.example.com:8443/x",
            "https://shop.example.com/a;b",
            "https://shop.example.com/%7C",
            "https://shop.example.com/?a=%26",
            "https://shop.example.com/?a=1&amp;b=2",
            "https://shop.example.com/茶",
            "https://例子.測試/x",
            "https://shop.example.com/x#f",
            "/x",
            "https://shop.example.com/" + "x".repeat(176))) {
      refused("notifyUrl", order().notifyUrl(URI.create(bad)));
      refused("ItemURL", () -> EcpayOption.itemUrl(URI.create(bad)));
      refused("notifyUrl", () -> EcpayConfig.builder().notifyUrl(URI.create(bad)));
      refused("notifyUrl", () -> EcpaySubMerchant.of("3002599").withNotifyUrl(URI.create(bad)));
    }
    refused("punycode", order().notifyUrl(URI.create("https://例子.測試/x")));
    refused("returnUrl", shop.order(Scene.webPage(URI.create("https://shop.example.com/a%20b"))));
    EcpayClient deaf =
        EcpayClient.of(
            EcpayConfig.builder()
                .merchantId(shop.merchant.merchantId())
                .keys(
                    shop.config().build().keys.get(0).hashKey(),
                    shop.config().build().keys.get(0).hashIv())
                .build());
    refused("notifyUrl", () -> deaf.ref(order().build()));
  }

  @Test
  void payBeforeIsRoundedDownToWhatTheMethodCounts() {
    // Noon in Taipei.
    Instant created = Instant.parse("2026-03-10T04:00:00Z");
    assertThat(expiry(EcpayMethod.ATM, created, "2026-03-11T15:59:59Z")).isEqualTo("1");
    assertThat(expiry(EcpayMethod.ATM, created, "2026-03-12T15:59:58Z")).isEqualTo("1");
    assertThat(expiry(EcpayMethod.ATM, created, "2026-05-09T16:00:00Z")).isEqualTo("60");
    assertThat(expiry(EcpayMethod.BARCODE, created, "2026-03-20T00:00:00Z")).isEqualTo("9");
    assertThat(expiry(EcpayMethod.CVS, created, "2026-03-10T05:00:59Z")).isEqualTo("60");
    assertThat(expiry(EcpayMethod.CVS, created, "2026-04-09T04:00:00Z")).isEqualTo("43200");
    refusedExpiry(EcpayMethod.ATM, created, "2026-03-11T15:59:58Z");
    refusedExpiry(EcpayMethod.ATM, created, "2026-05-10T15:59:59Z");
    refusedExpiry(EcpayMethod.BARCODE, created, "2026-04-10T15:59:59Z");
    refusedExpiry(EcpayMethod.CVS, created, "2026-03-10T04:00:59Z");
    refusedExpiry(EcpayMethod.CVS, created, "2026-04-09T04:01:00Z");
    refusedExpiry(EcpayMethod.CVS, created, "2026-03-09T04:00:00Z");
    for (EcpayMethod endless : List.of(EcpayMethod.ALL, EcpayMethod.CREDIT, EcpayMethod.BNPL)) {
      refusedExpiry(endless, created, "2026-03-12T15:59:59Z");
    }
    // The follow-up would know nothing of an end beside the request's own.
    refused("payBefore", () -> EcpayOption.field("ExpireDate", "60"));
    refused("payBefore", () -> EcpayOption.field("StoreExpireDate", "30"));
    assertThat(
            shop.client()
                .ref(expiring(EcpayMethod.ATM, created, "2026-03-12T15:59:58Z").build())
                .payBefore())
        .contains(Instant.parse("2026-03-12T15:59:58Z"));
  }

  @Test
  void whatTheGatewayIssuesAtOnceEndsNoLaterThanPayBefore() {
    Instant now = shop.clock.instant();
    Instant payBefore = now.plusSeconds(3 * 86_400 + 12_345);
    for (EcpayMethod method : List.of(EcpayMethod.ATM, EcpayMethod.CVS, EcpayMethod.BARCODE)) {
      PaymentRequest<OpenPage> request =
          expiring(method, now, payBefore.toString()).id(shop.freshId()).build();
      new Cashier().open(Shop.accepted(shop.client().create(request)).value());
      assertThat(
              shop.merchant.issueNumber(request.id().number(), method.word()).orElseThrow().until())
          .isBeforeOrEqualTo(payBefore);
    }
  }

  private PaymentRequest.Builder<OpenPage> expiring(
      EcpayMethod method, Instant created, String payBefore) {
    return order()
        .id(new PaymentId("T1", created))
        .with(EcpayOption.choosePayment(method))
        .payBefore(Instant.parse(payBefore));
  }

  private String expiry(EcpayMethod method, Instant created, String payBefore) {
    FormFields form =
        Cashier.fields((OpenPage.PostForm) page(expiring(method, created, payBefore)));
    return method.equals(EcpayMethod.ATM) ? form.text("ExpireDate") : form.text("StoreExpireDate");
  }

  private void refusedExpiry(EcpayMethod method, Instant created, String payBefore) {
    refused("payBefore", expiring(method, created, payBefore));
  }

  private String items(EcpayOption option) {
    return Cashier.fields((OpenPage.PostForm) page(order().with(option))).text("ItemName");
  }

  private String trade(PaymentRequest.Builder<OpenPage> request) {
    return Cashier.fields((OpenPage.PostForm) page(request)).text("TradeDesc");
  }

  private String dollars(Money amount) {
    return Cashier.fields((OpenPage.PostForm) page(order().amount(amount))).text("TotalAmount");
  }

  private PaymentRequest.Builder<OpenPage> order() {
    return shop.order(Scene.webPage(BACK));
  }

  private OpenPage page(PaymentRequest.Builder<OpenPage> request) {
    return Shop.accepted(shop.client().create(request.build())).value();
  }

  private void refused(String message, PaymentRequest.Builder<OpenPage> request) {
    PaymentRequest<OpenPage> built = request.build();
    refused(message, () -> shop.client().ref(built));
    refused(message, () -> shop.client().create(built));
  }

  private static void refused(String message, Runnable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call::run)
        .withMessageContaining(message);
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
