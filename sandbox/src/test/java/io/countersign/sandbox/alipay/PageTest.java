// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.OrderView.State;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private Map<String, String> page(String method, ObjectNode order) {
    Map<String, String> all = caller.frame(method, order);
    all.put("return_url", "https://shop.example/back?a=1");
    return caller.signed(all);
  }

  private static ObjectNode web(String number) {
    return Caller.order(number).put("product_code", "FAST_INSTANT_TRADE_PAY");
  }

  @ParameterizedTest
  @CsvSource({
    "alipay.trade.page.pay,FAST_INSTANT_TRADE_PAY,false",
    "alipay.trade.page.pay,FAST_INSTANT_TRADE_PAY,true",
    "alipay.trade.wap.pay,QUICK_WAP_WAY,false"
  })
  void aPageLeadsToTheCashierByLinkAndByForm(String method, String product, boolean form)
      throws Exception {
    ObjectNode order =
        Caller.order("WEB1").put("product_code", product).put("quit_url", "https://shop.example/");
    Map<String, String> all = page(method, order);
    if (form) {
      Caller.Reply reply = caller.send(all);
      assertThat(reply.status()).isEqualTo(302);
    } else {
      HttpResponse<String> answer = caller.look(caller.link(all));
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location").orElseThrow())
          .startsWith("/cashier/alipay/pay/");
    }
    HttpResponse<String> cashier = caller.look(merchant.cashierPage("WEB1").toString());
    assertThat(cashier.body())
        .contains("17.33", "&amp; &#39;big&#39; &quot;tea&quot;")
        .doesNotContain("'big'");
    assertThat(merchant.order("WEB1").orElseThrow().state()).isEqualTo(State.NOT_STARTED);
  }

  @Test
  void thePayerComesBackWithSignedParametersThatSayNothingOfTheMoney() throws Exception {
    caller.look(caller.link(page("alipay.trade.page.pay", web("WEB2"))));
    URI cashier = merchant.cashierPage("WEB2");
    JsonNode begun = caller.press(cashier, "login");
    assertThat(begun.path("state").asText()).isEqualTo("WAIT_BUYER_PAY");
    assertThat(begun.has("back")).isFalse();
    String back = caller.press(cashier, "pay").path("back").asText();
    assertThat(back).startsWith("https://shop.example/back?a=1&");
    Map<String, String> fields = new LinkedHashMap<>();
    Pairs.read(URI.create(back).getRawQuery(), StandardCharsets.UTF_8, fields);
    fields.remove("a");
    assertThat(fields)
        .containsEntry("method", "alipay.trade.page.pay.return")
        .containsEntry("out_trade_no", "WEB2")
        .containsEntry("total_amount", "17.33")
        .doesNotContainKey("trade_status");
    AppKeys keys = merchant.account().keys;
    assertThat(
            SignType.RSA2.proves(
                keys.current().pair().getPublic(),
                Pairs.signedWithoutType(fields).getBytes(StandardCharsets.UTF_8),
                fields.getOrDefault("sign", "")))
        .isTrue();
    assertThat(caller.press(cashier, "pay").path("problem").asText()).contains("TRADE_SUCCESS");
    assertThat(merchant.paymentsOf("WEB2")).isEqualTo(1);
  }

  @Test
  void aWrongPageTellsThePersonWhy() throws Exception {
    Map<String, String> all = page("alipay.trade.page.pay", web("WEB3"));
    all.put("biz_content", all.get("biz_content").replace("17.33", "0.01"));
    HttpResponse<String> answer = caller.look(caller.link(all));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("isv.invalid-signature").startsWith("<!doctype html>");
    answer = caller.look(caller.link(page("alipay.trade.page.pay", Caller.order("WEB3"))));
    assertThat(answer.body()).contains("product_code must be FAST_INSTANT_TRADE_PAY");
    answer =
        caller.look(
            caller.link(
                page(
                    "alipay.trade.wap.pay",
                    Caller.order("WEB3").put("product_code", "QUICK_WAP_WAY"))));
    assertThat(answer.body()).contains("quit_url is missing");
    assertThat(merchant.order("WEB3")).isEmpty();
  }

  @Test
  void anOrderStringIsCheckedWhenTheAppOpensIt() throws Exception {
    Map<String, String> all =
        caller.signed(
            caller.frame(
                "alipay.trade.app.pay",
                Caller.order("APP1").put("product_code", "QUICK_MSECURITY_PAY")));
    String orderString = Pairs.encoded(all, StandardCharsets.UTF_8);
    assertThat(merchant.openInApp(orderString)).isEqualTo(merchant.cashierPage("APP1"));
    assertThat(merchant.openInApp(orderString.replace("+", "%20")))
        .isEqualTo(merchant.cashierPage("APP1"));
    merchant.pay("APP1");
    assertThat(merchant.paymentsOf("APP1")).isEqualTo(1);
    assertThatThrownBy(() -> merchant.openInApp(orderString.replace("17.33", "0.01")))
        .hasMessageContaining("isv.invalid-signature");
    assertThatThrownBy(() -> merchant.openInApp(orderString))
        .hasMessageContaining("ACQ.TRADE_HAS_SUCCESS");
  }

  @Test
  void otherSitesDoNotPressTheButtons() throws Exception {
    caller.look(caller.link(page("alipay.trade.page.pay", web("WEB4"))));
    URI cashier = merchant.cashierPage("WEB4");
    HttpRequest request =
        HttpRequest.newBuilder(cashier)
            .header("Origin", "https://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString("action=pay"))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(403);
    assertThat(caller.press(cashier, "steal").path("problem").asText()).contains("no such button");
    assertThat(caller.look(cashier + "x").statusCode()).isEqualTo(404);
    assertThat(merchant.paymentsOf("WEB4")).isZero();
  }
}
