// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CombinedPartnerTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final String ROOT = "/v3/combine-transactions/";

  private WeChatPayGateway gateway;
  private WeChatPayMerchant provider;
  private SubMerchant tea;
  private SubMerchant cake;
  private PlainClient client;

  @BeforeEach
  void openAServiceProviderWithTwoSubMerchants(WeChatPayGateway gateway) {
    this.gateway = gateway;
    provider = gateway.openServiceProvider();
    tea = provider.openSubMerchant();
    cake = provider.openSubMerchant();
    client = new PlainClient(gateway, provider);
  }

  @AfterEach
  void closeTheProvider() {
    gateway.closeMerchant(provider);
  }

  private String sub(SubMerchant merchant, String number, long fen) {
    return """
        {"mchid":"%s","sub_mchid":"%s","sub_appid":"%s","attach":"a","amount":{"total_amount":%d,"currency":"CNY"},"out_trade_no":"%s","description":"tea"}"""
        .formatted(provider.mchid(), merchant.mchid(), merchant.appId().orElseThrow(), fen, number);
  }

  private String order(String payer, String subOrders) {
    return """
        {"combine_payer_info":{%s},"combine_appid":"%s","combine_mchid":"%s","combine_out_trade_no":"C1","sub_orders":[%s],"notify_url":"https://shop.example/notify"}"""
        .formatted(payer, provider.appId(), provider.mchid(), subOrders);
  }

  private String both() {
    return sub(tea, "TEA-01", 30) + "," + sub(cake, "CAKE-01", 70);
  }

  private String openid() {
    return "\"openid\":\"" + provider.openId() + "\"";
  }

  private Reply place(String body) {
    return client.post(ROOT + "jsapi", body).send();
  }

  @Test
  void subMerchantsArePaidInTheirOwnLedgers() {
    assertThat(place(order(openid(), both())).status()).isEqualTo(200);
    provider.combinedOrders().pay("C1");
    JsonNode paid = client.get(ROOT + "out-trade-no/C1").send().json();
    assertThat(paid.at("/sub_orders/0/sub_mchid").asText()).isEqualTo(tea.mchid());
    assertThat(paid.at("/sub_orders/0/sub_appid").asText()).isEqualTo(tea.appId().orElseThrow());
    assertThat(paid.at("/sub_orders/0/sub_openid").asText()).isNotEmpty();
    assertThat(tea.balance()).isEqualTo(30);
    assertThat(cake.balance()).isEqualTo(70);
    String refund =
        """
        {"sub_mchid":"%s","out_trade_no":"CAKE-01","out_refund_no":"R1","amount":{"refund":20,"total":70,"currency":"CNY"}}"""
            .formatted(cake.mchid());
    String byTea = refund.replace(cake.mchid(), tea.mchid());
    assertThat(client.post("/v3/refund/domestic/refunds", byTea).send().code())
        .isEqualTo("INVALID_REQUEST");
    assertThat(client.post("/v3/refund/domestic/refunds", refund).send().status()).isEqualTo(200);
    assertThat(cake.balance()).isEqualTo(50);
  }

  @Test
  void oneSubOrderIsEnoughAndFiftyAreTheLimit() {
    assertThat(place(order(openid(), sub(tea, "TEA-01", 30))).status()).isEqualTo(200);
    StringBuilder many = new StringBuilder(sub(tea, "TEA-00", 1));
    for (int i = 10; i < 60; i++) {
      many.append(',').append(sub(tea, "MANY-" + i, 1));
    }
    assertThat(place(order(openid(), many.toString())).json().at("/detail/field").asText())
        .isEqualTo("/sub_orders");
  }

  @Test
  void everySubOrderIsOfAnAcceptedSubMerchant() {
    String foreign = order(openid(), both()).replace(cake.mchid(), "1900000109");
    assertThat(place(foreign).code()).isEqualTo("NO_AUTH");
    String swapped =
        order(openid(), both()).replace(cake.appId().orElseThrow(), tea.appId().orElseThrow());
    assertThat(place(swapped).code()).isEqualTo("APPID_MCHID_NOT_MATCH");
    String nameless = order(openid(), both()).replaceFirst("\"sub_mchid\":\"[0-9]*\",", "");
    assertThat(place(nameless).json().at("/detail/field").asText())
        .isEqualTo("/sub_orders/0/sub_mchid");
    assertThat(provider.combinedOrders().order("C1")).isEmpty();
  }

  @Test
  void thePayerIsKnownByExactlyOneOpenid() {
    assertThat(place(order("", both())).json().at("/detail/field").asText())
        .isEqualTo("/combine_payer_info");
    String bySub = "\"sub_openid\":\"" + tea.openId() + "\"";
    assertThat(place(order(openid() + "," + bySub, both())).json().at("/detail/field").asText())
        .isEqualTo("/combine_payer_info");
    String wrong = "\"sub_openid\":\"" + cake.openId() + "\"";
    assertThat(place(order(wrong, both())).code()).isEqualTo("OPENID_MISMATCH");
    assertThat(place(order(bySub, both())).status()).isEqualTo(200);
  }

  @Test
  void closingNamesTheSubMerchantsToo() {
    place(order(openid(), both()));
    String named =
        """
        {"mchid":"%s","sub_mchid":"%s","sub_appid":"%s","out_trade_no":"%s"}""";
    String first =
        named.formatted(provider.mchid(), tea.mchid(), tea.appId().orElseThrow(), "TEA-01");
    String second =
        named.formatted(provider.mchid(), cake.mchid(), cake.appId().orElseThrow(), "CAKE-01");
    String body = "{\"combine_appid\":\"" + provider.appId() + "\",\"sub_orders\":[%s,%s]}";
    String swapped = body.formatted(first, second.replace(cake.mchid(), tea.mchid()));
    String url = ROOT + "out-trade-no/C1/close";
    assertThat(client.post(url, swapped).send().code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.post(url, body.formatted(second, first)).send().status()).isEqualTo(204);
  }
}
