// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignedCallTest {

  @Test
  void eachMethodGivesACopyThatKeepsTheRest() {
    SignedCall plain = SignedCall.of("PATCH", "/v3/things/1");

    SignedCall full =
        plain
            .with("b", "2 &=")
            .with("a", "1")
            .json("{\"name\":\"\"}")
            .encrypted("/name", PersonalText.of("张三"));

    assertThat(full.method()).isEqualTo("PATCH");
    assertThat(full.target()).isEqualTo("/v3/things/1");
    assertThat(full.query().keySet()).containsExactly("b", "a");
    assertThat(full.query()).containsEntry("b", "2 &=");
    assertThat(full.json()).contains("{\"name\":\"\"}");
    assertThat(full.encrypted()).containsEntry("/name", PersonalText.of("张三"));
    assertThat(plain.query()).isEmpty();
    assertThat(plain.json()).isEmpty();
    assertThat(plain.encrypted()).isEmpty();
    assertThat(SignedCall.get("/x").method()).isEqualTo("GET");
    assertThat(SignedCall.post("/x").method()).isEqualTo("POST");
  }

  @Test
  void itPrintsNoPathThatMayNameAPerson() {
    assertThat(SignedCall.get("/v3/marketing/favor/users/oUpF8uMuAJO/coupons"))
        .hasToString("GET /v3/marketing/favor/…");
    assertThat(SignedCall.of("", "/v3/marketing/favor/users/oUpF8uMuAJO/coupons").toString())
        .doesNotContain("oUpF8uMuAJO");
    assertThat(SignedCall.get("/v3/certificates")).hasToString("GET /v3/certificates");
  }

  @Test
  void itPrintsNoValue() {
    SignedCall call =
        SignedCall.post("/v3/things")
            .with("phone", "13800138000")
            .json("{\"card\":\"6222020000000000\"}")
            .encrypted("/name", PersonalText.of("张三"));

    assertThat(call.toString())
        .contains("POST /v3/things", "phone")
        .doesNotContain("13800138000", "6222", "张三");
  }

  @Test
  void aFormKeepsItsOrderAndPrintsNoValue() {
    SignedCall plain = SignedCall.post("/Cashier/Act");

    SignedCall call = plain.field("MerchantTradeNo", "N1").field("Action", "Cancel &");

    assertThat(call.form().keySet()).containsExactly("MerchantTradeNo", "Action");
    assertThat(call.form()).containsEntry("Action", "Cancel &");
    assertThat(plain.form()).isEmpty();
    assertThat(call.json("{}").with("a", "b").form()).hasSize(2);
    assertThat(call.toString()).contains("MerchantTradeNo").doesNotContain("N1", "Cancel");
  }

  @Test
  void aCallByNameHasNoPath() {
    SignedCall call =
        SignedCall.named("alipay.trade.query").json("{}").field("auth_token", "secret");

    assertThat(call.isNamed()).isTrue();
    assertThat(call.method()).isEmpty();
    assertThat(call.target()).isEqualTo("alipay.trade.query");
    assertThat(call).hasToString("alipay.trade.query [auth_token]");
    assertThat(SignedCall.post("/alipay.trade.query").isNamed()).isFalse();
  }
}
