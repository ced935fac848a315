// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.JournalEntry;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Content under the content key: hidden before it is signed, proven before it is opened. */
class ContentKeyTest {
  private static final String MOBILE =
      "{\"code\":\"10000\",\"msg\":\"Success\",\"mobile\":\"1597671905\"}";

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @EnumSource(AlipayContentCipher.class)
  void encryptedCallsAreAnsweredEncrypted(AlipayContentCipher cipher) {
    Reading answer = CertificateModeTest.ask(encrypting(cipher));

    assertThat(answer.kind()).isEqualTo(Reading.Kind.REFUSAL);
    assertThat(answer.evidence()).isPresent();
    assertThat(answer.fields().text("sub_code")).hasValue("ACQ.TRADE_NOT_EXIST");
    assertThat(shop.requests(Operation.QUERY))
        .extracting(JournalEntry::subCode)
        .containsExactly("ACQ.TRADE_NOT_EXIST");
  }

  @ParameterizedTest
  @EnumSource(AlipayContentCipher.class)
  void whatIsSealedOpensByTheSameKeyAndNoOther(AlipayContentCipher cipher) {
    ContentKey key = key(cipher, shop.merchant.contentKey());
    ContentKey other = key(cipher, "aa4BtZ4tspm2wnXLb1ThQA==");
    for (String text : new String[] {"", "a", "一杯茶 🍵", "x".repeat(16), "x".repeat(100_000)}) {
      String sealed = key.seal(text, new Random(7));

      assertThat(text(key.open(sealed))).isEqualTo(Optional.of(text));
      assertThat(text(other.open(sealed))).isNotEqualTo(Optional.of(text));
    }
    for (String bad : new String[] {"", "A", "AAAA", "not Base64", "A".repeat(43) + "=", " "}) {
      assertThat(key.open(bad).map(bytes -> bytes.length)).describedAs(bad).isEmpty();
    }
    if (cipher == AlipayContentCipher.SM4) {
      byte[] sealed = Base64.getDecoder().decode(key.seal("tea", new Random(7)));
      for (int i = 0; i < sealed.length; i++) {
        byte[] changed = sealed.clone();
        changed[i] ^= 1;
        assertThat(key.open(Base64.getEncoder().encodeToString(changed))).isEmpty();
      }
    }
    assertThat(key.toString()).doesNotContain(shop.merchant.contentKey());
  }

  @Test
  void twoTextsUnderOneKeyDoNotLookAlike() {
    for (AlipayContentCipher cipher :
        new AlipayContentCipher[] {AlipayContentCipher.AES_V2, AlipayContentCipher.SM4}) {
      ContentKey key = key(cipher, shop.merchant.contentKey());
      Random random = new Random(7);
      assertThat(key.seal("tea", random)).isNotEqualTo(key.seal("tea", random));
    }
  }

  @Test
  void aSuccessInTheClearIsNotBelievedWhereACallWasEncrypted() {
    AlipayClient client = encrypting(AlipayContentCipher.AES);
    Call precreate =
        Call.of(
            "alipay.trade.precreate",
            Map.of("out_trade_no", "A1", "total_amount", "1.00", "subject", "tea"));
    shop.merchant.faults().once(Operation.PRECREATE, Fault.notEncrypted());

    Reading bare = CertificateModeTest.ask(client, precreate);
    assertThat(bare.kind()).isEqualTo(Reading.Kind.NOTHING);
    assertThat(bare.why()).contains("not encrypted");

    shop.merchant
        .faults()
        .once(Operation.QUERY, Fault.unsignedFailure("40005", "isv.app-call-limited"));
    assertThat(CertificateModeTest.ask(client).kind()).isEqualTo(Reading.Kind.REFUSAL);
    assertThat(CertificateModeTest.ask(client, precreate).kind()).isEqualTo(Reading.Kind.SUCCESS);
  }

  @Test
  void anEncryptedAnswerWithoutASignatureIsNotOpened() {
    shop.merchant.faults().once(Operation.QUERY, Fault.missingSignature());
    AlipayClient client = encrypting(AlipayContentCipher.AES);

    assertThat(CertificateModeTest.ask(client).why()).contains("not signed");
  }

  @Test
  void anAnswerUnderAnotherContentKeySaysNothing() {
    AlipayClient client = encrypting(AlipayContentCipher.AES);
    String own = "\"" + sealed("{\"code\":\"10000\"}") + "\"";
    ContentKey other = key(AlipayContentCipher.AES, "aa4BtZ4tspm2wnXLb1ThQA==");
    String strange = "\"" + other.seal("{\"code\":\"10000\"}", new Random(7)) + "\"";

    shop.merchant.faults().once(Operation.QUERY, answer(own));
    assertThat(CertificateModeTest.ask(client).kind()).isEqualTo(Reading.Kind.SUCCESS);
    shop.merchant.faults().once(Operation.QUERY, answer(strange));
    assertThat(CertificateModeTest.ask(client).kind()).isEqualTo(Reading.Kind.NOTHING);
  }

  private Fault answer(String node) {
    return Fault.literal(
        200,
        "text/html",
        "{\"alipay_trade_query_response\":" + node + ",\"sign\":\"" + signature(node) + "\"}");
  }

  @Test
  void aNewCertificateIsDownloadedInTheClearByOneWhoEncrypts() {
    try (Shop certified =
        Shop.open(io.countersign.sandbox.alipay.AlipaySetup.usual().certificates())) {
      AlipayClient client =
          certified.client(
              certified
                  .config()
                  .contentKey(Secret.of(certified.merchant.contentKey()))
                  .encryptContent(AlipayContentCipher.AES_V2));
      certified.merchant.rotateAlipayCertificate();

      assertThat(CertificateModeTest.ask(client).evidence()).isPresent();
    }
  }

  @Test
  void aMiniProgramsDataIsProvenAndOpened() {
    AlipayClient client = withContentKey();
    String sealed = sealed(MOBILE);

    ProviderFields fields = client.openPayerData(payload(sealed, "\"" + sealed + "\""));

    assertThat(fields.text("mobile")).hasValue("1597671905");
  }

  @Test
  void whatAlipayDidNotSignForThisApplicationIsNotOpened() {
    AlipayClient client = withContentKey();
    String sealed = sealed(MOBILE);
    String good = payload(sealed, "\"" + sealed + "\"");
    String other = sealed(MOBILE.replace("1597671905", "13800000000"));
    for (String bad :
        new String[] {
          "",
          "null",
          "{}",
          "x" + good,
          good + "x",
          good.replace(sealed, other),
          payload(sealed, sealed),
          payload(sealed, "\"" + other + "\""),
          payload("", "\"\""),
          payload("AAAA", "\"AAAA\""),
          payload(MOBILE, MOBILE),
          good.replace("RSA2", "RSA"),
          good.replace("\"AES\"", "\"SM4\""),
          good.replace("UTF-8", "GBK"),
          good.replace("\"sign\"", "\"Sign\""),
          good.replaceAll("\"sign\":\"[^\"]*\"", "\"sign\":\"\""),
        }) {
      assertThatExceptionOfType(InvalidNotificationException.class)
          .describedAs(bad)
          .isThrownBy(() -> client.openPayerData(bad))
          .withMessageNotContaining("1597671905");
    }
  }

  @Test
  void aRefusalToTheMiniProgramIsARefusal() {
    String refusal =
        "{\"code\":\"40001\",\"msg\":\"Missing Required Arguments\",\"sub_code\":\"isv.missing-encrypt-key\"}";

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> withContentKey().openPayerData(payload(refusal, refusal)))
        .withMessageContaining("isv.missing-encrypt-key");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().openPayerData(payload(refusal, refusal)))
        .withMessageContaining("content key");
  }

  private AlipayClient withContentKey() {
    return shop.client(shop.config().contentKey(Secret.of(shop.merchant.contentKey())));
  }

  private AlipayClient encrypting(AlipayContentCipher cipher) {
    return shop.client(
        shop.config()
            .retryPolicy(RetryPolicy.none())
            .contentKey(Secret.of(shop.merchant.contentKey()))
            .encryptContent(cipher));
  }

  private String sealed(String text) {
    return key(AlipayContentCipher.AES, shop.merchant.contentKey()).seal(text, new Random(7));
  }

  private String payload(String response, String signed) {
    Map<String, String> payload = new LinkedHashMap<>();
    payload.put("response", response);
    payload.put("sign", signature(signed));
    payload.put("sign_type", "RSA2");
    payload.put("encrypt_type", "AES");
    payload.put("charset", "UTF-8");
    return JsonText.write(payload);
  }

  private String signature(String text) {
    byte[] signature =
        KeyFamily.of(SignType.RSA2, null)
            .privateKey(Pem.text(shop.merchant.alipayPrivateKeyPem()), "key")
            .sign(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signature);
  }

  private static ContentKey key(AlipayContentCipher cipher, String base64) {
    return ContentKey.of(cipher, Secret.of(base64), null);
  }

  private static Optional<String> text(Optional<byte[]> bytes) {
    return bytes.map(opened -> new String(opened, StandardCharsets.UTF_8));
  }
}
