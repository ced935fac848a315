// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProfitSharingPartnerTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final String ROOT = "/v3/profitsharing/";

  private WeChatPayGateway gateway;
  private WeChatPayMerchant provider;
  private SubMerchant sub;
  private SubMerchant other;
  private PlainClient client;
  private String paid = "";
  private String user = "";

  @BeforeEach
  void payOneOrderOfASubMerchant(WeChatPayGateway gateway, SandboxClock clock) {
    this.gateway = gateway;
    provider = gateway.openServiceProvider();
    sub = provider.openSubMerchant();
    other = provider.openSubMerchant();
    ProviderClient shop = new ProviderClient(gateway, sub);
    client = shop.plain;
    shop.place("native", shop.orderWith("SUB-01", "\"settle_info\":{\"profit_sharing\":true}"));
    provider.pay("SUB-01");
    clock.advance(Duration.ofMinutes(1));
    paid = provider.order("SUB-01").orElseThrow().transactionId().orElseThrow();
    user = provider.openId();
    String receiver =
        """
        {"sub_mchid":"%s","appid":"%s","type":"PERSONAL_OPENID","account":"%s","relation_type":"STAFF"}"""
            .formatted(sub.mchid(), provider.appId(), user);
    assertThat(client.post(ROOT + "receivers/add", receiver).send().status()).isEqualTo(200);
  }

  @AfterEach
  void closeTheProvider() {
    gateway.closeMerchant(provider);
  }

  private Reply share(String fields) {
    String body =
        """
        {%s"appid":"%s","transaction_id":"%s","out_order_no":"S1","receivers":[{"type":"PERSONAL_OPENID","account":"%s","amount":30,"description":"tip"}],"unfreeze_unsplit":true}"""
            .formatted(fields, provider.appId(), paid, user);
    return client.post(ROOT + "orders", body).send();
  }

  private static String named(SubMerchant merchant) {
    return "\"sub_mchid\":\"" + merchant.mchid() + "\",";
  }

  @Test
  void theSubMerchantsMoneyIsShared(SandboxClock clock) {
    JsonNode answer = share(named(sub)).json();
    assertThat(answer.path("sub_mchid").asText()).isEqualTo(sub.mchid());
    assertThat(answer.at("/receivers/1/account").asText()).isEqualTo(sub.mchid());
    clock.advance(Duration.ofSeconds(5));
    assertThat(sub.balance()).isEqualTo(70);
    String one = ROOT + "orders/S1?transaction_id=" + paid + "&sub_mchid=";
    assertThat(client.get(one + sub.mchid()).send().json().path("state").asText())
        .isEqualTo("FINISHED");
    assertThat(client.get(one + other.mchid()).send().code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void theSubMerchantIsNamedAndItsOwn() {
    assertThat(share("").json().at("/detail/field").asText()).isEqualTo("/sub_mchid");
    assertThat(share(named(other)).code()).isEqualTo("INVALID_REQUEST");
    assertThat(provider.profitSharing().share("S1")).isEmpty();
  }

  @Test
  void theGreatestPartIsToldForEachSubMerchant() {
    provider.profitSharing().maxRatio(2000);
    JsonNode config = client.get(ROOT + "merchant-configs/" + sub.mchid()).send().json();
    assertThat(config.path("max_ratio").asLong()).isEqualTo(2000);
    assertThat(client.get(ROOT + "merchant-configs/1900000109").send().code()).isEqualTo("NO_AUTH");
    assertThat(share(named(sub)).code()).isEqualTo("RULE_LIMIT");
  }
}
