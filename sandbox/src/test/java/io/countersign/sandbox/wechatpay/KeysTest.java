// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Draft;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeysTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final String BALANCE = "/v3/merchant/fund/balance/BASIC";

  private PlainClient client;
  private WeChatPayMerchant merchant;

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    this.merchant = merchant;
    client = new PlainClient(gateway, merchant);
  }

  private String signerOf(Draft draft) {
    Reply reply = draft.send();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(client.verifies(reply)).isTrue();
    return reply.header("Wechatpay-Serial");
  }

  @Test
  void theRequestChoosesTheKeyOfTheAnswer() {
    String serial = merchant.platformCertificateSerials().get(0);
    assertThat(signerOf(client.get(BALANCE))).isEqualTo(merchant.publicKeyId());
    assertThat(signerOf(client.get(BALANCE).header("Wechatpay-Serial", serial))).isEqualTo(serial);
    assertThat(
            signerOf(
                client
                    .get(BALANCE)
                    .header("Wechatpay-Serial", "00" + serial.toLowerCase(java.util.Locale.ROOT))))
        .isEqualTo(serial);
    assertThat(signerOf(client.get(BALANCE).without("Wechatpay-Serial"))).isEqualTo(serial);
  }

  @Test
  void beforeTheSwitchThePublicKeySignsNothing() {
    merchant.keyMode(KeyMode.CERTIFICATE_ONLY);
    assertThat(signerOf(client.get(BALANCE)))
        .isEqualTo(merchant.platformCertificateSerials().get(0));
    assertThat(merchant.echoNotification("x").headers().get("Wechatpay-Serial"))
        .isEqualTo(merchant.platformCertificateSerials());
  }

  @Test
  void aNewMerchantHasNoCertificate() {
    merchant.keyMode(KeyMode.PUBLIC_KEY_ONLY);
    assertThat(merchant.platformCertificatePems()).isEmpty();
    Reply reply = client.certificates();
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("RESOURCE_NOT_EXISTS");
    assertThat(signerOf(client.get(BALANCE).without("Wechatpay-Serial")))
        .isEqualTo(merchant.publicKeyId());
    assertThatThrownBy(merchant::rotatePlatformCertificate)
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void certificatesAloneAreGivenToWhoAcceptsAnything() {
    assertThat(client.get("/v3/certificates").header("Accept", "*/*").send().status())
        .isEqualTo(200);
    assertThat(client.get(BALANCE).header("Accept", "*/*").send().status()).isEqualTo(400);
  }

  @Test
  void certificatesComeEncryptedUnderTheApiV3Key() {
    merchant.rotatePlatformCertificate();
    Reply reply = client.certificates();
    assertThat(client.verifies(reply)).isTrue();
    JsonNode data = reply.json().path("data");
    assertThat(data).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(data.get(i).path("serial_no").asText())
          .isEqualTo(merchant.platformCertificateSerials().get(i));
      assertThat(client.open(data.get(i).path("encrypt_certificate")))
          .isEqualTo(merchant.platformCertificatePems().get(i));
    }
    merchant.changeApiV3Key();
    String again = client.open(client.certificates().json().at("/data/0/encrypt_certificate"));
    assertThat(again).isEqualTo(merchant.platformCertificatePems().get(0));
    assertThat(client.get("/v3/certificates?algorithm_type=SM2").send().status()).isEqualTo(404);
    assertThat(client.get("/v3/certificates?algorithm_type=X").send().code())
        .isEqualTo("PARAM_ERROR");
  }

  @Test
  void aRotationHasBothCertificatesInUse() {
    String old = merchant.platformCertificateSerials().get(0);
    merchant.rotatePlatformCertificate();
    String fresh = merchant.platformCertificateSerials().get(1);
    assertThat(signerOf(client.get(BALANCE).without("Wechatpay-Serial"))).isEqualTo(old);
    merchant.signAnswersWith(PlatformSigner.NEWEST_CERTIFICATE);
    assertThat(signerOf(client.get(BALANCE).without("Wechatpay-Serial"))).isEqualTo(fresh);
    merchant.signAnswersWith(PlatformSigner.ALTERNATING_CERTIFICATES);
    Set<String> seen = new HashSet<>();
    seen.add(signerOf(client.get(BALANCE).without("Wechatpay-Serial")));
    seen.add(signerOf(client.get(BALANCE).without("Wechatpay-Serial")));
    assertThat(seen).containsExactlyInAnyOrder(old, fresh);
    merchant.retireOldestPlatformCertificate();
    assertThat(client.get(BALANCE).header("Wechatpay-Serial", old).send().code())
        .isEqualTo("PARAM_ERROR");
    assertThat(client.get("/v3/certificates").header("Wechatpay-Serial", old).send().status())
        .isEqualTo(200);
    assertThatThrownBy(merchant::retireOldestPlatformCertificate)
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void notificationsMoveToThePublicKeyByRatio() {
    merchant.notifyByPublicKey(0.5);
    long byPublicKey =
        java.util.stream.IntStream.range(0, 10)
            .mapToObj(i -> merchant.echoNotification("x").headers().get("Wechatpay-Serial").get(0))
            .filter(merchant.publicKeyId()::equals)
            .count();
    assertThat(byPublicKey).isEqualTo(5);
    assertThatThrownBy(() -> merchant.notifyByPublicKey(2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void echoSpeaksEncryptedBothWays() {
    String secret = PlainClient.encrypt(PlainClient.publicKey(merchant.publicKeyPem()), "秘密");
    Reply reply =
        client.echo("{\"echo_message\":\"hello\",\"encrypted_echo_message\":\"" + secret + "\"}");
    assertThat(reply.json().path("echo_message").asText()).isEqualTo("hello");
    assertThat(client.decrypt(reply.json().path("encrypted_echo_message").asText()))
        .isEqualTo("秘密");
    assertThat(client.decrypt(merchant.encryptForMerchant("x"))).isEqualTo("x");
  }

  @Test
  void anEncryptedFieldMustFitTheNamedKey() {
    String secret = PlainClient.encrypt(PlainClient.publicKey(merchant.publicKeyPem()), "secret");
    String body = "{\"echo_message\":\"m\",\"encrypted_echo_message\":\"" + secret + "\"}";
    String url = "/v3/security/echo";
    assertThat(
            client
                .post(url, body)
                .without("Wechatpay-Serial")
                .send()
                .json()
                .at("/detail/field")
                .asText())
        .isEqualTo("Wechatpay-Serial");
    String serial = merchant.platformCertificateSerials().get(0);
    Reply wrongKey = client.post(url, body).header("Wechatpay-Serial", serial).send();
    assertThat(wrongKey.json().at("/detail/field").asText()).isEqualTo("/encrypted_echo_message");
    Reply plain = client.echo("{\"echo_message\":\"m\",\"encrypted_echo_message\":\"secret\"}");
    assertThat(plain.json().at("/detail/field").asText()).isEqualTo("/encrypted_echo_message");
    String byCertificate =
        PlainClient.encrypt(
            PlainClient.certificateKey(merchant.platformCertificatePems().get(0)), "secret");
    String other = body.replace(secret, byCertificate);
    assertThat(client.post(url, other).header("Wechatpay-Serial", serial).send().status())
        .isEqualTo(200);
  }

  @Test
  void realNamesMustDecryptAndMayBeEncryptedAfresh() {
    String url = "/v3/pay/transactions/jsapi";
    String openid = merchant.openId();
    String good = identity("IDENT-1", openid, "张三");
    assertThat(client.post(url, good).send().status()).isEqualTo(200);
    assertThat(client.post(url, identity("IDENT-1", openid, "张三")).send().status()).isEqualTo(200);
    assertThat(client.post(url, identity("IDENT-1", openid, "李四")).send().code())
        .isEqualTo("INVALID_REQUEST");
    String plain = good.replaceAll("\"name\":\"[^\"]*\"", "\"name\":\"plain\"");
    assertThat(client.post(url, plain).send().json().at("/detail/field").asText())
        .isEqualTo("/payer/identity/name");
    assertThat(client.post(url, good).without("Wechatpay-Serial").send().code())
        .isEqualTo("PARAM_ERROR");
  }

  private String identity(String number, String openid, String name) {
    var key = PlainClient.publicKey(merchant.publicKeyPem());
    String payer =
        "{\"openid\":\"%s\",\"identity\":{\"type\":\"IDCARD\",\"number\":\"%s\",\"name\":\"%s\"}}"
            .formatted(
                openid,
                PlainClient.encrypt(key, "110101199003070000"),
                PlainClient.encrypt(key, name));
    return client.orderWith(number, "payer", payer);
  }

  @Test
  void refusalsAreSignedUnlessSwitchedOff() {
    Reply signed = client.query("NONE-01");
    assertThat(client.verifies(signed)).isTrue();
    merchant.signRefusals(false);
    assertThat(client.query("NONE-01").header("Wechatpay-Signature")).isEmpty();
    assertThat(client.verifies(client.get(BALANCE).send())).isTrue();
  }

  @Test
  void theEnvironmentNamesEverything() {
    assertThat(merchant.environment())
        .containsOnlyKeys(
            "WECHATPAY_MCHID",
            "WECHATPAY_MERCHANT_SERIAL",
            "WECHATPAY_MERCHANT_PRIVATE_KEY",
            "WECHATPAY_APIV3_KEY",
            "WECHATPAY_PUBLIC_KEY_ID",
            "WECHATPAY_PUBLIC_KEY",
            "WECHATPAY_APPID",
            "WECHATPAY_APPID_MINI_PROGRAM",
            "WECHATPAY_APPID_APP",
            "WECHATPAY_NOTIFY_URL",
            "WECHATPAY_ENDPOINT");
    assertThat(PlainClient.certificateKey(merchant.merchantCertificatePem())).isNotNull();
    assertThat(merchant.merchantSerial()).matches("[0-9A-F]{40}");
    assertThat(merchant.apiV3Key()).matches("[0-9a-zA-Z]{32}");
  }
}
