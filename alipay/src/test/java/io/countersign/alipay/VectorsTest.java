// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.spi.JsonFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Published values of Alipay's own SDKs and of one that follows them: signatures, signed parts,
 * certificate numbers, content. Each with what must not be taken for it.
 */
class VectorsTest {
  private static final KeyFamily RSA = KeyFamily.of(SignType.RSA2, null);
  private static final KeyFamily SM2 = KeyFamily.of(SignType.SM2, null);

  @Test
  void aPaymentsNotificationIsSignedWithoutItsSignType() {
    Vector vector = Vector.of("notification-of-a-payment");

    assertThat(verifies(vector, SignedText.of(vector.fields(), "sign", "sign_type"))).isTrue();
    assertThat(verifies(vector, SignedText.of(vector.fields(), "sign"))).isFalse();
    assertEveryChangeIsSeen(vector, "sign", "sign_type");
  }

  @Test
  void aServiceOrdersNotificationIsSignedWithItsSignType() {
    Vector vector = Vector.of("notification-of-a-service-order");

    assertThat(verifies(vector, SignedText.of(vector.fields(), "sign"))).isTrue();
    assertThat(verifies(vector, SignedText.of(vector.fields(), "sign", "sign_type"))).isFalse();
    assertEveryChangeIsSeen(vector, "sign");
  }

  @Test
  void answersAreSignedAsTheyWereWritten() {
    for (String name : List.of("answer-to-an-upload", "answer-to-a-payment-code")) {
      Vector vector = Vector.of(name);
      String text = vector.text("text");

      assertThat(verifies(vector, text)).isTrue();
      assertThat(verifies(vector, text + " ")).isFalse();
      assertThat(verifies(vector, text.replace("\":\"", "\": \""))).isFalse();
      assertThat(verifies(vector, text.replace("10000", "10003"))).isFalse();
    }
    assertThat(
            RSA.publicKey(Pem.text(Vector.of("answer-to-an-upload").text("key")), "key")
                .verifies(
                    Vector.of("answer-to-a-payment-code").bytesOf("text"),
                    Vector.of("answer-to-a-payment-code").text("signature")))
        .isFalse();
  }

  @Test
  void blankParametersAndTheSignatureAreNotSigned() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("sign", "x");
    parameters.put("b", "");
    parameters.put("c", " \t\n");
    parameters.put("a", " 1 ");
    parameters.put("B", "&=+%");

    assertThat(SignedText.of(parameters, "sign")).isEqualTo("B=&=+%&a= 1 ");
  }

  @Test
  void theSignedPartEndsWhereItsBraceEnds() throws JsonFormatException {
    Vector vector = Vector.of("signed-part");
    int count = 0;
    for (int i = 1; vector.has(i + ".answer"); i++, count++) {
      byte[] answer = vector.bytesOf(i + ".answer");

      SignedNode node = SignedNode.in(answer, "alipay.trade.create");

      assertThat(node.text()).describedAs("answer %s", i).isEqualTo(vector.text(i + ".signed"));
      assertThat(node.signature()).startsWith("TS355N0QjK1r9GyD4YOsG5es");
      assertThat(node.isErrorResponse()).isFalse();
      assertThatExceptionOfType(JsonFormatException.class)
          .isThrownBy(() -> SignedNode.in(answer, "alipay.trade.pay"));
    }
    assertThat(count).isEqualTo(11);
  }

  @Test
  void certificatesHaveTheNumbersThatAlipayGivesThem() {
    assertThat(number(RSA, "app-2020")).isEqualTo("866efef280dec9137a87d047ac446315");
    assertThat(number(RSA, "alipay-2020")).isEqualTo("7513daaaa48aa3ba2e4018d84402479c");
    assertThat(number(RSA, "app-2021")).isEqualTo("47a27aac8ae3b5c589576f371da36dc2");
    assertThat(number(RSA, "alipay-2021")).isEqualTo("4538e7d736df316c15435d5f9d3a8a1f");
    assertThat(number(RSA, "roots-sm2", 1)).isEqualTo("6bc29aa3b4d406c43483ffea81e08d22");
    assertThat(number(SM2, "roots-sm2", 0)).isEqualTo("d6152c9f9729dcce74b26d01bc032b0b");
    assertThat(number(SM2, "app-sm2-inline")).isEqualTo("33ab704a3a749810b8d330f651c1ca20");
    assertThat(number(SM2, "app-sm2")).isEqualTo("3b6653502e1be62a695cc5ff95d2cad9");
    assertThat(number(SM2, "alipay-sm2")).isEqualTo("e8c3c37db9bf6d5a1cd208ff4cff0d9c");
  }

  @Test
  void theRootFileIsReadAlthoughItHoldsACurveThatTheJdkCannotRead() {
    assertThat(mode(SignType.RSA2, "app-2021", "2021003102616019", "alipay-2021", "roots"))
        .extracting(CertificateMode::rootNumber)
        .isEqualTo("687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6");
    assertThat(mode(SignType.SM2, "app-sm2", "2021000146613340", "alipay-sm2", "roots-sm2"))
        .extracting(CertificateMode::rootNumber)
        .isEqualTo("d6152c9f9729dcce74b26d01bc032b0b");
  }

  @Test
  void alipaysCertificateLeadsToItsRoots() {
    CertificateMode rsa =
        mode(SignType.RSA2, "app-2021", "2021003102616019", "alipay-2021", "roots");
    String number = "4538e7d736df316c15435d5f9d3a8a1f";
    Pem file = Vector.certificates("alipay-2021");
    Instant then = Instant.parse("2022-06-01T00:00:00Z");

    assertThat(rsa.proven(file, number, then)).isPresent();
    assertThat(rsa.proven(file, "7513daaaa48aa3ba2e4018d84402479c", then)).isEmpty();
    assertThat(rsa.proven(file, number, Instant.parse("2021-12-09T08:46:11Z"))).isEmpty();
    assertThat(rsa.proven(file, number, Instant.parse("2023-12-09T08:46:13Z"))).isEmpty();
    assertThat(
            rsa.proven(Vector.certificates("app-2021"), "47a27aac8ae3b5c589576f371da36dc2", then))
        .isEmpty();

    CertificateMode sm2 =
        mode(SignType.SM2, "app-sm2", "2021000146613340", "alipay-sm2", "roots-sm2");
    Pem sm2File = Vector.certificates("alipay-sm2");
    String sm2Number = "e8c3c37db9bf6d5a1cd208ff4cff0d9c";
    assertThat(sm2.proven(sm2File, sm2Number, Instant.parse("2020-06-01T00:00:00Z"))).isPresent();
    assertThat(sm2.proven(sm2File, sm2Number, Instant.parse("2020-12-04T00:00:00Z"))).isEmpty();
  }

  @Test
  void aFileWithAlipaysCertificateAloneIsTaken() {
    assertThat(mode(SignType.RSA2, "app-2020", "2021001161683774", "alipay-2020", "roots").alipay())
        .hasSize(1);
  }

  @Test
  void filesOfTheTestEnvironmentDoNotFitTheRootsOfProduction() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> mode(SignType.RSA2, "app-sandbox", "2021000122672388", "alipay-sandbox", "roots"))
        .withMessageContaining("production and sandbox");
  }

  @Test
  void anSm2SignatureVerifiesAndNoOther() {
    Vector vector = Vector.of("sm2");
    VerifyingKey key = SM2.publicKey(Pem.text(vector.text("key")), "key");
    String signature = vector.text("signature");

    assertThat(key.verifies(vector.bytesOf("text"), signature)).isTrue();
    assertThat(key.verifies("Test".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
    byte[] der = Base64.getDecoder().decode(signature);
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= 1;
      assertThat(key.verifies(vector.bytesOf("text"), base64(changed)))
          .describedAs("byte %s", i)
          .isFalse();
    }
    assertThat(key.verifies(vector.bytesOf("text"), base64(Arrays.copyOf(der, der.length + 1))))
        .isFalse();
    assertThat(key.verifies(vector.bytesOf("text"), "not Base64!")).isFalse();
    assertThat(key.verifies(vector.bytesOf("text"), "")).isFalse();
    assertThat(key.verifies(vector.bytesOf("text"), "A".repeat(96))).isFalse();
    assertThat(key.verifies(vector.bytesOf("text"), "A".repeat(1_000_000))).isFalse();
  }

  @Test
  void anSm2PairBelongsTogether() {
    Vector vector = Vector.of("sm2");
    SigningKey own = SM2.privateKey(Pem.text(vector.text("privateKey")), "key");
    VerifyingKey key = SM2.publicKey(Pem.text(vector.text("key")), "key");

    assertThat(own.publicHalf()).isEqualTo(key.publicHalf());
    byte[] message = "一杯茶 🍵".getBytes(StandardCharsets.UTF_8);
    assertThat(key.verifies(message, base64(own.sign(message)))).isTrue();
    assertThat(own.sign(message)).isNotEqualTo(own.sign(message));
  }

  @Test
  void contentIsEncryptedAsAlipayDoesIt() {
    Vector vector = Vector.of("aes");
    ContentKey key = contentKey(AlipayContentCipher.AES, vector.text("key"));

    assertThat(key.seal(vector.text("text"), new Random(1))).isEqualTo(vector.text("sealed"));
    assertThat(opened(key, vector.text("sealed"))).hasValue(vector.text("text"));
    ContentKey other = contentKey(AlipayContentCipher.AES, "bb4BtZ4tspm2wnXLb1ThQA==");
    assertThat(opened(other, vector.text("sealed"))).isNotEqualTo(Optional.of(vector.text("text")));
  }

  private static Optional<String> opened(ContentKey key, String sealed) {
    return key.open(sealed).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static ContentKey contentKey(AlipayContentCipher cipher, String base64) {
    return ContentKey.of(cipher, Secret.of(base64), null);
  }

  private static CertificateMode mode(
      SignType type, String app, String appId, String alipay, String roots) {
    return CertificateMode.of(
        type,
        KeyFamily.of(type, null),
        null,
        appId,
        Vector.certificates(app),
        List.of(Vector.certificates(alipay)),
        Vector.certificates(roots));
  }

  private static String number(KeyFamily family, String name) {
    return number(family, name, 0);
  }

  private static String number(KeyFamily family, String name, int block) {
    byte[] der = Vector.certificates(name).der(name, "a certificate", "CERTIFICATE").get(block);
    return family.certificate(der).orElseThrow().number();
  }

  private static void assertEveryChangeIsSeen(Vector vector, String... without) {
    for (String name : vector.fields().keySet()) {
      if (!Arrays.asList(without).contains(name)) {
        Map<String, String> changed = vector.fields();
        changed.merge(name, "1", String::concat);
        assertThat(verifies(vector, SignedText.of(changed, without))).describedAs(name).isFalse();
      }
    }
  }

  private static boolean verifies(Vector vector, String text) {
    return RSA.publicKey(Pem.text(vector.text("key")), "key")
        .verifies(text.getBytes(StandardCharsets.UTF_8), vector.text("signature"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
