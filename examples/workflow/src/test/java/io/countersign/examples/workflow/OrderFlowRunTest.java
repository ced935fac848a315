// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.examples.workflow.Order.Status;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("hosts")
@DisplayName("An order in the real engine, paid at the sandbox")
class OrderFlowRunTest {

  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

  private final House house = House.shared();

  @Test
  void paidByWeChatPayAtHalfThePrice() {
    String number = house.waitingFor("weixin");
    assertThat(house.attempt(number).payment().total()).hasToString("38.00 CNY");
    assertThat(house.get("/orders/" + number).text("qr")).matches("\\d+ M.*");
    house.paysByWeChat(number);
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.states(number))
        .containsExactly(
            "generateInfo",
            "payment",
            "paymentCombination",
            "collect",
            "outcome",
            "callback",
            "outcome",
            "orderCompleted",
            "done");
    assertThat(house.orders().states(number))
        .extracting(Recorded::at)
        .allMatch(at -> !at.isBefore(house.order(number).startedAt()))
        .isSorted();
    assertThat(house.orders().ticketsOf(number)).isOne();
    assertThat(house.get("/orders/" + number).text("qr")).isEmpty();
  }

  @Test
  void paidByAlipayAtFourFifths() {
    String number = house.waitingFor("zhifubao");
    assertThat(house.attempt(number).payment().total()).hasToString("60.80 CNY");
    house.demo.alipay().pay(house.paymentNumber(number));
    house.deliver();
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
  }

  @Test
  void paidByUnionPayAtSevenTenths() {
    String number = house.waitingFor("unionpay");
    assertThat(house.attempt(number).payment().total()).hasToString("53.20 CNY");
    house.demo.unionPay().scan(house.attempt(number).shown().orElseThrow());
    house.demo.unionPay().pay(house.paymentNumber(number));
    house.deliver();
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
  }

  @Test
  void paidByEcpayOnItsPage() throws Exception {
    String number = taipei("ecpay");
    assertThat(house.attempt(number).payment().total()).hasToString("95.00 TWD");
    postsTheForm(number);
    house.demo.ecpay().payByCard(house.paymentNumber(number));
    house.deliver();
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.page("/pay/" + number).statusCode()).isEqualTo(303);
  }

  @Test
  void paidByPointsWhichAreTakenOnceAndGivenBackWhenTheStaffTakesTheOrderBack() {
    long before = house.demo.points().balance("guest");
    String number = House.number();
    house.choose(number, house.noodles(number), "points");
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.demo.points().balance("guest")).isEqualTo(before - 7600);
    assertThat(house.states(number))
        .containsSequence("paymentCombination", "points", "outcome", "orderCompleted");
    String path = "/orders/" + number + "/cancellation";
    assertThat(house.post(path, Map.of()).status()).isEqualTo(403);
    assertThat(house.staff("POST", path, Map.of()).status()).isEqualTo(200);
    assertThat(house.staff("POST", path, Map.of()).status()).isEqualTo(409);
    assertThat(house.demo.points().balance("guest")).isEqualTo(before);
  }

  @Test
  void withTooFewPointsNoneAreTakenAndTheOrderIsCancelled() {
    long before = house.demo.points().balance("guest");
    String number = House.number();
    String token = house.asked(number, "jiyuan", Map.of("beef-noodles", 50));
    house.choose(number, token, "points");
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
    assertThat(house.demo.points().balance("guest")).isEqualTo(before);
    assertThat(house.orders().ticketsOf(number)).isZero();
  }

  @Test
  void toBePaidAtTheCounter() {
    String number = House.number();
    house.choose(number, house.noodles(number), "arrival");
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.AT_THE_COUNTER);
    assertThat(house.orders().attemptOf(number)).isEmpty();
    assertThat(house.orders().ticketsOf(number)).isOne();
  }

  @Test
  void onlyWhatTheMerchantOffersIsShownEachWithItsPrice() {
    String noodles = House.number();
    house.noodles(noodles);
    String tea = House.number();
    house.asked(tea, "lanxin", Map.of("oolong", 1));

    assertThat(methods(noodles))
        .containsExactly(
            "weixin 38.00 CNY",
            "zhifubao 60.80 CNY",
            "unionpay 53.20 CNY",
            "points 7600 points",
            "arrival 76.00 CNY");
    assertThat(methods(tea)).containsExactly("zhifubao 20.00 CNY");
  }

  /** One line of data, while the platform runs: no code, no branch of the workflow, no restart. */
  @Test
  void aNewMethodIsALineOfData() {
    String line = "/merchants/lanxin/methods/weixin-tea";
    Map<String, Object> offer =
        Map.of(
            "method", "weixin-tea",
            "name", Map.of("en", "WeChat Pay", "zh", "微信支付"),
            "kind", "provider",
            "account", "lanxin.wechatpay",
            "percent", "33.33");
    String before = House.number();
    house.asked(before, "lanxin", Map.of("oolong", 1));
    assertThat(house.post(line, offer).status()).isEqualTo(403);
    assertThat(house.staff("PUT", line, offer).status()).isEqualTo(200);
    Map<String, Object> toTheNeighbour = new HashMap<>(offer);
    toTheNeighbour.put("account", "jiyuan.wechatpay");
    assertThat(house.staff("PUT", line, toTheNeighbour).status()).isEqualTo(400);

    String number = House.number();
    String token = house.asked(number, "lanxin", Map.of("oolong", 1));
    // 25.00 at 33.33 % is 8.3325: half up.
    assertThat(methods(number)).contains("weixin-tea 8.33 CNY");
    house.choose(number, token, "weixin-tea");
    house.awaitState(number, "callback");
    house.demo.otherWeChatPay().pay(house.paymentNumber(number));
    house.deliver();
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.attempt(number).payment().total()).hasToString("8.33 CNY");

    // An order that has its methods already keeps them.
    assertThat(methods(before)).containsExactly("zhifubao 20.00 CNY");
    assertThat(house.staff("DELETE", line, Map.of()).status()).isEqualTo(200);
    String after = House.number();
    house.asked(after, "lanxin", Map.of("oolong", 1));
    assertThat(methods(after)).containsExactly("zhifubao 20.00 CNY");
  }

  @Test
  void anAnswerLostOnItsWayIsNeitherChargedTwiceNorCancelled() {
    house.demo.weChatPay().faults().times(5, Operation.ORDER_NATIVE, Fault.answerDropped());
    String number = house.waitingFor("weixin");
    house.demo.weChatPay().faults().clear();
    String payment = house.paymentNumber(number);
    for (int i = 0; i < 20 && house.attempt(number).shown().isEmpty(); i++) {
      house.pass(Duration.ofSeconds(15));
    }

    assertThat(house.paymentNumber(number)).isEqualTo(payment);
    house.paysByWeChat(number);
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.PAID);
    assertThat(house.demo.weChatPay().chargesOf(payment)).isOne();
  }

  @Test
  void anUnpaidOrderIsClosedAfterAnHourInAll() {
    String number = house.waitingFor("weixin");
    house.pass(Duration.ofSeconds(3599));
    assertThat(house.status(number)).isEqualTo(Status.OPEN);
    house.pass(Duration.ofSeconds(1));
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
    assertThat(house.states(number))
        .endsWith("callback", "outcome", "close", "outcome", "orderCanceled", "outcome", "done");
    assertThat(house.attempt(number).over()).isTrue();
  }

  @Test
  void theTimesOfTheStatesAreThoseOfTheClock() {
    Instant start = house.clock.instant();
    String number = House.number();
    String token = house.noodles(number);
    house.pass(Duration.ofSeconds(40));
    house.choose(number, token, "zhifubao");
    house.awaitState(number, "callback");
    house.pass(Duration.ofSeconds(3560));
    house.awaitEnd(number);

    assertThat(house.orders().states(number))
        .extracting(row -> row.state() + " " + Duration.between(start, row.at()).toSeconds())
        .containsExactly(
            "generateInfo 0",
            "payment 0",
            "paymentCombination 40",
            "collect 40",
            "outcome 40",
            "callback 40",
            "outcome 3600",
            "close 3600",
            "outcome 3600",
            "orderCanceled 3600",
            "outcome 3600",
            "done 3600");
  }

  @Test
  void whatTheStaffTakesBackIsGivenBackByTheProviderThatTookIt() {
    String number = house.waitingFor("weixin");
    house.paysByWeChat(number);
    house.awaitEnd(number);
    String path = "/orders/" + number + "/cancellation";
    assertThat(house.staff("POST", path, Map.of()).status()).isEqualTo(200);
    assertThat(house.staff("POST", path, Map.of()).status()).isEqualTo(409);
    house.tick();

    String refundId = house.orders().paybacksOf(number).get(0).refundId();
    assertThat(house.demo.weChatPay().refund(refundId)).isPresent();
    assertThat(house.orders().paybacksOf(number)).hasSize(1);
    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
  }

  @Test
  void thePageTakesNothingFromElsewhere() {
    for (String path : List.of("/", "/app.js", "/style.css")) {
      HttpResponse<String> file = house.page(path);
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
          .doesNotContain("unsafe", "http");
      assertThat(file.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("://");
    }
    assertThat(house.page("/nothing").statusCode()).isEqualTo(404);
    assertThat(house.page("/../pom.xml").statusCode()).isEqualTo(404);
  }

  @Test
  void anUnscannedAlipayOrderIsCancelledTooThoughAlipayKnowsNone() {
    String number = house.waitingFor("zhifubao");
    house.pass(Duration.ofHours(1));
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
  }

  @Test
  void anUnpaidUnionPayOrderIsCancelledWhenItsTimeIsOver() {
    String number = house.waitingFor("unionpay");
    house.pass(Duration.ofHours(1));
    house.awaitEnd(number);

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
  }

  @Test
  void whatIsPaidAfterTheOrderWasCancelledIsGivenBackOnce() throws Exception {
    String number = taipei("ecpay");
    postsTheForm(number);
    house.pass(Duration.ofHours(1));
    house.awaitEnd(number);
    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);

    house.demo.ecpay().payByCard(house.paymentNumber(number));
    house.deliver();
    for (int i = 0; i < 5; i++) {
      house.pass(Duration.ofMinutes(1));
    }

    assertThat(house.status(number)).isEqualTo(Status.CANCELLED);
    assertThat(house.orders().paybacksOf(number)).hasSize(1);
    assertThat(house.orders().paybacksOf(number).get(0).state()).isPresent();
    // Once, and all of it, at ECPay itself.
    assertThat(house.demo.ecpay().ledger())
        .filteredOn(entry -> entry.merchantTradeNo().equals(house.paymentNumber(number)))
        .extracting(entry -> entry.kind() + " " + entry.amount())
        .containsExactly("CHARGE 95", "RELEASE 95");
    assertThat(house.orders().ticketsOf(number)).isZero();
  }

  private String taipei(String method) {
    String number = House.number();
    String token = house.asked(number, "taipei", Map.of("soy-milk", 1, "egg-pancake", 1));
    house.choose(number, token, method);
    house.awaitState(number, "callback");
    return number;
  }

  private List<String> methods(String number) {
    List<String> methods = new ArrayList<>();
    for (JsonNode method : house.get("/orders/" + number).json().path("methods")) {
      methods.add(method.path("method").asText() + " " + method.path("price").asText());
    }
    return methods;
  }

  /** What the payer's browser does with the page. */
  private void postsTheForm(String number) throws Exception {
    HttpResponse<String> page = house.page("/pay/" + number);
    assertThat(page.statusCode()).isEqualTo(200);
    Matcher action = ACTION.matcher(page.body());
    assertThat(action.find()).isTrue();
    URI target = URI.create(unescaped(action.group(1)));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action https: " + target.getScheme() + "://" + target.getAuthority())
        .doesNotContain("unsafe");
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(page.body());
    while (input.find()) {
      fields.add(encoded(input.group(1)) + "=" + encoded(input.group(2)));
    }
    HttpResponse<String> taken =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(target)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(String.join("&", fields)))
                    .build(),
                BodyHandlers.ofString());
    assertThat(taken.statusCode()).isEqualTo(302);
  }

  private static String encoded(String html) {
    return URLEncoder.encode(unescaped(html), StandardCharsets.UTF_8);
  }

  private static String unescaped(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}
