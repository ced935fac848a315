// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentException;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The keys of no sign method are printed, whatever is done with them, and wherever they are put.
 */
class KeySecrecyTest {
  /** Every variable that a hurried person could put a key into. */
  private static final List<String> VARIABLES =
      List.of(
          "UNIONPAY_MER_ID",
          "UNIONPAY_PFX",
          "UNIONPAY_PFX_PATH",
          "UNIONPAY_PFX_PASSWORD",
          "UNIONPAY_PRIVATE_KEY",
          "UNIONPAY_PRIVATE_KEY_PATH",
          "UNIONPAY_CERT",
          "UNIONPAY_CERT_PATH",
          "UNIONPAY_SIGN_METHOD",
          "UNIONPAY_SM2",
          "UNIONPAY_SM2_PATH",
          "UNIONPAY_SM2_PASSWORD",
          "UNIONPAY_ENC_CERT",
          "UNIONPAY_VERIFY_CERT",
          "UNIONPAY_APP_VERIFY_CERT",
          "UNIONPAY_ROOT_CERT",
          "UNIONPAY_MIDDLE_CERT",
          "UNIONPAY_ACQ_INS_CODE",
          "UNIONPAY_PLATFORM",
          "UNIONPAY_ALLOW_INSECURE_SHA1",
          "UNIONPAY_NOTIFY_URL",
          "UNIONPAY_ENDPOINT");

  private final List<String> printed = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(SignMethod.class)
  void whateverIsDoneWithThem(SignMethod method) {
    try (Shop shop = Shop.open(UnionPaySetup.usual().signMethod(method))) {
      ScriptedGateway lost =
          new ScriptedGateway(
              ScriptedGateway.lost(), ScriptedGateway.reply("11"), ScriptedGateway.plain(500, "x"));
      for (UnionPayConfig config :
          List.of(shop.config().build(), shop.config().transport(lost).build())) {
        UnionPayClient client = UnionPayClient.of(config);
        print(() -> config);
        print(() -> config.toBuilder());
        print(() -> config.keys);
        print(() -> config.keys.own());
        print(() -> client);
        print(() -> client.keyExpiries());
        print(() -> client.notifications());
        print(() -> client.create(shop.order(Scene.webPage(Shop.BACK)).build()));
        for (int i = 0; i < 3; i++) {
          print(() -> client.create(shop.order(Scene.qrCode()).build()));
        }
        print(() -> client.explainSignature(Map.of("merId", "1", "txnAmt", "2")));
        print(() -> client.openCardNumber("A".repeat(344)));
        print(() -> client.encryptionCertificate());
      }
      shop.signals.forEach(signal -> printed.add(signal.toString()));
      assertNothingOf(shop.merchant);
    }
  }

  @ParameterizedTest
  @EnumSource(SignMethod.class)
  void whereverTheyArePutByMistake(SignMethod method) {
    try (Shop shop = Shop.open(UnionPaySetup.usual().signMethod(method))) {
      for (String variable : VARIABLES) {
        for (String secret : secrets(shop.merchant)) {
          Map<String, String> environment = new HashMap<>(shop.merchant.environment());
          environment.put(variable, secret);
          print(() -> UnionPayConfig.fromEnvironment(environment));
        }
      }
      for (String secret : secrets(shop.merchant)) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        print(() -> UnionPayConfig.builder().pfx(bytes, Secret.of(secret)));
        print(() -> UnionPayConfig.builder().sm2File(bytes, Secret.of(secret)));
      }
      assertNothingOf(shop.merchant);
    }
  }

  private static List<String> secrets(UnionPayMerchant merchant) {
    List<String> secrets = new ArrayList<>();
    if (merchant.signMethod().certificates()) {
      secrets.add(merchant.privateKeyPem());
      secrets.add(merchant.signMethod() == SignMethod.RSA ? pfx(merchant) : merchant.sm2File());
    } else {
      secrets.add(merchant.secureKey());
    }
    return secrets;
  }

  private static String pfx(UnionPayMerchant merchant) {
    return Base64.getEncoder().encodeToString(merchant.pfx());
  }

  private void assertNothingOf(UnionPayMerchant merchant) {
    assertThat(printed).hasSizeGreaterThan(10);
    for (String secret : secrets(merchant)) {
      String plain = secret.replaceAll("-----[A-Z ]+-----|\\s", "");
      String piece =
          plain.length() < 60
              ? plain
              : plain.substring(plain.length() / 2, plain.length() / 2 + 20);
      for (String text : printed) {
        assertThat(text.replaceAll("\\s", "")).doesNotContain(piece);
      }
    }
  }

  private void print(Supplier<Object> call) {
    try {
      printed.add(String.valueOf(call.get()));
    } catch (PaymentException thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      printed.add(text.toString());
    }
  }
}
