// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.KeyExpiry;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PlatformSigner;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which key of WeChat Pay's is used, when certificates are fetched, and when they are not. */
class PlatformKeysTest {
  private Shop shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void buildingAClientFetchesNothing() {
    WeChatPayClient client = shop.clientWithoutPublicKey();
    client.warmUp();
    client.notifications();

    assertThat(shop.gateway.journal()).isEmpty();
    assertThat(client.keyExpiries()).isEmpty();
  }

  @Test
  void theFirstAnswerFetchesTheCertificateAndLaterOnesDoNot() {
    WeChatPayClient client = shop.clientWithoutPublicKey();

    PaymentRef ref = shop.paidOrder(client);
    client.find(ref);
    shop.handle(client, shop.notice(ref));

    assertThat(fetches()).isEqualTo(1);
    assertThat(shop.payments).hasSize(1);
    assertThat(client.keyExpiries())
        .extracting(KeyExpiry::keyId)
        .containsExactlyElementsOf(shop.merchant.platformCertificateSerials());
    assertThat(client.keyExpiries().get(0).expiresAt()).isPresent();
  }

  @Test
  void aNotificationAloneFetchesTheCertificateToo() {
    PaymentRef ref = shop.paidOrder(shop.clientWithoutPublicKey());
    int before = fetches();

    ReceivedReply reply = shop.handle(shop.clientWithoutPublicKey(), shop.notice(ref));

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(fetches()).isEqualTo(before + 1);
  }

  @Test
  void aGivenCertificateIsNotFetched() {
    WeChatPayClient client = pinned();

    PaymentRef ref = shop.paidOrder(client);

    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
    assertThat(fetches()).isZero();
  }

  @Test
  void leadingZerosAndLetterCaseOfASerialNumberDoNotMatter() {
    WeChatPayClient client = pinned();
    SignedNotification notice = shop.notice(shop.paidOrder(client));
    String serial = shop.merchant.platformCertificateSerials().get(0);

    for (String spelling : List.of("000" + serial, serial.toLowerCase(Locale.ROOT))) {
      assertThat(client.notifications().verify(shop.received(notice.withKeyId(spelling))))
          .isNotNull();
    }
    assertThat(fetches()).isZero();
  }

  @Test
  void aNewCertificateIsFetchedWhenItFirstSignsAndTheOldOneStillCounts() {
    WeChatPayClient client = shop.clientWithoutPublicKey();
    PaymentRef ref = shop.paidOrder(client);
    SignedNotification old = shop.notice(ref);
    shop.wait(Duration.ofMinutes(2));
    shop.merchant.rotatePlatformCertificate();
    shop.merchant.signAnswersWith(PlatformSigner.ALTERNATING_CERTIFICATES);

    for (int i = 0; i < 6; i++) {
      assertThat(client.find(ref)).isPresent();
      assertThat(shop.handle(client, shop.notice(ref)).acknowledged()).isTrue();
    }

    assertThat(client.notifications().verify(shop.received(old.redelivered()))).isNotNull();
    assertThat(fetches()).isEqualTo(2);
    assertThat(client.keyExpiries()).hasSize(2);
  }

  @Test
  void inventedSerialNumbersFetchAtMostOnceAMinute() {
    WeChatPayClient client = shop.clientWithoutPublicKey();
    SignedNotification notice = shop.notice(shop.paidOrder(client));
    shop.wait(Duration.ofMinutes(2));
    int before = fetches();

    for (int i = 0; i < 200; i++) {
      assertThat(shop.handle(client, notice.withUnknownKeyId()).result()).isEqualTo(Result.REFUSED);
    }
    assertThat(fetches()).isEqualTo(before + 1);

    shop.wait(Duration.ofSeconds(59));
    shop.handle(client, notice.redelivered().withUnknownKeyId());
    assertThat(fetches()).isEqualTo(before + 1);
    shop.wait(Duration.ofSeconds(1));
    shop.handle(client, notice.redelivered().withUnknownKeyId());
    assertThat(fetches()).isEqualTo(before + 2);
    assertThat(shop.handle(client, notice.redelivered()).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void whatIsNoSerialNumberFetchesNothing() {
    WeChatPayClient client = shop.clientWithoutPublicKey();
    SignedNotification notice = shop.notice(shop.paidOrder(client));
    shop.wait(Duration.ofMinutes(2));
    int before = fetches();

    for (String id :
        List.of("PUB_KEY_ID_0114232134912410000000000000", "xyz", "F".repeat(65), "-1", "７")) {
      assertRefused(client, notice.redelivered().withKeyId(id), Reason.KEY_UNKNOWN);
    }

    assertThat(fetches()).isEqualTo(before);
  }

  @Test
  void aKeyThatCannotBeFetchedAsksForRedeliveryWhichSucceeds() {
    PaymentRef ref = shop.paidOrder(shop.clientWithoutPublicKey());
    WeChatPayClient cold =
        WeChatPayClient.of(shop.configWithoutPublicKey().retryPolicy(RetryPolicy.none()).build());
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.serviceUnavailable(),
            Fault.systemError(),
            Fault.answerDropped(),
            Fault.emptyBody(),
            Fault.jsonArray(),
            Fault.wrongSignature(),
            Fault.missingSignature(),
            Fault.unknownKeyId(),
            Fault.staleSignature(Duration.ofMinutes(6)),
            Fault.redirect(shop.gateway.baseUri().resolve("/v3/elsewhere")),
            Fault.hugeBody(4L * 1024 * 1024))) {
      shop.merchant.faults().once(Operation.CERTIFICATES, fault);

      ReceivedReply reply = shop.handle(cold, shop.notice(ref));

      assertThat(reply.result()).describedAs(fault.toString()).isEqualTo(Result.KEY_UNAVAILABLE);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(shop.effects()).isZero();
      shop.wait(Duration.ofMinutes(2));
    }

    assertThat(shop.handle(cold, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void whileTheLastFetchFailedTheKeyStaysUnavailableWithoutAnotherRequest() {
    PaymentRef ref = shop.paidOrder(shop.clientWithoutPublicKey());
    WeChatPayClient cold =
        WeChatPayClient.of(shop.configWithoutPublicKey().retryPolicy(RetryPolicy.none()).build());
    shop.merchant.faults().once(Operation.CERTIFICATES, Fault.badGateway());
    int before = fetches();

    assertThat(shop.handle(cold, shop.notice(ref)).status()).isEqualTo(503);
    assertThat(shop.handle(cold, shop.notice(ref)).status()).isEqualTo(503);

    assertThat(fetches()).isEqualTo(before + 1);
  }

  @Test
  void aFailedFetchKeepsWhatIsHeld() {
    WeChatPayClient client = shop.clientWithoutPublicKey();
    PaymentRef ref = shop.paidOrder(client);
    shop.wait(Duration.ofDays(1));
    shop.merchant.faults().always(Operation.CERTIFICATES, Fault.badGateway());

    assertThat(shop.handle(client, shop.notice(ref).withUnknownKeyId()).status()).isEqualTo(503);
    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
    assertThat(client.find(ref)).isPresent();
  }

  @Test
  void aListSealedWithAnotherApiV3KeyBringsNoKey() {
    PaymentRef ref = shop.paidOrder(shop.clientWithoutPublicKey());
    WeChatPayClient wrongKey =
        WeChatPayClient.of(
            shop.configWithoutPublicKey()
                .retryPolicy(RetryPolicy.none())
                .apiV3Key(Secret.of("abcdefghijklmnopqrstuvwxyz012345"))
                .build());

    assertThat(shop.handle(wrongKey, shop.notice(ref)).result()).isEqualTo(Result.KEY_UNAVAILABLE);
  }

  @Test
  void aMerchantWithoutCertificatesIsServedByItsPublicKey() {
    close();
    shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.PUBLIC_KEY_ONLY));
    WeChatPayClient client = shop.client();

    PaymentRef ref = shop.paidOrder(client);

    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(client, shop.notice(ref).withKeyId("7A7A")).result())
        .describedAs("there is no such certificate, and that is known")
        .isEqualTo(Result.REFUSED);
    assertThat(shop.signals(Signal.NotificationRefused.class))
        .extracting(Signal.NotificationRefused::reason)
        .containsExactly(Reason.KEY_UNKNOWN);
    assertThat(fetches()).isEqualTo(1);
  }

  @Test
  void withoutAnyKeyTheSentenceSaysWhatToConfigure() {
    close();
    shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.PUBLIC_KEY_ONLY));
    WeChatPayClient client = shop.clientWithoutPublicKey();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                client.write(
                    SignedCall.post("/v3/security/echo")
                        .json("{\"echo_message\":\"x\"}")
                        .encrypted("/encrypted_echo_message", PersonalText.of("x"))))
        .withMessageContaining("public key");
  }

  @Test
  void duringAMigrationBothSignersAreBelieved() {
    close();
    shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.PUBLIC_KEY_AND_CERTIFICATE));
    WeChatPayClient client = shop.client();
    Set<String> signers = new HashSet<>();

    for (double ratio : new double[] {0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1}) {
      shop.merchant.notifyByPublicKey(ratio);
      for (int i = 0; i < 10; i++) {
        PaymentRef ref = shop.paidOrder(client);
        SignedNotification notice = shop.notice(ref);
        signers.add(notice.headers().get(Proof.SERIAL).get(0));

        assertThat(shop.handle(client, notice).result()).isEqualTo(Result.HANDLED);
      }
      shop.wait(Duration.ofDays(1));
    }

    assertThat(shop.payments).hasSize(80);
    assertThat(signers).hasSize(2).contains(shop.merchant.publicKeyId());
    assertThat(fetches()).isEqualTo(1);
  }

  @Test
  void beforeTheSwitchIsStartedAnswersComeByCertificateAndAreBelieved() {
    WeChatPayClient early = shop.client();

    PaymentRef ref = shop.paidOrder(early);

    assertThat(early.find(ref).orElseThrow().evidence().keyId())
        .contains(shop.merchant.platformCertificateSerials().get(0));
    assertThat(fetches()).isEqualTo(1);
  }

  @Test
  void afterTheSwitchIsStoppedCertificatesAreBelievedAgain() {
    close();
    shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.PUBLIC_KEY_ONLY));
    WeChatPayClient client = shop.client();
    PaymentRef ref = shop.paidOrder(client);
    shop.merchant.keyMode(KeyMode.CERTIFICATE_ONLY);

    assertThat(client.find(ref)).isPresent();
    assertThat(shop.handle(client, shop.notice(ref)).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void bothApiV3KeysOpenNotificationsDuringASwitch() {
    WeChatPayClient before = shop.clientWithoutPublicKey();
    PaymentRef first = shop.paidOrder(before);
    SignedNotification underTheOldKey = shop.notice(first);
    String oldKey = shop.merchant.apiV3Key();
    String newKey = shop.merchant.changeApiV3Key();
    PaymentRef second = shop.paidOrder(before);
    WeChatPayClient both =
        WeChatPayClient.of(
            shop.configWithoutPublicKey()
                .apiV3Key(Secret.of(newKey))
                .previousApiV3Key(Secret.of(oldKey))
                .build());

    assertThat(shop.handle(both, shop.notice(second)).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(both, underTheOldKey).result()).isEqualTo(Result.HANDLED);
    assertThat(fetches()).isEqualTo(2);
    WeChatPayClient onlyNew = shop.clientWithoutPublicKey();
    assertThat(shop.handle(onlyNew, underTheOldKey).detail()).contains("APIv3 key");
  }

  @Test
  void anExpiredCertificateProvesNothingEvenIfItIsPinned() {
    WeChatPayClient client = pinned();
    SignedNotification notice = shop.notice(shop.paidOrder(client));
    Instant end = client.keyExpiries().get(0).expiresAt().orElseThrow();
    shop.merchant.faults().always(Operation.CERTIFICATES, Fault.answer(404, "NOT_FOUND", "none"));

    Clock atTheEnd = Clock.fixed(end, ZoneOffset.UTC);
    Clock after = Clock.fixed(end.plusSeconds(1), ZoneOffset.UTC);

    assertThat(verdict(atTheEnd, notice.signedAt(end))).isEqualTo(Result.HANDLED);
    assertThat(verdict(after, notice.signedAt(end.plusSeconds(1)))).isEqualTo(Result.REFUSED);
  }

  @Test
  void aCertificateOfTheFutureProvesNothingYet() {
    SignedNotification notice = shop.notice(shop.paidOrder(pinned()));
    Instant begin =
        Pem.text(shop.merchant.platformCertificatePems().get(0))
            .certificate("test")
            .getNotBefore()
            .toInstant();
    shop.merchant.faults().always(Operation.CERTIFICATES, Fault.answer(404, "NOT_FOUND", "none"));
    Clock before = Clock.fixed(begin.minusSeconds(1), ZoneOffset.UTC);

    assertThat(verdict(before, notice.signedAt(begin.minusSeconds(1)))).isEqualTo(Result.REFUSED);
  }

  @Test
  void aCertificateNearItsEndIsSignalled() {
    WeChatPayClient client = pinned();
    Instant end = client.keyExpiries().get(0).expiresAt().orElseThrow();
    WeChatPayClient old = shop.clientWithoutPublicKey();
    shop.wait(Duration.between(shop.clock.instant(), end.minus(Duration.ofDays(20))));

    Shop.accepted(old.create(shop.order(Scene.qrCode()).build()));

    assertThat(shop.signals(Signal.KeyNearExpiry.class))
        .extracting(Signal.KeyNearExpiry::expiresAt)
        .contains(end);
  }

  private Result verdict(Clock clock, SignedNotification notice) {
    WeChatPayClient client =
        WeChatPayClient.of(
            shop.configWithoutPublicKey()
                .platformCertificate(Pem.text(shop.merchant.platformCertificatePems().get(0)))
                .retryPolicy(RetryPolicy.none())
                .clock(clock)
                .build());
    return client
        .notifications()
        .handle(ReceivedRequest.of(notice.headers(), notice.body(), clock.instant()), shop, shop)
        .result();
  }

  private WeChatPayClient pinned() {
    return WeChatPayClient.of(
        shop.configWithoutPublicKey()
            .platformCertificate(Pem.text(shop.merchant.platformCertificatePems().get(0)))
            .build());
  }

  private int fetches() {
    return shop.requests(Operation.CERTIFICATES).size();
  }

  private void assertRefused(WeChatPayClient client, SignedNotification notice, Reason reason) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(shop.received(notice)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
