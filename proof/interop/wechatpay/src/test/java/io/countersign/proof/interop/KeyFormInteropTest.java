// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wechat.pay.java.core.certificate.InMemoryCertificateProvider;
import com.wechat.pay.java.core.util.PemUtil;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Pem;
import io.countersign.SignedCall;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeyFormInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int MERCHANTS = 20;

  @Test
  void everyFormOfAKeyThatTheirsReadsIsTheSameKeyToOurs(WeChatPayMerchant merchant) {
    for (String pem : forms(merchant.merchantPrivateKeyPem())) {
      assertThat(Pem.text(pem).rsaPrivateKey("merchant key"))
          .isEqualTo(PemUtil.loadPrivateKeyFromString(pem));
    }
    for (String pem : forms(merchant.publicKeyPem())) {
      assertThat(Pem.text(pem).rsaPublicKey("public key"))
          .isEqualTo(PemUtil.loadPublicKeyFromString(pem));
    }
    for (String pem :
        List.of(
            merchant.merchantCertificatePem(),
            merchant.platformCertificatePems().get(0),
            merchant.merchantCertificatePem().replace("\n", "\r\n"))) {
      X509Certificate their = PemUtil.loadX509FromString(pem);
      assertThat(Pem.text(pem).certificate("certificate")).isEqualTo(their);
      assertThat(Pem.bytes(pem.getBytes(StandardCharsets.UTF_8)).certificate("certificate"))
          .isEqualTo(their);
    }
  }

  @Test
  void serialNumbersOfCertificatesAreTheSameNumbersAndTheLastingOneIsTakenByBoth(
      WeChatPayGateway gateway, SandboxClock clock) {
    for (int i = 0; i < MERCHANTS; i++) {
      WeChatPayMerchant merchant =
          gateway.openMerchant(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));
      X509Certificate their = PemUtil.loadX509FromString(merchant.merchantCertificatePem());
      FakeTransport wire = FakeTransport.recording(OkHttpTransport.shared());
      WeChatPayConfig.Builder config = Keys.merchant(merchant, wire).clock(clock);
      assertThat(merchant.platformCertificateSerials()).hasSize(1);
      if (i % 2 == 0) {
        clock.advance(Duration.ofSeconds(1));
        merchant.rotatePlatformCertificate();
      }
      WeChatPayClient ours = WeChatPayClient.of(config.build());
      ours.read(SignedCall.get("/v3/merchant/fund/balance/BASIC"));

      String authorization = wire.call().headers().single("Authorization").orElseThrow();
      String sent = authorization.replaceAll(".*serial_no=\"([^\"]*)\".*", "$1");
      assertThat(new BigInteger(sent, 16))
          .isEqualTo(new BigInteger(PemUtil.getSerialNumber(their), 16));

      List<X509Certificate> theirPlatform =
          merchant.platformCertificatePems().stream().map(PemUtil::loadX509FromString).toList();
      Set<String> theirSerials =
          theirPlatform.stream().map(PemUtil::getSerialNumber).collect(Collectors.toSet());
      Set<String> ourSerials =
          ours.keyExpiries().stream()
              .map(KeyExpiry::keyId)
              .map(Keys::bare)
              .collect(Collectors.toSet());
      assertThat(ourSerials).isEqualTo(theirSerials);

      // Which one to encrypt with: the one that lasts longest.
      String theirBest =
          PemUtil.getSerialNumber(
              new InMemoryCertificateProvider(theirPlatform).getAvailableCertificate());
      ours.read(SignedCall.get("/v3/merchant/fund/balance/BASIC"));
      assertThat(wire.call().headers().single("Wechatpay-Serial").map(Keys::bare))
          .contains(theirBest);
      gateway.closeMerchant(merchant);
    }
  }

  @Test
  void bothRefuseAKeyInPlaceOfAnother(WeChatPayMerchant merchant) {
    String privateKey = merchant.merchantPrivateKeyPem();
    String publicKey = merchant.publicKeyPem();
    String certificate = merchant.merchantCertificatePem();
    for (String wrong : List.of(publicKey, certificate, "", "-----BEGIN PRIVATE KEY-----", "茶")) {
      assertThat(Refusal.of(() -> PemUtil.loadPrivateKeyFromString(wrong) != null)).isTrue();
      assertThatThrownBy(() -> Pem.text(wrong).rsaPrivateKey("merchant key"))
          .isInstanceOf(InvalidRequestException.class);
    }
    for (String wrong : List.of(privateKey, certificate, "", "茶")) {
      assertThat(Refusal.of(() -> PemUtil.loadPublicKeyFromString(wrong) != null)).isTrue();
      assertThatThrownBy(() -> Pem.text(wrong).rsaPublicKey("public key"))
          .isInstanceOf(InvalidRequestException.class);
    }
    for (String wrong : List.of(privateKey, publicKey, "", "茶")) {
      assertThat(Refusal.of(() -> PemUtil.loadX509FromString(wrong) != null)).isTrue();
      assertThatThrownBy(() -> Pem.text(wrong).certificate("certificate"))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  private static List<String> forms(String pem) {
    String bare = pem.replaceAll("-----[A-Z ]+-----", "");
    return List.of(
        pem,
        pem.replace("\n", "\r\n"),
        pem.replace("\n", ""),
        "\n  " + pem.replace("\n", " \t\n") + "\n\n",
        bare,
        bare.replace("\n", ""));
  }
}
