// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.Secret;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import io.countersign.spi.FormFields;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Method 21 against keys and certificates that the sandbox makes by itself, and its own checks. */
class Sm2Test {
  private static Sandbox sandbox;
  private static UnionPayMerchant merchant;

  private static UnionPayConfig config(String file, String password) {
    return UnionPayConfig.builder()
        .merId(merchant.merId())
        .sm2File(file.getBytes(StandardCharsets.UTF_8), Secret.of(password))
        .trustedRoot(Pem.text(merchant.rootCertificatePem()))
        .trustedMiddle(Pem.text(merchant.middleCertificatePem()))
        .build();
  }

  @BeforeAll
  static void open() {
    sandbox = Sandbox.start();
    merchant = sandbox.unionPay().openMerchant(UnionPaySetup.usual().signMethod(SignMethod.SM2));
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  @Test
  void keyAndCertificateOrTheirFileSignTheSame() {
    UnionPayConfig fromPem = UnionPayConfig.fromEnvironment(merchant.environment());
    UnionPayConfig fromFile = config(merchant.sm2File(), merchant.pfxPassword());

    assertThat(fromPem.signMethod.code()).isEqualTo("21");
    assertThat(fromPem.keys.certId()).contains(merchant.certId());
    assertThat(fromFile.keys.certId()).contains(merchant.certId());
    for (UnionPayConfig config : List.of(fromPem, fromFile)) {
      String signature = config.keys.sign("a=1&b=全", StandardCharsets.UTF_8);
      assertThat(Base64.getDecoder().decode(signature)).hasSize(64);
    }
  }

  @Test
  void aWrongPasswordAndAnotherFileAreTold() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> config(merchant.sm2File(), "999999x"))
        .withMessageContaining("password")
        .withMessageNotContaining("999999x")
        .withNoCause();
    for (String other : List.of("", "x", "AAAA", merchant.certificatePem())) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> config(other, merchant.pfxPassword()))
          .withMessageContaining("sm2 file")
          .withNoCause();
    }
  }

  @Test
  void theRootAndMiddleOfSm2MustBeGiven() {
    Map<String, String> environment = new HashMap<>(merchant.environment());
    environment.remove("UNIONPAY_ROOT_CERT");
    environment.remove("UNIONPAY_MIDDLE_CERT");

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining("SM2 root and middle");
    environment.put("UNIONPAY_ROOT_CERT", ScriptedGateway.UNIONPAY.pem());
    environment.put("UNIONPAY_MIDDLE_CERT", ScriptedGateway.UNIONPAY.pem());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining("SM2 for 21");
  }

  @Test
  void aKeyOfAnotherCertificateOrAlgorithmIsTold() {
    Map<String, String> environment = new HashMap<>(merchant.environment());
    environment.put("UNIONPAY_CERT", merchant.verifyCertificatePem());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining("another key");
    environment.put("UNIONPAY_CERT", ScriptedGateway.MERCHANT.pem());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining("SM2 key");
    environment.putAll(merchant.environment());
    environment.put(
        "UNIONPAY_PRIVATE_KEY",
        Base64.getEncoder().encodeToString(ScriptedGateway.MERCHANT.key().getEncoded()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining("an SM2 private key");
  }

  @Test
  void aSignatureIsBoundToTextSignerAndLength() {
    Sm2Curve curve = new Sm2Curve();
    ECPrivateKeyParameters key = curve.privateKey(BigInteger.valueOf(1234567));
    Sm2Certificate own =
        Sm2Certificate.read(
                curve, Pem.text(merchant.certificatePem()).der("own", "own", "CERTIFICATE").get(0))
            .orElseThrow();
    ECPrivateKeyParameters real =
        curve
            .privateKey(
                Pem.text(merchant.privateKeyPem())
                    .der("key", "key", "PRIVATE KEY", "EC PRIVATE KEY")
                    .get(0))
            .orElseThrow();
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    byte[] right = curve.sign(real, text, "123");

    assertThat(curve.verifies(own.key(), text, right, "123")).isTrue();
    assertThat(curve.verifies(own.key(), text, right, "1234567812345678")).isFalse();
    assertThat(curve.verifies(own.key(), new byte[] {1}, right, "123")).isFalse();
    assertThat(curve.verifies(own.key(), text, curve.sign(key, text, "123"), "123")).isFalse();
    for (int length : new int[] {0, 1, 63, 65, 72}) {
      assertThat(curve.verifies(own.key(), text, Arrays.copyOf(right, length), "123")).isFalse();
    }
    assertThat(curve.verifies(own.key(), text, new byte[64], "123")).isFalse();
    assertThat(curve.isPair(real, own.key())).isTrue();
    assertThat(curve.isPair(key, own.key())).isFalse();
  }

  @Test
  void sensitiveFieldsAreEncryptedAndOpened() {
    UnionPayConfig config = UnionPayConfig.fromEnvironment(merchant.environment());
    UnionPayClient client = UnionPayClient.of(config);

    FormFields sent =
        client
            .gateway()
            .sensitive()
            .cardNumber(PersonalText.of("6216261000000000018"))
            .into(Call.of(Call.Path.BACK, "12", "00", "000401"))
            .fields();

    assertThat(sent.text("encryptCertId")).isEqualTo(merchant.encryptionCertId());
    byte[] hidden = Base64.getDecoder().decode(sent.text("accNo"));
    assertThat(hidden[0]).isEqualTo((byte) 4);
    assertThat(hidden).hasSize(65 + 32 + 19);
    // To the merchant himself, whose key is here.
    PublicCertificate own = config.keys.own().orElseThrow();
    byte[] toOwn = own.encrypted("6216".getBytes(StandardCharsets.UTF_8));
    assertThat(config.keys.opened(toOwn))
        .hasValueSatisfying(
            opened -> assertThat(new String(opened, StandardCharsets.UTF_8)).isEqualTo("6216"));
    toOwn[toOwn.length - 1] ^= 1;
    assertThat(config.keys.opened(toOwn)).isEmpty();
    assertThat(config.keys.opened(new byte[200])).isEmpty();
    assertThat(config.keys.opened(new byte[3])).isEmpty();
  }
}
