// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbnormalRefundTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private static final String TO_MERCHANT =
      "{\"out_refund_no\":\"R1\",\"type\":\"MERCHANT_BANK_CARD\"}";

  private PlainClient client;
  private WeChatPayGateway gateway;
  private WeChatPayMerchant merchant;
  private SandboxClock clock;
  private String url;

  @BeforeEach
  void refundThatMetAClosedCard(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.gateway = gateway;
    this.merchant = merchant;
    this.clock = clock;
    client = new PlainClient(gateway, merchant);
    client.placeNative("PAID-01");
    merchant.pay("PAID-01");
    merchant.nextRefundEnds(RefundEnd.ABNORMAL);
    url = url(client.refundOf("PAID-01", "R1", 10));
    clock.advance(Duration.ofSeconds(5));
  }

  private static String url(Reply refund) {
    String id = refund.json().path("refund_id").asText();
    return ProviderClient.REFUNDS + "/" + id + "/apply-abnormal-refund";
  }

  private String secret(String plain) {
    return PlainClient.encrypt(PlainClient.publicKey(merchant.publicKeyPem()), plain);
  }

  private String toCard(String account, String name) {
    return """
        {"out_refund_no":"R1","type":"USER_BANK_CARD","bank_type":"CMB_DEBIT","bank_account":"%s","real_name":"%s"}"""
        .formatted(secret(account), secret(name));
  }

  private String status() {
    return client.queryRefund("R1").json().path("status").asText();
  }

  @Test
  void anAbnormalRefundGoesToAnotherAccountAndIsTold() {
    assertThat(status()).isEqualTo("ABNORMAL");
    assertThat(merchant.refundNotification("R1").eventType()).isEqualTo("REFUND.ABNORMAL");
    Reply applied = client.post(url, toCard("6222000000000000", "张三")).send();
    assertThat(applied.json().path("status").asText()).isEqualTo("PROCESSING");
    assertThat(client.verifies(applied)).isTrue();
    clock.advance(Duration.ofSeconds(5));
    assertThat(status()).isEqualTo("SUCCESS");
    assertThat(client.queryRefund("R1").json().path("channel").asText())
        .isEqualTo("OTHER_BANKCARD");
    SignedNotification told = merchant.refundNotification("R1");
    assertThat(told.eventType()).isEqualTo("REFUND.SUCCESS");
    JsonNode body = PlainClient.read(new String(told.body(), StandardCharsets.UTF_8));
    assertThat(PlainClient.read(client.open(body.path("resource"))).path("refund_status").asText())
        .isEqualTo("SUCCESS");
    assertThat(merchant.balance()).isEqualTo(90);
  }

  @Test
  void theSameRequestIsTheSameRefundAlsoAfterItsEnd() {
    client.post(url, toCard("6222000000000000", "张三")).send();
    Reply again = client.post(url, toCard("6222000000000000", "张三")).send();
    assertThat(again.json().path("status").asText()).isEqualTo("PROCESSING");
    Reply other = client.post(url, toCard("6222000000000001", "张三")).send();
    assertThat(other.code()).isEqualTo("INVALID_REQUEST");
    assertThat(other.header("Request-ID")).endsWith("-268498688");
    assertThat(other.text()).doesNotContain("6222");
    clock.advance(Duration.ofSeconds(5));
    Reply late = client.post(url, toCard("6222000000000000", "张三")).send();
    assertThat(late.json().path("status").asText()).isEqualTo("SUCCESS");
    assertThat(merchant.ledger()).hasSize(2);
  }

  @Test
  void anotherBadCardMayBeReplacedOnceMore() {
    merchant.nextRefundEnds(RefundEnd.ABNORMAL);
    client.post(url, toCard("6222000000000000", "张三")).send();
    clock.advance(Duration.ofSeconds(5));
    assertThat(status()).isEqualTo("ABNORMAL");
    assertThat(client.post(url, TO_MERCHANT).send().status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(5));
    assertThat(status()).isEqualTo("SUCCESS");
  }

  @ParameterizedTest
  @CsvSource({
    "'6222 0000',张三,/bank_account",
    "card,张三,/bank_account",
    "6222000000000000,'   ',/real_name",
    "6222000000000000,6222000000000000,/real_name"
  })
  void encryptedFieldsHoldPlausibleValues(String account, String name, String field) {
    Reply reply = client.post(url, toCard(account, name)).send();
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(status()).isEqualTo("ABNORMAL");
  }

  @Test
  void encryptedFieldsAreEncryptedWithTheNamedKey() {
    String plain =
        TO_MERCHANT
            .replace("MERCHANT_BANK_CARD", "USER_BANK_CARD")
            .replace("}", ",\"bank_type\":\"CMB_DEBIT\"}");
    assertThat(client.post(url, plain).send().json().at("/detail/field").asText())
        .isEqualTo("/bank_account");
    String clear =
        plain.replace("}", ",\"bank_account\":\"6222000000000000\",\"real_name\":\"X\"}");
    assertThat(client.post(url, clear).send().json().at("/detail/field").asText())
        .isEqualTo("/bank_account");
    String sealed = toCard("6222000000000000", "张三");
    assertThat(client.post(url, sealed).without("Wechatpay-Serial").send().code())
        .isEqualTo("PARAM_ERROR");
    String certificate = merchant.platformCertificateSerials().get(0);
    assertThat(client.post(url, sealed).header("Wechatpay-Serial", certificate).send().code())
        .isEqualTo("PARAM_ERROR");
    assertThat(status()).isEqualTo("ABNORMAL");
  }

  @Test
  void onlyAbnormalRefundsAreAppliedFor() {
    clock.advance(Duration.ofMinutes(1));
    String second = url(client.refundOf("PAID-01", "R2", 10));
    String body = TO_MERCHANT.replace("R1", "R2");
    assertThat(client.post(second, body).send().code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    assertThat(client.post(second, body).send().code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.post(second, TO_MERCHANT).send().text()).contains("out_refund_no");
    assertThat(client.post(url.replaceFirst("/50[0-9]+/", "/5099/"), TO_MERCHANT).send().code())
        .isEqualTo("RESOURCE_NOT_EXISTS");
  }

  @Test
  void aProviderNamesTheSubMerchant() {
    WeChatPayMerchant provider = gateway.openServiceProvider();
    ProviderClient mine = new ProviderClient(gateway, provider.openSubMerchant());
    SubMerchant other = provider.openSubMerchant();
    mine.placeNative("PAID-02");
    provider.pay("PAID-02");
    String path = url(mine.refundOf("PAID-02", "R1", 10));
    provider.completeRefund("R1", RefundEnd.ABNORMAL);
    Reply unnamed = mine.plain.post(path, TO_MERCHANT).send();
    assertThat(unnamed.header("Request-ID")).endsWith("-268443704");
    String named = "{\"sub_mchid\":\"%s\"," + TO_MERCHANT.substring(1);
    Reply wrong = mine.plain.post(path, named.formatted(other.mchid())).send();
    assertThat(wrong.header("Request-ID")).endsWith("-268447845");
    String sub = provider.order("PAID-02").orElseThrow().subMchid().orElseThrow();
    assertThat(mine.plain.post(path, named.formatted(sub)).send().status()).isEqualTo(200);
  }
}
