// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private SandboxClock clock;

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.merchant = merchant;
    this.clock = clock;
    client = new PlainClient(gateway, merchant);
  }

  @Test
  void everyProductAnswersWhatThePayerNeeds() {
    Reply qr = client.placeNative("NATIVE-1");
    assertThat(qr.json().path("code_url").asText()).startsWith("weixin://wxpay/bizpayurl?pr=");
    assertThat(qr.header("Request-ID")).endsWith("-0");
    assertThat(client.verifies(qr)).isTrue();
    Reply jsapi = client.post("/v3/pay/transactions/jsapi", client.jsapi("JSAPI-1")).send();
    assertThat(jsapi.json().path("prepay_id").asText()).startsWith("wx").hasSize(36);
    Reply app = client.post("/v3/pay/transactions/app", client.app("APP-001")).send();
    assertThat(app.json().path("prepay_id").asText()).startsWith("wx");
    Reply h5 = client.post("/v3/pay/transactions/h5", client.h5("H5-0001")).send();
    assertThat(h5.json().path("h5_url").asText()).contains("/cashier/wechatpay/h5?prepay_id=wx");
  }

  @Test
  void anOrderIsAskedForBeforeAndAfterPayment() {
    client.placeNative("ORDER-1");
    assertThat(client.query("ORDER-1").json().path("trade_state").asText()).isEqualTo("NOTPAY");
    merchant.pay("ORDER-1");
    Reply paid = client.query("ORDER-1");
    assertThat(paid.json().path("trade_state").asText()).isEqualTo("SUCCESS");
    assertThat(paid.json().at("/amount/total").asLong()).isEqualTo(100);
    String transaction = paid.json().path("transaction_id").asText();
    Reply byId =
        client.get("/v3/pay/transactions/id/" + transaction + "?mchid=" + merchant.mchid()).send();
    assertThat(byId.json()).isEqualTo(paid.json());
    assertThat(merchant.chargesOf("ORDER-1")).isEqualTo(1);
    assertThat(merchant.balance()).isEqualTo(100);
  }

  @Test
  void unknownOrdersAndBadQueriesAreRefused() {
    assertThat(client.query("ORDER-X").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.query("ORDER-X").header("Request-ID")).endsWith("-268512771");
    String url = "/v3/pay/transactions/out-trade-no/ORDER-X";
    assertThat(client.get(url).send().code()).isEqualTo("PARAM_ERROR");
    assertThat(client.get(url + "?mchid=1900000109").send().code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.get(url + "?mchid=" + merchant.mchid() + "&x=1").send().code())
        .isEqualTo("PARAM_ERROR");
    String id = "/v3/pay/transactions/id/";
    assertThat(client.get(id + "123?mchid=" + merchant.mchid()).send().code())
        .isEqualTo("INVALID_TRANSACTIONID");
    assertThat(client.get(id + "4".repeat(28) + "?mchid=" + merchant.mchid()).send().code())
        .isEqualTo("ORDER_NOT_EXIST");
  }

  @Test
  void oddCharactersOfANumberComePercentEncoded() {
    client.placeNative("A|B@C*_-1");
    String url = "/v3/pay/transactions/out-trade-no/A%7CB%40C*_-1?mchid=" + merchant.mchid();
    assertThat(client.get(url).send().json().path("out_trade_no").asText()).isEqualTo("A|B@C*_-1");
  }

  private static Arguments bad(String field, UnaryOperator<String> mistake) {
    return Arguments.of(field, mistake);
  }

  private static UnaryOperator<String> more(String field, String json) {
    return body -> body.replace("\"appid\"", "\"%s\":%s,\"appid\"".formatted(field, json));
  }

  private static UnaryOperator<String> swap(String old, String now) {
    return body -> body.replace(old, now);
  }

  static Stream<Arguments> badOrders() {
    String url = "https://shop.example/notify";
    return Stream.of(
        bad("", b -> "not JSON"),
        bad("", b -> "[1]"),
        bad("", b -> b + "x"),
        bad("", more("attach", "\"a\",\"attach\":\"b\"")),
        bad("", b -> "{\"a\":".repeat(2000)),
        bad("", b -> ""),
        bad("/extra", more("extra", "1")),
        bad("/attach", more("attach", "null")),
        bad("/attach", more("attach", "\"" + "长".repeat(129) + "\"")),
        bad("/attach", more("attach", "\"\\ud800\"")),
        bad("/appid", b -> b.replaceFirst("\"appid\":\"[^\"]*\",", "")),
        bad("/mchid", b -> b.replaceFirst("\"mchid\":\"[^\"]*\"", "\"mchid\":\"1900000109\"")),
        bad("/description", swap("深圳腾大-QQ公仔", "长".repeat(128))),
        bad("/description", swap("深圳腾大-QQ公仔", "")),
        bad("/description", swap("\"深圳腾大-QQ公仔\"", "5")),
        bad("/out_trade_no", swap("ORDER-BAD", "short")),
        bad("/out_trade_no", swap("ORDER-BAD", "x".repeat(33))),
        bad("/out_trade_no", swap("ORDER-BAD", "ORDER BAD")),
        bad("/out_trade_no", swap("ORDER-BAD", "ORDER-错错错")),
        bad("/amount", swap("{\"total\":100,\"currency\":\"CNY\"}", "100")),
        bad("/amount/total", swap("\"total\":100", "\"total\":0")),
        bad("/amount/total", swap("\"total\":100", "\"total\":-1")),
        bad("/amount/total", swap("\"total\":100", "\"total\":\"100\"")),
        bad("/amount/total", swap("\"total\":100", "\"total\":100.0")),
        bad("/amount/total", swap("\"total\":100", "\"total\":1e2")),
        bad("/amount/total", swap("\"total\":100", "\"total\":99999999999999999999")),
        bad("/amount/currency", swap("CNY", "USD")),
        bad("/amount/currency", swap("\"CNY\"", "null")),
        bad("/amount/cents", swap("\"total\"", "\"cents\":1,\"total\"")),
        bad("/support_fapiao", more("support_fapiao", "\"true\"")),
        bad("/time_expire", more("time_expire", "\"2030-01-01 00:00:00\"")),
        bad("/time_expire", more("time_expire", "\"2030-13-01T00:00:00+08:00\"")),
        bad("/time_expire", more("time_expire", "\"2030-01-01T00:00:00\"")),
        bad("/limit_pay/0", more("limit_pay", "[\"no_cash\"]")),
        bad(
            "/detail",
            more(
                "detail",
                "{\"invoice_id\":\"" + "x".repeat(10) + "\",\"goods_detail\":[" + goods() + "]}")),
        bad(
            "/detail/goods_detail/0/quantity",
            more("detail", "{\"goods_detail\":[{\"merchant_goods_id\":\"1\",\"unit_price\":1}]}")),
        bad(
            "/scene_info/payer_client_ip",
            more("scene_info", "{\"payer_client_ip\":\"999.1.1.1\"}")),
        bad(
            "/scene_info/payer_client_ip",
            more("scene_info", "{\"payer_client_ip\":\"example.com\"}")),
        bad(
            "/scene_info/store_info/id",
            more("scene_info", "{\"payer_client_ip\":\"::2\",\"store_info\":{}}")),
        bad("/settle_info/profit_sharing", more("settle_info", "{\"profit_sharing\":1}")),
        bad("/subsidy_info", more("subsidy_info", "{}")),
        bad("/notify_url", swap(url, "http://shop.example/notify")),
        bad("/notify_url", swap(url, "https://shop.example/notify?a=1")),
        bad("/notify_url", swap(url, "https://shop.example/notify#a")),
        bad("/notify_url", swap(url, "https://shop.example")),
        bad("/notify_url", swap(url, "/notify")),
        bad("/notify_url", swap(url, "https://192.168.1.1/notify")),
        bad("/notify_url", swap(url, "https://intranet/notify")),
        bad("/notify_url", swap(url, "https://user@shop.example/notify")),
        bad("/notify_url", swap(url, "https://shop.example/" + "n".repeat(240))),
        bad("/notify_url", b -> b.replaceFirst("\"notify_url\":\"[^\"]*\",", "")));
  }

  private static String goods() {
    return "{\"merchant_goods_id\":\"1\",\"quantity\":1,\"unit_price\":1},".repeat(150)
        + "{\"merchant_goods_id\":\"1\",\"quantity\":1,\"unit_price\":1}";
  }

  @ParameterizedTest
  @MethodSource("badOrders")
  void aBadFieldIsNamed(String field, UnaryOperator<String> mistake) {
    Reply reply =
        client.post("/v3/pay/transactions/native", mistake.apply(client.order("ORDER-BAD"))).send();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(reply.json().at("/detail/issue").asText()).isNotEmpty();
    assertThat(reply.json().at("/detail/location").asText()).isEqualTo("body");
    assertThat(client.verifies(reply)).isTrue();
    assertThat(merchant.order("ORDER-BAD")).isEmpty();
  }

  @Test
  void lengthsCountCharactersNotBytes() {
    String body = client.order("ORDER-L1").replace("深圳腾大-QQ公仔", "😀".repeat(127));
    assertThat(client.post("/v3/pay/transactions/native", body).send().status()).isEqualTo(200);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] gbk = {'{', '"', (byte) 0xC4, (byte) 0xE3, '"', ':', '1', '}'};
    assertThatThrownBy(() -> StrictJson.requestBody(gbk)).hasMessageContaining("not UTF-8");
  }

  @Test
  void anAppidMustBeBoundAndFitTheProduct() {
    String order = client.order("ORDER-A1");
    String foreign = order.replace(merchant.appId(), "wx0000000000000000");
    assertThat(client.post("/v3/pay/transactions/native", foreign).send().code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
    assertThat(client.post("/v3/pay/transactions/app", order).send().code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
    String jsapi = client.jsapi("ORDER-A2").replace(merchant.appId(), merchant.mobileAppId());
    assertThat(client.post("/v3/pay/transactions/jsapi", jsapi).send().code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
    String mismatch =
        client.jsapi("ORDER-A3").replace(merchant.appId(), merchant.miniProgramAppId());
    assertThat(client.post("/v3/pay/transactions/jsapi", mismatch).send().code())
        .isEqualTo("OPENID_MISMATCH");
    assertThat(client.post("/v3/pay/transactions/jsapi", client.order("ORDER-A4")).send().code())
        .isEqualTo("PARAM_ERROR");
  }

  @Test
  void h5NeedsThePayersPlace() {
    String url = "/v3/pay/transactions/h5";
    assertThat(client.post(url, client.order("H5-0002")).send().json().at("/detail/field").asText())
        .isEqualTo("/scene_info");
    String local = client.h5("H5-0003").replace("203.0.113.7", "127.0.0.1");
    assertThat(client.post(url, local).send().json().at("/detail/field").asText())
        .isEqualTo("/scene_info/payer_client_ip");
    String bare =
        client.orderWith("H5-0004", "scene_info", "{\"payer_client_ip\":\"203.0.113.7\"}");
    assertThat(client.post(url, bare).send().json().at("/detail/field").asText())
        .isEqualTo("/scene_info/h5_info");
  }

  @Test
  void loopbackNotifyUrlsAreForTheSandboxOnly(WeChatPayGateway gateway) {
    String body = client.order("ORDER-N1").replace("https://shop.example", "http://127.0.0.1:8080");
    assertThat(client.post("/v3/pay/transactions/native", body).send().status()).isEqualTo(200);
    WeChatPayMerchant strict =
        gateway.openMerchant(MerchantSetup.usual().refuseLoopbackNotifyUrls());
    PlainClient other = new PlainClient(gateway, strict);
    String same = other.order("ORDER-N1").replace("https://shop.example", "http://127.0.0.1:8080");
    assertThat(other.post("/v3/pay/transactions/native", same).send().code())
        .isEqualTo("PARAM_ERROR");
  }

  @Test
  void theSameOrderComesInAgainWithAFreshToken() {
    String first = client.placeNative("ORDER-R1").json().path("code_url").asText();
    String second = client.placeNative("ORDER-R1").json().path("code_url").asText();
    assertThat(second).isNotEqualTo(first);
    assertThat(merchant.scan(first)).isEqualTo("ORDER-R1");
    assertThat(merchant.scan(second)).isEqualTo("ORDER-R1");
    String noCurrency = client.order("ORDER-R1").replace(",\"currency\":\"CNY\"", "");
    assertThat(client.post("/v3/pay/transactions/native", noCurrency).send().status())
        .isEqualTo(200);
  }

  @Test
  void anUsedNumberIsRefusedForAnythingElse() {
    client.placeNative("ORDER-R2");
    String dearer = client.order("ORDER-R2").replace("\"total\":100", "\"total\":101");
    Reply reply = client.post("/v3/pay/transactions/native", dearer).send();
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.header("Request-ID")).endsWith("-268498688");
    assertThat(reply.json().path("message").asText()).contains("amount");
    assertThat(client.post("/v3/pay/transactions/jsapi", client.jsapi("ORDER-R2")).send().code())
        .isEqualTo("OUT_TRADE_NO_USED");
    merchant.pay("ORDER-R2");
    assertThat(client.placeNative("ORDER-R2").code()).isEqualTo("ORDER_PAID");
    assertThat(client.post("/v3/pay/transactions/native", dearer).send().code())
        .isEqualTo("OUT_TRADE_NO_USED");
    assertThat(merchant.chargesOf("ORDER-R2")).isEqualTo(1);
  }

  @Test
  void closingIsRepeatableAndNeverTouchesAPaidOrder() {
    client.placeNative("ORDER-C1");
    assertThat(client.close("ORDER-C1").status()).isEqualTo(204);
    Reply again = client.close("ORDER-C1");
    assertThat(again.status()).isEqualTo(204);
    assertThat(client.verifies(again)).isTrue();
    assertThat(client.placeNative("ORDER-C1").code()).isEqualTo("ORDER_CLOSED");
    assertThatThrownBy(() -> merchant.pay("ORDER-C1")).isInstanceOf(IllegalStateException.class);
    client.placeNative("ORDER-C2");
    merchant.pay("ORDER-C2");
    assertThat(client.close("ORDER-C2").code()).isEqualTo("ORDER_PAID");
    assertThat(client.close("ORDER-C3").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.reverse("ORDER-C2").code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void anOrderIsNotClosedWhileThePayerTypes() {
    client.placeNative("ORDER-T1");
    merchant.startPassword("ORDER-T1");
    Reply reply = client.close("ORDER-T1");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.code()).isEqualTo("USERPAYING");
    merchant.cancel("ORDER-T1");
    assertThat(client.query("ORDER-T1").json().path("trade_state").asText()).isEqualTo("NOTPAY");
    assertThatThrownBy(() -> merchant.enterPassword("ORDER-T1"))
        .isInstanceOf(IllegalStateException.class);
    merchant.startPassword("ORDER-T1");
    merchant.enterPassword("ORDER-T1");
    assertThat(client.query("ORDER-T1").json().path("trade_state").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void timeClosesAnOrderAndEndsAToken() {
    client.placeNative("ORDER-E1");
    clock.advance(Duration.ofHours(2).plusSeconds(1));
    assertThatThrownBy(() -> merchant.pay("ORDER-E1")).hasMessageContaining("expired");
    assertThat(client.placeNative("ORDER-E1").status()).isEqualTo(200);
    merchant.pay("ORDER-E1");
    client.placeNative("ORDER-E2");
    clock.advance(Duration.ofDays(7).plusSeconds(1));
    assertThat(client.query("ORDER-E2").json().path("trade_state").asText()).isEqualTo("CLOSED");
    assertThat(client.placeNative("ORDER-E2").code()).isEqualTo("ORDER_CLOSED");
  }

  @ParameterizedTest
  @CsvSource({"-60,60", "30,60", "600,600", "8640000,7776000"})
  void theLastMomentToPayIsHeldWithinItsBounds(long wanted, long got) {
    String number = "TIME-" + (wanted + 100);
    String at = clock.instant().plusSeconds(wanted).truncatedTo(ChronoUnit.SECONDS).toString();
    Reply reply =
        client
            .post(
                "/v3/pay/transactions/native",
                client.orderWith(number, "time_expire", '"' + at + '"'))
            .send();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(merchant.order(number).orElseThrow().expiresAt())
        .isEqualTo(clock.instant().plusSeconds(got));
  }

  @Test
  void theWalletChecksThePaySign() {
    String prepay =
        client
            .post("/v3/pay/transactions/jsapi", client.jsapi("WALLET-1"))
            .send()
            .json()
            .path("prepay_id")
            .asText();
    Map<String, String> page = new LinkedHashMap<>();
    page.put("appId", merchant.appId());
    page.put("timeStamp", "1700000000");
    page.put("nonceStr", "n1");
    page.put("package", "prepay_id=" + prepay);
    page.put("signType", "RSA");
    page.put(
        "paySign", client.sign(merchant.appId() + "\n1700000000\nn1\nprepay_id=" + prepay + "\n"));
    assertThat(merchant.openWallet(page)).isEqualTo("WALLET-1");
    page.remove("appId");
    assertThat(merchant.openWallet(page)).isEqualTo("WALLET-1");
    page.put("nonceStr", "n2");
    assertThatThrownBy(() -> merchant.openWallet(page)).hasMessageContaining("pay-sign");
    String id =
        client
            .post("/v3/pay/transactions/app", client.app("WALLET-2"))
            .send()
            .json()
            .path("prepay_id")
            .asText();
    Map<String, String> app = new LinkedHashMap<>();
    app.put("appId", merchant.mobileAppId());
    app.put("partnerId", merchant.mchid());
    app.put("prepayId", id);
    app.put("packageValue", "Sign=WXPay");
    app.put("nonceStr", "n1");
    app.put("timeStamp", "1700000000");
    app.put("sign", client.sign(merchant.mobileAppId() + "\n1700000000\nn1\n" + id + "\n"));
    assertThat(merchant.openWallet(app)).isEqualTo("WALLET-2");
    app.put("partnerId", "1");
    assertThatThrownBy(() -> merchant.openWallet(app)).hasMessageContaining("partnerId");
  }
}
