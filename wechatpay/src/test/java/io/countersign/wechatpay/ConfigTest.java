// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong key is found when the client is built, named, and never shown. */
class ConfigTest {
  private final Shop shop = Shop.open();
  private final WeChatPayMerchant merchant = shop.merchant;

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aKeyInPkcs1FormWorksToo() {
    WeChatPayClient client =
        WeChatPayClient.of(
            shop.config().merchantKey(Pem.text(pkcs1(merchant.merchantPrivateKeyPem()))).build());

    Shop.accepted(client.create(shop.order(Scene.qrCode()).build()));
  }

  @Test
  void aDamagedKeyInPkcs1FormIsNamedAndNotShown() {
    String damaged = pkcs1(merchant.merchantPrivateKeyPem()).replaceFirst("[A-Z]{2}", "**");

    assertRefused(config -> config.merchantKey(Pem.text(damaged)), "merchant key");
  }

  @Test
  void aCertificateInsteadOfTheMerchantKeyIsSaidSo() {
    assertRefused(
        config -> config.merchantKey(Pem.text(merchant.merchantCertificatePem())),
        "merchant key",
        "a certificate");
  }

  @Test
  void aPublicKeyInsteadOfTheMerchantKeyIsSaidSo() {
    assertRefused(
        config -> config.merchantKey(Pem.text(merchant.publicKeyPem())),
        "merchant key",
        "a public key");
  }

  @Test
  void thePrivateKeyInsteadOfWeChatPaysIsSaidSo() {
    assertRefused(
        config ->
            config.publicKey(merchant.publicKeyId(), Pem.text(merchant.merchantPrivateKeyPem())),
        "WeChat Pay public key",
        "a private key");
  }

  @Test
  void theMerchantsCertificateInsteadOfWeChatPaysKeyIsSaidSo() {
    assertRefused(
        config ->
            config.publicKey(merchant.publicKeyId(), Pem.text(merchant.merchantCertificatePem())),
        "WeChat Pay public key",
        "a certificate");
  }

  @Test
  void theOwnPublicKeyInsteadOfWeChatPaysIsSaidSo() {
    byte[] own =
        Pem.text(merchant.merchantCertificatePem()).certificate("test").getPublicKey().getEncoded();

    assertRefused(
        config -> config.publicKey(merchant.publicKeyId(), Pem.bytes(own)),
        "WeChat Pay public key",
        "your merchant key");
  }

  @Test
  void swappedKeysAreSaidSo() {
    assertRefused(
        config ->
            config
                .merchantKey(Pem.text(merchant.publicKeyPem()))
                .publicKey(merchant.publicKeyId(), Pem.text(merchant.merchantPrivateKeyPem())),
        "merchant key",
        "a public key");
  }

  @Test
  void theMerchantCertificateAmongThePlatformCertificatesIsSaidSo() {
    assertRefused(
        config -> config.platformCertificate(Pem.text(merchant.merchantCertificatePem())),
        "platform certificate",
        "your merchant certificate");
  }

  @Test
  void aMerchantCertificateOfAnotherKeyIsSaidSo() {
    assertRefused(
        config ->
            config.merchantCertificate(
                Pem.text(shop.gateway.openMerchant().merchantCertificatePem())),
        "merchant key",
        "do not match");
  }

  @Test
  void theMerchantCertificateGivesTheSerialNumber() {
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.builder()
                .mchid(merchant.mchid())
                .merchantCertificate(Pem.text(merchant.merchantCertificatePem()))
                .merchantKey(Pem.text(merchant.merchantPrivateKeyPem()))
                .apiV3Key(Secret.of(merchant.apiV3Key()))
                .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
                .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, merchant.appId())
                .notifyUrl(Shop.NOTIFY_URL)
                .endpoint(shop.gateway.baseUri())
                .clock(shop.clock)
                .build());

    assertThat(client.keyExpiries())
        .anyMatch(key -> key.purpose().equals("merchant certificate"))
        .hasSize(2);
    Shop.accepted(client.create(shop.order(Scene.qrCode()).build()));
  }

  @Test
  void aSerialNumberKeepsItsLeadingZero() throws IOException {
    RecordingTransport wire = new RecordingTransport();
    try (InputStream pem = getClass().getResourceAsStream("certificate-with-leading-zero.pem")) {
      WeChatPayClient.of(
              WeChatPayConfig.builder()
                  .mchid("1900000109")
                  .merchantCertificate(Pem.stream(pem))
                  .signer(message -> message)
                  .apiV3Key(Secret.of("x".repeat(32)))
                  .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, merchant.appId())
                  .notifyUrl(Shop.NOTIFY_URL)
                  .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
                  .transport(wire)
                  .build())
          .create(shop.order(Scene.qrCode()).build());
    }

    assertThat(wire.calls.get(0).headers().single("Authorization").orElseThrow())
        .contains("serial_no=\"0A0B0C0D0E0F101112131415161718191A1B1C1D\"");
  }

  @Test
  void anApiV3KeyOfAnotherLengthIsRefusedWithItsLengthOnly() {
    for (int length : new int[] {1, 16, 31, 33, 64}) {
      assertRefused(
          config -> config.apiV3Key(Secret.of("k3y-canary".repeat(7).substring(0, length))),
          "APIv3 key",
          "32 bytes, not " + length);
    }
    assertRefused(
        config -> config.previousApiV3Key(Secret.of("k3y-canary")), "APIv3 key", "not 10");
  }

  @Test
  void aSerialNumberGivenAsPublicKeyIdAndTheOtherWayRoundAreSaidSo() {
    assertRefused(
        config -> config.publicKey(merchant.merchantSerial(), Pem.text(merchant.publicKeyPem())),
        "WeChat Pay public key id",
        "PUB_KEY_ID_");
    assertRefused(
        config -> config.merchantSerial(merchant.publicKeyId()),
        "serial number",
        "WeChat Pay's public key id");
    for (String serial : List.of("", " ", "xyz", "F".repeat(65), "７A", "12 34")) {
      assertRefused(config -> config.merchantSerial(serial), "serial number");
    }
  }

  @Test
  void aKeyThatIsTooShortIsRefused() {
    KeyPair weak = Platform.newKey(1024);

    assertRefused(
        config -> config.merchantKey(Pem.bytes(weak.getPrivate().getEncoded())),
        "merchant key",
        "2048");
    assertRefused(
        config ->
            config.publicKey(merchant.publicKeyId(), Pem.bytes(weak.getPublic().getEncoded())),
        "WeChat Pay public key",
        "2048");
  }

  @Test
  void aMissingOrDoubledPartIsNamed() {
    assertNamed(() -> WeChatPayConfig.builder().build(), "mchid");
    assertNamed(
        () -> WeChatPayConfig.builder().mchid("1").merchantSerial("A").build(), "merchant key");
    assertRefused(config -> config.signer(message -> message), "merchant key", "not both");
    assertNamed(
        () ->
            WeChatPayConfig.builder()
                .mchid("1")
                .merchantSerial("A")
                .signer(message -> message)
                .build(),
        "APIv3 key");
    assertNamed(
        () ->
            WeChatPayConfig.builder()
                .mchid("1")
                .merchantSerial("A")
                .signer(message -> message)
                .apiV3Key(Secret.of("x".repeat(32)))
                .build(),
        "app id");
    assertRefused(config -> config.mchid("12/34"), "mchid");
    assertRefused(config -> config.timeout(Duration.ZERO), "timeout");
  }

  @Test
  void plainHttpIsForLoopbackOnly() {
    for (String endpoint :
        List.of(
            "http://api.mch.weixin.qq.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1:8080",
            "ftp://127.0.0.1",
            "//127.0.0.1",
            "https://user:pw@api.mch.weixin.qq.com",
            "https://api.mch.weixin.qq.com/v3",
            "https://api.mch.weixin.qq.com?x=1",
            "mailto:a@b")) {
      assertRefused(config -> config.endpoint(URI.create(endpoint)), "endpoint", "https");
    }
    for (String fine :
        List.of("http://127.0.0.1:1", "http://localhost:1", "https://api.wechatpay.cn/")) {
      assertThat(shop.config().endpoint(URI.create(fine)).build()).isNotNull();
    }
  }

  @Test
  void aNotifyUrlHasNoQueryAndIsNotTooLong() {
    for (String url :
        List.of(
            "http://shop.example.com/notify",
            "https://shop.example.com/notify?order=1",
            "https://shop.example.com/notify#x",
            "/notify",
            "https://shop.example.com/" + "x".repeat(255))) {
      assertRefused(config -> config.notifyUrl(URI.create(url)), "notifyUrl");
    }
  }

  @Test
  void withoutANotifyUrlAnOrderIsRefusedAndAPaymentCodeIsNot() {
    Map<String, String> environment = new HashMap<>(merchant.environment());
    environment.remove("WECHATPAY_NOTIFY_URL");
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.fromEnvironment(environment).toBuilder().clock(shop.clock).build());

    assertNamed(() -> client.create(shop.order(Scene.qrCode()).build()), "notifyUrl");
    Shop.accepted(
        client.create(
            shop.order(Scene.paymentCode("130012345678901234"))
                .with(WeChatPayOption.storeId("1"))
                .build()));
  }

  @Test
  void theEnvironmentIsEnough() {
    WeChatPayClient client = fromEnvironment(merchant.environment());

    Shop.accepted(client.create(shop.order(Scene.qrCode()).build()));
    assertThat(client.toString()).contains(merchant.mchid());
    assertThat(WeChatPayClient.fromEnvironment(merchant.environment()).provider())
        .isEqualTo("wechatpay");
  }

  @Test
  void lineEndsInTheEnvironmentMayBeEscaped() {
    Map<String, String> escaped = new HashMap<>(merchant.environment());
    for (String name : List.of("WECHATPAY_MERCHANT_PRIVATE_KEY", "WECHATPAY_PUBLIC_KEY")) {
      escaped.computeIfPresent(name, (n, pem) -> pem.replace("\r", "").replace("\n", "\\n"));
      assertThat(escaped.get(name)).doesNotContain("\n");
    }

    Shop.accepted(fromEnvironment(escaped).create(shop.order(Scene.qrCode()).build()));
  }

  @Test
  void keysInTheEnvironmentMayBePaths(@TempDir Path folder) throws IOException {
    Map<String, String> paths = new HashMap<>(merchant.environment());
    for (String name : List.of("WECHATPAY_MERCHANT_PRIVATE_KEY", "WECHATPAY_PUBLIC_KEY")) {
      Path file = folder.resolve(name + ".pem");
      Files.writeString(file, paths.remove(name));
      paths.put(name + "_PATH", file.toString());
    }

    Shop.accepted(fromEnvironment(paths).create(shop.order(Scene.qrCode()).build()));
    paths.put("WECHATPAY_PUBLIC_KEY_PATH", folder.resolve("no-WECHATPAY_PUBLIC_KEY").toString());
    assertNamed(() -> fromEnvironment(paths), "WECHATPAY_PUBLIC_KEY", "file");
  }

  @Test
  void aMissingVariableIsNamed() {
    for (String name :
        List.of(
            "WECHATPAY_MCHID",
            "WECHATPAY_MERCHANT_SERIAL",
            "WECHATPAY_MERCHANT_PRIVATE_KEY",
            "WECHATPAY_APIV3_KEY",
            "WECHATPAY_PUBLIC_KEY")) {
      Map<String, String> incomplete = new HashMap<>(merchant.environment());
      incomplete.remove(name);
      assertNamed(() -> WeChatPayConfig.fromEnvironment(incomplete), name);
      incomplete.put(name, " ");
      assertNamed(() -> WeChatPayConfig.fromEnvironment(incomplete), name);
    }
    Map<String, String> noApp = new HashMap<>(merchant.environment());
    noApp.keySet().removeIf(name -> name.startsWith("WECHATPAY_APPID"));
    assertNamed(() -> WeChatPayConfig.fromEnvironment(noApp), "app id");
    Map<String, String> badUrl = new HashMap<>(merchant.environment());
    badUrl.put("WECHATPAY_ENDPOINT", "not a url");
    assertNamed(() -> WeChatPayConfig.fromEnvironment(badUrl), "WECHATPAY_ENDPOINT");
  }

  @Test
  void aBuilderThatIsUsedAgainChangesNoClientMadeBefore() {
    WeChatPayConfig.Builder builder = shop.config();
    WeChatPayConfig first = builder.build();
    builder.mchid("1900000109");

    assertThat(first.mchid()).isEqualTo(merchant.mchid());
    assertThat(first.toBuilder().build().mchid()).isEqualTo(merchant.mchid());
    assertThat(builder.build().mchid()).isEqualTo("1900000109");
  }

  private static WeChatPayClient fromEnvironment(Map<String, String> environment) {
    return WeChatPayClient.of(WeChatPayConfig.fromEnvironment(environment));
  }

  private void assertRefused(UnaryOperator<WeChatPayConfig.Builder> change, String... words) {
    assertNamed(() -> change.apply(shop.config()).build(), words);
  }

  private void assertNamed(ThrowingCallable call, String... words) {
    InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).contains(words);
    List<String> secrets = new ArrayList<>();
    secrets.add(merchant.apiV3Key());
    secrets.add("canary");
    Arrays.stream(merchant.merchantPrivateKeyPem().split("\\s+"))
        .filter(line -> line.length() > 30)
        .forEach(secrets::add);
    for (Throwable t = refused; t != null; t = t.getCause()) {
      for (String secret : secrets) {
        assertThat(t.toString()).doesNotContain(secret);
      }
    }
  }

  /** The inner octets of a PKCS#8 key are the PKCS#1 key. */
  private static String pkcs1(String pkcs8) {
    byte[] der = Base64.getDecoder().decode(pkcs8.replaceAll("-----[A-Z ]+-----|\\s", ""));
    return "-----BEGIN RSA PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(Arrays.copyOfRange(der, 26, der.length))
        + "\n-----END RSA PRIVATE KEY-----\n";
  }
}
