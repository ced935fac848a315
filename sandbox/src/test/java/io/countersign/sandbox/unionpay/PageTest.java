// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.unionpay.Caller.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("UnionPay's pages")
class PageTest {
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    caller.close();
  }

  private HttpResponse<String> press(URI page, String action, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page).POST(HttpRequest.BodyPublishers.ofString("action=" + action));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thePayersBrowserPostsTheResultToTheShop() throws Exception {
    Map<String, String> form = caller.page("PAGE0001");
    form.put("reqReserved", "<b>\"tea\" & 'more'</b>");
    form.put("frontFailUrl", "https://shop.example/failed");
    URI page = caller.merchant.openPage(caller.signed(form));

    HttpResponse<String> before = caller.look(page);
    assertThat(before.body()).contains("href=\"https://shop.example/failed\"");
    HttpResponse<String> pressed = press(page, "pay");
    assertThat(pressed.statusCode()).isEqualTo(303);
    HttpResponse<String> after = caller.look(page);

    assertThat(after.body())
        .contains("action=\"https://shop.example/unionpay/return?a=1\"")
        .contains("accept-charset=\"UTF-8\"")
        .contains("value=\"&lt;b&gt;&quot;tea&quot; &amp; &#39;more&#39;&lt;/b&gt;\"")
        .contains("-----BEGIN CERTIFICATE-----&#13;&#10;")
        .doesNotContain("<b>");
    assertThat(after.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("form-action 'self' https://shop.example");
  }

  @Test
  void onlyThePagesOwnButtonsCount() throws Exception {
    URI page = caller.merchant.openPage(caller.signed(caller.page("PAGE0001")));

    assertThat(press(page, "pay", "Origin", "http://elsewhere.example").statusCode())
        .isEqualTo(403);
    assertThat(caller.merchant.paymentsOf("PAGE0001")).isZero();
    String origin = "http://" + page.getAuthority();
    assertThat(press(page, "pay", "Origin", origin).statusCode()).isEqualTo(303);
    assertThat(press(page, "pay").statusCode()).isEqualTo(409);
    assertThat(press(page, "dance").body()).contains("there is no such button");
    assertThat(caller.merchant.paymentsOf("PAGE0001")).isOne();
  }

  @Test
  void nobodyGuessesAPage() throws Exception {
    caller.merchant.openPage(caller.signed(caller.page("PAGE0001")));

    for (String path : new String[] {Cashier.PAY, Cashier.PAY + "x", Cashier.QR + "PAGE0001"}) {
      assertThat(caller.look(caller.gateway.baseUri().resolve(path)).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPayerWhoLeavesHasNotPaid() throws Exception {
    Map<String, String> form = caller.money("01", "06", "000000", "CODE0001");
    form.put("qrNo", caller.merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD));
    caller.back(form);

    JsonNode left = caller.press(caller.merchant.cashierPage("CODE0001"), "leave");

    assertThat(left.path("respCode").asText()).isEqualTo("69");
    JsonNode refused = caller.press(caller.merchant.cashierPage("CODE0001"), "pay");
    assertThat(refused.path("problem").asText()).contains("FAILED");
  }

  @ParameterizedTest
  @CsvSource({
    "PAGE,01,07,000201",
    "WAP,01,08,000201",
    "B2B,01,07,000202",
    "PRE_AUTH_PAGE,02,07,000201",
    "PRE_AUTH_WAP,02,08,000201"
  })
  void everyPageLeadsToMoneyOrToFrozenMoney(
      Operation operation, String type, String channel, String bizType) throws Exception {
    Map<String, String> form = caller.page("PAGE0001");
    form.put("txnType", type);
    form.put("channelType", channel);
    form.put("bizType", bizType);
    caller.merchant.openPage(caller.signed(form));
    caller.merchant.pay("PAGE0001");

    OrderView paid = caller.merchant.order("PAGE0001").orElseThrow();
    assertThat(paid.scene()).isEqualTo(operation);
    assertThat(caller.merchant.paymentsOf("PAGE0001")).isEqualTo(type.equals("01") ? 1 : 0);
    Map<String, String> undo = caller.followUp("31", "UNDO0001", paid.queryId(), Caller.FEN);
    undo.put("bizType", bizType);
    String expected = operation == Operation.B2B ? "32" : type.equals("01") ? "00" : "35";
    assertThat(caller.back(undo).code()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"05", "04"})
  void moneyIsFrozenByCodesToo(String subType) throws Exception {
    Map<String, String> form = caller.money("02", subType, "000000", "FREEZE01");
    if (subType.equals("04")) {
      form.put("qrNo", caller.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    }
    Reply made = caller.back(form);
    if (subType.equals("05")) {
      caller.merchant.scan(made.text("qrCode"));
      caller.merchant.pay("FREEZE01");
    }
    Map<String, String> taken = caller.followUp("03", "COMPLETE1", "", 1000);
    taken.remove("origQryId");
    taken.put("bizType", "000000");
    taken.put("origOrderId", "FREEZE01");
    taken.put("origTxnTime", form.get("txnTime"));

    assertThat(caller.back(taken).code()).isEqualTo("00");
    assertThat(caller.merchant.balance()).isEqualTo(1000);
  }

  @Test
  void whatNobodyMadeCannotBeOpened() {
    assertThatThrownBy(() -> caller.merchant.startApp("123456789012345678901"))
        .hasMessageContaining("no such tn");
    assertThatThrownBy(() -> caller.merchant.scan("https://qr.95516.com/1"))
        .hasMessageContaining("no such QR code");
    assertThatThrownBy(() -> caller.merchant.pay("NOBODYS1"))
        .hasMessageContaining("there is no transaction NOBODYS1");
    assertThat(caller.merchant.order("NOBODYS1")).isEmpty();
  }
}
