// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.unionpay.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("UnionPay's keys")
class KeysTest {
  private static Map<String, String> bound(Caller caller, String orderId) {
    Map<String, String> form = caller.page(orderId);
    form.put("accNo", seal(caller, Cards.USUAL));
    form.put("encryptCertId", caller.merchant.encryptionCertId());
    return form;
  }

  private static String seal(Caller caller, String text) {
    return Secrets.sealed(caller.merchant.account().keys.encryption(), text);
  }

  @ParameterizedTest
  @EnumSource(SignMethod.class)
  void everyWayToSignWorksBothWays(SignMethod method) throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().signMethod(method))) {
      Reply made = caller.back(caller.money("01", "07", "000000", "QR000001"));

      assertThat(made.proven()).isTrue();
      assertThat(made.fields())
          .containsEntry("respCode", "00")
          .containsEntry("signMethod", method.code());
      caller.merchant.pay("QR000001");
      assertThat(caller.asked("QR000001").text("origRespCode")).isEqualTo("00");
      assertThat(caller.proven(caller.merchant.notification("QR000001").fields())).isTrue();
      Map<String, String> tampered = caller.signed(caller.money("01", "07", "000000", "QR000002"));
      tampered.put("txnAmt", "1");
      assertThat(caller.send(Caller.BACK, Pairs.encoded(tampered, caller.charset)).code())
          .isEqualTo("11");
      assertThat(caller.merchant.environment())
          .containsEntry("UNIONPAY_SIGN_METHOD", method.code());
    }
  }

  @Test
  void theOldVersionIsSignedBySha1AndBringsNoCertificate() throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().oldVersion())) {
      Reply made = caller.back(caller.money("01", "07", "000000", "QR000001"));

      assertThat(made.proven()).isTrue();
      assertThat(made.fields())
          .containsEntry("version", "5.0.0")
          .doesNotContainKey("signPubKeyCert");
      X509Certificate verify = Caller.certificate(caller.merchant.verifyCertificatePem());
      assertThat(made.text("certId")).isEqualTo(verify.getSerialNumber().toString());
      assertThat(caller.merchant.environment())
          .containsEntry("UNIONPAY_ALLOW_INSECURE_SHA1", "true")
          .containsEntry("UNIONPAY_VERIFY_CERT", caller.merchant.verifyCertificatePem());
    }
  }

  @Test
  void theVariablesSayWhoActsForMerchants() throws Exception {
    try (Caller merchant = new Caller(UnionPaySetup.usual());
        Caller platform = new Caller(UnionPaySetup.usual().accessType(AccessType.PLATFORM));
        Caller acquirer = new Caller(UnionPaySetup.usual().accessType(AccessType.ACQUIRER))) {
      assertThat(merchant.merchant.environment())
          .doesNotContainKeys(
              "UNIONPAY_PLATFORM", "UNIONPAY_ACQ_INS_CODE", "UNIONPAY_ALLOW_INSECURE_SHA1");
      assertThat(platform.merchant.environment()).containsEntry("UNIONPAY_PLATFORM", "true");
      assertThat(acquirer.merchant.environment())
          .containsEntry("UNIONPAY_ACQ_INS_CODE", acquirer.merchant.acqInsCode());
    }
  }

  @Test
  void aSignatureOfSm2IsSixtyFourBytesForTheCertificatesNumber() throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().signMethod(SignMethod.SM2))) {
      Reply made = caller.back(caller.money("01", "07", "000000", "QR000001"));

      assertThat(Base64.getDecoder().decode(made.text("signature"))).hasSize(64);
      X509Certificate leaf = Caller.certificate(made.text("signPubKeyCert"));
      String text = Pairs.signed(made.fields());
      String signature = made.text("signature");
      assertThat(
              Proof.sm2Proves(
                  leaf.getPublicKey(), "1234567812345678", text, caller.charset, signature))
          .isFalse();
      leaf.verify(
          Caller.certificate(caller.merchant.middleCertificatePem()).getPublicKey(), Bouncy.CASTLE);
    }
  }

  @Test
  void thePfxHoldsTheKeyAndItsChainUnderAnOddName() throws Exception {
    try (Caller caller = new Caller()) {
      UnionPayMerchant merchant = caller.merchant;
      KeyStore store = KeyStore.getInstance("PKCS12");
      char[] password = merchant.pfxPassword().toCharArray();
      store.load(new ByteArrayInputStream(merchant.pfx()), password);

      String alias = store.aliases().nextElement();
      assertThat(alias).startsWith("{").endsWith("}");
      assertThat(store.getKey(alias, password).getEncoded())
          .isEqualTo(merchant.account().keys.own().pair().getPrivate().getEncoded());
      Certificate[] chain = store.getCertificateChain(alias);
      assertThat(chain).hasSize(3);
      X509Certificate leaf = (X509Certificate) chain[0];
      assertThat(leaf.getSerialNumber().toString()).isEqualTo(merchant.certId());
      assertThat(merchant.certId()).hasSizeGreaterThan(37).containsOnlyDigits();
      leaf.verify(chain[1].getPublicKey());
      chain[1].verify(chain[2].getPublicKey());
      assertThat(leaf.getSubjectX500Principal().getName())
          .contains("@" + merchant.merId() + ":SIGN@");
      assertThat(merchant.pfxPassword()).hasSize(6);
    }
  }

  @Test
  void theFileOfSm2OpensWithItsPassword() throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().signMethod(SignMethod.SM2))) {
      UnionPayMerchant merchant = caller.merchant;
      byte[] file = Base64.getDecoder().decode(merchant.sm2File());
      ASN1Sequence whole = ASN1Sequence.getInstance(file);
      ASN1Sequence key = ASN1Sequence.getInstance(whole.getObjectAt(1));
      ASN1Sequence certificate = ASN1Sequence.getInstance(whole.getObjectAt(2));
      byte[] sealed = ASN1OctetString.getInstance(key.getObjectAt(2)).getOctets();
      MessageDigest sm3 = MessageDigest.getInstance("SM3", Bouncy.CASTLE);
      sm3.update(merchant.pfxPassword().getBytes(StandardCharsets.US_ASCII));
      byte[] material = sm3.digest(new byte[] {0, 0, 0, 1});
      Cipher cipher = Cipher.getInstance("SM4/CBC/PKCS7Padding", Bouncy.CASTLE);
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(Arrays.copyOfRange(material, 16, 32), "SM4"),
          new IvParameterSpec(Arrays.copyOf(material, 16)));
      ECPrivateKey own = (ECPrivateKey) merchant.account().keys.own().pair().getPrivate();

      assertThat(cipher.doFinal(sealed)).isEqualTo(BigIntegers.asUnsignedByteArray(32, own.getD()));
      assertThat(ASN1OctetString.getInstance(certificate.getObjectAt(1)).getOctets())
          .isEqualTo(merchant.account().keys.own().certificate().getEncoded());
    }
  }

  @ParameterizedTest
  @EnumSource(CertificateFlaw.class)
  void aFlawIsWhatItsNameSays(CertificateFlaw flaw) throws Exception {
    try (Caller caller = new Caller()) {
      caller.merchant.rotateSigningCertificate(flaw);
      X509Certificate leaf = Caller.certificate(caller.merchant.verifyCertificatePem());
      X509Certificate middle = Caller.certificate(caller.merchant.middleCertificatePem());
      Date now = Date.from(caller.clock.instant());
      String name = leaf.getSubjectX500Principal().getName();

      boolean named = name.contains("@" + Issuer.COMPANY + "@");
      boolean late = leaf.getNotAfter().before(now);
      boolean early = leaf.getNotBefore().after(now);
      assertThat(named)
          .isEqualTo(flaw != CertificateFlaw.OTHER_CUSTOMER && flaw != CertificateFlaw.TEST_NAME);
      assertThat(late).isEqualTo(flaw == CertificateFlaw.EXPIRED);
      assertThat(early).isEqualTo(flaw == CertificateFlaw.NOT_YET_VALID);
      assertThat(leaf.getBasicConstraints() >= 0).isEqualTo(flaw == CertificateFlaw.AUTHORITY);
      if (flaw == CertificateFlaw.SELF_MADE) {
        assertThatThrownBy(() -> leaf.verify(middle.getPublicKey()))
            .isInstanceOf(java.security.GeneralSecurityException.class);
      } else {
        leaf.verify(middle.getPublicKey());
      }
    }
  }

  @Test
  void aNewSigningCertificateIsAsGoodAsTheOld() throws Exception {
    try (Caller caller = new Caller()) {
      String before = caller.merchant.verifyCertificatePem();
      caller.merchant.rotateSigningCertificate();

      assertThat(caller.merchant.verifyCertificatePem()).isNotEqualTo(before);
      assertThat(caller.back(caller.money("01", "07", "000000", "QR000001")).proven()).isTrue();
    }
  }

  @Test
  void theEncryptionCertificateIsAskedForAndChangesWithinAMonth() throws Exception {
    try (Caller caller = new Caller()) {
      Map<String, String> question = caller.frame("95", "00", "000000", "CERT0001");
      question.put("channelType", "07");
      question.put("certType", "01");
      Map<String, String> old = bound(caller, "PAGE0001");
      caller.merchant.rotateEncryptionCertificate();

      Reply told = caller.back(question);
      assertThat(told.proven()).isTrue();
      X509Certificate now = Caller.certificate(told.text("encryptPubKeyCert"));
      assertThat(now.getSerialNumber().toString()).isEqualTo(caller.merchant.encryptionCertId());
      assertThat(old.get("encryptCertId")).isNotEqualTo(caller.merchant.encryptionCertId());
      caller.merchant.openPage(caller.signed(old));
      caller.clock.advance(Duration.ofDays(30));
      old.put("orderId", "PAGE0002");
      old.put("txnTime", caller.now());
      old.put("payTimeout", Numbers.time(caller.clock.instant().plusSeconds(9)));
      assertThatThrownBy(() -> caller.merchant.openPage(caller.signed(old)))
          .hasMessageContaining("encryptCertId names no encryption certificate");
    }
  }

  @Test
  void onlyMethod01AsksForTheEncryptionCertificate() throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().signMethod(SignMethod.SHA256))) {
      Map<String, String> question = caller.frame("95", "00", "000000", "CERT0001");
      question.put("certType", "01");
      assertThat(caller.back(question).code()).isEqualTo("32");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "clear,10: accNo cannot be decrypted",
    "other key,10: accNo cannot be decrypted",
    "no certificate,13: encryptCertId is missing",
    "nothing encrypted,'10: encryptCertId is there, but nothing is encrypted'"
  })
  void whatIsSensitiveIsEncryptedForTheKeyThatIsNamed(String mistake, String refusal)
      throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().encrypts())) {
      Map<String, String> form = bound(caller, "PAGE0001");
      switch (mistake) {
        case "clear" -> form.put("accNo", Cards.USUAL);
        case "other key" ->
            form.put(
                "accNo", Secrets.sealed(caller.merchant.account().keys.signing(), Cards.USUAL));
        case "no certificate" -> form.remove("encryptCertId");
        default -> form.remove("accNo");
      }
      assertThatThrownBy(() -> caller.merchant.openPage(caller.signed(form)))
          .hasMessageStartingWith(refusal);
      caller.merchant.openPage(caller.signed(bound(caller, "PAGE0001")));
    }
  }

  @Test
  void aCardIsToldEncryptedToWhoeverMustEncrypt() throws Exception {
    try (Caller caller = new Caller(UnionPaySetup.usual().encrypts())) {
      caller.merchant.openPage(caller.signed(bound(caller, "PAGE0001")));
      caller.merchant.pay("PAGE0001");
      String sealed = caller.merchant.notification("PAGE0001").fields().getOrDefault("accNo", "");
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.DECRYPT_MODE, caller.merchant.account().keys.own().pair().getPrivate());
      byte[] card = cipher.doFinal(Base64.getDecoder().decode(sealed));

      assertThat(new String(card, StandardCharsets.US_ASCII)).isEqualTo("6216***********0018");
      assertThat(caller.merchant.order("PAGE0001").orElseThrow().asked())
          .doesNotContainKeys("accNo", "signature");
    }
  }

  @Test
  void nothingOfASecretIsPrinted() {
    try (Caller caller = new Caller()) {
      MerchantKeys keys = caller.merchant.account().keys;
      assertThat(Seal.keyed(SignMethod.SHA256, keys.secureKey).toString())
          .doesNotContain(keys.secureKey);
      assertThat(new Secrets(Cards.USUAL, Map.of()).toString()).isEqualTo("secrets");
    }
  }
}
