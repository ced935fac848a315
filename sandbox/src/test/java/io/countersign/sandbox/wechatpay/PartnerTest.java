// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartnerTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private WeChatPayGateway gateway;
  private WeChatPayMerchant provider;
  private SubMerchant sub;
  private SubMerchant other;
  private ProviderClient client;
  private ProviderClient otherClient;
  private SandboxClock clock;

  @BeforeEach
  void open(WeChatPayGateway gateway, SandboxClock clock) {
    this.gateway = gateway;
    this.clock = clock;
    provider = gateway.openServiceProvider();
    sub = provider.openSubMerchant();
    other = provider.openSubMerchant(SubMerchantSetup.usual().withoutApps());
    client = new ProviderClient(gateway, sub);
    otherClient = new ProviderClient(gateway, other);
  }

  private static void refused(Reply reply, int status, String code, String number) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.header("Request-ID")).endsWith("-" + number);
  }

  private JsonNode content(SignedNotification notification) {
    assertThat(client.plain.verifies(notification.headers(), notification.body())).isTrue();
    JsonNode body = PlainClient.read(new String(notification.body(), StandardCharsets.UTF_8));
    return PlainClient.read(client.plain.open(body.path("resource")));
  }

  @Test
  void aProviderSellsForItsSubMerchant() {
    Reply placed = client.placeNative("NATIVE-1");
    assertThat(placed.json().path("code_url").asText()).startsWith("weixin://");
    assertThat(client.plain.verifies(placed)).isTrue();
    assertThat(client.query("NATIVE-1").json().path("trade_state").asText()).isEqualTo("NOTPAY");
    provider.pay("NATIVE-1");
    Reply paid = client.query("NATIVE-1");
    assertThat(paid.json().path("sp_mchid").asText()).isEqualTo(provider.mchid());
    assertThat(paid.json().path("sub_mchid").asText()).isEqualTo(sub.mchid());
    assertThat(paid.json().path("sp_appid").asText()).isEqualTo(provider.appId());
    assertThat(paid.json().at("/payer/sp_openid").asText()).startsWith("o");
    assertThat(paid.json().has("mchid") || paid.json().has("appid")).isFalse();
    assertThat(paid.json().has("sub_appid") || paid.json().path("payer").has("sub_openid"))
        .isFalse();
    assertThat(client.queryById(paid.json().path("transaction_id").asText()).json())
        .isEqualTo(paid.json());
    assertThat(provider.order("NATIVE-1").orElseThrow().subMchid()).contains(sub.mchid());
  }

  @Test
  void theMoneyIsTheSubMerchants() {
    client.placeNative("NATIVE-1");
    otherClient.placeNative("NATIVE-2");
    provider.pay("NATIVE-1");
    assertThat(sub.balance()).isEqualTo(100);
    assertThat(other.balance()).isZero();
    assertThat(provider.balance()).isZero();
    assertThat(sub.chargesOf("NATIVE-1")).isEqualTo(1);
    assertThat(other.ledger()).isEmpty();
    assertThat(provider.chargesOf("NATIVE-1")).isEqualTo(1);
  }

  @Test
  void everyProductHasAPartnerPath() {
    assertThat(
            client
                .place("jsapi", client.bySpOpenid("JSAPI-1", provider.openId()))
                .json()
                .path("prepay_id")
                .asText())
        .startsWith("wx");
    String scene =
        "\"scene_info\":{\"payer_client_ip\":\"203.0.113.7\",\"h5_info\":{\"type\":\"Wap\"}}";
    Reply h5 = client.place("h5", client.orderWith("H5-0001", scene));
    assertThat(h5.json().path("h5_url").asText()).contains("prepay_id=wx");
    Reply loopback =
        client.place("h5", client.orderWith("H5-0002", scene.replace("203.0.113.7", "127.0.0.1")));
    assertThat(loopback.json().at("/detail/field").asText())
        .isEqualTo("/scene_info/payer_client_ip");
    String app = client.order("APP-001").replace(provider.appId(), provider.mobileAppId());
    assertThat(client.place("app", app).status()).isEqualTo(200);
    String subApp = "\"sub_appid\":\"" + sub.mobileAppId().orElseThrow() + "\"";
    assertThat(client.place("app", client.orderWith("APP-002", subApp)).status()).isEqualTo(200);
    refused(
        client.place("app", client.order("APP-003")), 400, "APPID_MCHID_NOT_MATCH", "268445527");
  }

  @Test
  void theOpenidsAppOpensThePayment() {
    String openid = sub.openId();
    String prepayId =
        client
            .place("jsapi", client.bySubOpenid("JSAPI-1", openid))
            .json()
            .path("prepay_id")
            .asText();
    Map<String, String> page = page(sub.appId().orElseThrow(), prepayId);
    assertThat(provider.openWallet(page)).isEqualTo("JSAPI-1");
    assertThatThrownBy(() -> provider.openWallet(page(provider.appId(), prepayId)))
        .hasMessageContaining("appId is not the order's");
    provider.pay("JSAPI-1");
    JsonNode paid = client.query("JSAPI-1").json();
    assertThat(paid.at("/payer/sub_openid").asText()).isEqualTo(openid);
    assertThat(paid.at("/payer/sp_openid").asText()).isNotEmpty().isNotEqualTo(openid);
    assertThat(paid.path("sub_appid").asText()).isEqualTo(sub.appId().orElseThrow());
  }

  private Map<String, String> page(String appid, String prepayId) {
    Map<String, String> page = new LinkedHashMap<>();
    page.put("appId", appid);
    page.put("timeStamp", "1700000000");
    page.put("nonceStr", "n");
    page.put("package", "prepay_id=" + prepayId);
    page.put("signType", "RSA");
    page.put("paySign", client.plain.sign(appid + "\n1700000000\nn\nprepay_id=" + prepayId + "\n"));
    return page;
  }

  @Test
  void aNumberIsUsedOnceForAllSubMerchants() {
    client.placeNative("SHARED-1");
    Reply again = otherClient.placeNative("SHARED-1");
    refused(again, 400, "INVALID_REQUEST", "268498688");
    assertThat(again.text()).contains("sub_mchid");
    refused(otherClient.query("SHARED-1"), 400, "INVALID_REQUEST", "268447845");
    refused(otherClient.close("SHARED-1"), 400, "INVALID_REQUEST", "268447845");
    assertThat(client.close("SHARED-1").status()).isEqualTo(204);
    assertThat(client.query("SHARED-1").json().path("trade_state").asText()).isEqualTo("CLOSED");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"sp_appid\"','\"appid\":\"wx1\",\"sp_appid\"','/appid'",
    "'\"sp_appid\"','\"mchid\":\"1900000109\",\"sp_appid\"','/mchid'",
    "'\"sp_mchid\":\"19','\"sp_mchid\":\"29','/sp_mchid'",
    "'\"sub_mchid\":\"','\"sub_mchid\":\"9999999999999999999999999999999','/sub_mchid'",
    "'\"payer\":{','\"payer\":{\"openid\":\"o1\",','/payer/openid'",
    "'\"payer\":{','\"payer\":{\"sub_openid\":\"o1\",','/payer'",
    "'\"sp_openid\"','\"sub_openid\"','/sub_appid'",
    "'\"payer\"','\"settle_info\":{\"subsidy_amount\":1},\"payer\"','/settle_info/subsidy_amount'",
    "'\"payer\"','\"settle_info\":{\"profit_sharing\":true,\"subsidy_amount\":500001},\"payer\"','/settle_info/subsidy_amount'"
  })
  void aBadFieldIsNamed(String old, String now, String field) {
    String body = client.bySpOpenid("JSAPI-1", provider.openId()).replace(old, now);
    Reply reply = client.place("jsapi", body);
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(provider.order("JSAPI-1")).isEmpty();
  }

  @Test
  void aPayerBelongsToOneAppOfTheOrder() {
    Reply none = client.place("jsapi", client.orderWith("JSAPI-1", "\"payer\":{}"));
    refused(none, 400, "PARAM_ERROR", "268501013");
    refused(
        client.place("jsapi", client.bySpOpenid("JSAPI-1", sub.openId())),
        500,
        "OPENID_MISMATCH",
        "268435456");
    refused(
        client.place("jsapi", client.bySubOpenid("JSAPI-1", provider.openId())),
        500,
        "OPENID_MISMATCH",
        "268435456");
    String foreign =
        client
            .bySubOpenid("JSAPI-1", sub.openId())
            .replace(sub.appId().orElseThrow(), provider.miniProgramAppId());
    refused(client.place("jsapi", foreign), 400, "APPID_MCHID_NOT_MATCH", "268445527");
    String mobile =
        client
            .bySpOpenid("JSAPI-1", provider.openIdOf(provider.mobileAppId()))
            .replace(provider.appId(), provider.mobileAppId());
    refused(client.place("jsapi", mobile), 400, "APPID_MCHID_NOT_MATCH", "268445527");
    String strangers =
        client.order("NATIVE-1").replace(provider.appId(), sub.appId().orElseThrow());
    refused(client.place("native", strangers), 400, "APPID_MCHID_NOT_MATCH", "268445527");
    assertThatThrownBy(other::openId).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onlyAcceptedSubMerchantsAreServed() {
    SubMerchant elsewhere = gateway.openServiceProvider().openSubMerchant();
    String foreign = client.order("NATIVE-1").replace(sub.mchid(), elsewhere.mchid());
    refused(client.place("native", foreign), 403, "NO_AUTH", "268443701");
    String own = client.order("NATIVE-1").replace(sub.mchid(), provider.mchid());
    refused(client.place("native", own), 400, "INVALID_REQUEST", "268443705");
    client.placeNative("NATIVE-1");
    sub.leave();
    refused(client.placeNative("NATIVE-2"), 403, "NO_AUTH", "268443701");
    refused(client.query("NATIVE-1"), 403, "NO_AUTH", "268443701");
  }

  @Test
  void queriesNameBothMerchants() {
    client.placeNative("NATIVE-1");
    String url = ProviderClient.ORDERS + "out-trade-no/NATIVE-1";
    refused(client.plain.get(url).send(), 400, "PARAM_ERROR", "268435461");
    String half = url + "?sp_mchid=" + provider.mchid();
    refused(client.plain.get(half).send(), 400, "PARAM_ERROR", "268443704");
    refused(
        client.plain.get(half + "&sub_mchid=" + provider.mchid()).send(),
        400,
        "INVALID_REQUEST",
        "268443705");
    refused(
        client.plain.get(url + "?sp_mchid=1900000109&sub_mchid=" + sub.mchid()).send(),
        400,
        "INVALID_REQUEST",
        "268447843");
    refused(
        client.plain.get(url + "?mchid=" + provider.mchid()).send(),
        400,
        "PARAM_ERROR",
        "270924358");
    refused(client.query("NATIVE-9"), 404, "ORDER_NOT_EXIST", "268512771");
  }

  @Test
  void directAndPartnerPathsAreNotForEachOther(WeChatPayMerchant merchant) {
    PlainClient direct = new PlainClient(gateway, merchant);
    String body =
        client
            .order("NATIVE-1")
            .replace(provider.mchid(), merchant.mchid())
            .replace(provider.appId(), merchant.appId());
    Reply noProvider = direct.post(ProviderClient.ORDERS + "native", body).send();
    refused(noProvider, 403, "NO_AUTH", "268443701");
    assertThat(noProvider.text()).contains("without /partner");
    refused(client.plain.placeNative("NATIVE-1"), 400, "INVALID_REQUEST", "268443704");
    refused(client.plain.query("NATIVE-1"), 400, "INVALID_REQUEST", "268443704");
    refused(client.plain.close("NATIVE-1"), 400, "INVALID_REQUEST", "268443704");
    refused(client.plain.reverse("NATIVE-1"), 400, "INVALID_REQUEST", "268443704");
    assertThatThrownBy(merchant::openSubMerchant).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPaymentCodeIsChargedAndReversed() {
    String code = provider.authCode(PayerBehaviour.PAYS_AT_ONCE);
    Reply charged = client.place("codepay", client.codePay("CODE-01", code));
    assertThat(charged.json().path("trade_state").asText()).isEqualTo("SUCCESS");
    assertThat(charged.json().path("sub_mchid").asText()).isEqualTo(sub.mchid());
    assertThat(sub.balance()).isEqualTo(100);
    String url = ProviderClient.ORDERS + "out-trade-no/CODE-01/reverse";
    String bare =
        "{\"sp_mchid\":\"%s\",\"sub_mchid\":\"%s\"}".formatted(provider.mchid(), sub.mchid());
    assertThat(client.plain.post(url, bare).send().json().at("/detail/field").asText())
        .isEqualTo("/sp_appid");
    refused(otherClient.reverse("CODE-01"), 400, "INVALID_REQUEST", "268447845");
    String appid = ",\"sub_appid\":\"" + sub.appId().orElseThrow() + "\"";
    assertThat(client.reverse("CODE-01", appid).code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.reverse("CODE-01").status()).isEqualTo(204);
    assertThat(sub.balance()).isZero();
  }

  @Test
  void refundsNameTheSubMerchantAndTakeItsMoney() {
    client.placeNative("NATIVE-1");
    provider.pay("NATIVE-1");
    refused(client.plain.refundOf("NATIVE-1", "R1", 30), 400, "PARAM_ERROR", "268443704");
    refused(otherClient.refundOf("NATIVE-1", "R1", 30), 400, "INVALID_REQUEST", "268447845");
    Reply accepted = client.refundOf("NATIVE-1", "R1", 30);
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(sub.balance()).isEqualTo(70);
    assertThat(provider.balance()).isZero();
    refused(client.plain.queryRefund("R1"), 400, "PARAM_ERROR", "268443704");
    refused(otherClient.queryRefund("R1"), 400, "INVALID_REQUEST", "268447845");
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.queryRefund("R1").json().path("status").asText()).isEqualTo("SUCCESS");
    sub.drainBalance();
    assertThat(client.refundOf("NATIVE-1", "R2", 1).code()).isEqualTo("NOT_ENOUGH");
  }

  @Test
  void directMerchantsSendNoSubMchid(WeChatPayMerchant merchant) {
    PlainClient direct = new PlainClient(gateway, merchant);
    direct.placeNative("NATIVE-1");
    merchant.pay("NATIVE-1");
    refused(
        direct.post(ProviderClient.REFUNDS, client.refund("NATIVE-1", "R1", 1)).send(),
        400,
        "PARAM_ERROR",
        "270924358");
    direct.refundOf("NATIVE-1", "R1", 1);
    refused(
        direct.get(ProviderClient.REFUNDS + "/R1?sub_mchid=" + sub.mchid()).send(),
        400,
        "PARAM_ERROR",
        "270924358");
  }

  @Test
  void notificationsNameBothMerchants() {
    client.place("jsapi", client.bySubOpenid("JSAPI-1", sub.openId()));
    provider.pay("JSAPI-1");
    SignedNotification payment = provider.paymentNotification("JSAPI-1");
    assertThat(content(payment)).isEqualTo(client.query("JSAPI-1").json());
    client.refundOf("JSAPI-1", "R1", 30);
    provider.completeRefund("R1", RefundEnd.SUCCESS);
    JsonNode refund = content(provider.refundNotification("R1"));
    assertThat(refund.path("sp_mchid").asText()).isEqualTo(provider.mchid());
    assertThat(refund.path("sub_mchid").asText()).isEqualTo(sub.mchid());
    assertThat(refund.has("mchid")).isFalse();
  }

  @Test
  void notificationsSpeakOfSomebodyElse() {
    client.place("jsapi", client.bySubOpenid("JSAPI-1", sub.openId()));
    provider.pay("JSAPI-1");
    SignedNotification payment = provider.paymentNotification("JSAPI-1");
    JsonNode others = content(payment.ofSubMerchant(other));
    assertThat(others.path("sub_mchid").asText()).isEqualTo(other.mchid());
    assertThat(others.path("out_trade_no").asText()).isEqualTo("JSAPI-1");
    JsonNode direct = content(payment.asOfDirectMerchant());
    assertThat(direct.path("mchid").asText()).isEqualTo(provider.mchid());
    assertThat(direct.at("/payer/openid").asText()).isNotEmpty();
    assertThat(direct.toString()).doesNotContain("sp_", "sub_");
    WeChatPayMerchant second = gateway.openServiceProvider();
    PlainClient reader = new PlainClient(gateway, second);
    SignedNotification stranger = payment.of(second);
    assertThat(reader.verifies(stranger.headers(), stranger.body())).isTrue();
    JsonNode sealed = PlainClient.read(new String(stranger.body(), StandardCharsets.UTF_8));
    assertThat(PlainClient.read(reader.open(sealed.path("resource"))).path("sp_mchid").asText())
        .isEqualTo(second.mchid());
  }

  @Test
  void answersSpeakOfSomebodyElse() {
    client.placeNative("NATIVE-1");
    provider.faults().once(Operation.QUERY, Fault.otherSubMerchant(other));
    provider.faults().once(Operation.QUERY, Fault.otherMerchant());
    assertThat(client.query("NATIVE-1").json().path("sub_mchid").asText()).isEqualTo(other.mchid());
    JsonNode stranger = client.query("NATIVE-1").json();
    assertThat(stranger.path("sp_mchid").asText()).isNotEqualTo(provider.mchid());
    assertThat(stranger.path("sub_mchid").asText()).isNotEqualTo(sub.mchid());
  }

  @Test
  void credentialsAreTheProvidersWithTheNamesOfTheSubMerchant() {
    assertThat(sub.environment())
        .containsAllEntriesOf(provider.environment())
        .containsEntry("WECHATPAY_SUB_MCHID", sub.mchid())
        .containsEntry("WECHATPAY_SUB_APPID", sub.appId().orElseThrow());
    assertThat(other.environment()).doesNotContainKey("WECHATPAY_SUB_APPID");
    assertThat(provider.environment()).containsEntry("WECHATPAY_MCHID", provider.mchid());
  }
}
