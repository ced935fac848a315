// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shop by ECPay's page, and money that has to go back. */
@Tag("hosts")
final class EcpayShopTest {

  private static final Pattern FIELD =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern ACTION = Pattern.compile("action=\"([^\"]*)\"");

  private final Bench bench = new Bench();
  private final String session = bench.session();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void anOrderIsPaidOnTheProvidersPage() throws Exception {
    String number = bench.ordered(session, "tea", "ecpay");
    Bench.Answer status = bench.status(session, number);
    assertThat(status.text("amount")).isEqualTo("110.00");
    assertThat(status.text("pay")).isEmpty();

    Bench.Answer page = checkout(status.text("checkout"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers().get("content-type")).startsWith("text/html");
    assertThat(page.headers().get("content-security-policy"))
        .contains(
            "default-src 'none'", "script-src 'nonce-", "form-action https: http://127.0.0.1:");
    post(page.body());
    bench.ecpay.payByCard(number);

    Bench.Answer heard = bench.callback(bench.ecpay.resultNotification(number));
    assertThat(heard.status()).isEqualTo(200);
    assertThat(heard.body()).isEqualTo("1|OK");
    assertThat(bench.workPayments()).isEqualTo(1);
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.counted("ecpay#PAID")).isEqualTo(1);
    assertThat(checkout(status.text("checkout")).status()).isEqualTo(410);
  }

  @Test
  void theCheckoutPageOpensForFiveMinutesAndForItsOwnOrderOnly() {
    String number = bench.ordered(session, "tea", "ecpay");
    String other = bench.ordered(session, "cake", "ecpay");
    String address = bench.status(session, number).text("checkout");
    assertThat(checkout(address.replace(number, other)).status()).isEqualTo(403);
    assertThat(checkout(address.substring(0, address.indexOf('?'))).status()).isEqualTo(403);
    bench.after(Duration.ofMinutes(6));
    assertThat(checkout(address).status()).isEqualTo(403);
  }

  @Test
  void whatIsPaidAfterTheOrderEndedGoesBackByItself() throws Exception {
    String number = bench.ordered(session, "tea", "ecpay");
    post(checkout(bench.status(session, number).text("checkout")).body());
    bench.after(Duration.ofMinutes(61));
    bench.timer();
    assertThat(bench.state(number)).isEqualTo(Order.State.CANCELLED);
    assertThat(bench.stock("tea")).isEqualTo(10);

    bench.ecpay.payByCard(number);
    bench.callback(bench.ecpay.resultNotification(number));
    bench.callback(bench.ecpay.resultNotification(number));
    assertThat(bench.workPayments()).isEqualTo(2);
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    assertThat(bench.topic.published()).isEmpty();
    assertThat(bench.counted("ecpay#REFUNDED")).isEqualTo(1);
    assertThat(bench.counted("ecpay#CANCELLED")).isZero();
    assertThat(bench.counted("ecpay#PAID_LATE")).isZero();
    assertThat(bench.stock("tea")).isEqualTo(10);
    assertThat(bench.ecpay.balance()).isZero();
  }

  @Test
  void partsAreGivenBackOnceEachAndNeverMoreThanTheWhole() {
    String number = bench.paid(session);
    Bench.Answer first = bench.refund(number, "first-part", "5.00");
    assertThat(first.status()).isEqualTo(200);
    // The administrator clicks twice.
    assertThat(bench.refund(number, "first-part", "5.00").text("refund"))
        .isEqualTo(first.text("refund"));
    assertThat(bench.refund(number, "first-part", "6.00").text("error")).isEqualTo("KEY_IN_USE");
    // WeChat Pay takes one part a minute.
    bench.after(Duration.ofMinutes(1));
    assertThat(bench.refund(number, "second-part", "7.00").status()).isEqualTo(200);
    bench.after(Duration.ofMinutes(1));
    assertThat(bench.state(number)).isEqualTo(Order.State.PARTLY_REFUNDED);
    Bench.Answer tooMuch = bench.refund(number, "third-part", "13.01");
    assertThat(tooMuch.status()).isEqualTo(422);
    assertThat(tooMuch.text("error")).isEqualTo("TOO_MUCH");
    assertThat(bench.refund(number, "third-part", "13.00").status()).isEqualTo(200);
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    assertThat(bench.weChat.balance()).isZero();
    assertThat(bench.counted("wechatpay#REFUNDED")).isEqualTo(1);
  }

  @Test
  void onlyTheAdministratorsOwnSecretRefunds() {
    String number = bench.paid(session);
    RefundFunction function = new RefundFunction(bench.environment, bench.clock);
    for (String shown : new String[] {session, Bench.ADMIN + "x", ""}) {
      Bench.Answer answer =
          Bench.http(
              function,
              "POST",
              "/admin/orders/" + number + "/refunds",
              Map.of("authorization", "Bearer " + shown, "idempotency-key", "some-key-1"),
              "{\"amount\":\"1.00\"}");
      assertThat(answer.status()).isEqualTo(401);
    }
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
  }

  @Test
  void aBuyerGetsTheMoneyBackWithinHalfAnHour() {
    String early = bench.paid(session);
    String late = bench.paid(session);
    assertThat(buyersRefund(early).status()).isEqualTo(200);
    assertThat(buyersRefund(early).status()).isEqualTo(200);
    assertThat(bench.state(early)).isEqualTo(Order.State.REFUNDED);
    bench.after(Duration.ofMinutes(31));
    assertThat(buyersRefund(late).text("error")).isEqualTo("TOO_LATE");
    assertThat(bench.weChat.balance()).isEqualTo(2500);
  }

  @Test
  void aRefundWhoseAnswerWasLostIsAskedAboutUnderItsOwnId() {
    String number = bench.paid(session);
    bench
        .weChat
        .faults()
        .always(
            io.countersign.sandbox.wechatpay.Operation.REFUND,
            io.countersign.sandbox.wechatpay.Fault.answerDropped());
    assertThat(bench.refund(number, "lost-answer", "5.00").status()).isEqualTo(202);
    // While nobody knows, no other begins.
    assertThat(bench.refund(number, "another-one", "5.00").text("error")).isEqualTo("REFUND_OPEN");
    bench.weChat.faults().clear();
    bench.after(Duration.ofMinutes(5));
    bench.timer();
    assertThat(bench.state(number)).isEqualTo(Order.State.PARTLY_REFUNDED);
    assertThat(bench.weChat.balance()).isEqualTo(2000);
    bench.after(Duration.ofMinutes(1));
    assertThat(bench.refund(number, "another-one", "5.00").status()).isEqualTo(200);
  }

  @Test
  void aRunOfTheTimerSpendsNoMoreThanItHas() {
    try (Bench poor = new Bench("TIMER_ITEMS", "2")) {
      String visitor = poor.session();
      for (int i = 0; i < 3; i++) {
        poor.ordered(visitor, "tea", "wechatpay");
      }
      poor.after(Duration.ofMinutes(1));
      // No time is left: nothing is asked, and nothing is lost.
      TimerRun late = new TimerRun(poor.shop, poor.clock.instant());
      assertThat(late.run()).containsEntry("asked", 0).containsEntry("stopped", true);
      assertThat(poor.timer().path("asked").asInt()).isEqualTo(2);
      assertThat(poor.timer().path("asked").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aQueueThatIsDownKeepsNoOrderFromBeingAskedAbout() {
    try (Bench poor = new Bench("TIMER_ITEMS", "4")) {
      String visitor = poor.session();
      String waiting = poor.ordered(visitor, "tea", "wechatpay");
      String queue = String.valueOf(poor.environment.get("ORDERS_QUEUE_URL"));
      poor.environment.put("ORDERS_QUEUE_URL", queue + "-gone");
      for (int i = 0; i < 5; i++) {
        String wish = "{\"item\":\"cake\",\"method\":\"wechatpay\"}";
        assertThat(poor.order(visitor, "unsent-" + i, wish).status()).isEqualTo(202);
      }
      poor.weChat.pay(waiting);
      poor.after(Duration.ofMinutes(1));
      poor.timer();
      assertThat(poor.state(waiting)).isEqualTo(Order.State.PAID);
    }
  }

  private Bench.Answer buyersRefund(String number) {
    return Bench.http(
        new RefundFunction(bench.environment, bench.clock),
        "POST",
        "/orders/" + number + "/refund",
        Map.of("authorization", "Bearer " + session),
        "");
  }

  /** The payer pays an order by card on ECPay's page; of that the shop hears nothing yet. */
  static void pay(Bench bench, String session, String number) throws Exception {
    post(checkout(bench, bench.status(session, number).text("checkout")).body());
    bench.ecpay.payByCard(number);
  }

  private Bench.Answer checkout(String address) {
    return checkout(bench, address);
  }

  private static Bench.Answer checkout(Bench bench, String address) {
    return Bench.http(
        new CheckoutFunction(bench.environment, bench.clock),
        "GET",
        address.substring(bench.environment.get("SHOP_URL").length()),
        Map.of(),
        "");
  }

  /** What the payer's browser does with the page. */
  private static void post(String page) throws Exception {
    Matcher action = ACTION.matcher(page);
    assertThat(action.find()).isTrue();
    StringBuilder form = new StringBuilder();
    Matcher field = FIELD.matcher(page);
    while (field.find()) {
      form.append(form.length() == 0 ? "" : "&").append(encoded(field.group(1)));
      form.append('=').append(encoded(field.group(2)));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(plain(action.group(1))))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
            .build();
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()
            .send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(plain(value), UTF_8);
  }

  private static String plain(String value) {
    return value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
