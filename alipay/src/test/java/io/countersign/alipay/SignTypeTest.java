// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.Signer;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.JournalEntry;
import io.countersign.sandbox.alipay.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How applications sign, by which keys, and which are told apart when the client is built. */
class SignTypeTest {
  private static final io.countersign.sandbox.alipay.SignType SM2 =
      io.countersign.sandbox.alipay.SignType.SM2;
  private static final io.countersign.sandbox.alipay.SignType RSA =
      io.countersign.sandbox.alipay.SignType.RSA;

  @ParameterizedTest
  @EnumSource(SignType.class)
  void callsAreSignedAndAnswersProvenInBothModes(SignType type) {
    AlipaySetup setup =
        AlipaySetup.usual().signType(io.countersign.sandbox.alipay.SignType.valueOf(type.name()));
    for (AlipaySetup each : List.of(setup, setup.certificates())) {
      try (Shop shop = Shop.open(each)) {
        Reading answer = CertificateModeTest.ask(shop.client());

        assertThat(answer.evidence()).isPresent();
        assertThat(shop.requests(Operation.QUERY))
            .extracting(JournalEntry::subCode)
            .containsExactly("ACQ.TRADE_NOT_EXIST");
      }
    }
  }

  @Test
  void aCertificateOfSm2IsReplacedToo() {
    try (Shop shop = Shop.open(AlipaySetup.usual().signType(SM2).certificates())) {
      AlipayClient client = shop.client();
      shop.merchant.rotateAlipayCertificate();

      assertThat(CertificateModeTest.ask(client).evidence()).isPresent();
      assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);
    }
  }

  @Test
  void aSignerElsewhereSignsForAnySignType() {
    for (io.countersign.sandbox.alipay.SignType type :
        io.countersign.sandbox.alipay.SignType.values()) {
      try (Shop shop = Shop.open(AlipaySetup.usual().signType(type).certificates())) {
        Signer kms =
            KeyFamily.of(SignType.valueOf(type.name()), null)
                .privateKey(Pem.text(shop.merchant.appPrivateKeyPem()), "key");
        AtomicInteger asked = new AtomicInteger();
        AlipayConfig config =
            shop.configWithoutKey(shop.merchant)
                .signer(
                    message -> {
                      asked.incrementAndGet();
                      return kms.sign(message);
                    })
                .build();
        AlipayClient client = AlipayClient.of(config);
        client.warmUp();
        assertThat(asked).hasValue(0);

        assertThat(CertificateModeTest.ask(client).evidence()).isPresent();
        assertThat(asked).hasValue(1);
      }
    }
  }

  @Test
  void sha1IsForThoseWhoAskForItTwice() {
    try (Shop shop = Shop.open(AlipaySetup.usual().signType(RSA))) {
      Map<String, String> environment = new HashMap<>(shop.merchant.environment());
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> AlipayConfig.fromEnvironment(environment))
          .withMessageContaining("ALIPAY_ALLOW_INSECURE_SHA1");
      environment.put("ALIPAY_ALLOW_INSECURE_SHA1", "yes");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> AlipayConfig.fromEnvironment(environment));
      environment.put("ALIPAY_ALLOW_INSECURE_SHA1", "true");
      assertThat(AlipayConfig.fromEnvironment(environment).signType).isEqualTo(SignType.RSA);
      environment.put("ALIPAY_SIGN_TYPE", "RSA2");
      assertThat(AlipayConfig.fromEnvironment(environment).signType).isEqualTo(SignType.RSA2);
      environment.put("ALIPAY_SIGN_TYPE", "MD5");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> AlipayConfig.fromEnvironment(environment));
    }
  }

  @Test
  void aSignatureOfAnotherTypeIsNotOfTheConfiguredOne() {
    try (Shop shop = Shop.open()) {
      byte[] message = "a=1".getBytes(StandardCharsets.UTF_8);
      Pem pem = Pem.text(shop.merchant.alipayPrivateKeyPem());
      Pem publicKey = Pem.text(shop.merchant.alipayPublicKey());
      for (SignType signs : List.of(SignType.RSA2, SignType.RSA)) {
        byte[] signature = KeyFamily.of(signs, null).privateKey(pem, "key").sign(message);
        String base64 = java.util.Base64.getEncoder().encodeToString(signature);
        for (SignType verifies : List.of(SignType.RSA2, SignType.RSA)) {
          assertThat(
                  KeyFamily.of(verifies, null)
                      .publicKey(publicKey, "key")
                      .verifies(message, base64))
              .isEqualTo(signs == verifies);
        }
      }
    }
  }

  @Test
  void keysAreToldApartWhenTheClientIsBuilt() {
    try (Shop shop = Shop.open()) {
      AlipayMerchant me = shop.merchant;
      AlipayMerchant sm2 = shop.gateway.openMerchant(AlipaySetup.usual().signType(SM2));
      refused(shop.config().appPrivateKey(Pem.text(me.appPublicKey())), "is a public key");
      refused(shop.config().appPrivateKey(Pem.text(me.alipayPublicKey())), "is a public key");
      refused(shop.config().alipayPublicKey(Pem.text(me.appPublicKey())), "应用公钥");
      refused(shop.config().alipayPublicKey(Pem.text(me.appPrivateKey())), "is a private key");
      refused(shop.config().alipayPublicKey(Pem.text(sm2.alipayPublicKey())), "RSA public key");
      refused(shop.config().appPrivateKey(Pem.text(sm2.appPrivateKey())), "RSA private key");
      refused(shop.config().signWithSm2(), "SM2");
      AlipayConfig.Builder of = shop.config(sm2);
      refused(of.alipayPublicKey(Pem.text(sm2.appPublicKey())), "应用公钥");
      refused(
          shop.config(sm2).alipayPublicKey(Pem.text(me.alipayPublicKey())), "an SM2 public key");
      refused(shop.config(sm2).appPrivateKey(Pem.text(me.appPrivateKey())), "an SM2 private key");
      refused(shop.config(sm2).appPrivateKey(Pem.text(sm2.appPublicKey())), "SM2 private key");
      refused(shop.config().signer(message -> message), "not both");
      refused(shop.config().contentKey(Secret.of("short")), "16 bytes");
      refused(shop.config().contentKey(Secret.of("A".repeat(43) + "=")), "16 bytes");
      refused(shop.config().encryptContent(AlipayContentCipher.AES), "content key");
      refused(shop.config(sm2).openApiV3(), "RSA2");
    }
  }

  @Test
  void sixteenThreadsMakeSixteenThousandRightSignatures() throws Exception {
    assertThat(rightSignatures(SignType.RSA2, 1000)).isEqualTo(16_000);
    assertThat(rightSignatures(SignType.SM2, 250)).isEqualTo(4_000);
  }

  private static int rightSignatures(SignType type, int ofEach) throws Exception {
    AlipaySetup setup =
        AlipaySetup.usual().signType(io.countersign.sandbox.alipay.SignType.valueOf(type.name()));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (Shop shop = Shop.open(setup)) {
      VerifyingKey key =
          KeyFamily.of(type, null).publicKey(Pem.text(shop.merchant.appPublicKey()), "key");
      RequestSigning signing = new RequestSigning(shop.config().build());
      List<Callable<Integer>> jobs = new ArrayList<>();
      for (int thread = 0; thread < 16; thread++) {
        String name = "一杯茶" + thread + "-";
        jobs.add(
            () -> {
              int right = 0;
              for (int i = 0; i < ofEach; i++) {
                byte[] text = (name + i).getBytes(StandardCharsets.UTF_8);
                right += key.verifies(text, signing.base64Signature(name + i)) ? 1 : 0;
              }
              return right;
            });
      }
      int right = 0;
      for (Future<Integer> each : threads.invokeAll(jobs)) {
        right += each.get();
      }
      return right;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void refused(AlipayConfig.Builder config, String why) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(config::build)
        .withMessageContaining(why)
        .withMessageNotContaining("MII");
  }
}
