// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private Reply token(String type, String name, String value) throws Exception {
    Map<String, String> all = caller.frame("alipay.system.oauth.token");
    all.put("grant_type", type);
    all.put(name, value);
    return caller.send(caller.signed(all));
  }

  @Test
  void aLoginCodeCountsOnceAndItsAnswerHasNoCode() throws Exception {
    String code = merchant.loginCode("auth_user");
    Reply reply = token("authorization_code", "code", code);
    assertThat(reply.content().has("code")).isFalse();
    assertThat(reply.proven()).isTrue();
    assertThat(reply.text("user_id")).isEqualTo(merchant.payerUserId());
    Reply again = token("authorization_code", "code", code);
    assertThat(again.subCode()).isEqualTo("isv.code-invalid");
    assertThat(again.body()).startsWith("{\"error_response\"");
    Reply fresh = token("refresh_token", "refresh_token", reply.text("refresh_token"));
    assertThat(fresh.text("access_token")).isNotEqualTo(reply.text("access_token"));
    assertThat(token("password", "code", code).subCode()).isEqualTo("isv.grant-type-invalid");
    Map<String, String> all = caller.frame("alipay.user.info.share");
    all.put("auth_token", fresh.text("access_token"));
    Reply user = caller.send(caller.signed(all));
    assertThat(user.text("nick_name")).isEqualTo("沙箱用户");
    all.put("auth_token", "unknown");
    assertThat(caller.send(caller.signed(all)).code()).isEqualTo("20001");
  }

  @Test
  void aThirdPartyActsForTheMerchantThatAuthorisedIt() throws Exception {
    AlipayMerchant shop = caller.gateway.openMerchant();
    String code = shop.authorisationCode(merchant);
    Reply reply =
        caller.call(
            "alipay.open.auth.token.app",
            JsonText.object().put("grant_type", "authorization_code").put("code", code));
    assertThat(reply.text("auth_app_id")).isEqualTo(shop.appId());
    caller.onBehalfOf = reply.text("app_auth_token");
    assertThat(caller.call("alipay.trade.precreate", Caller.order("ISV1")).code())
        .isEqualTo("10000");
    assertThat(merchant.order("ISV1")).isEmpty();
    shop.pay("ISV1");
    assertThat(shop.balance()).isEqualTo(1733);
    assertThat(merchant.balance()).isZero();
    assertThat(shop.notification("ISV1").fields())
        .containsEntry("app_id", merchant.appId())
        .containsEntry("auth_app_id", shop.appId())
        .containsEntry("seller_id", shop.sellerId());
    assertThat(caller.gateway.journal().get(1).onBehalfOf()).contains(shop.appId());
  }

  @Test
  void aTokenOfSomebodyElseIsRefused() throws Exception {
    AlipayMerchant shop = caller.gateway.openMerchant();
    AlipayMerchant other = caller.gateway.openMerchant();
    caller.onBehalfOf = shop.authorise(other);
    Reply reply = caller.call("alipay.trade.precreate", Caller.order("ISV2"));
    assertThat(reply.subCode()).isEqualTo("aop.invalid-app-auth-token");
    assertThat(shop.order("ISV2")).isEmpty();
  }

  @Test
  void thePagesCodeIsGoodForOneExchange() throws Exception {
    String page =
        caller.gateway.loginUri()
            + "?app_id="
            + merchant.appId()
            + "&scope=auth_base&state=s%26t&redirect_uri=";
    HttpResponse<String> answer = caller.look(page + "https%3A%2F%2Fshop.example%2Fback%3Fa%3D1");
    assertThat(answer.statusCode()).isEqualTo(302);
    String back = answer.headers().firstValue("Location").orElseThrow();
    assertThat(back)
        .startsWith("https://shop.example/back?a=1&auth_code=")
        .endsWith("&state=s%26t");
    String code = back.replaceAll(".*auth_code=([^&]*)&.*", "$1");
    assertThat(token("authorization_code", "code", code).text("access_token")).hasSize(40);
    assertThat(caller.look(page + "javascript%3Aalert(1)").body()).contains("redirect_uri");
    assertThat(caller.look(page.replace("auth_base", "all") + "https%3A%2F%2Fa").body())
        .contains("scope");
    assertThat(caller.look(page.replace(merchant.appId(), "1") + "https%3A%2F%2Fa").body())
        .contains("app_id is not open");
  }

  @Test
  void aMerchantIsChosenOnThePageAndItsCodeGoesToTheThirdParty() throws Exception {
    AlipayMerchant shop = caller.gateway.openMerchant();
    String page =
        caller.gateway.authorisationUri()
            + "?app_id="
            + merchant.appId()
            + "&state=s&redirect_uri=https%3A%2F%2Fisv.example%2Fback";
    HttpResponse<String> choices = caller.look(page);
    assertThat(choices.statusCode()).isEqualTo(200);
    assertThat(choices.body())
        .contains("id=\"" + shop.appId() + "\"")
        .doesNotContain("id=\"" + merchant.appId() + "\"");
    String link = choices.body().replaceAll("(?s).*href=\"([^\"]*)\".*", "$1");
    HttpResponse<String> answer =
        caller.look(caller.gateway.baseUri() + link.replace("&amp;", "&"));
    String back = answer.headers().firstValue("Location").orElseThrow();
    assertThat(back).startsWith("https://isv.example/back?app_id=" + merchant.appId());
    String code = back.replaceAll(".*app_auth_code=([^&]*)&.*", "$1");
    ObjectNode exchange =
        JsonText.object().put("grant_type", "authorization_code").put("code", code);
    assertThat(caller.call("alipay.open.auth.token.app", exchange).text("auth_app_id"))
        .isEqualTo(shop.appId());
    assertThat(caller.call("alipay.open.auth.token.app", exchange).subCode())
        .isEqualTo("isv.code-invalid");
    String itself = page + "&merchant=" + merchant.appId();
    assertThat(caller.look(itself).statusCode()).isEqualTo(400);
  }

  @Test
  void aMerchantsCodeIsNoPayersCode() throws Exception {
    AlipayMerchant shop = caller.gateway.openMerchant();
    assertThat(token("authorization_code", "code", shop.authorisationCode(merchant)).subCode())
        .isEqualTo("isv.code-invalid");
  }
}
