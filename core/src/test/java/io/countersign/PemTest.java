// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

  private static final BigInteger MODULUS =
      Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key").getModulus();

  static Stream<Pem> privateKeys() {
    List<Pem> forms = new ArrayList<>();
    for (String name : List.of("rsa-pkcs8", "rsa-pkcs1")) {
      String pem = KeyFiles.pem(name);
      forms.add(Pem.text(pem));
      forms.add(Pem.text(pem.replace("\n", "\r\n")));
      forms.add(Pem.text(pem.replace("\n", "\\n")));
      forms.add(Pem.text(pem.replace("\n", "\\r\\n")));
      forms.add(Pem.text("\uFEFF" + pem));
      forms.add(Pem.text("\n\n  " + pem + "  \n"));
      forms.add(Pem.text("Bag Attributes\n  friendlyName: shop\n" + pem + "trailing words"));
      forms.add(Pem.text(pem.replace("\n", " ")));
      forms.add(Pem.text(KeyFiles.bare(name)));
      forms.add(Pem.text(KeyFiles.bare(name) + "\r\n"));
      forms.add(Pem.bytes(pem.getBytes(StandardCharsets.US_ASCII)));
      forms.add(Pem.bytes(KeyFiles.der(name)));
      forms.add(Pem.stream(new ByteArrayInputStream(KeyFiles.der(name))));
      forms.add(Pem.environment(Map.of("KEY", pem.replace("\n", "\\n")), "KEY"));
    }
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource("privateKeys")
  void aPrivateKeyIsReadInEveryFormThatMerchantsHold(Pem pem) {
    assertThat(pem.rsaPrivateKey("key").getModulus()).isEqualTo(MODULUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-public", "rsa-public-pkcs1"})
  void aPublicKeyIsReadInEveryFormThatMerchantsHold(String name) {
    for (Pem pem :
        List.of(
            Pem.text(KeyFiles.pem(name)),
            Pem.text(KeyFiles.pem(name).replace("\n", "\\n")),
            Pem.text(KeyFiles.bare(name)),
            Pem.bytes(KeyFiles.der(name)))) {
      assertThat(pem.rsaPublicKey("key").getModulus()).isEqualTo(MODULUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN -----END ",
        "-----BEGIN CERTIFICATE\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE--\nMIIB\n-----END CERTIFICATE-----\n"
      })
  void textThatIsBrokenAtItsLinesIsRefusedAndNothingElse(String broken) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.text(broken).certificate("certificate"));
  }

  @Test
  void aCertificateIsReadInEveryFormThatMerchantsHold() {
    for (Pem pem :
        List.of(
            Pem.text(KeyFiles.pem("localhost")),
            Pem.text(KeyFiles.pem("localhost").replace("\n", "\\n")),
            Pem.text(KeyFiles.bare("localhost")),
            Pem.bytes(KeyFiles.der("localhost")))) {
      assertThat(pem.certificate("certificate").getSubjectX500Principal().getName())
          .isEqualTo("CN=localhost");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, a certificate",
    "rsa-public, a public key",
    "rsa-public-pkcs1, a public key",
    "request, a certificate request",
    "ec-sec1, an elliptic-curve key",
    "ec-pkcs8, of another algorithm",
    "rsa-1024, 2048 bits",
    "rsa-encrypted-pkcs8, without a password",
    "rsa-encrypted-pkcs1, without a password"
  })
  void whatIsNoPrivateKeySaysWhatItIs(String name, String sentence) {
    assertRefused(() -> Pem.text(KeyFiles.pem(name)).rsaPrivateKey("merchant key"), sentence, name);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, a certificate",
    "rsa-pkcs8, a private key",
    "rsa-pkcs1, a private key",
    "request, a certificate request",
    "ec-sec1, an elliptic-curve key",
    "ec-public, of another kind",
    "rsa-1024-public, 2048 bits",
    "rsa-encrypted-pkcs8, without a password"
  })
  void whatIsNoPublicKeySaysWhatItIs(String name, String sentence) {
    assertRefused(() -> Pem.text(KeyFiles.pem(name)).rsaPublicKey("merchant key"), sentence, name);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-pkcs8, a private key",
    "rsa-pkcs1, a private key",
    "rsa-public, a public key",
    "request, a certificate request"
  })
  void whatIsNoCertificateSaysWhatItIs(String name, String sentence) {
    assertRefused(() -> Pem.text(KeyFiles.pem(name)).certificate("merchant key"), sentence, name);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-public, private, a public key",
    "localhost, private, a certificate",
    "rsa-pkcs8, public, a private key",
    "rsa-pkcs1, public, a private key",
    "localhost, public, a certificate",
    "rsa-pkcs8, certificate, a private key",
    "rsa-public, certificate, a public key"
  })
  void swappedKeysWithoutBeginLinesAreToldApart(String name, String wanted, String sentence) {
    Pem pem = Pem.text(KeyFiles.bare(name));
    assertRefused(
        () -> {
          switch (wanted) {
            case "private" -> pem.rsaPrivateKey("merchant key");
            case "public" -> pem.rsaPublicKey("merchant key");
            default -> pem.certificate("merchant key");
          }
        },
        sentence,
        name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "/etc/keys/apiclient_key.pem",
        "C:\\keys\\apiclient_key.pem",
        "not a key",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIE",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----",
        "MAA=",
        "MP8=",
        "MIP/////",
        "AAAA"
      })
  void whatIsNoKeyMaterialIsRefusedInEachRole(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.text(text).rsaPrivateKey("merchant key"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.text(text).rsaPublicKey("merchant key"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.text(text).certificate("merchant key"));
  }

  @Test
  void damagedKeysThrowNothingElseAndShowNothing() {
    Random chance = new Random(5);
    for (String name : List.of("rsa-pkcs8", "rsa-pkcs1", "rsa-public", "localhost")) {
      for (int round = 0; round < 300; round++) {
        byte[] der = KeyFiles.der(name);
        der[chance.nextInt(20)] ^= (byte) (1 + chance.nextInt(255));
        Pem pem = Pem.bytes(der);
        for (Throwable thrown :
            List.of(
                thrownOr(() -> pem.rsaPrivateKey("k")),
                thrownOr(() -> pem.rsaPublicKey("k")),
                thrownOr(() -> pem.certificate("k")))) {
          assertThat(thrown).isInstanceOf(InvalidRequestException.class).hasNoCause();
        }
      }
    }
  }

  private static Throwable thrownOr(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable callable) {
    Throwable thrown = catchThrowable(callable);
    return thrown == null ? new InvalidRequestException("read", "all the same") : thrown;
  }

  @Test
  void aMissingVariableIsNamed() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.environment(Map.of(), "WECHATPAY_KEY"))
        .satisfies(missing -> assertThat(missing.field()).isEqualTo("WECHATPAY_KEY"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.environment(Map.of("WECHATPAY_KEY", " \n"), "WECHATPAY_KEY"));
  }

  @Test
  void aFileIsReadAndAMissingOneIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), KeyFiles.pem("rsa-pkcs8"));

    assertThat(Pem.file(file).rsaPrivateKey("key").getModulus()).isEqualTo(MODULUS);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.file(folder.resolve("absent.pem")))
        .withMessageContaining("absent.pem");
  }

  @Test
  void moreThanSixtyFourKibibytesAreNotRead() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.stream(new EndlessZeros()))
        .withMessageContaining("64 KiB");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Pem.text("M".repeat(100_000)).rsaPrivateKey("key"))
        .withMessageContaining("64 KiB");
  }

  @Test
  void everyBlockOfAFileIsGivenInItsOrder() {
    String one = KeyFiles.pem("localhost");
    byte[] der = KeyFiles.der("localhost");

    assertThat(
            Pem.text("text before\n" + one + "text between\n" + one)
                .der("file", "x", "CERTIFICATE"))
        .containsExactly(der, der);
    assertThat(Pem.text(KeyFiles.bare("localhost")).der("file", "x", "CERTIFICATE"))
        .containsExactly(der);
    assertThat(Pem.bytes(der).der("file", "x", "CERTIFICATE")).containsExactly(der);
    assertThat(Pem.text(one.replace("\n", "\\n")).der("file", "x", "CERTIFICATE"))
        .containsExactly(der);
  }

  @Test
  void aBlockOfAnotherKindIsNotGiven() {
    String certificate = KeyFiles.pem("localhost");
    assertRefused(
        () -> Pem.text(certificate).der("merchant key", "a key", "PRIVATE KEY"),
        "a key, but this is a certificate",
        "localhost");
    assertRefused(
        () -> Pem.text(KeyFiles.bare("localhost")).der("merchant key", "a key", "PRIVATE KEY"),
        "a key, but this is a certificate",
        "localhost");
    assertRefused(
        () ->
            Pem.text(KeyFiles.bare("rsa-pkcs8")).der("merchant key", "certificates", "CERTIFICATE"),
        "certificates, but this is a private key",
        "rsa-pkcs8");
    assertRefused(
        () ->
            Pem.text(certificate + KeyFiles.pem("rsa-pkcs8"))
                .der("merchant key", "certificates", "CERTIFICATE"),
        "certificates, but this is a private key",
        "rsa-pkcs8");
  }

  @Test
  void itPrintsOnlyItsSize() {
    String pem = KeyFiles.pem("rsa-pkcs8");

    assertThat(Pem.text(pem)).hasToString("(key material, " + pem.length() + " bytes)");
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading, String sentence, String name) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(reading)
        .withMessageContaining(sentence)
        .withNoCause()
        .satisfies(
            refused -> {
              assertThat(refused.field()).isEqualTo("merchant key");
              assertThat(refused.getMessage())
                  .doesNotContain(KeyFiles.bare(name).substring(40, 60));
            });
  }

  private static final class EndlessZeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }
  }
}
