// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Notification;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Signal;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing but a right signature of a known key makes a notification believed. */
class NotificationProofTest {
  private static final List<String> REQUIRED =
      List.of(Proof.TIMESTAMP, Proof.NONCE, Proof.SIGNATURE, Proof.SERIAL);

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();
  private final PaymentRef paid = shop.paidOrder(client);
  private final SignedNotification genuine = shop.notice(paid);

  @AfterEach
  void close() {
    shop.close();
  }

  @TestFactory
  Stream<DynamicTest> aMissingOrUnclearSignatureHeaderIsRefused() {
    return REQUIRED.stream()
        .flatMap(
            name ->
                Stream.of(
                    refusal("no " + name, genuine.withoutHeader(name)),
                    refusal("empty " + name, genuine.withHeader(name, "")),
                    refusal("blank " + name, genuine.withHeader(name, " \t")),
                    refusal("doubled " + name, genuine.withDuplicateHeader(name)),
                    refusal(name + " with null as its value", withValues(name, null)),
                    refusal(
                        name + " with null among its values",
                        withValues(name, Collections.singletonList(null))),
                    refusal(name + " without any value", withValues(name, List.of()))))
        .map(
            refusal ->
                DynamicTest.dynamicTest(
                    refusal.name, () -> assertRefused(refusal.raw, Reason.SIGNATURE_MISSING)));
  }

  @TestFactory
  Stream<DynamicTest> aSignatureThatProvesNothingIsRefused() {
    String right = genuine.headers().get(Proof.SIGNATURE).get(0);
    return Stream.of(
            refusal("of As", genuine.withHeader(Proof.SIGNATURE, "A".repeat(342) + "==")),
            refusal("of other bytes", genuine.withWrongSignature()),
            refusal("cut short", genuine.withHeader(Proof.SIGNATURE, right.substring(0, 340))),
            refusal("with bytes after it", genuine.withHeader(Proof.SIGNATURE, right + "AAAA")),
            refusal("not Base64", genuine.withHeader(Proof.SIGNATURE, "*".repeat(344))),
            refusal("Base64 of nothing", genuine.withHeader(Proof.SIGNATURE, "=")),
            refusal("in a list", genuine.withHeader(Proof.SIGNATURE, right + "," + right)),
            refusal("of another nonce", genuine.withHeader(Proof.NONCE, "another")),
            refusal(
                "of another second",
                genuine.withHeader(
                    Proof.TIMESTAMP, Long.toString(shop.clock.instant().getEpochSecond() - 1))))
        .map(
            refusal ->
                DynamicTest.dynamicTest(
                    refusal.name, () -> assertRefused(refusal.raw, Reason.SIGNATURE_WRONG)));
  }

  @TestFactory
  Stream<DynamicTest> aTimeThatIsNotInSecondsIsStale() {
    long now = shop.clock.instant().getEpochSecond();
    return Stream.of(
            "-" + now,
            "+" + now,
            now + ".0",
            now + "000",
            "0x" + Long.toHexString(now),
            "1e9",
            "99999999999999999999",
            "2026-11-21T05:00:00Z",
            "١٧٢٢٨٥٠٤٢١")
        .map(
            time ->
                DynamicTest.dynamicTest(
                    time,
                    () ->
                        assertRefused(
                            shop.received(genuine.withHeader(Proof.TIMESTAMP, time)),
                            Reason.STALE)));
  }

  @Test
  void theWindowIsOpenJustUnderFiveMinutesEitherWay() {
    for (int seconds : new int[] {299, -299, 0}) {
      assertThat(verified(genuine.signedAgo(Duration.ofSeconds(seconds)))).isNotNull();
    }
    for (int seconds : new int[] {300, -300, 301, -301, 157_680_000, -157_680_000}) {
      assertRefused(shop.received(genuine.signedAgo(Duration.ofSeconds(seconds))), Reason.STALE);
    }
  }

  @Test
  void headersAreFoundInAnyLetterCase() {
    assertThat(verified(genuine.withLowerCaseHeaderNames())).isNotNull();
    Map<String, List<String>> shouting = new LinkedHashMap<>();
    genuine
        .headers()
        .forEach((name, values) -> shouting.put(name.toUpperCase(Locale.ROOT), values));
    assertThat(
            client
                .notifications()
                .verify(ReceivedRequest.of(shouting, genuine.body(), shop.clock.instant())))
        .isNotNull();
  }

  @Test
  void theSameHeaderInTwoLetterCasesIsDoubled() {
    Map<String, List<String>> twice = new LinkedHashMap<>(genuine.headers());
    twice.put("wechatpay-signature", genuine.headers().get(Proof.SIGNATURE));

    assertRefused(
        ReceivedRequest.of(twice, genuine.body(), shop.clock.instant()), Reason.SIGNATURE_MISSING);
  }

  @Test
  void anotherSignatureTypeIsRefusedAndAnAbsentOneIsTheUsualOne() {
    assertThat(verified(genuine.withoutHeader(Proof.SIGNATURE_TYPE))).isNotNull();
    for (String type :
        List.of("", "none", "WECHATPAY2-SM2-WITH-SM3", "wechatpay2-sha256-rsa2048", "RSA")) {
      assertRefused(
          shop.received(genuine.withHeader(Proof.SIGNATURE_TYPE, type)), Reason.SIGNATURE_MISSING);
    }
    assertRefused(
        shop.received(
            genuine
                .withHeader(Proof.SIGNATURE_TYPE, Proof.ALGORITHM)
                .withDuplicateHeader(Proof.SIGNATURE_TYPE)),
        Reason.SIGNATURE_MISSING);
  }

  @Test
  void aSignatureProbeIsRefusedQuietlyAndTheRealOneBelieved() {
    ReceivedReply probed = shop.handle(client, genuine.asProbe());

    assertThat(probed.status()).isEqualTo(401);
    assertThat(probed.result()).isEqualTo(Result.REFUSED);
    assertThat(shop.signals(Signal.NotificationRefused.class))
        .extracting(Signal.NotificationRefused::reason)
        .containsExactly(Reason.SIGNATURE_PROBE);
    assertThat(shop.effects()).isZero();
    assertThat(shop.handle(client, genuine.redelivered()).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aProbeWhoseRestIsTheRightSignatureIsStillAProbe() {
    String right = genuine.headers().get(Proof.SIGNATURE).get(0);

    assertRefused(
        shop.received(genuine.withHeader(Proof.SIGNATURE, "WECHATPAY/SIGNTEST/" + right)),
        Reason.SIGNATURE_PROBE);
  }

  @Test
  void anUnknownPublicKeyIdIsUnknownAndNobodyIsAsked() {
    int before = shop.gateway.journal().size();

    assertRefused(
        shop.received(genuine.signedByPublicKey().withUnknownKeyId()), Reason.KEY_UNKNOWN);

    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void theOnlyConfiguredKeyIsNotUsedForAnIdThatIsNotIts() {
    for (String id :
        List.of(
            "PUB_KEY_ID_",
            shop.merchant.publicKeyId() + "0",
            shop.merchant.publicKeyId().toLowerCase(Locale.ROOT),
            " " + shop.merchant.publicKeyId(),
            "0",
            "../" + shop.merchant.publicKeyId(),
            "Z".repeat(1000))) {
      assertRefused(shop.received(genuine.signedByPublicKey().withKeyId(id)), Reason.KEY_UNKNOWN);
    }
  }

  @Test
  void aKeyOfAnotherMerchantProvesNothing() {
    WeChatPayMerchant other = shop.gateway.openMerchant();
    SignedNotification theirs = genuine.of(other).signedByPublicKey();

    assertRefused(shop.received(theirs), Reason.KEY_UNKNOWN);
    assertRefused(
        shop.received(theirs.withKeyId(shop.merchant.publicKeyId())), Reason.SIGNATURE_WRONG);
  }

  @Test
  void aKeyInsideTheMessageIsNeverTrusted() {
    Platform forger = Platform.withNewKey("PUB_KEY_ID_0199999999999999999999999999");
    String content = "{\"mchid\":\"" + shop.merchant.mchid() + "\"}";
    byte[] body =
        Platform.envelope(shop.merchant.apiV3Key(), content).getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers =
        new LinkedHashMap<>(forger.headers(body, shop.clock.instant()));
    headers.put("Wechatpay-Certificate", List.of(shop.merchant.merchantCertificatePem()));
    headers.put("Wechatpay-Public-Key", List.of("MIIB…"));

    assertRefused(ReceivedRequest.of(headers, body, shop.clock.instant()), Reason.KEY_UNKNOWN);
  }

  @Test
  void theMerchantsOwnKeyIsNotWeChatPays() {
    assertRefused(
        shop.received(genuine.signedByPublicKey().withKeyId(shop.merchant.merchantSerial())),
        Reason.KEY_UNKNOWN);
  }

  @Test
  void theBytesAsReceivedAreVerifiedNeverTheirMeaning() {
    String json = new String(genuine.body(), StandardCharsets.UTF_8);
    List<String> sameMeaning =
        List.of(
            json + " ",
            json + "\n",
            json + "\r\n",
            " " + json,
            "\uFEFF" + json,
            json.replaceFirst(":", ": "),
            json.replaceFirst("\"id\"", "\"\\\\u0069d\""));
    for (String other : sameMeaning) {
      assertThat(other).isNotEqualTo(json);
      assertRefused(
          shop.received(genuine.withTamperedBody(other.getBytes(StandardCharsets.UTF_8))),
          Reason.SIGNATURE_WRONG);
    }
  }

  @Test
  void aSignedBodyIsNotTrimmedBeforeItIsVerified() {
    byte[] spaced =
        (" " + new String(genuine.body(), StandardCharsets.UTF_8) + "\n\n")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(verified(genuine.withBody(spaced))).isInstanceOf(PaymentChanged.class);
    assertRefused(
        ReceivedRequest.of(
            genuine.withBody(spaced).headers(),
            Arrays.copyOf(spaced, spaced.length - 1),
            shop.clock.instant()),
        Reason.SIGNATURE_WRONG);
  }

  @Test
  void everyByteOfTheBodyCounts() {
    byte[] body = genuine.body();
    for (int i = 0; i < body.length; i++) {
      byte[] other = body.clone();
      other[i] ^= 1;
      assertRefused(shop.received(genuine.withTamperedBody(other)), Reason.SIGNATURE_WRONG);
    }
  }

  @Test
  void noReasonIsToldToStrangers() {
    for (SignedNotification forged :
        List.of(
            genuine.withWrongSignature(),
            genuine.withoutHeader(Proof.SIGNATURE),
            genuine.signedAgo(Duration.ofDays(1)),
            genuine.withUnknownKeyId())) {
      ReceivedReply reply = shop.handle(client, forged);

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.headers()).containsOnlyKeys("Content-Type");
      assertThat(reply.body()).isEqualTo("{\"code\":\"FAIL\",\"message\":\"not proven\"}");
      assertThat(reply.detail()).isNotBlank();
    }
  }

  @Test
  void aForgedNotificationCausesNoRequest() {
    int before = shop.gateway.journal().size();

    for (int i = 0; i < 50; i++) {
      shop.handle(client, genuine.withWrongSignature());
    }

    assertThat(shop.gateway.journal()).hasSize(before);
    assertThat(shop.requests(Operation.CERTIFICATES)).isEmpty();
  }

  private Notification verified(SignedNotification notification) {
    return client.notifications().verify(shop.received(notification));
  }

  private ReceivedRequest withValues(String name, List<String> values) {
    Map<String, List<String>> headers = new LinkedHashMap<>(genuine.headers());
    headers.keySet().removeIf(name::equalsIgnoreCase);
    headers.put(name, values);
    return ReceivedRequest.of(headers, genuine.body(), shop.clock.instant());
  }

  private Refusal refusal(String name, SignedNotification notification) {
    return new Refusal(name, shop.received(notification));
  }

  private Refusal refusal(String name, ReceivedRequest raw) {
    return new Refusal(name, raw);
  }

  private record Refusal(String name, ReceivedRequest raw) {}

  private void assertRefused(ReceivedRequest raw, Reason reason) {
    InvalidNotificationException refused =
        catchThrowableOfType(
            InvalidNotificationException.class, () -> client.notifications().verify(raw));
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
    ReceivedReply reply = shop.handle(client, raw);
    assertThat(reply.result()).isEqualTo(Result.REFUSED);
    assertThat(reply.acknowledged()).isFalse();
    assertThat(shop.effects()).isZero();
  }
}
