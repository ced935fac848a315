// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Pem;
import io.countersign.RejectedException;
import io.countersign.Signal;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.JournalEntry;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application in certificate mode, and Alipay's certificates that come and go. */
class CertificateModeTest {
  private final Shop shop = Shop.open(AlipaySetup.usual().certificates());
  private final AlipayClient client = shop.impatientClient();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void callsNameTheirCertificatesAndAnswersAreProvenByOne() {
    Reading answer = ask(client);

    assertThat(answer.kind()).isEqualTo(Reading.Kind.REFUSAL);
    assertThat(answer.evidence().flatMap(Evidence::keyId))
        .hasValue(shop.merchant.alipayCertificateNumber());
    assertThat(shop.requests(Operation.QUERY))
        .extracting(JournalEntry::subCode)
        .containsExactly("ACQ.TRADE_NOT_EXIST");
  }

  @Test
  void callsOfOpenApiV3NameTheirCertificatesToo() {
    shop.merchant.rotateAlipayCertificate();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(
              () ->
                  client
                      .gateway()
                      .openApiExchange()
                      .read(
                          io.countersign.alipay.Operation.FIND,
                          Call.of("alipay.trade.query", Map.of("out_trade_no", "A1")),
                          Verdict::accepted))
          .matches(refused -> refused.rejection().verified());
    }
    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);
  }

  @Test
  void anAnswerThatNamesNoCertificateIsNotProven() {
    shop.merchant.faults().once(Operation.QUERY, Fault.missingCertificateNumber());

    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.NOTHING);
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.REFUSAL);
  }

  @Test
  void aNewCertificateIsDownloadedOnceAndTheOldOneStaysGood() {
    SignedForm old = shop.merchant.form(Map.of("a", "1"));
    shop.merchant.rotateAlipayCertificate();
    SignedForm renewed = shop.merchant.form(Map.of("a", "1"));
    assertThat(proves(client, renewed)).isFalse();

    for (int i = 0; i < 3; i++) {
      assertThat(ask(client).evidence().flatMap(Evidence::keyId))
          .hasValue(shop.merchant.alipayCertificateNumber());
    }

    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);
    assertThat(proves(client, old)).isTrue();
    assertThat(proves(client, renewed)).isTrue();
    assertThat(client.keyExpiries())
        .extracting(KeyExpiry::purpose)
        .containsExactly("Alipay's certificate", "Alipay's certificate", "application certificate");
    assertThat(client.keyExpiries()).allMatch(key -> key.expiresAt().isPresent());
  }

  @Test
  void aThirdPartysViewSharesWhatWasDownloaded() {
    shop.merchant.rotateAlipayCertificate();
    ask(client);
    ask(client.before(shop.clock.instant().plusSeconds(60)));

    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);
  }

  @Test
  void anInventedNumberIsLookedUpOnceInFiveSeconds() {
    shop.merchant.faults().always(Operation.QUERY, Fault.unknownCertificateNumber());

    for (int i = 0; i < 4; i++) {
      assertThat(ask(client).why()).contains("KEY_UNAVAILABLE");
    }
    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);

    shop.clock.advance(Duration.ofSeconds(5));
    ask(client);
    ask(client);
    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(2);
    shop.merchant.faults().clear();
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.REFUSAL);
  }

  @Test
  void aDownloadThatFailedKeepsWhatIsHeldAndIsTriedAgain() {
    SignedForm old = shop.merchant.form(Map.of("a", "1"));
    shop.merchant.rotateAlipayCertificate();
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.requestDropped(),
            Fault.htmlWithStatus200(),
            Fault.truncatedBody(),
            Fault.withoutField("alipay_cert_content"),
            Fault.withField("alipay_cert_content", "no certificate"),
            Fault.withField("alipay_cert_content", ""),
            Fault.signedFailure("40004", "CERT_NOT_EXIST"),
            Fault.literal(200, "application/json", "{}"))) {
      shop.merchant.faults().once(Operation.CERTIFICATE, fault);
      assertThat(ask(client).kind()).describedAs("%s", fault).isEqualTo(Reading.Kind.NOTHING);
      assertThat(proves(client, old)).isTrue();
      shop.clock.advance(Duration.ofSeconds(5));
    }
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.REFUSAL);
  }

  @Test
  void noOtherCertificateIsTakenForTheOneThatWasAskedFor() {
    shop.merchant.rotateAlipayCertificate();
    String renewed = shop.merchant.alipayCertificatePem();
    AlipayMerchant other = shop.gateway.openMerchant(AlipaySetup.usual().certificates());
    for (String file :
        List.of(
            other.alipayCertificatePem(),
            other.appCertificatePem(),
            shop.merchant.appCertificatePem(),
            shop.merchant.rootCertificatesPem(),
            shop.merchant.appPublicKey(),
            shop.merchant.alipayPublicKey())) {
      shop.merchant.faults().once(Operation.CERTIFICATE, content(file));
      assertThat(ask(client).kind()).isEqualTo(Reading.Kind.NOTHING);
      shop.clock.advance(Duration.ofSeconds(5));
    }
    shop.merchant.faults().once(Operation.CERTIFICATE, content(renewed));
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.REFUSAL);
  }

  @Test
  void aCertificateWithTheRightNumberMustNameThisAlipayAndLeadToARoot() {
    CertificateMode mode = mode();
    AlipayMerchant other = shop.gateway.openMerchant(AlipaySetup.usual().certificates());
    shop.merchant.rotateAlipayCertificate();
    Pem renewed = Pem.text(shop.merchant.alipayCertificatePem());
    String number = shop.merchant.alipayCertificateNumber();

    assertThat(mode.proven(renewed, number, shop.clock.instant())).isPresent();
    // Chained, but another customer's: the very certificates that a thief could have bought.
    assertThat(
            mode.proven(
                Pem.text(other.alipayCertificatePem()),
                other.alipayCertificateNumber(),
                shop.clock.instant()))
        .isEmpty();
    assertThat(
            mode.proven(
                Pem.text(other.appCertificatePem()),
                other.appCertificateNumber(),
                shop.clock.instant()))
        .isEmpty();
    assertThat(
            mode.proven(
                Pem.text(shop.merchant.appCertificatePem()),
                shop.merchant.appCertificateNumber(),
                shop.clock.instant()))
        .isEmpty();
    // Not yet valid, and no longer.
    assertThat(mode.proven(renewed, number, shop.clock.instant().minus(Duration.ofDays(2))))
        .isEmpty();
    assertThat(mode.proven(renewed, number, shop.clock.instant().plus(Duration.ofDays(1825))))
        .isEmpty();
  }

  @Test
  void aSelfMadeChainWithTheRightNamesIsNotTaken() {
    CertificateMode mode = mode();
    AlipayCertificate held = mode.alipay().get(0);
    for (SelfMadeChain chain :
        List.of(
            SelfMadeChain.ownRoot(held),
            SelfMadeChain.issuedBySelf(held),
            SelfMadeChain.issuedByLeaf(held, shop.merchant))) {
      assertThat(chain.leafNumber()).hasSize(32);
      assertThat(mode.proven(chain.file(), chain.leafNumber(), shop.clock.instant())).isEmpty();
    }
  }

  @Test
  void manyThreadsDownloadANewCertificateOnce() throws Exception {
    shop.merchant.rotateAlipayCertificate();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Reading>> calls = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        calls.add(() -> ask(client));
      }
      for (Future<Reading> reading : threads.invokeAll(calls)) {
        assertThat(reading.get().evidence()).isPresent();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(shop.requests(Operation.CERTIFICATE)).hasSize(1);
  }

  @Test
  void anEndNearIsToldOnceADay() {
    assertThat(signals()).isEmpty();
    shop.clock.advance(Duration.ofDays(5 * 365 - 20));
    ask(client);
    ask(client);
    assertThat(signals())
        .containsExactlyInAnyOrder(
            shop.merchant.appCertificateNumber(), shop.merchant.alipayCertificateNumber());
    shop.clock.advance(Duration.ofDays(1));
    ask(client);
    assertThat(signals()).hasSize(4);
  }

  @Test
  void anEndedCertificateProvesNothing() {
    SignedForm notice = shop.merchant.form(Map.of("a", "1"));
    assertThat(proves(client, notice)).isTrue();
    shop.clock.advance(Duration.ofDays(5 * 365));

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> proof(client, notice))
        .extracting(InvalidNotificationException::reason)
        .isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.NOTHING);
  }

  @Test
  void oneMerchantsCertificateProvesNothingToAnother() {
    AlipayMerchant other = shop.gateway.openMerchant(AlipaySetup.usual().certificates());
    SignedForm notice = other.form(Map.of("a", "1"));

    assertThat(proves(AlipayClient.of(shop.config(other).build()), notice)).isTrue();
    assertThat(proves(client, notice)).isFalse();
    shop.merchant.faults().once(Operation.QUERY, Fault.strangersSignature(other));
    assertThat(ask(client).kind()).isEqualTo(Reading.Kind.NOTHING);
  }

  @Test
  void mixedUpFilesAreFoundWhenTheClientIsBuilt() {
    AlipayMerchant me = shop.merchant;
    AlipayMerchant other = shop.gateway.openMerchant(AlipaySetup.usual().certificates());
    Pem app = Pem.text(me.appCertificatePem());
    Pem alipay = Pem.text(me.alipayCertificatePem());
    Pem roots = Pem.text(me.rootCertificatesPem());

    refused(me, Pem.text(me.appPublicKey()), alipay, roots, "but this is a public key");
    refused(me, Pem.text(me.appPrivateKeyPem()), alipay, roots, "but this is a private key");
    refused(me, alipay, alipay, roots, "of another key");
    refused(me, Pem.text(other.appCertificatePem()), alipay, roots, "of another key");
    refused(me, app, app, roots, "the application's own");
    refused(me, app, Pem.text(me.alipayPublicKey()), roots, "but this is a public key");
    refused(me, app, roots, roots, "certificate");
    refused(me, app, alipay, alipay, "no root");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> files(me, app, alipay, roots).appId("2021000000000009").build())
        .withMessageContaining("of application " + me.appId());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                files(me, app, alipay, roots)
                    .alipayPublicKey(Pem.text(me.alipayPublicKey()))
                    .build())
        .withMessageContaining("Alipay public key");
    for (AlipayConfig.Builder part :
        List.of(
            files(me).appCertificate(app),
            files(me).appCertificate(app).alipayCertificate(alipay),
            files(me).appCertificate(app).alipayRootCertificates(roots),
            files(me).alipayCertificate(alipay).alipayRootCertificates(roots))) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(part::build);
    }
    assertThat(files(me, app, alipay, roots).build().isCertificateMode()).isTrue();
  }

  @Test
  void theEnvironmentGivesTheFilesOrTheirPaths() {
    AlipayConfig config = AlipayConfig.fromEnvironment(shop.merchant.environment());
    assertThat(config.isCertificateMode()).isTrue();
    assertThat(config.toBuilder().build().isCertificateMode()).isTrue();
  }

  private void refused(AlipayMerchant of, Pem app, Pem alipay, Pem roots, String why) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> files(of, app, alipay, roots).build())
        .withMessageContaining(why)
        .withMessageNotContaining("MII");
  }

  private AlipayConfig.Builder files(AlipayMerchant of) {
    return AlipayConfig.builder()
        .appId(of.appId())
        .appPrivateKey(Pem.text(of.appPrivateKey()))
        .endpoints(AlipayEndpoints.at(shop.gateway.baseUri()));
  }

  private AlipayConfig.Builder files(AlipayMerchant of, Pem app, Pem alipay, Pem roots) {
    return files(of).appCertificate(app).alipayCertificate(alipay).alipayRootCertificates(roots);
  }

  private CertificateMode mode() {
    CertificateMode mode = shop.config().build().certificates;
    if (mode == null) {
      throw new AssertionError("not in certificate mode");
    }
    return mode;
  }

  private List<String> signals() {
    return shop.signals.stream()
        .filter(Signal.KeyNearExpiry.class::isInstance)
        .map(signal -> ((Signal.KeyNearExpiry) signal).keyId())
        .toList();
  }

  private static Fault content(String file) {
    return Fault.withField(
        "alipay_cert_content",
        Base64.getEncoder().encodeToString(file.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean proves(AlipayClient client, SignedForm form) {
    try {
      proof(client, form);
      return true;
    } catch (InvalidNotificationException unproven) {
      return false;
    }
  }

  private static void proof(AlipayClient client, SignedForm form) {
    GatewayCalls gateway = client.gateway();
    new Proof(gateway.keys())
        .of(
            Evidence.Kind.SIGNED_NOTIFICATION,
            SignedText.of(form.fields(), "sign", "sign_type").getBytes(StandardCharsets.UTF_8),
            form.fields().getOrDefault("sign", ""),
            Optional.empty(),
            gateway.loop().now());
  }

  static Reading ask(AlipayClient client) {
    return ask(client, Call.of("alipay.trade.query", Map.of("out_trade_no", "A1")));
  }

  static Reading ask(AlipayClient client, Call call) {
    GatewayCalls gateway = client.gateway();
    ClassicWire wire =
        new ClassicWire(gateway.config(), gateway.parameters(), gateway.proof(), gateway.random());
    return gateway
        .loop()
        .read(
            "query",
            (now, timeout) -> wire.sign(call, false, now, timeout),
            answer -> Verdict.accepted(wire.read(call, answer, gateway.loop().now())));
  }
}
