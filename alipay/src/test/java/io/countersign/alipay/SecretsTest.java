// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Keys are planted everywhere and looked for in every text: toString, exceptions with their causes,
 * serialised exceptions, signals and the log at its finest level. The build lets slf4j-simple write
 * everything into one file.
 */
class SecretsTest {
  private static final Path LOG = Path.of("target", "countersign.log");
  private static final String MOBILE = "15976719057";

  private final List<String> texts = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();

  @Test
  void noKeyIsInAnyTextOrLog() throws IOException {
    int logged = Files.exists(LOG) ? (int) Files.size(LOG) : 0;
    for (io.countersign.sandbox.alipay.SignType type :
        io.countersign.sandbox.alipay.SignType.values()) {
      for (AlipaySetup setup : List.of(AlipaySetup.usual(), AlipaySetup.usual().certificates())) {
        try (Shop shop = Shop.open(setup.signType(type))) {
          use(shop);
          shop.signals.forEach(this::tell);
        }
      }
    }
    if (Files.exists(LOG)) {
      byte[] log = Files.readAllBytes(LOG);
      texts.add(new String(Arrays.copyOfRange(log, logged, log.length), StandardCharsets.UTF_8));
    }
    assertThat(texts.size()).isGreaterThan(200);
    assertThat(secrets.size()).isGreaterThan(20);
    for (String text : texts) {
      for (String secret : secrets) {
        assertThat(text.contains(secret)).describedAs("%s", text).isFalse();
      }
    }
  }

  @Test
  void aCallPrintsItsMethodAndNothingThatItCarries() {
    Call call =
        Call.of("alipay.trade.pay", Map.of("auth_code", "281234567890123456"))
            .with("auth_token", "composeB1");

    assertThat(call.toString()).contains("alipay.trade.pay").doesNotContain("2812", "composeB1");
  }

  private void use(Shop shop) {
    AlipayMerchant me = shop.merchant;
    plant(me.appPrivateKey());
    plant(me.contentKey());
    secrets.add(MOBILE);
    AlipayConfig.Builder builder =
        shop.config()
            .retryPolicy(RetryPolicy.none())
            .contentKey(Secret.of(me.contentKey()))
            .encryptContent(AlipayContentCipher.AES);
    AlipayConfig config = builder.build();
    AlipayClient client = AlipayClient.of(config);
    tell(builder);
    tell(config);
    tell(client);
    tell(client.keyExpiries());
    tell(config.signingKey());
    tell(config.alipayPublicKeys);
    tell(String.valueOf(config.contentKey));
    tell(Pem.text(me.appPrivateKeyPem()));
    for (Fault fault :
        List.of(
            Fault.wrongSignature(),
            Fault.missingSignature(),
            Fault.unknownCertificateNumber(),
            Fault.notEncrypted(),
            Fault.badGateway(),
            Fault.requestDropped(),
            Fault.withField("mobile", MOBILE),
            Fault.literal(200, "text/html", MOBILE),
            Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"))) {
      me.faults().once(Operation.ANY, fault);
      tellOf(() -> tell(CertificateModeTest.ask(client).why()));
      me.faults().clear();
    }
    for (String bad :
        List.of(
            me.appPrivateKey(),
            me.appPrivateKey().substring(7),
            me.appPrivateKeyPem(),
            me.appPrivateKeyPem().replace("PRIVATE", "PUBLIC"),
            me.appPrivateKeyPem().replace("PRIVATE KEY", "CERTIFICATE"),
            me.contentKey(),
            me.contentKey().substring(3))) {
      Pem pem = Pem.text(bad);
      tellOf(() -> shop.config().appPrivateKey(pem).build());
      tellOf(() -> shop.config().alipayPublicKey(pem).build());
      tellOf(() -> shop.config().appCertificate(pem).build());
      tellOf(() -> shop.config().alipayCertificate(pem).build());
      tellOf(() -> shop.config().alipayRootCertificates(pem).build());
      tellOf(() -> shop.config().contentKey(Secret.of(bad)).build());
      tellOf(() -> shop.config().signWithSm2().appPrivateKey(pem).build());
      tellOf(() -> client.openPayerData("{\"response\":\"" + MOBILE + "\",\"sign\":\"" + bad));
      tellOf(() -> client.openPayerData("{\"response\":\"" + MOBILE + "\"}"));
    }
  }

  private void plant(String base64) {
    secrets.add(base64);
    for (int from = 40; from + 24 <= base64.length(); from += 24) {
      // The first bytes are the same in every key.
      secrets.add(base64.substring(from, from + 24));
    }
  }

  private void tell(Object object) {
    texts.add(object.toString());
  }

  private void tellOf(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException thrown) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      texts.add(trace.toString());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(thrown);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      texts.add(bytes.toString(StandardCharsets.ISO_8859_1));
    }
  }
}
