// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RefundRequest;
import io.countersign.Secret;
import io.countersign.SignedCall;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sensitive fields, on any call, in both directions. */
class SensitiveFieldsTest {
  private static final Platform PLATFORM =
      Platform.withNewKey("PUB_KEY_ID_0114232134912410000000000000");

  private Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPayersIdentityIsEncryptedForWeChatPay() throws JsonFormatException {
    RecordingTransport wire = new RecordingTransport();
    WeChatPayClient client =
        WeChatPayClient.of(
            shop.configWithoutPublicKey()
                .publicKey(PLATFORM.keyId, PLATFORM.publicKey())
                .transport(wire)
                .build());

    client.create(
        shop.order(shop.inWallet(shop.merchant.miniProgramAppId()))
            .with(WeChatPayOption.payerIdentity("IDCARD", "11010119900307123X", "张三"))
            .build());

    var sent = JsonText.fields(wire.bodies().get(0));
    assertThat(PLATFORM.decrypt(sent.text("payer/identity/number").orElseThrow()))
        .isEqualTo("11010119900307123X");
    assertThat(PLATFORM.decrypt(sent.text("payer/identity/name").orElseThrow())).isEqualTo("张三");
    assertThat(sent.text("payer/identity/type")).contains("IDCARD");
    assertThat(wire.calls.get(0).headers().single(Proof.SERIAL)).contains(PLATFORM.keyId);
    assertThat(new String(wire.bodies().get(0), StandardCharsets.UTF_8))
        .doesNotContain("11010119900307123X", "张三");
  }

  @Test
  void theGatewayCanReadThePayersIdentityUnderEitherKindOfKey() {
    for (KeyMode mode : KeyMode.values()) {
      close();
      shop = Shop.open(MerchantSetup.usual().keyMode(mode));
      WeChatPayClient client =
          mode == KeyMode.CERTIFICATE_ONLY ? shop.clientWithoutPublicKey() : shop.client();

      Shop.accepted(
          client.create(
              shop.order(shop.inWallet(shop.merchant.miniProgramAppId()))
                  .with(WeChatPayOption.payerIdentity("PHONE_NUMBER", "13800138000", "李四"))
                  .build()));
    }
  }

  @Test
  void anEchoComesBackDecrypted() {
    WeChatPayClient client = shop.client();

    assertThat(echo(client, "卡号 6222 0000")).isEqualTo(PersonalText.of("卡号 6222 0000"));
  }

  @Test
  void anAbnormalRefundIsPaidToABankCard() {
    WeChatPayClient client = shop.client();
    PaymentRef paid = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    String refundNumber =
        Shop.accepted(client.refund(refund)).value().providerRefundId().orElseThrow();
    shop.merchant.completeRefund(refund.refundId(), RefundEnd.ABNORMAL);

    Answer answer =
        Shop.accepted(
                client.write(
                    SignedCall.post(
                            "/v3/refund/domestic/refunds/"
                                + refundNumber
                                + "/apply-abnormal-refund")
                        .json(
                            "{\"out_refund_no\":\""
                                + refund.refundId()
                                + "\",\"type\":\"USER_BANK_CARD\",\"bank_type\":\"ICBC_DEBIT\"}")
                        .encrypted("/bank_account", PersonalText.of("6222021234567890"))
                        .encrypted("/real_name", PersonalText.of("张三"))))
            .value();

    assertThat(answer.fields().text("out_refund_no")).contains(refund.refundId());
  }

  @Test
  void whatIsNotOursDoesNotDecrypt() {
    WeChatPayClient client = shop.client();
    String ours = shop.merchant.encryptForMerchant("secret");
    assertThat(client.decrypt(ours).reveal()).isEqualTo("secret");

    for (String wrong :
        List.of(
            "",
            "AAAA",
            "%%%",
            ours.substring(4),
            shop.gateway.openMerchant().encryptForMerchant("x"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.decrypt(wrong))
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void aKeyHeldElsewhereCannotDecryptAndSaysSo() {
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.builder()
                .mchid("1900000109")
                .merchantSerial("AB")
                .signer(message -> message)
                .apiV3Key(Secret.of("x".repeat(32)))
                .appId(WeChatPayAppKind.MOBILE_APP, "wx0000000000000000")
                .build());

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.decrypt("AAAA"))
        .withMessageContaining("signer");
  }

  @Test
  void aTextLongerThanAKeyHoldsIsRefusedBeforeAnythingIsSent() {
    WeChatPayClient client = shop.client();
    assertThat(echo(client, "x".repeat(214)).reveal()).hasSize(214);
    int before = shop.gateway.journal().size();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> echo(client, "x".repeat(215)))
        .withMessageContaining("214");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> echo(client, "茶".repeat(72)));
    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void theHeaderNamesTheKeyOfTheCiphertextEvenWhileKeysRotate() throws Exception {
    close();
    shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));
    WeChatPayClient client = shop.clientWithoutPublicKey();
    assertThat(echo(client, "first").reveal()).isEqualTo("first");

    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int rotation = 0; rotation < 5; rotation++) {
        List<Callable<Boolean>> echoes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          String text = "text " + rotation + "/" + i;
          echoes.add(() -> echo(client, text).reveal().equals(text));
        }
        shop.merchant.rotatePlatformCertificate();
        shop.wait(Duration.ofHours(13));
        for (Future<Boolean> right : threads.invokeAll(echoes)) {
          assertThat(right.get()).isTrue();
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(shop.requests(Operation.CERTIFICATES))
        .describedAs("certificates are looked at again after half a day")
        .hasSize(6);
    assertThat(client.keyExpiries()).hasSize(6);
  }

  @Test
  void sixteenThreadsEncryptSixteenHundredTextsRight() throws Exception {
    Decrypting wire = new Decrypting();
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.builder()
                .mchid("1900000109")
                .merchantSerial("AB")
                .signer(message -> new byte[256])
                .apiV3Key(Secret.of("x".repeat(32)))
                .appId(WeChatPayAppKind.MOBILE_APP, "wx0000000000000000")
                .publicKey(PLATFORM.keyId, PLATFORM.publicKey())
                .transport(wire)
                .build());
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      String prefix = thread + "/";
      tasks.add(
          () -> {
            for (int i = 0; i < 100; i++) {
              client.write(
                  SignedCall.post("/v3/security/echo")
                      .json("{\"echo_message\":\"" + prefix + i + "\"}")
                      .encrypted("/encrypted_echo_message", PersonalText.of(prefix + i)));
            }
            return true;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(wire.right.get()).isEqualTo(1_600);
    assertThat(wire.wrong.get()).isZero();
  }

  private static PersonalText echo(WeChatPayClient client, String text) {
    Answer answer =
        Shop.accepted(
                client.write(
                    SignedCall.post("/v3/security/echo")
                        .json("{\"echo_message\":\"hello\"}")
                        .encrypted("/encrypted_echo_message", PersonalText.of(text))))
            .value();
    return client.decrypt(answer.fields().text("encrypted_echo_message").orElseThrow());
  }

  /** WeChat Pay's end of the wire: opens each ciphertext and compares it with its clear twin. */
  private static final class Decrypting implements HttpTransport {
    final AtomicInteger right = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();

    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      try {
        Map<String, Object> body = JsonText.object(call.body().orElseThrow());
        String opened = PLATFORM.decrypt(String.valueOf(body.get("encrypted_echo_message")));
        boolean same = opened.equals(body.get("echo_message"));
        (same ? right : wrong).incrementAndGet();
      } catch (JsonFormatException e) {
        wrong.incrementAndGet();
      }
      throw new TransportException("read and dropped", true);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("nothing to download", true);
    }
  }
}
