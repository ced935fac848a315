// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Published values: texts, hashes, signatures, one real notification. Each with its negatives. */
class VectorsTest {
  @Test
  void aRequestIsSignedByItsHashInHexadecimal() {
    String text = Published.text("published-request.txt");
    RsaCertificate merchants =
        RsaCertificate.of(
                Published.pem("published-request-certificate.pem").certificate("certificate"), null)
            .orElseThrow();

    String hash = RsaKeys.hash("SHA-256", text.getBytes(StandardCharsets.UTF_8));

    assertThat(hash).isEqualTo("ed98378474101f21eae704450b15b9495ba5ed4b23afd59e6c9ce2ca9ce9419d");
    assertThat(isSigned(merchants, hash)).isTrue();
    assertThat(isSigned(merchants, text)).isFalse();
    assertThat(isSigned(merchants, hash.replace('e', 'f'))).isFalse();
    assertThat(merchants.number()).isEqualTo("69903319369");
    assertThat(text).contains("&certId=69903319369&");
  }

  @Test
  void theTextIsSortedAndLeavesTheSignatureOut() {
    FormFields fields = new FormFields();
    String[] pairs = Published.text("published-request.txt").split("&", -1);
    for (int i = pairs.length - 1; i >= 0; i--) {
      int equals = pairs[i].indexOf('=');
      fields.put(pairs[i].substring(0, equals), pairs[i].substring(equals + 1));
    }

    assertThat(SignedText.of(fields.put("signature", "x")))
        .isEqualTo(Published.text("published-request.txt"));
    assertThat(SignedText.of(new FormFields().put("b", "1").put("B", "2").put("a", "")))
        .isEqualTo("B=2&a=&b=1");
  }

  @Test
  void aSharedKeyIsHashedBeforeItIsHashedWithTheText() {
    String text =
        "merId=888888888888888&signMethod=%s&sysReserved={aaa=a&bbb=b}"
            + "&transType=01&version=5.1.0";
    assertThat(signed("", false, String.format(text, "11")))
        .isEqualTo("bda8e705fe9d67022f71e8ca14752abc402368ed142b3bc71837ac9dec99c18e");
    assertThat(signed("", true, String.format(text, "12")))
        .isEqualTo("e3d147d4d1b835a3453c7f900acf8ad4370ebea0e750452a4a02db43c398af81");
    assertThat(signed("88888888", false, String.format(text, "11")))
        .isEqualTo("2c82a5c882de816b7909191ce319fffb401bf6b64b975a9be59d289213729703");
    assertThat(signed("88888888", true, String.format(text, "12")))
        .isEqualTo("927634bc246f2621717f780755234907dd7e86ac244519bd31092e48b8e94c3a");
  }

  @Test
  void sm3IsTheStandards() {
    assertThat(Sm3.hash("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assertThat(Sm3.hash("88888888".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ce63bbc0642e6805e0bf2be526df8fce7f29ae8cd7162ebafc826c8130810a30");
  }

  @Test
  void theOldVersionHashesBySha1() {
    assertThat(
            RsaKeys.hash(
                "SHA-1",
                ("certId=68759663125&merId=888888888888888&signMethod=01"
                        + "&sysReserved={aaa=a&bbb=b}&transType=01&version=5.0.0")
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("0693df5db0849054e2281ebae4cb94987f796672");
  }

  @Test
  void aRealNotificationIsBelievedWhileItsCertificateWasValid() {
    FormFields fields = Published.notification();

    assertThat(RsaKeys.hash("SHA-256", SignedText.of(fields).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("39be34ceac545612fdca7c9bfc765aba9959ab14e840cc111d3ebdd507b0d371");
    assertThat(proven(fields, Published.THEN).keyId()).contains("69678957876");
    assertThat(refusal(fields, Instant.parse("2025-07-31T01:19:17Z"))).contains(Reason.KEY_UNKNOWN);
    assertThat(refusal(fields, Instant.parse("2020-07-31T01:19:15Z"))).contains(Reason.KEY_UNKNOWN);
  }

  @Test
  void anotherCustomersCertificateOfTheSameAuthorityIsNotUnionPays() {
    FormFields fields = Published.notification();

    fields.put(
        "signPubKeyCert",
        Published.text("published-request-certificate.pem").replace("\n", "\r\n"));

    assertThat(refusal(fields, Published.THEN)).contains(Reason.KEY_UNKNOWN);
  }

  @Test
  void aSelfMadeCertificateWithTheSameNamesIsNotUnionPays() {
    FormFields fields = Published.notification();
    SelfMadeChain.Leaf forger = new SelfMadeChain().unionPay();
    fields.put("signPubKeyCert", forger.pem());

    fields.put("signature", forger.sign(SignedText.of(fields), StandardCharsets.UTF_8));

    assertThat(refusal(fields, Published.THEN)).contains(Reason.KEY_UNKNOWN);
  }

  @Test
  void theCertificatesThatComeWithThisLibraryAreThePublishedOnes() {
    assertThat(UnionPayClient.of(config(UnionPayEndpoints.test())).keyExpiries())
        .extracting(key -> key.purpose() + " " + key.keyId())
        .containsExactly(
            "signing certificate 69903319369",
            "trusted middle 117191299423423768281798",
            "trusted root 387593676442880368392934");
    assertThat(UnionPayClient.of(config(UnionPayEndpoints.production())).keyExpiries())
        .extracting(key -> key.purpose() + " " + key.keyId())
        .contains("trusted middle 68719476761", "trusted root 405099140");
  }

  private static boolean isSigned(RsaCertificate by, String text) {
    return new RsaSha256(null)
        .verifies(
            by.key(),
            text.getBytes(StandardCharsets.US_ASCII),
            Published.text("published-request-signature.txt"));
  }

  private static String signed(String key, boolean sm3, String text) {
    return new SharedKey(Secret.of(key), sm3).sign(text, StandardCharsets.UTF_8);
  }

  private static Evidence proven(FormFields fields, Instant at) {
    return proof(UnionPayEndpoints.test())
        .of(Evidence.Kind.SIGNED_NOTIFICATION, message(fields), at);
  }

  private static Optional<Reason> refusal(FormFields fields, Instant at) {
    try {
      proven(fields, at);
      return Optional.empty();
    } catch (InvalidNotificationException unproven) {
      return Optional.of(unproven.reason());
    }
  }

  private static ReceivedMessage message(FormFields fields) {
    return new ReceivedMessage(fields, StandardCharsets.UTF_8);
  }

  private static Proof proof(UnionPayEndpoints endpoints) {
    UnionPayConfig config = config(endpoints);
    return new Proof(config, config.keys);
  }

  private static UnionPayConfig config(UnionPayEndpoints endpoints) {
    return UnionPayConfig.builder()
        .merId(Published.MER_ID)
        .signer(message -> new byte[0], Published.merchantOf(endpoints))
        .endpoints(endpoints)
        .clock(Clock.fixed(Published.THEN, ZoneOffset.UTC))
        .build();
  }
}
