// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.CHAIN;
import static io.countersign.unionpay.ScriptedGateway.MERCHANT;
import static io.countersign.unionpay.ScriptedGateway.NOW;
import static io.countersign.unionpay.ScriptedGateway.UNIONPAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Files that people mix up are told apart when a client is built, by sentences, without a secret.
 */
class ConfigTest {
  private static final Secret PASSWORD = Secret.of("000000");
  private static final UnionPayEndpoints PRODUCTION = UnionPayEndpoints.production();
  private static final UnionPayEndpoints TEST = UnionPayEndpoints.test();

  @Test
  void aPfxHasOneKeyAndItsOwnCertificateWhateverElseIsInIt() throws Exception {
    UnionPayConfig config = bare(builder -> builder.pfx(pfx(1), PASSWORD));

    assertThat(config.keys.certId()).contains(MERCHANT.certId());
    assertRefused(builder -> builder.pfx(pfx(2), PASSWORD), "one key");
    assertRefused(builder -> builder.pfx(pfx(0), PASSWORD), "only certificates");
    assertRefused(builder -> builder.pfx(pfx(1), Secret.of("wrong1")), "password");
    assertRefused(
        builder -> builder.pfx(utf8(MERCHANT.pem()), PASSWORD), "a certificate (.cer)", "no key");
    assertRefused(builder -> builder.pfx(Base64.getEncoder().encode(pfx(1)), PASSWORD), "Base64");
    assertRefused(builder -> builder.pfx(new byte[70_000], PASSWORD), "64 KiB");
  }

  @Test
  void keyAndCertificateBelongTogether() {
    assertRefused(
        builder -> builder.certificate(MERCHANT.privateKey(), UNIONPAY.certificate()),
        "another key");
    assertRefused(
        builder -> builder.certificate(MERCHANT.certificate(), MERCHANT.privateKey()),
        "certificate");
    assertRefused(builder -> builder, "signing key", "pfx(…)", "secureKey(…)");
    assertRefused(
        builder ->
            builder
                .certificate(MERCHANT.privateKey(), MERCHANT.certificate())
                .secureKey(Secret.of("s3cretKeyOf11")),
        "one of");
  }

  @Test
  void theMerchantsCertificateIsNotUnionPaysNorAnAuthoritys() {
    assertRefused(
        builder -> builder.certificate(UNIONPAY.privateKey(), UNIONPAY.certificate()),
        "this one is UnionPay's");
    SelfMadeChain.Leaf authority =
        CHAIN.odd("CN=some authority", SelfMadeChain.newKey(), "SHA256withRSA", true);
    assertRefused(
        builder -> builder.certificate(authority.privateKey(), authority.certificate()),
        "an authority's");
  }

  @Test
  void theMerchantsCertificateIsValidByTheConfigurationsClock() {
    SelfMadeChain.Leaf short1 =
        CHAIN.leaf("x:SIGN", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
    UnaryOperator<UnionPayConfig.Builder> with =
        builder -> builder.certificate(short1.privateKey(), short1.certificate());

    assertThat(bare(with).keys.certId()).isPresent();
    assertRefused(builder -> with.apply(builder).clock(at(Duration.ofDays(2))), "ended at 2026");
    assertRefused(
        builder -> with.apply(builder).clock(at(Duration.ofDays(-2))), "begins at", "clock");
  }

  @Test
  void testAndProductionAreNotMixed() {
    Pem test = Published.pem("published-request-certificate.pem");
    Clock then = Clock.fixed(Published.THEN, ZoneOffset.UTC);

    assertRefused(
        builder -> builder.signer(message -> new byte[0], test).clock(then).endpoints(PRODUCTION),
        "CFCA TEST OCA1",
        "9100004");
    assertRefused(
        builder ->
            builder.certificate(MERCHANT.privateKey(), MERCHANT.certificate()).endpoints(TEST),
        "CFCA OCA1",
        "9100004");
    assertRefused(
        builder ->
            builder
                .signer(message -> new byte[0], test)
                .clock(then)
                .endpoints(TEST)
                .encryptionCertificate(UNIONPAY.certificate()),
        "encryption certificate",
        "of production");
    assertThat(
            bare(builder ->
                    builder.signer(message -> new byte[0], test).clock(then).endpoints(TEST))
                .keys
                .certId())
        .contains("69903319369");
  }

  @Test
  void theEncryptionCertificateIsUnionPays() {
    UnaryOperator<UnionPayConfig.Builder> own =
        builder -> builder.certificate(MERCHANT.privateKey(), MERCHANT.certificate());

    assertRefused(
        builder -> own.apply(builder).encryptionCertificate(MERCHANT.certificate()),
        "the merchant's own");
    assertRefused(
        builder ->
            own.apply(builder).encryptionCertificate(CHAIN.merchant("another").certificate()),
        "another's");
    assertRefused(
        builder -> own.apply(builder).encryptionCertificate(CHAIN.middle()), "an authority's");
    assertRefused(
        builder -> own.apply(builder).encryptionCertificate(MERCHANT.privateKey()),
        "a private key");
    assertRefused(
        builder ->
            builder
                .secureKey(Secret.of("s3cretKeyOf11"))
                .encryptionCertificate(UNIONPAY.certificate()),
        "signMethod 11");
  }

  @Test
  void aSharedKeyIsTheMerchantsOwn() {
    for (String bad : new String[] {"", "  "}) {
      assertRefused(builder -> builder.secureKey(Secret.of(bad)), "empty");
    }
    Secret sample = Secret.of("88888888");
    assertRefused(builder -> builder.secureKey(sample), "sample");
    assertRefused(builder -> builder.secureKey(sample).endpoints(PRODUCTION), "sample");
    assertThat(bare(builder -> builder.secureKey(sample).endpoints(TEST)).signMethod.code())
        .isEqualTo("11");
    assertThat(
            bare(builder -> builder.secureKey(Secret.of("s3cretKeyOf12")).signWithSm3())
                .signMethod
                .code())
        .isEqualTo("12");
    assertRefused(
        builder -> builder.secureKey(Secret.of("s3cretKeyOf11")).allowInsecureSha1Signatures(),
        "method 01");
    assertRefused(
        builder -> builder.secureKey(Secret.of("s3cretKeyOf11")).trustedRoot(CHAIN.root()),
        "no certificate to trust");
    assertRefused(
        builder -> builder.certificate(MERCHANT.privateKey(), MERCHANT.certificate()).signWithSm3(),
        "signWithSm3");
  }

  @Test
  void everythingIsReadFromTheEnvironment() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("UNIONPAY_MER_ID", ScriptedGateway.MER_ID);
    environment.put("UNIONPAY_PFX", Base64.getEncoder().encodeToString(pfx(1)));
    environment.put("UNIONPAY_PFX_PASSWORD", "000000");
    environment.put("UNIONPAY_ENC_CERT", UNIONPAY.pem());
    environment.put("UNIONPAY_VERIFY_CERT", UNIONPAY.pem());
    environment.put("UNIONPAY_APP_VERIFY_CERT", UNIONPAY.pem());
    environment.put("UNIONPAY_ENDPOINT", "https://gateway.example.com");

    UnionPayConfig config = UnionPayConfig.fromEnvironment(environment);

    assertThat(config.signMethod.code()).isEqualTo("01");
    assertThat(config.encryption).hasSize(1);
    assertThat(config.appVerifying).isNotNull();
    assertThat(UnionPayClient.of(config).keyExpiries())
        .extracting(key -> key.purpose())
        .contains("UnionPay's verifying certificate", "encryption certificate");

    environment.put("UNIONPAY_SIGN_METHOD", "12");
    assertMissing(environment, "UNIONPAY_SECURE_KEY");
    environment.put("UNIONPAY_SECURE_KEY", "s3cretKeyOf12");
    environment.remove("UNIONPAY_ENC_CERT");
    environment.remove("UNIONPAY_VERIFY_CERT");
    assertThat(UnionPayConfig.fromEnvironment(environment).signMethod.code()).isEqualTo("12");
    environment.put("UNIONPAY_SIGN_METHOD", "11");
    assertThat(UnionPayConfig.fromEnvironment(environment).signMethod.code()).isEqualTo("11");
    environment.put("UNIONPAY_SIGN_METHOD", "21");
    assertMissing(environment, "UNIONPAY_SM2");
    environment.put("UNIONPAY_SIGN_METHOD", "13");
    assertMissing(environment, "UNIONPAY_SIGN_METHOD");
  }

  @Test
  void aConfigurationIsChangedByItsBuilderAndKeepsTheRest() {
    UnionPayConfig config =
        new ScriptedGateway(ScriptedGateway.accepted())
            .config()
            .encryptionCertificate(UNIONPAY.certificate())
            .verifyCertificate(UNIONPAY.certificate())
            .appVerifyCertificate(UNIONPAY.certificate())
            .encryptPinOnly()
            .build();

    UnionPayConfig again = config.toBuilder().timeout(Duration.ofSeconds(5)).build();

    assertThat(again.encryption).hasSize(1);
    assertThat(again.encryptsPinOnly).isTrue();
    assertThat(again.appVerifying).isNotNull();
    assertThat(again.keys.expiries()).isEqualTo(config.keys.expiries());
  }

  private static void assertMissing(Map<String, String> environment, String name) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayConfig.fromEnvironment(environment))
        .withMessageContaining(name)
        .withMessageNotContainingAny("s3cretKey", "000000");
  }

  private static void assertRefused(UnaryOperator<UnionPayConfig.Builder> how, String... words) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> bare(how))
        .satisfies(
            refused ->
                assertThat(refused.getMessage())
                    .contains(words)
                    .doesNotContain("000000", "wrong1", "88888888", "s3cretKey", "MII"))
        .withNoCause();
  }

  private static UnionPayConfig bare(UnaryOperator<UnionPayConfig.Builder> how) {
    return how.apply(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .endpoints(UnionPayEndpoints.at(URI.create("https://gateway.example.com")))
                .clock(at(Duration.ZERO)))
        .build();
  }

  private static Clock at(Duration later) {
    return Clock.fixed(NOW.plus(later), ZoneOffset.UTC);
  }

  /** With leaf, middle and root, as newer ones are. */
  private static byte[] pfx(int keys) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = {
        MERCHANT.certificate().certificate("leaf"),
        CHAIN.middle().certificate("middle"),
        CHAIN.root().certificate("root")
      };
      store.setCertificateEntry("a root", chain[2]);
      for (int i = 0; i < keys; i++) {
        store.setKeyEntry("{0a-" + i + "}", MERCHANT.key(), "000000".toCharArray(), chain);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, "000000".toCharArray());
      return bytes.toByteArray();
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
