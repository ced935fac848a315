// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Without a key of WeChat Pay's no answer can be believed, so none is provoked that costs money.
 */
class KeyFetchTest {
  private static final String NONCE = "n0nce0123456";

  private final Shop shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));
  private final WeChatPayClient client =
      WeChatPayClient.of(shop.configWithoutPublicKey().retryPolicy(RetryPolicy.none()).build());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void noOrderIsSentWhileNoKeyCanBeHad() {
    shop.merchant.faults().always(Operation.CERTIFICATES, Fault.badGateway());

    assertUnavailable();

    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(1);
    assertThat(shop.requests(Operation.ORDER_NATIVE)).isEmpty();
  }

  @Test
  void aFailedFetchIsTriedAgainAfterFiveSeconds() {
    shop.merchant.faults().once(Operation.CERTIFICATES, Fault.badGateway());
    assertUnavailable();

    shop.wait(Duration.ofMillis(4_999));
    assertUnavailable();
    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(1);

    shop.wait(Duration.ofMillis(1));
    Shop.accepted(client.create(shop.order(Scene.qrCode()).build()));
    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(2);
  }

  @Test
  void afterAFetchThatWorkedAStrangersKeyIdIsLookedUpOnceAMinute() {
    SignedNotification strange = shop.notice(shop.paidOrder(client)).withKeyId("ABCDEF");
    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(1);

    shop.wait(Duration.ofMillis(59_999));
    assertThat(shop.handle(client, strange).result()).isEqualTo(Result.REFUSED);
    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(1);

    shop.wait(Duration.ofMillis(1));
    assertThat(shop.handle(client, strange).result()).isEqualTo(Result.REFUSED);
    assertThat(shop.requests(Operation.CERTIFICATES)).hasSize(2);
  }

  @Test
  void aPageThatIsNotFoundIsNotTheAbsenceOfCertificates() {
    PaymentRef paid = shop.paidOrder(client);
    for (Fault fault :
        new Fault[] {
          Fault.literal(404, "text/html", "<html>404</html>"),
          Fault.literal(404, "application/json", "{\"message\":\"no route\"}"),
          Fault.literal(404, "application/json", "{\"code\":\"NO_ROUTE\"}")
        }) {
      shop.merchant.faults().clear();
      shop.merchant.faults().always(Operation.CERTIFICATES, fault);
      WeChatPayClient fresh =
          WeChatPayClient.of(shop.configWithoutPublicKey().retryPolicy(RetryPolicy.none()).build());

      ReceivedReply reply = shop.handle(fresh, shop.notice(paid));

      assertThat(reply.result()).isEqualTo(Result.KEY_UNAVAILABLE);
      assertThat(reply.status()).isEqualTo(503);
    }
    assertThat(shop.effects()).isZero();
  }

  @Test
  void onlyContentThatWasSealedAsACertificateIsTakenAsOne() {
    shop.merchant.faults().once(Operation.CERTIFICATES, listSealedAs("transaction"));
    assertUnavailable();
    assertThat(client.keyExpiries()).isEmpty();
    assertThat(shop.requests(Operation.ORDER_NATIVE)).isEmpty();

    shop.wait(Duration.ofSeconds(5));
    shop.merchant.faults().once(Operation.CERTIFICATES, listSealedAs("certificate"));
    Shop.accepted(client.create(shop.order(Scene.qrCode()).build()));
    assertThat(client.keyExpiries()).hasSize(1);
  }

  /** The right certificate under the right key, for one purpose or another. */
  private Fault listSealedAs(String associatedData) {
    String ciphertext;
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(shop.merchant.apiV3Key().getBytes(StandardCharsets.UTF_8), "AES"),
          new GCMParameterSpec(128, NONCE.getBytes(StandardCharsets.UTF_8)));
      cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
      String pem = shop.merchant.platformCertificatePems().get(0);
      ciphertext =
          Base64.getEncoder().encodeToString(cipher.doFinal(pem.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return Fault.literal(
            200,
            "application/json",
            "{\"data\":[{\"serial_no\":\""
                + shop.merchant.platformCertificateSerials().get(0)
                + "\",\"encrypt_certificate\":{\"algorithm\":\"AEAD_AES_256_GCM\",\"nonce\":\""
                + NONCE
                + "\",\"associated_data\":\""
                + associatedData
                + "\",\"ciphertext\":\""
                + ciphertext
                + "\"}}]}")
        .signed();
  }

  private void assertUnavailable() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.create(shop.order(Scene.qrCode()).build()));
  }
}
