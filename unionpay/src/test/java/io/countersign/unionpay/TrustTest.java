// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.CHAIN;
import static io.countersign.unionpay.ScriptedGateway.NOW;
import static io.countersign.unionpay.ScriptedGateway.UNIONPAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The certificate inside a message counts for nothing unless it is valid, leads to a trusted root
 * and names UnionPay. Anybody can sign with his own, and every merchant has one of the same
 * authority.
 */
class TrustTest {
  private static final String NAME =
      "C=cn,O=CFCA OCA1,CN=041@8310000000083040@" + SelfMadeChain.COMPANY + "@00016495";
  private static final KeyPair KEY = SelfMadeChain.newKey();

  private final Trust<RsaCertificate> trust = trust(false);

  @Test
  void unionPaysIsBelieved() {
    assertThat(trust.certificate(bringing(UNIONPAY.pem()), NOW).number())
        .isEqualTo(UNIONPAY.certId());
    assertThat(trust.certificate(bringing(UNIONPAY.pem() + "\r\n"), NOW).number())
        .isEqualTo(UNIONPAY.certId());
    // CFCA signs with SHA-1 to this day.
    assertThat(trust.certificate(bringing(odd("SHA1withRSA").pem()), NOW)).isNotNull();
  }

  @Test
  void nobodyElsesIs() {
    SelfMadeChain own = new SelfMadeChain();
    SelfMadeChain.Leaf merchant = CHAIN.merchant("777290058110048");
    List<SelfMadeChain.Leaf> others = new ArrayList<>();
    others.add(own.unionPay());
    others.add(merchant);
    others.add(CHAIN.leaf("北京某某科技有限公司", SelfMadeChain.FROM, SelfMadeChain.UNTIL));
    others.add(CHAIN.leaf(PublicCertificate.TEST_COMPANY, SelfMadeChain.FROM, SelfMadeChain.UNTIL));
    others.add(CHAIN.leaf(SelfMadeChain.COMPANY + " ", SelfMadeChain.FROM, SelfMadeChain.UNTIL));
    others.add(CHAIN.leaf("x@" + SelfMadeChain.COMPANY, SelfMadeChain.FROM, SelfMadeChain.UNTIL));
    others.add(CHAIN.authority());
    others.add(CHAIN.issuedBy(merchant));
    others.add(CHAIN.issuedBy(UNIONPAY));
    others.add(CHAIN.odd(NAME, SelfMadeChain.newKey(1024), "SHA256withRSA", false));
    others.add(odd("MD5withRSA"));
    others.add(CHAIN.odd(NAME + ",CN=another", KEY, "SHA256withRSA", false));
    others.add(CHAIN.odd(NAME + "+OU=beside", KEY, "SHA256withRSA", false));
    others.add(CHAIN.odd("C=cn,O=" + SelfMadeChain.COMPANY, KEY, "SHA256withRSA", false));
    others.add(CHAIN.odd("C=cn,CN=" + SelfMadeChain.COMPANY, KEY, "SHA256withRSA", false));
    others.add(
        CHAIN.odd("C=cn,OU=041@1@" + SelfMadeChain.COMPANY + "@1", KEY, "SHA256withRSA", false));
    for (SelfMadeChain.Leaf other : others) {
      assertUnknown(other.pem());
    }
  }

  @Test
  void anAuthorityIsNotUnionPay() {
    assertUnknown(pem(CHAIN.middle()));
    assertUnknown(pem(CHAIN.root()));
  }

  @Test
  void onlyTheTestEnvironmentKnowsTheOldTestName() {
    String named =
        CHAIN.leaf(PublicCertificate.TEST_COMPANY, SelfMadeChain.FROM, SelfMadeChain.UNTIL).pem();

    assertThat(trust(true).certificate(bringing(named), NOW)).isNotNull();
    assertUnknown(named);
  }

  @Test
  void aCertificateIsHeldToItsTimeAtEachUse() {
    SelfMadeChain.Leaf hour = CHAIN.leaf(SelfMadeChain.COMPANY, NOW, NOW.plus(Duration.ofHours(1)));
    ReceivedMessage message = bringing(hour.pem());

    assertThat(trust.certificate(message, NOW)).isNotNull();
    assertThat(trust.certificate(message, NOW.plus(Duration.ofHours(1)))).isNotNull();
    assertRefused(Reason.KEY_UNKNOWN, message, NOW.plus(Duration.ofSeconds(3601)), "expired");
    assertRefused(Reason.KEY_UNKNOWN, message, NOW.minusSeconds(1), "not valid yet");
    assertThat(trust.certificate(message, NOW)).isNotNull();
  }

  @Test
  void theAuthoritiesAreHeldToTheirTime() {
    SelfMadeChain.Leaf longer =
        CHAIN.leaf(
            SelfMadeChain.COMPANY, SelfMadeChain.FROM, Instant.parse("2050-01-01T00:00:00Z"));
    ReceivedMessage message = bringing(longer.pem());

    assertThat(trust.certificate(message, NOW)).isNotNull();
    assertRefused(
        Reason.KEY_UNKNOWN, message, Instant.parse("2040-01-01T00:00:01Z"), "not issued by");
  }

  @Test
  void whatIsNoCertificateIsTold() {
    for (String text :
        List.of(
            "x",
            "-----BEGIN CERTIFICATE-----\r\nAAAA\r\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----",
            UNIONPAY.pem().replace("CERTIFICATE", "PUBLIC KEY"),
            UNIONPAY.pem().substring(0, 400),
            "A".repeat(8193))) {
      assertUnknown(text);
    }
  }

  @Test
  void aMessageWithoutCertificateNamesAConfiguredOne() {
    Trust<RsaCertificate> configured =
        trust(false, UNIONPAY.certificate(), shortLived().certificate());
    SelfMadeChain.Leaf merchant = ScriptedGateway.MERCHANT;

    assertThat(configured.certificate(naming(UNIONPAY.certId()), NOW).number())
        .isEqualTo(UNIONPAY.certId());
    for (String unknown : List.of(merchant.certId(), "0" + UNIONPAY.certId(), "x")) {
      assertThatExceptionOfType(InvalidNotificationException.class)
          .isThrownBy(() -> configured.certificate(naming(unknown), NOW))
          .matches(refused -> refused.reason() == Reason.KEY_UNKNOWN)
          .withMessageContaining("verifyCertificate");
    }
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> configured.certificate(naming(""), NOW))
        .matches(refused -> refused.reason() == Reason.SIGNATURE_MISSING);
    // A message that brings one is judged by that.
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(
            () ->
                configured.certificate(
                    new ReceivedMessage(
                        new FormFields()
                            .put("certId", UNIONPAY.certId())
                            .put("signPubKeyCert", merchant.pem()),
                        StandardCharsets.UTF_8),
                    NOW));
  }

  @Test
  void aConfiguredOneIsHeldToItsTimeToo() {
    SelfMadeChain.Leaf hour = shortLived();
    Trust<RsaCertificate> configured = trust(false, hour.certificate());

    assertThat(configured.certificate(naming(hour.certId()), NOW)).isNotNull();
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(
            () -> configured.certificate(naming(hour.certId()), NOW.plus(Duration.ofHours(2))))
        .withMessageContaining("expired");
  }

  @Test
  void aConfiguredOneMustBeUnionPays() {
    for (SelfMadeChain.Leaf wrong :
        List.of(
            ScriptedGateway.MERCHANT,
            CHAIN.authority(),
            CHAIN.leaf(PublicCertificate.TEST_COMPANY, SelfMadeChain.FROM, SelfMadeChain.UNTIL))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> trust(false, wrong.certificate()))
          .withMessageContaining("verifying certificate");
    }
  }

  @Test
  void rootAndMiddleAreTheseAndNotEachOther() {
    SelfMadeChain other = new SelfMadeChain();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> trust(CHAIN.middle(), CHAIN.root()))
        .withMessageContaining("trusted root")
        .withMessageContaining("_middle.cer");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> trust(CHAIN.root(), other.middle()))
        .withMessageContaining("trusted middle");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> trust(CHAIN.root(), UNIONPAY.certificate()))
        .withMessageContaining("UnionPay's own");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> trust(ScriptedGateway.MERCHANT.certificate(), CHAIN.middle()))
        .withMessageContaining("trusted root");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> Trust.of(TrustTest::read, false, List.of(CHAIN.root()), List.of(), List.of()))
        .withMessageContaining("both");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> trust(ScriptedGateway.MERCHANT.privateKey(), CHAIN.middle()))
        .withMessageContaining("private key");
  }

  @Test
  void strangersCannotFillWhatIsRemembered() {
    for (int i = 0; i < 100; i++) {
      String bad = UNIONPAY.pem() + "\r\n".repeat(i);
      assertThat(trust.certificate(bringing(bad), NOW)).isNotNull();
    }
    assertThat(trust.remembered()).isBetween(1, 16);
    assertUnknown(ScriptedGateway.MERCHANT.pem());
    assertThat(trust(false).remembered()).isZero();
  }

  private static SelfMadeChain.Leaf shortLived() {
    return CHAIN.leaf(SelfMadeChain.COMPANY, SelfMadeChain.FROM, NOW.plus(Duration.ofHours(1)));
  }

  private static SelfMadeChain.Leaf odd(String algorithm) {
    return CHAIN.odd(NAME, KEY, algorithm, false);
  }

  private static Trust<RsaCertificate> trust(boolean test, Pem... verifying) {
    return Trust.of(
        TrustTest::read, test, List.of(CHAIN.root()), List.of(CHAIN.middle()), List.of(verifying));
  }

  private static Trust<RsaCertificate> trust(Pem root, Pem middle) {
    return Trust.of(TrustTest::read, false, List.of(root), List.of(middle), List.of());
  }

  private static Optional<RsaCertificate> read(byte[] der) {
    return RsaCertificate.read(der, null);
  }

  private static ReceivedMessage bringing(String pem) {
    return new ReceivedMessage(new FormFields().put("signPubKeyCert", pem), StandardCharsets.UTF_8);
  }

  private static ReceivedMessage naming(String certId) {
    return new ReceivedMessage(new FormFields().put("certId", certId), StandardCharsets.UTF_8);
  }

  private static String pem(Pem file) {
    return RsaCertificate.of(file.certificate("file"), null).orElseThrow().pem();
  }

  private void assertUnknown(String pem) {
    assertRefused(Reason.KEY_UNKNOWN, bringing(pem), NOW, "signPubKeyCert");
  }

  private void assertRefused(Reason reason, ReceivedMessage message, Instant at, String why) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> trust.certificate(message, at))
        .matches(refused -> refused.reason() == reason)
        .withMessageContaining(why);
  }
}
