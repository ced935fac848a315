// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real messages, so that this side is not only right in its own eyes. */
@DisplayName("UnionPay's real messages")
class PublishedVectorTest {
  private static final String REQUEST =
      "accessType=0&backUrl=https://yansongda.cn/unipay/notify&bizType=000201&certId=69903319369"
          + "&channelType=07&currencyCode=156&encoding=utf-8"
          + "&frontUrl=https://yansongda.cn/unipay/return&merId=777290058167151"
          + "&orderId=yansongda20220903065448&signMethod=01&txnAmt=1&txnSubType=01"
          + "&txnTime=20220903065448&txnType=01&version=5.1.0";
  private static final String REQUEST_SIGNATURE =
      "CJ0Hh6WC0YldYMi2cIi7rjOvV4IJyzhqgj8KKNeRWZz+2csPVlDcnP1f4YfykVww6NDimsl2zE+oQAm7lH8qiU5f"
          + "8ojVH+P62uMe1yqb2WoNlIM45REg6bhfUPvATgecVplnKIPdFUGdRZ97va+ZVbla75HwtskZnDykmr9rkYaS"
          + "g7PcGuilEwHcb2rV+BNkCi3bi4fYELjYlE1a7Imv/cSLRyXkPS1jzF0HUIUiVA6P98DYh0GbsgqRZqPYsGoc"
          + "FJs9jZoAlu44RygzDKjK/n8iwhHNH61IFaADdGp+uLQsol6kR/DRpF1pZgO7lsuK0YuaL6pfN6dtkJO9prbu"
          + "6Q==";

  private static String resource(String name) throws IOException {
    try (InputStream file = PublishedVectorTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), UTF_8).strip();
    }
  }

  private static X509Certificate certificate(String name) throws Exception {
    return Caller.certificate(resource(name));
  }

  private static Map<String, String> lines(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      fields.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return fields;
  }

  private static Map<String, String> notification() throws IOException {
    Map<String, String> fields = lines(resource("notification.txt"));
    fields.put("signPubKeyCert", resource("unionpay.pem").replace("\n", "\r\n"));
    return fields;
  }

  private static boolean proves(String pem, String version, String text, String signature)
      throws Exception {
    PublicKey key = Caller.certificate(pem).getPublicKey();
    return Proof.rsaProves(key, version, text, UTF_8, signature);
  }

  @Test
  void aRequestIsSignedOverTheDigestInHexadecimal() throws Exception {
    Map<String, String> fields = lines(REQUEST.replace('&', '\n'));
    assertThat(Pairs.signed(fields)).isEqualTo(REQUEST);
    assertThat(Proof.digest("SHA-256", REQUEST.getBytes(UTF_8)))
        .isEqualTo("ed98378474101f21eae704450b15b9495ba5ed4b23afd59e6c9ce2ca9ce9419d");
    String pem = resource("merchant.pem");
    assertThat(proves(pem, Proof.NEW, REQUEST, REQUEST_SIGNATURE)).isTrue();
    assertThat(certificate("merchant.pem").getSerialNumber()).asString().isEqualTo("69903319369");
  }

  @ParameterizedTest
  @CsvSource({
    "txnAmt=1,txnAmt=2",
    "encoding=utf-8,encoding=UTF-8",
    "&version=5.1.0,&version=5.1.0&"
  })
  void anotherRequestIsNotProven(String part, String other) throws Exception {
    String text = REQUEST.replace(part, other);
    assertThat(proves(resource("merchant.pem"), Proof.NEW, text, REQUEST_SIGNATURE)).isFalse();
  }

  @Test
  void anotherVersionIsNotProven() throws Exception {
    String pem = resource("merchant.pem");
    assertThat(proves(pem, Proof.OLD, REQUEST, REQUEST_SIGNATURE)).isFalse();
    assertThat(proves(resource("unionpay.pem"), Proof.NEW, REQUEST, REQUEST_SIGNATURE)).isFalse();
  }

  @Test
  void aRealNotificationIsProvenByItsCertificate() throws Exception {
    Map<String, String> fields = notification();
    String text = Pairs.signed(fields);
    assertThat(Proof.digest("SHA-256", text.getBytes(UTF_8)))
        .isEqualTo("39be34ceac545612fdca7c9bfc765aba9959ab14e840cc111d3ebdd507b0d371");
    String signature = fields.getOrDefault("signature", "");
    assertThat(proves(resource("unionpay.pem"), Proof.NEW, text, signature)).isTrue();

    X509Certificate leaf = certificate("unionpay.pem");
    leaf.verify(certificate("middle.pem").getPublicKey());
    certificate("middle.pem").verify(certificate("root.pem").getPublicKey());
    assertThat(leaf.getSubjectX500Principal().getName()).contains("@" + Issuer.COMPANY + "@");
  }

  @ParameterizedTest
  @ValueSource(strings = {"txnAmt", "orderId", "settleDate", "respCode", "accNo"})
  void aChangedNotificationIsNotProven(String field) throws Exception {
    Map<String, String> fields = notification();
    fields.put(field, fields.get(field) + "2");
    String signature = fields.getOrDefault("signature", "");
    assertThat(proves(resource("unionpay.pem"), Proof.NEW, Pairs.signed(fields), signature))
        .isFalse();
  }

  @Test
  void theCertificatesLineEndsAreSigned() throws Exception {
    Map<String, String> fields = notification();
    fields.computeIfPresent("signPubKeyCert", (name, pem) -> pem.replace("\r\n", "\n"));
    String signature = fields.getOrDefault("signature", "");
    assertThat(proves(resource("unionpay.pem"), Proof.NEW, Pairs.signed(fields), signature))
        .isFalse();
  }

  @Test
  void ourCertificatesLookLikeTheRealOne() throws Exception {
    X509Certificate real = certificate("unionpay.pem");
    try (Caller caller = new Caller()) {
      X509Certificate ours = Caller.certificate(caller.merchant.verifyCertificatePem());
      assertThat(ours.getKeyUsage()).isEqualTo(real.getKeyUsage());
      assertThat(ours.getExtendedKeyUsage()).isEqualTo(real.getExtendedKeyUsage());
      assertThat(ours.getCriticalExtensionOIDs()).isEmpty();
      assertThat(ours.getSigAlgName()).isEqualToIgnoringCase(real.getSigAlgName());
      assertThat(ours.getSubjectX500Principal().getName())
          .contains("CN=041@8310000000083040@" + Issuer.COMPANY + "@00016495");
      assertThat(Pem.wire(real)).isEqualTo(resource("unionpay.pem").replace("\n", "\r\n"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256,'',bda8e705fe9d67022f71e8ca14752abc402368ed142b3bc71837ac9dec99c18e",
    "SM3,'',e3d147d4d1b835a3453c7f900acf8ad4370ebea0e750452a4a02db43c398af81",
    "SHA256,88888888,2c82a5c882de816b7909191ce319fffb401bf6b64b975a9be59d289213729703",
    "SM3,88888888,927634bc246f2621717f780755234907dd7e86ac244519bd31092e48b8e94c3a"
  })
  void aSharedKeyIsDigestedOnItsOwn(SignMethod method, String key, String signature) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("transType", "01");
    fields.put("sysReserved", "{aaa=a&bbb=b}");
    fields.put("merId", "888888888888888");
    fields.put("signMethod", method.code());
    fields.put("version", "5.1.0");
    fields.put("signature", "not among what is signed");
    String text = Pairs.signed(fields);
    assertThat(Proof.keyed(method, key, text, UTF_8)).isEqualTo(signature);
    assertThat(Proof.keyed(method, key + "8", text, UTF_8)).isNotEqualTo(signature);
    assertThat(Proof.keyed(method, key, text + "1", UTF_8)).isNotEqualTo(signature);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA-1,5.0.0,0693df5db0849054e2281ebae4cb94987f796672",
    "SHA-256,5.1.0,5b9536c5babc539ddcaf1672972b196c510b6397e6f5820eee37c8c69e85741d"
  })
  void eachVersionHasItsDigest(String algorithm, String version, String digest) {
    String text =
        "certId=68759663125&merId=888888888888888&signMethod=01&sysReserved={aaa=a&bbb=b}"
            + "&transType=01&version="
            + version;
    assertThat(Proof.digest(algorithm, text.getBytes(UTF_8))).isEqualTo(digest);
    assertThat(new String(Proof.rsaMessage(version, text, UTF_8), UTF_8)).isEqualTo(digest);
  }

  @Test
  void sm3IsTheStandards() {
    assertThat(Proof.digest("SM3", "abc".getBytes(UTF_8)))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  }

  @Test
  void aFormIsReadStrictly() {
    Map<String, String> fields = new LinkedHashMap<>();
    Pairs.read("a=1&tokenPayData=%7Btoken%3D62%26trId%3D9%7D&b=x%3D%3D&c=", UTF_8, fields);
    assertThat(fields)
        .containsEntry("tokenPayData", "{token=62&trId=9}")
        .containsEntry("b", "x==")
        .containsEntry("c", "");
    assertThatThrownBy(() -> Pairs.read("a=1&a=1", UTF_8, new LinkedHashMap<>()))
        .hasMessageContaining("a comes twice");
    assertThatThrownBy(() -> Pairs.read("a", UTF_8, new LinkedHashMap<>()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Pairs.unbraced("{token=62&trId=9&sign=x==}"))
        .containsEntry("token", "62")
        .containsEntry("sign", "x==");
  }

  @Test
  void anAnswerIsReadByItsBraces() {
    assertThat(Caller.parsed("a=1&tokenPayData={token=62&trId=9}&b=x==&c="))
        .containsEntry("tokenPayData", "{token=62&trId=9}")
        .containsEntry("b", "x==")
        .containsEntry("c", "");
    assertThat(Caller.parsed("respMsg=成功[0000000]&respCode=00")).containsEntry("respCode", "00");
    assertThat(Caller.parsed("x=[{k=v&m=n}&{k=w}]&y=2")).hasSize(2);
  }
}
