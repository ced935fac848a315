// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.wechat.pay.java.core.certificate.InMemoryCertificateProvider;
import com.wechat.pay.java.core.cipher.AeadAesCipher;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RSANotificationConfig;
import com.wechat.pay.java.core.notification.RSAPublicKeyNotificationConfig;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.core.util.GsonUtil;
import com.wechat.pay.java.core.util.PemUtil;
import com.wechat.pay.java.service.payments.model.Transaction;
import com.wechat.pay.java.service.refund.model.RefundNotification;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentException;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.ProviderFields;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayOption;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotificationInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ROUNDS = 300;
  private static final List<String> SIGNATURE_HEADERS =
      List.of("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial");

  @Test
  void paymentsSayTheSameToBothByPublicKeyAndByCertificate(
      WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    PaymentRef ref = paid(ours, merchant);
    SignedNotification plain = merchant.paymentNotification(ref.number());
    RandomText random = new RandomText(13);
    for (int round = 0; round < ROUNDS; round++) {
      long total = 1 + random.below(Integer.MAX_VALUE);
      long payerPaid = random.below(Integer.MAX_VALUE);
      boolean byCertificate = round % 2 == 0;
      SignedNotification notification =
          plain
              .withContent("/amount/total", Long.toString(total))
              .withContent("/amount/payer_total", Long.toString(payerPaid))
              .withContent("/attach", RandomText.quoted(random.anyText()))
              .withContent("/trade_state_desc", RandomText.quoted(random.text(random.below(40))))
              .withContent("/unheard_of", random.json());
      notification =
          byCertificate
              ? notification.signedByPlatformCertificate()
              : notification.signedByPublicKey();

      Transaction their = parser(merchant, byCertificate).parse(param(notification), PAYMENT);
      Notification verified = ours.notifications().verify(received(notification, clock));
      assertThat(verified).isInstanceOf(PaymentChanged.class);
      Payment our =
          ((PaymentChanged) verified)
              .confirm(
                  ExpectedPayment.of(
                      PaymentRef.of(
                          WeChatPayClient.PROVIDER, ref.id(), Money.ofMinor(total, "CNY")),
                      merchant.appId()));

      assertThat(verified.id()).isEqualTo(notification.id());
      assertThat(our.ref().number()).isEqualTo(their.getOutTradeNo());
      assertThat(our.ref().transactionId()).contains(their.getTransactionId());
      assertThat(our.providerState()).isEqualTo(their.getTradeState().name());
      assertThat(our.orderTotal().orElseThrow().minorUnits())
          .isEqualTo(their.getAmount().getTotal().longValue());
      assertThat(our.payerPaid().orElseThrow().minorUnits())
          .isEqualTo(their.getAmount().getPayerTotal().longValue());
      assertThat(our.paidAt()).contains(instant(their.getSuccessTime()));
      sameFields(GsonUtil.getGson().toJsonTree(their), our.fields(), "");
    }
  }

  @Test
  void refundsSayTheSameToBothByPublicKeyAndByCertificate(
      WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    PaymentRef ref = paid(ours, merchant);
    String refundId = "R-" + PaymentId.next().number();
    ours.refund(RefundRequest.of(ref, refundId, ref.total()).withReason("破了🍵")).orElseThrow();
    clock.advance(Duration.ofSeconds(6));
    SignedNotification plain = merchant.refundNotification(refundId);
    RandomText random = new RandomText(14);
    for (int round = 0; round < ROUNDS; round++) {
      long total = 2 + random.below(Integer.MAX_VALUE - 2);
      long amount = 1 + random.below((int) total);
      boolean byCertificate = round % 2 == 0;
      String state = List.of("SUCCESS", "CLOSED", "ABNORMAL").get(random.below(3));
      SignedNotification notification =
          plain
              .withEventType("REFUND." + state)
              .withContent("/refund_status", RandomText.quoted(state))
              .withContent("/amount/total", Long.toString(total))
              .withContent("/amount/refund", Long.toString(amount))
              .withContent("/user_received_account", RandomText.quoted(random.anyText()))
              .withContent("/unheard_of", random.json());
      notification =
          byCertificate
              ? notification.signedByPlatformCertificate()
              : notification.signedByPublicKey();

      RefundNotification their =
          parser(merchant, byCertificate).parse(param(notification), RefundNotification.class);
      Notification verified = ours.notifications().verify(received(notification, clock));
      assertThat(verified).isInstanceOf(RefundChanged.class);
      Refund our =
          ((RefundChanged) verified)
              .confirm(
                  ExpectedPayment.of(
                      PaymentRef.of(
                          WeChatPayClient.PROVIDER, ref.id(), Money.ofMinor(total, "CNY"))));

      assertThat(our.refundId()).isEqualTo(their.getOutRefundNo());
      assertThat(our.paymentNumber()).isEqualTo(their.getOutTradeNo());
      assertThat(our.providerRefundId()).contains(their.getRefundId());
      assertThat(our.providerState()).isEqualTo(their.getRefundStatus().name());
      assertThat(our.amount().minorUnits()).isEqualTo(their.getAmount().getRefund());
      assertThat(our.orderTotal().minorUnits()).isEqualTo(their.getAmount().getTotal());
      assertThat(our.refundedAt()).contains(instant(their.getSuccessTime()));
      sameFields(GsonUtil.getGson().toJsonTree(their), our.fields(), "");
    }
  }

  @Test
  void whatIsForgedOrDamagedIsRefusedByBoth(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    SignedNotification honest = merchant.paymentNotification(paid(ours, merchant).number());
    WeChatPayMerchant other = gateway.openMerchant();
    refusedByBoth(ours, merchant, clock, honest.withWrongSignature());
    refusedByBoth(ours, merchant, clock, honest.asProbe());
    refusedByBoth(ours, merchant, clock, honest.withUnknownKeyId());
    refusedByBoth(ours, merchant, clock, honest.signedByPlatformCertificate().withUnknownKeyId());
    refusedByBoth(ours, merchant, clock, honest.withKeyId(other.publicKeyId()));
    refusedByBoth(
        ours, merchant, clock, honest.withKeyId(merchant.platformCertificateSerials().get(0)));
    refusedByBoth(ours, merchant, clock, honest.of(other));
    for (String name : SIGNATURE_HEADERS) {
      refusedByBoth(ours, merchant, clock, honest.withoutHeader(name));
    }
    refusedByBoth(
        ours,
        merchant,
        clock,
        honest.withHeader("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"));
    for (String body : List.of("", "{}", "[]", "{\"resource\":{}}", "<xml/>", "null")) {
      refusedByBoth(ours, merchant, clock, honest.withBody(body.getBytes(StandardCharsets.UTF_8)));
    }
    RandomText random = new RandomText(15);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = honest.body();
      body[random.below(body.length)] ^= (byte) (1 << random.below(7));
      refusedByBoth(ours, merchant, clock, honest.withTamperedBody(body));
      // Under a right signature now: the seal of the content must hold by itself.
      String text = new String(honest.body(), StandardCharsets.UTF_8);
      int ciphertext = text.indexOf("\"ciphertext\":\"") + "\"ciphertext\":\"".length();
      int at = ciphertext + random.below(200);
      char letter = text.charAt(at) == 'A' ? 'B' : 'A';
      String damaged = text.substring(0, at) + letter + text.substring(at + 1);
      refusedByBoth(
          ours, merchant, clock, honest.withBody(damaged.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void anotherApiV3KeyOpensItForNeither(WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    PaymentRef ref = paid(ours, merchant);
    String before = merchant.apiV3Key();
    merchant.changeApiV3Key();
    SignedNotification sealedByTheNewKey = merchant.paymentNotification(ref.number());
    NotificationParser theirs = parser(merchant, false, before);
    assertThat(Refusal.of(() -> theirs.parse(param(sealedByTheNewKey), PAYMENT) != null)).isTrue();
    assertThatThrownBy(() -> ours.notifications().verify(received(sealedByTheNewKey, clock)))
        .isInstanceOfSatisfying(
            InvalidNotificationException.class,
            no -> assertThat(no.reason()).isEqualTo(Reason.CONTENT_UNREADABLE));
  }

  @Test
  void oursAloneRefusesAStaleOrFutureNotification(WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    SignedNotification honest = merchant.paymentNotification(paid(ours, merchant).number());
    for (Duration age :
        List.of(
            Duration.ofSeconds(300),
            Duration.ofSeconds(-300),
            Duration.ofDays(1),
            Duration.ofDays(400))) {
      SignedNotification stale = honest.signedByPublicKey().signedAgo(age);
      assertThat(parser(merchant, false).parse(param(stale), PAYMENT).getOutTradeNo()).isNotEmpty();
      assertThatThrownBy(() -> ours.notifications().verify(received(stale, clock)))
          .isInstanceOfSatisfying(
              InvalidNotificationException.class,
              no -> assertThat(no.reason()).isEqualTo(Reason.STALE));
    }
    for (int seconds : new int[] {299, -299}) {
      SignedNotification fresh = honest.signedAgo(Duration.ofSeconds(seconds));
      assertThat(ours.notifications().verify(received(fresh, clock)).id()).isEqualTo(fresh.id());
    }
  }

  @Test
  void oursAloneRefusesAnotherMerchantsOrAppsContentUnderTheRightKey(
      WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    SignedNotification honest =
        merchant.paymentNotification(paid(ours, merchant).number()).signedByPublicKey();
    for (String field : List.of("/mchid", "/appid")) {
      SignedNotification foreign = honest.withContent(field, "\"1999999999\"");
      assertThat(parser(merchant, false).parse(param(foreign), PAYMENT)).isNotNull();
      assertThatThrownBy(() -> ours.notifications().verify(received(foreign, clock)))
          .isInstanceOf(MismatchException.class);
    }
  }

  /** Profit sharing comes under the type of a payment; theirs leaves the difference to the shop. */
  @Test
  void oursAloneTellsProfitSharingFromAPayment(WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    SignedNotification sharing =
        merchant.profitSharingNotification(paid(ours, merchant).number()).signedByPublicKey();
    assertThat(parser(merchant, false).parse(param(sharing), PAYMENT).getTransactionId())
        .isNotEmpty();
    assertThat(ours.notifications().verify(received(sharing, clock)))
        .isNotInstanceOf(PaymentChanged.class);
  }

  /** The protocol lets associated_data be absent. */
  @Test
  void oursAloneReadsContentSealedWithoutAssociatedData(
      WeChatPayMerchant merchant, SandboxClock clock) {
    WeChatPayClient ours = client(merchant, clock);
    SignedNotification template = merchant.paymentNotification(paid(ours, merchant).number());
    String content =
        "{\"mchid\":\""
            + merchant.mchid()
            + "\",\"appid\":\""
            + merchant.appId()
            + "\",\"out_trade_no\":\"1217752501201407033\",\"trade_state\":\"SUCCESS\""
            + ",\"amount\":{\"total\":1,\"currency\":\"CNY\"}}";
    String nonce = "abcdefghijkl";
    String ciphertext =
        new AeadAesCipher(merchant.apiV3Key().getBytes(StandardCharsets.UTF_8))
            .encrypt(
                null,
                nonce.getBytes(StandardCharsets.UTF_8),
                content.getBytes(StandardCharsets.UTF_8));
    String body =
        "{\"id\":\"EV-1\",\"create_time\":\"2026-01-01T00:00:00+08:00\",\"event_type\":"
            + "\"TRANSACTION.SUCCESS\",\"resource_type\":\"encrypt-resource\",\"summary\":\"支付成功\","
            + "\"resource\":{\"original_type\":\"transaction\",\"algorithm\":\"AEAD_AES_256_GCM\","
            + "\"nonce\":\""
            + nonce
            + "\",\"ciphertext\":\""
            + ciphertext
            + "\"}}";
    SignedNotification bare =
        template.withBody(body.getBytes(StandardCharsets.UTF_8)).signedByPublicKey();
    assertThat(ours.notifications().verify(received(bare, clock)).id()).isEqualTo("EV-1");
    assertThatThrownBy(() -> parser(merchant, false).parse(param(bare), PAYMENT))
        .isInstanceOf(NullPointerException.class);
  }

  private static final Class<Transaction> PAYMENT = Transaction.class;

  private static void refusedByBoth(
      WeChatPayClient ours,
      WeChatPayMerchant merchant,
      SandboxClock clock,
      SignedNotification notification) {
    for (boolean byCertificate : new boolean[] {false, true}) {
      assertThat(
              Refusal.of(
                  () ->
                      parser(merchant, byCertificate).parse(param(notification), PAYMENT) != null))
          .as("theirs refuses %s", notification)
          .isTrue();
    }
    RSAVerifier combined =
        new RSAVerifier(
            PemUtil.loadPublicKeyFromString(merchant.publicKeyPem()),
            merchant.publicKeyId(),
            new InMemoryCertificateProvider(certificates(merchant)));
    NotificationParser theirs =
        new NotificationParser(
            Map.of("WECHATPAY2-SHA256-RSA2048", combined),
            Map.of(
                "AEAD_AES_256_GCM",
                new AeadAesCipher(merchant.apiV3Key().getBytes(StandardCharsets.UTF_8))));
    assertThat(Refusal.of(() -> theirs.parse(param(notification), PAYMENT) != null))
        .as("theirs refuses %s with both keys", notification)
        .isTrue();
    assertThatThrownBy(() -> ours.notifications().verify(received(notification, clock)))
        .as("ours refuses %s", notification)
        .isInstanceOf(PaymentException.class);
  }

  /** Every field that theirs has a name for says the same in ours. */
  private static void sameFields(JsonElement their, ProviderFields our, String path) {
    if (their.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : their.getAsJsonObject().entrySet()) {
        sameFields(
            field.getValue(), our, path.isEmpty() ? field.getKey() : path + "/" + field.getKey());
      }
    } else if (their.isJsonArray()) {
      for (int i = 0; i < their.getAsJsonArray().size(); i++) {
        sameFields(their.getAsJsonArray().get(i), our, path + "/" + i);
      }
    } else {
      JsonPrimitive value = their.getAsJsonPrimitive();
      assertThat(our.text(path)).as(path).contains(value.getAsString());
    }
  }

  private static PaymentRef paid(WeChatPayClient ours, WeChatPayMerchant merchant) {
    PaymentRequest<?> request =
        PaymentRequest.in(Scene.inWallet(merchant.openId()))
            .id(PaymentId.next())
            .amount(Money.ofMinor(2500, "CNY"))
            .description("一杯茶🍵")
            .with(WeChatPayOption.appId(merchant.appId()))
            .build();
    ours.create(request).orElseThrow();
    PaymentRef ref = ours.ref(request);
    merchant.pay(ref.number());
    return ref;
  }

  private static WeChatPayClient client(WeChatPayMerchant merchant, SandboxClock clock) {
    return WeChatPayClient.of(
        Keys.merchant(merchant, OkHttpTransport.shared())
            .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
            .apiV3Key(Secret.of(merchant.apiV3Key()))
            .clock(clock)
            .build());
  }

  private static NotificationParser parser(WeChatPayMerchant merchant, boolean byCertificate) {
    return parser(merchant, byCertificate, merchant.apiV3Key());
  }

  /** Certificates given by hand are deprecated; merchants use them still, and need no network. */
  @SuppressWarnings("deprecation")
  private static NotificationParser parser(
      WeChatPayMerchant merchant, boolean byCertificate, String apiV3Key) {
    return new NotificationParser(
        byCertificate
            ? new RSANotificationConfig.Builder()
                .certificates(merchant.platformCertificatePems().toArray(new String[0]))
                .apiV3Key(apiV3Key)
                .build()
            : new RSAPublicKeyNotificationConfig.Builder()
                .publicKey(merchant.publicKeyPem())
                .publicKeyId(merchant.publicKeyId())
                .apiV3Key(apiV3Key)
                .build());
  }

  private static List<X509Certificate> certificates(WeChatPayMerchant merchant) {
    return merchant.platformCertificatePems().stream().map(PemUtil::loadX509FromString).toList();
  }

  private static RequestParam param(SignedNotification notification) {
    return new RequestParam.Builder()
        .serialNumber(header(notification, "Wechatpay-Serial"))
        .timestamp(header(notification, "Wechatpay-Timestamp"))
        .nonce(header(notification, "Wechatpay-Nonce"))
        .signature(header(notification, "Wechatpay-Signature"))
        .signType(header(notification, "Wechatpay-Signature-Type"))
        .body(new String(notification.body(), StandardCharsets.UTF_8))
        .build();
  }

  private static String header(SignedNotification notification, String name) {
    return notification.headers().getOrDefault(name, List.of()).stream().findFirst().orElse(null);
  }

  private static ReceivedRequest received(SignedNotification notification, SandboxClock clock) {
    return ReceivedRequest.of(notification.headers(), notification.body(), clock.instant());
  }

  private static Instant instant(String rfc3339) {
    return OffsetDateTime.parse(rfc3339).toInstant();
  }
}
