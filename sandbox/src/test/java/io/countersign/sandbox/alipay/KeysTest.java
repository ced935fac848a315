// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.alipay.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  @ParameterizedTest
  @EnumSource(SignType.class)
  void bothSidesSignInEveryWayAndMode(SignType type) throws Exception {
    AlipaySetup setup = AlipaySetup.usual().signType(type);
    for (AlipaySetup one : List.of(setup, setup.certificates())) {
      try (Caller caller = new Caller(one)) {
        Reply reply = caller.call("alipay.trade.precreate", Caller.order("KEY1"));
        assertThat(reply.code()).isEqualTo("10000");
        assertThat(reply.proven()).isTrue();
        assertThat(reply.body().contains("alipay_cert_sn"))
            .isEqualTo(one.keyMode() == KeyMode.CERTIFICATE);
      }
    }
  }

  @Test
  void inCertificateModeBothNumbersAreDemanded() throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates())) {
      var all = caller.frame("alipay.trade.query", Caller.number("CERT1"));
      all.remove("app_cert_sn");
      assertThat(caller.send(caller.signed(all)).subCode()).isEqualTo("isv.missing-app-cert-sn");
      all = caller.frame("alipay.trade.query", Caller.number("CERT1"));
      all.remove("alipay_root_cert_sn");
      assertThat(caller.send(caller.signed(all)).subCode())
          .isEqualTo("isv.missing-alipay-root-cert-sn");
      all = caller.frame("alipay.trade.query", Caller.number("CERT1"));
      all.put("alipay_root_cert_sn", all.get("app_cert_sn"));
      Reply reply = caller.send(caller.signed(all));
      assertThat(reply.subCode()).isEqualTo("isv.invalid-alipay-root-cert-sn");
      assertThat(reply.explanation()).contains("in the order of the file");
    }
  }

  @Test
  void inPublicKeyModeNoCertificateIsNamed() throws Exception {
    try (Caller caller = new Caller()) {
      assertThat(
              caller
                  .call("alipay.trade.query", Caller.number("CERT2"), "app_cert_sn", "0".repeat(32))
                  .explanation())
          .contains("public key mode");
      assertThat(caller.merchant.environment()).containsKey("ALIPAY_PUBLIC_KEY");
      assertThatThrownBy(caller.merchant::appCertificatePem).hasMessageContaining("public key");
      assertThatThrownBy(caller.merchant::rotateAlipayCertificate)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<String> blocks(String pem) {
    List<String> blocks = new ArrayList<>();
    for (String block : pem.split("(?=-----BEGIN)", -1)) {
      if (!block.isBlank()) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  private static X509Certificate parse(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void theCertificatesOfAlipayLeadToARootOfTheFile() throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates())) {
      List<String> chain = blocks(caller.merchant.alipayCertificatePem());
      X509Certificate leaf = parse(chain.get(0));
      X509Certificate issuer = parse(chain.get(1));
      List<String> roots = blocks(caller.merchant.rootCertificatesPem());
      X509Certificate root = parse(roots.get(1));
      leaf.verify(issuer.getPublicKey());
      issuer.verify(root.getPublicKey());
      root.verify(root.getPublicKey());
      assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
      assertThat(issuer.getBasicConstraints()).isNotNegative();
      assertThat(leaf.getSubjectX500Principal().getName())
          .contains("-" + caller.merchant.sellerId());
      X509Certificate app = parse(caller.merchant.appCertificatePem());
      assertThat(app.getSubjectX500Principal().getName())
          .contains("CN=" + caller.merchant.sellerId() + "-" + caller.merchant.appId());
      assertThat(app.getIssuerX500Principal()).isNotEqualTo(leaf.getIssuerX500Principal());
      assertThat(Certificates.number(leaf)).isEqualTo(caller.merchant.alipayCertificateNumber());
    }
  }

  @Test
  void theRootFileHoldsWhatTheJdkCannotReadAndTwoRootsOfRsa() throws Exception {
    String file = Certificates.rootFile();
    assertThat(blocks(file)).hasSize(4);
    assertThatThrownBy(
            () ->
                CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                        new ByteArrayInputStream(file.getBytes(StandardCharsets.US_ASCII))))
        .isInstanceOf(CertificateException.class);
    String first = Certificates.number(parse(blocks(file).get(1)));
    String second = Certificates.number(parse(blocks(file).get(3)));
    assertThat(Certificates.rootNumber(SignType.RSA2)).isEqualTo(first + "_" + second).hasSize(65);
    assertThat(Certificates.rootNumber(SignType.SM2)).hasSize(32).isNotEqualTo(first);
  }

  @Test
  void aNewCertificateOfAlipayIsNamedAndCanBeDownloaded() throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates())) {
      String before = caller.merchant.alipayCertificateNumber();
      caller.merchant.rotateAlipayCertificate();
      String after = caller.merchant.alipayCertificateNumber();
      Reply reply = caller.call("alipay.trade.precreate", Caller.order("ROT1"));
      assertThat(reply.proven()).isTrue();
      assertThat(reply.body()).contains(after).doesNotContain(before);
      for (String number : List.of(before, after)) {
        Reply download =
            caller.call(
                "alipay.open.app.alipaycert.download",
                JsonText.object().put("alipay_cert_sn", number));
        String pem =
            new String(
                Base64.getDecoder().decode(download.text("alipay_cert_content")),
                StandardCharsets.US_ASCII);
        assertThat(Certificates.number(parse(blocks(pem).get(0)))).isEqualTo(number);
      }
      assertThat(
              caller
                  .call(
                      "alipay.open.app.alipaycert.download",
                      JsonText.object().put("alipay_cert_sn", "0".repeat(32)))
                  .explanation())
          .contains("none of this application's");
    }
  }

  @ParameterizedTest
  @EnumSource(CertificateFlaw.class)
  void aCertificateWithAFlawIsNamedSignedWithAndServed(CertificateFlaw flaw) throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates())) {
      AlipayMerchant merchant = caller.merchant;
      X509Certificate trusted = parse(blocks(merchant.alipayCertificatePem()).get(1));
      merchant.rotateAlipayCertificate(flaw);
      assertThat(caller.call("alipay.trade.precreate", Caller.order("FLAW")).proven()).isTrue();
      Reply download =
          caller.call(
              "alipay.open.app.alipaycert.download",
              JsonText.object().put("alipay_cert_sn", merchant.alipayCertificateNumber()));
      byte[] file = Base64.getDecoder().decode(download.text("alipay_cert_content"));
      X509Certificate leaf = parse(blocks(new String(file, StandardCharsets.US_ASCII)).get(0));
      Instant now = caller.clock.instant();
      boolean issued = true;
      try {
        leaf.verify(trusted.getPublicKey());
      } catch (GeneralSecurityException e) {
        issued = false;
      }
      assertThat(leaf.getIssuerX500Principal()).isEqualTo(trusted.getSubjectX500Principal());
      assertThat(issued).isEqualTo(flaw != CertificateFlaw.SELF_MADE);
      assertThat(leaf.getNotAfter().toInstant().isBefore(now))
          .isEqualTo(flaw == CertificateFlaw.EXPIRED);
      assertThat(leaf.getNotBefore().toInstant().isAfter(now))
          .isEqualTo(flaw == CertificateFlaw.NOT_YET_VALID);
      assertThat(leaf.getBasicConstraints() >= 0).isEqualTo(flaw == CertificateFlaw.AUTHORITY);
      assertThat(leaf.getSubjectX500Principal().getName().contains(merchant.sellerId()))
          .isEqualTo(flaw != CertificateFlaw.OTHER_MERCHANT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES", "AES_V2", "SM4"})
  void encryptedContentIsAnsweredEncryptedAndSignedAsItTravels(String cipher) throws Exception {
    try (Caller caller = new Caller()) {
      caller.cipher = cipher;
      Reply reply = caller.call("alipay.trade.precreate", Caller.order("ENC1"));
      assertThat(reply.code()).isEqualTo("10000");
      assertThat(reply.proven()).isTrue();
      assertThat(reply.body()).contains("\"alipay_trade_precreate_response\":\"");
      assertThat(caller.merchant.order("ENC1")).isPresent();
      var all = caller.frame("alipay.trade.query", Caller.number("ENC1"));
      all.put("biz_content", "{\"out_trade_no\":\"ENC1\"}");
      assertThat(caller.send(caller.signed(all)).subCode()).contains("decryption-error");
    }
  }

  @Test
  void chineseTextTravelsInGbkToo() throws Exception {
    try (Caller caller = new Caller()) {
      caller.charset = Charset.forName("GBK");
      Reply reply = caller.call("alipay.trade.precreate", Caller.order("GBK1"));
      assertThat(reply.proven()).isTrue();
      assertThat(caller.merchant.order("GBK1").orElseThrow().asked()).contains("龙井茶");
      caller.merchant.pay("GBK1");
      assertThat(caller.merchant.notification("GBK1").fields()).containsEntry("charset", "GBK");
    }
  }

  @Test
  void theKeysInTheEnvironmentAreThoseThatCount() throws Exception {
    try (Caller caller = new Caller(AlipaySetup.usual().certificates())) {
      assertThat(caller.merchant.environment())
          .containsKeys("ALIPAY_APP_CERT", "ALIPAY_CERT", "ALIPAY_ROOT_CERT")
          .doesNotContainKey("ALIPAY_PUBLIC_KEY")
          .containsEntry("ALIPAY_APP_ID", caller.merchant.appId());
      assertThat(caller.merchant.alipayPublicKey()).isNotEqualTo(caller.merchant.appPublicKey());
    }
  }
}
