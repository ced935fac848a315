// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinedOrderTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final String ROOT = "/v3/combine-transactions/";

  private PlainClient client;
  private WeChatPayGateway gateway;
  private WeChatPayMerchant mall;
  private WeChatPayMerchant seller;
  private SandboxClock clock;

  @BeforeEach
  void openAMallWithOneSeller(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.gateway = gateway;
    this.clock = clock;
    mall = merchant;
    seller = gateway.openMerchant();
    mall.combinedOrders().bind(seller);
    client = new PlainClient(gateway, mall);
  }

  @AfterEach
  void closeTheSeller() {
    gateway.closeMerchant(seller);
  }

  /** The mall's own 30 fen and the seller's 70 fen. */
  private String order(String number) {
    return """
        {"combine_appid":"%s","combine_mchid":"%s","combine_out_trade_no":"%s","sub_orders":[%s,%s],"notify_url":"https://shop.example/notify"}"""
        .formatted(
            mall.appId(),
            mall.mchid(),
            number,
            sub(mall, "MALL-01", 30),
            sub(seller, "SELL-01", 70));
  }

  private static String sub(WeChatPayMerchant merchant, String number, long fen) {
    return """
        {"mchid":"%s","attach":"a","amount":{"total_amount":%d,"currency":"CNY"},"out_trade_no":"%s","description":"tea"}"""
        .formatted(merchant.mchid(), fen, number);
  }

  private Reply place(String body) {
    return client.post(ROOT + "native", body).send();
  }

  private Reply query(String number) {
    return client.get(ROOT + "out-trade-no/" + number).send();
  }

  private Reply close(String number, String subOrders) {
    return client
        .post(
            ROOT + "out-trade-no/" + number + "/close",
            "{\"combine_appid\":\"" + mall.appId() + "\",\"sub_orders\":[" + subOrders + "]}")
        .send();
  }

  private static String named(WeChatPayMerchant merchant, String number) {
    return "{\"mchid\":\"" + merchant.mchid() + "\",\"out_trade_no\":\"" + number + "\"}";
  }

  private String both() {
    return named(seller, "SELL-01") + "," + named(mall, "MALL-01");
  }

  private JsonNode content(SignedNotification notification) {
    JsonNode message = PlainClient.read(new String(notification.body(), StandardCharsets.UTF_8));
    return PlainClient.read(client.open(message.path("resource")));
  }

  @Test
  void everyProductAnswersWhatThePayerNeeds() {
    Reply qr = place(order("C1"));
    assertThat(qr.json().path("code_url").asText()).startsWith("weixin://wxpay/bizpayurl?pr=");
    assertThat(client.verifies(qr)).isTrue();
    String payer =
        "{\"combine_payer_info\":{\"openid\":\"" + mall.openId() + "\"},\"combine_appid\"";
    String jsapi = order("C2").replace("-01", "-02").replace("{\"combine_appid\"", payer);
    assertThat(client.post(ROOT + "jsapi", jsapi).send().json().path("prepay_id").asText())
        .startsWith("wx");
    String app = order("C3").replace("-01", "-03").replace(mall.appId(), mall.mobileAppId());
    assertThat(client.post(ROOT + "app", app).send().json().path("prepay_id").asText())
        .startsWith("wx");
    String scene =
        "{\"scene_info\":{\"payer_client_ip\":\"203.0.113.7\",\"h5_info\":{\"type\":\"Wap\"}},\"combine_appid\"";
    String h5 = order("C4").replace("-01", "-04").replace("{\"combine_appid\"", scene);
    assertThat(client.post(ROOT + "h5", h5).send().json().path("h5_url").asText())
        .contains("/cashier/wechatpay/h5?prepay_id=wx");
  }

  @Test
  void allSubOrdersArePaidInTheirOwnMerchantsLedgers() {
    place(order("C1"));
    JsonNode open = query("C1").json();
    assertThat(open.has("combine_transaction_id")).isFalse();
    assertThat(open.at("/sub_orders/0/trade_state").asText()).isEqualTo("NOTPAY");
    mall.combinedOrders().pay("C1");
    Reply reply = query("C1");
    assertThat(client.verifies(reply)).isTrue();
    JsonNode paid = reply.json();
    assertThat(paid.path("combine_mchid").asText()).isEqualTo(mall.mchid());
    assertThat(paid.path("combine_transaction_id").asText()).matches("[0-9]{28}");
    assertThat(paid.at("/combine_payer_info/openid").asText()).isNotEmpty();
    assertThat(paid.at("/sub_orders/1/mchid").asText()).isEqualTo(seller.mchid());
    assertThat(paid.at("/sub_orders/1/amount/total_amount").asLong()).isEqualTo(70);
    assertThat(paid.at("/sub_orders/1/transaction_id").asText())
        .matches("[0-9]{28}")
        .isNotEqualTo(paid.at("/sub_orders/0/transaction_id").asText());
    assertThat(mall.chargesOf("MALL-01")).isEqualTo(1);
    assertThat(seller.chargesOf("SELL-01")).isEqualTo(1);
    assertThat(mall.balance()).isEqualTo(30);
    assertThat(seller.balance()).isEqualTo(70);
    CombinedOrderView view = mall.combinedOrders().order("C1").orElseThrow();
    assertThat(view.state()).isEqualTo(TradeState.SUCCESS);
    assertThat(view.total()).isEqualTo(100);
    assertThat(view.subOrders()).extracting(OrderView::total).containsExactly(30L, 70L);
    assertThatThrownBy(() -> mall.combinedOrders().pay("C1"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(seller.chargesOf("SELL-01")).isEqualTo(1);
  }

  @Test
  void oneNotificationTellsOfTheWhole() {
    place(order("C1"));
    assertThatThrownBy(() -> mall.combinedOrders().paymentNotification("C1"))
        .isInstanceOf(IllegalStateException.class);
    mall.combinedOrders().pay("C1");
    clock.advance(Duration.ZERO);
    assertThat(mall.deliveries())
        .extracting(Delivery::eventType)
        .containsExactly("TRANSACTION.SUCCESS");
    assertThat(seller.deliveries()).isEmpty();
    SignedNotification notification = mall.combinedOrders().paymentNotification("C1");
    assertThat(notification.path()).isEqualTo("/notify");
    assertThat(client.verifies(notification.headers(), notification.body())).isTrue();
    assertThat(content(notification)).isEqualTo(query("C1").json());
  }

  @Test
  void notificationsThatLieAreSignedAllTheSame() {
    place(order("C1"));
    mall.combinedOrders().pay("C1");
    SignedNotification right = mall.combinedOrders().paymentNotification("C1");
    SignedNotification less = right.withSubOrderAmount("SELL-01", 1);
    assertThat(content(less).at("/sub_orders/1/amount/total_amount").asLong()).isEqualTo(1);
    assertThat(content(less).at("/sub_orders/0/amount/total_amount").asLong()).isEqualTo(30);
    assertThat(client.verifies(less.headers(), less.body())).isTrue();
    assertThat(content(right.withoutSubOrder("MALL-01")).path("sub_orders")).hasSize(1);
    JsonNode extra = content(right.withExtraSubOrder("SELL-01", "SELL-99"));
    assertThat(extra.at("/sub_orders/2/out_trade_no").asText()).isEqualTo("SELL-99");
    JsonNode foreign = content(right.withSubOrderOf("SELL-01", mall));
    assertThat(foreign.at("/sub_orders/1/mchid").asText()).isEqualTo(mall.mchid());
    PlainClient sellers = new PlainClient(gateway, seller);
    SignedNotification stray = right.of(seller);
    assertThat(sellers.verifies(stray.headers(), stray.body())).isTrue();
    assertThatThrownBy(() -> right.withoutSubOrder("SELL-77"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mall.echoNotification("x").withoutSubOrder("SELL-01"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theOrdinaryCallsDoNotKnowItsNumbers() {
    place(order("COMBINED-1"));
    mall.combinedOrders().pay("COMBINED-1");
    assertThat(client.query("COMBINED-1").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.query("MALL-01").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.close("MALL-01").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.reverse("MALL-01").code()).isEqualTo("ORDER_NOT_EXIST");
    String transaction = mall.order("MALL-01").orElseThrow().transactionId().orElseThrow();
    String url = "/v3/pay/transactions/id/" + transaction + "?mchid=" + mall.mchid();
    assertThat(client.get(url).send().code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.placeNative("MALL-01").code()).isEqualTo("OUT_TRADE_NO_USED");
    String code = mall.authCode(PayerBehaviour.PAYS_AT_ONCE);
    assertThat(client.chargeCode("MALL-01", code).code()).isEqualTo("OUT_TRADE_NO_USED");
    assertThat(client.chargeCode("FREE-01", code).status()).isEqualTo(200);
    assertThat(mall.chargesOf("MALL-01")).isEqualTo(1);
    client.placeNative("ORDINARY-1");
    assertThat(query("ORDINARY-1").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(query("x".repeat(33)).code()).isEqualTo("PARAM_ERROR");
    assertThat(query("COMBINED-1?mchid=" + mall.mchid()).code()).isEqualTo("PARAM_ERROR");
  }

  @Test
  void onlyTheMerchantThatCombinesMayAsk() {
    place(order("C1"));
    PlainClient sellers = new PlainClient(gateway, seller);
    assertThat(sellers.get(ROOT + "out-trade-no/C1").send().code()).isEqualTo("ORDER_NOT_EXIST");
  }

  @Test
  void everySubOrderIsRefundedByItsOwnMerchant() {
    place(order("C1"));
    PlainClient sellers = new PlainClient(gateway, seller);
    assertThat(refund(sellers, "SELL-01", "R1", 20, 70).code()).isEqualTo("INVALID_REQUEST");
    mall.combinedOrders().pay("C1");
    assertThat(refund(client, "SELL-01", "R1", 20, 70).code()).isEqualTo("RESOURCE_NOT_EXISTS");
    Reply accepted = refund(sellers, "SELL-01", "R1", 20, 70);
    assertThat(accepted.json().path("status").asText()).isEqualTo("PROCESSING");
    assertThat(seller.balance()).isEqualTo(50);
    assertThat(refund(client, "MALL-01", "R1", 30, 30).status()).isEqualTo(200);
    String transaction = seller.order("SELL-01").orElseThrow().transactionId().orElseThrow();
    clock.advance(Duration.ofMinutes(1));
    String body =
        refundBody("SELL-01", "R2", 50, 70)
            .replace("\"out_trade_no\":\"SELL-01\"", "\"transaction_id\":\"" + transaction + "\"");
    assertThat(sellers.post("/v3/refund/domestic/refunds", body).send().status()).isEqualTo(200);
    JsonNode after = query("C1").json();
    assertThat(after.at("/sub_orders/1/trade_state").asText()).isEqualTo("REFUND");
    assertThat(mall.combinedOrders().order("C1").orElseThrow().state())
        .isEqualTo(TradeState.SUCCESS);
  }

  private static String refundBody(String number, String refundNumber, long fen, long total) {
    return """
        {"out_trade_no":"%s","out_refund_no":"%s","amount":{"refund":%d,"total":%d,"currency":"CNY"}}"""
        .formatted(number, refundNumber, fen, total);
  }

  private static Reply refund(
      PlainClient by, String number, String refundNumber, long fen, long total) {
    return by.post("/v3/refund/domestic/refunds", refundBody(number, refundNumber, fen, total))
        .send();
  }

  @Test
  void theSameNumberIsTheSameOrder() {
    Reply first = place(order("C1"));
    Reply again = place(order("C1"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isNotEqualTo(first.json());
    Reply other = place(order("C1").replace("\"total_amount\":70", "\"total_amount\":71"));
    assertThat(other.code()).isEqualTo("INVALID_REQUEST");
    assertThat(other.json().path("message").asText())
        .contains("combine_out_trade_no")
        .contains("sub_orders");
    assertThat(other.header("Request-ID")).endsWith("-268498688");
    assertThat(
            client
                .post(ROOT + "app", order("C1").replace(mall.appId(), mall.mobileAppId()))
                .send()
                .code())
        .isEqualTo("OUT_TRADE_NO_USED");
    mall.combinedOrders().pay("C1");
    assertThat(place(order("C1")).code()).isEqualTo("ORDER_PAID");
    assertThat(place(order("C1").replace("tea", "milk")).code()).isEqualTo("OUT_TRADE_NO_USED");
    assertThat(seller.chargesOf("SELL-01")).isEqualTo(1);
  }

  @Test
  void aNumberOfAnySellerServesOnce() {
    place(order("C1"));
    Reply reused = place(order("C2"));
    assertThat(reused.code()).isEqualTo("OUT_TRADE_NO_USED");
    new PlainClient(gateway, seller).placeNative("SELL-02");
    Reply ordinary = place(order("C3").replace("MALL-01", "MALL-03").replace("SELL-01", "SELL-02"));
    assertThat(ordinary.code()).isEqualTo("OUT_TRADE_NO_USED");
    assertThat(mall.order("MALL-03")).isEmpty();
  }

  @Test
  void closingNamesExactlyTheOrderedSubOrders() {
    place(order("C1"));
    String extra = both() + "," + named(mall, "MALL-99");
    for (String wrong :
        new String[] {
          named(mall, "MALL-01"),
          extra,
          named(mall, "MALL-01") + "," + named(mall, "SELL-01"),
          both() + "," + named(mall, "MALL-01")
        }) {
      assertThat(close("C1", wrong).code()).as(wrong).isEqualTo("INVALID_REQUEST");
    }
    Reply app =
        client
            .post(
                ROOT + "out-trade-no/C1/close",
                "{\"combine_appid\":\"%s\",\"sub_orders\":[%s]}"
                    .formatted(mall.miniProgramAppId(), both()))
            .send();
    assertThat(app.code()).isEqualTo("INVALID_REQUEST");
    assertThat(query("C1").json().at("/sub_orders/0/trade_state").asText()).isEqualTo("NOTPAY");
    assertThat(close("C1", both()).status()).isEqualTo(204);
    assertThat(close("C1", both()).status()).isEqualTo(204);
    assertThat(query("C1").json().at("/sub_orders/1/trade_state").asText()).isEqualTo("CLOSED");
    assertThat(place(order("C1")).code()).isEqualTo("ORDER_CLOSED");
    assertThatThrownBy(() -> mall.combinedOrders().pay("C1"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(close("C9", both()).code()).isEqualTo("ORDER_NOT_EXIST");
  }

  @Test
  void aPaidOrBusyOrderIsNotClosed() {
    place(order("C1"));
    mall.combinedOrders().startPassword("C1");
    Reply busy = close("C1", both());
    assertThat(busy.status()).isEqualTo(202);
    assertThat(busy.code()).isEqualTo("USERPAYING");
    mall.combinedOrders().failPayment("C1");
    mall.combinedOrders().pay("C1");
    assertThat(close("C1", both()).code()).isEqualTo("ORDER_PAID");
  }

  @Test
  void timeClosesTheWhole() {
    place(order("C1"));
    clock.advance(Duration.ofDays(7).plusSeconds(1));
    assertThat(query("C1").json().at("/sub_orders/0/trade_state").asText()).isEqualTo("CLOSED");
    assertThat(query("C1").json().at("/sub_orders/1/trade_state").asText()).isEqualTo("CLOSED");
  }

  @Test
  void thePageShowsTheWholeAndPaysAllOrNothing() throws Exception {
    place(order("C1"));
    URI page = mall.combinedOrders().cashierPage("C1");
    HttpClient browser = HttpClient.newHttpClient();
    HttpRequest look = HttpRequest.newBuilder(page).build();
    assertThat(browser.send(look, HttpResponse.BodyHandlers.ofString()).body())
        .contains("¥1.00", "tea; tea", "C1");
    HttpRequest press =
        HttpRequest.newBuilder(page)
            .POST(HttpRequest.BodyPublishers.ofString("action=pay"))
            .build();
    assertThat(browser.send(press, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(303);
    assertThat(browser.send(press, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(409);
    assertThat(mall.chargesOf("MALL-01")).isEqualTo(1);
    assertThat(seller.chargesOf("SELL-01")).isEqualTo(1);
  }

  @Test
  void theWalletOpensTheWholeUnderTheCombiningApp() {
    String payer =
        "{\"combine_payer_info\":{\"openid\":\"" + mall.openId() + "\"},\"combine_appid\"";
    String body = order("C1").replace("{\"combine_appid\"", payer);
    String prepay =
        "prepay_id=" + client.post(ROOT + "jsapi", body).send().json().path("prepay_id").asText();
    String time = Long.toString(clock.instant().getEpochSecond());
    String sign = client.sign(mall.appId() + "\n" + time + "\nabc\n" + prepay + "\n");
    Map<String, String> invocation =
        Map.of(
            "appId",
            mall.appId(),
            "timeStamp",
            time,
            "nonceStr",
            "abc",
            "package",
            prepay,
            "signType",
            "RSA",
            "paySign",
            sign);
    assertThat(mall.openWallet(invocation)).isEqualTo("C1");
    String code = place(order("C2").replace("-01", "-02")).json().path("code_url").asText();
    assertThat(mall.scan(code)).isEqualTo("C2");
  }

  @Test
  void onlyBoundMerchantsTakePart() {
    String unknown = order("C1").replace(seller.mchid(), "1900000109");
    assertThat(place(unknown).code()).isEqualTo("MCH_NOT_EXISTS");
    WeChatPayMerchant stranger = gateway.openMerchant();
    String unbound = order("C1").replace(seller.mchid(), stranger.mchid());
    assertThat(place(unbound).code()).isEqualTo("APPID_MCHID_NOT_MATCH");
    mall.combinedOrders().bind(stranger);
    assertThat(place(unbound).status()).isEqualTo(200);
    gateway.closeMerchant(stranger);
    assertThat(place(order("C2").replace(mall.appId(), seller.appId())).code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"combine_mchid\":\"','\"combine_mchid\":\"1','/combine_mchid'",
    "'\"out_trade_no\":\"MALL-01\"','\"out_trade_no\":\"short\"','/sub_orders/0/out_trade_no'",
    "'\"total_amount\":70','\"total_amount\":0','/sub_orders/1/amount/total_amount'",
    "'\"total_amount\":70','\"total_amount\":1000000001','/sub_orders/1/amount/total_amount'",
    "'\"total_amount\":70,\"currency\":\"CNY\"','\"total_amount\":70','/sub_orders/1/amount/currency'",
    "'\"attach\":\"a\",','','/sub_orders/0/attach'",
    "',\"description\":\"tea\"','','/sub_orders/0/description'",
    "'\"attach\":\"a\"','\"attach\":\"a\",\"sub_mchid\":\"1900000109\"','/sub_orders/0/sub_mchid'",
    "'\"notify_url\":\"https:','\"notify_url\":\"http:','/notify_url'",
    "',\"notify_url\":\"https://shop.example/notify\"','','/notify_url'",
    "'{\"combine_appid\"','{\"scene_info\":{\"device_id\":\"1234567\"},\"combine_appid\"','/scene_info/payer_client_ip'",
    "'{\"combine_appid\"','{\"appid\":\"wx1\",\"combine_appid\"','/appid'"
  })
  void aBadFieldIsNamed(String old, String now, String field) {
    Reply reply = place(order("C1").replace(old, now));
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(mall.combinedOrders().order("C1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 11})
  void aDirectMerchantCombinesTwoToTen(int count) {
    StringBuilder subs = new StringBuilder();
    for (int i = 0; i < count; i++) {
      subs.append(i == 0 ? "" : ",").append(sub(mall, "SUB-" + (10 + i), 1));
    }
    String body =
        order("C1").replaceFirst("\"sub_orders\":\\[.*\\]", "\"sub_orders\":[" + subs + "]");
    Reply reply = place(body);
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo("/sub_orders");
  }

  @Test
  void aSubOrderIsListedOnce() {
    Reply twice = place(order("C1").replace(sub(seller, "SELL-01", 70), sub(mall, "MALL-01", 70)));
    assertThat(twice.json().at("/detail/field").asText()).isEqualTo("/sub_orders/1/out_trade_no");
  }

  @Test
  void aJsapiOrderNeedsAPayerOfTheCombiningApp() {
    assertThat(client.post(ROOT + "jsapi", order("C1")).send().json().at("/detail/field").asText())
        .isEqualTo("/combine_payer_info");
    String payer =
        "{\"combine_payer_info\":{\"openid\":\"" + seller.openId() + "\"},\"combine_appid\"";
    String strange = order("C1").replace("{\"combine_appid\"", payer);
    assertThat(client.post(ROOT + "jsapi", strange).send().status()).isEqualTo(200);
    String other =
        order("C2")
            .replace("-01", "-02")
            .replace(
                "{\"combine_appid\"",
                payer.replaceFirst(
                    "openid\":\"[^\"]*", "openid\":\"" + mall.openIdOf(mall.miniProgramAppId())));
    assertThat(client.post(ROOT + "jsapi", other).send().code()).isEqualTo("OPENID_MISMATCH");
  }

  @Test
  void faultsMeetTheseCallsToo() {
    mall.faults().once(Operation.COMBINED_ORDER, Fault.answerDropped());
    assertThatThrownBy(() -> place(order("C1"))).isInstanceOf(UncheckedIOException.class);
    assertThat(mall.combinedOrders().order("C1")).isPresent();
    assertThat(place(order("C1")).status()).isEqualTo(200);
    mall.combinedOrders().pay("C1");
    mall.faults().once(Operation.COMBINED_QUERY, Fault.wrongAmount());
    assertThat(query("C1").json().at("/sub_orders/0/amount/total_amount").asLong()).isEqualTo(31);
    mall.faults().once(Operation.COMBINED_QUERY, Fault.otherOrder());
    assertThat(query("C1").json().path("combine_out_trade_no").asText()).isNotEqualTo("C1");
    mall.faults().once(Operation.COMBINED_QUERY, Fault.otherMerchant());
    assertThat(query("C1").json().path("combine_mchid").asText()).isNotEqualTo(mall.mchid());
    mall.faults().once(Operation.COMBINED_CLOSE, Fault.badGateway());
    assertThat(close("C1", both()).status()).isEqualTo(502);
    assertThat(seller.chargesOf("SELL-01")).isEqualTo(1);
  }
}
