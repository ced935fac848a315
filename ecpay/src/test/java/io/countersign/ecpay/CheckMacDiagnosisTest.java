// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.ReceivedRequest;
import io.countersign.ecpay.CheckMacValue.Hash;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each usual mistake is named, and nothing that is secret or personal. */
class CheckMacDiagnosisTest {
  private static final KeyPair PREVIOUS = Vector.pair("previousKey12345", "previousIv123456");
  private static final EcpayConfig CONFIG =
      EcpayConfig.builder()
          .merchantId("3002607")
          .keys(Vector.key("K1").hashKey(), Vector.key("K1").hashIv())
          .previousKeys(PREVIOUS.hashKey(), PREVIOUS.hashIv())
          .invoiceKeys("2000132", Vector.key("K3").hashKey(), Vector.key("K3").hashIv())
          .logisticsKeys("2000933", Vector.key("K4").hashKey(), Vector.key("K4").hashIv())
          .build();

  private static FormFields form() {
    return new FormFields()
        .put("MerchantID", "3002607")
        .put("ItemName", "Tom's <b>Tea</b> & ~100% (hot)! a+b")
        .put("Phone", " 0912345678 ")
        .put("ClientBackURL", "https://shop.example/?a=1&b=2")
        .put("StoreID", "");
  }

  @Test
  void theKeyPairThatSignedIsNamed() {
    assertThat(signed(form(), Vector.key("K1"))).contains("nothing is wrong");
    assertThat(signed(form(), PREVIOUS)).contains("previous pair");
    assertThat(signed(form(), Vector.key("K3"))).contains("for invoices");
    assertThat(signed(form(), Vector.key("K4"))).contains("for logistics");
    assertThat(signed(form(), Vector.pair("EkRm7iFT261dpevs", "pwFHCqoQZGmho4w6")))
        .contains("exchanged");
    assertThat(signed(form(), Vector.key("K5"))).contains("HashKey or HashIV is wrong");
    assertThat(signed(form().put("MerchantID", "3002608"), Vector.key("K5")))
        .contains("another merchant");
    assertThat(signed(form().put("PlatformID", "3002599"), Vector.key("K5"))).contains("platform");
  }

  @Test
  void aValueThatIsMissingCutOrOfMd5IsSaidSo() {
    assertThat(CheckMacDiagnosis.of(form(), CONFIG)).contains("missing");
    assertThat(CheckMacDiagnosis.of(form().put("checkmacvalue", "A"), CONFIG))
        .contains("other letters");
    assertThat(carrying("")).contains("empty");
    assertThat(carrying("ABC")).contains("3 characters", "cut");
    assertThat(carrying(CheckMacValue.of(form(), Vector.key("K1"), Hash.MD5)))
        .contains("made with MD5", "EncryptType=1");
    assertThat(carrying("0".repeat(32))).contains("length of MD5");
    assertThat(carrying("0".repeat(64))).contains("differ");
  }

  @Test
  void anotherEncoderIsNamed() {
    Map<String, UnaryOperator<String>> mistakes =
        Map.of(
            "a blank was hashed as %20", text -> text.replace("+", "%20"),
            "~ was hashed as itself", text -> text.replace("%7e", "~"),
            "an apostrophe was hashed as itself", text -> text.replace("%27", "'"),
            "encodeURIComponent",
                text -> text.replace("+", "%20").replace("%7e", "~").replace("%27", "'"),
            "percent-encoded",
                text -> text.replace("!", "%21").replace("(", "%28").replace(")", "%29"));
    mistakes.forEach(
        (said, mistake) -> {
          String text = CheckMacValue.encoded(CheckMacValue.signedText(form(), Vector.key("K1")));
          assertThat(carrying(CheckMacValue.hashed(mistake.apply(text), Hash.SHA256)))
              .contains(said);
        });
    assertThat(
            CheckMacDiagnosis.of(
                new FormFields()
                    .put("MerchantID", "3002607")
                    .put("ItemName", "My Test Product")
                    .put("TotalAmount", "300")
                    .put(
                        CheckMacValue.FIELD,
                        "13F7A6B69BF856B5203212AC5F3202B6140D8E2B4316A62851712BF2AF7812D0"),
                CONFIG))
        .describedAs("as printed")
        .contains("%20");
  }

  @Test
  void valuesThatChangedOnTheirWayAreSaidSo() {
    assertThat(hashedAs(form().put("Phone", "0912345678"))).contains("blanks around");
    assertThat(hashedAs(form().without("StoreID"))).contains("without a value");
    assertThat(hashedAs(form().without("ClientBackURL")))
        .contains("posted, but not hashed: ClientBackURL");
    FormFields escaped = new FormFields().put("ClientBackURL", "https://x.example/?a=1&amp;b=2");
    assertThat(posted(escaped, new FormFields().put("ClientBackURL", "https://x.example/?a=1&b=2")))
        .contains("posted with HTML escapes");
    assertThat(posted(new FormFields().put("A", "a<b"), new FormFields().put("A", "a&lt;b")))
        .contains("hashed with HTML escapes");
    assertThat(posted(new FormFields().put("A", "%E8%8C%B6"), new FormFields().put("A", "茶")))
        .contains("encoded twice");
    assertThat(posted(new FormFields().put("A", "茶 x"), new FormFields().put("A", "%E8%8C%B6+x")))
        .contains("before they were hashed");
    assertThat(posted(new FormFields().put("A", "a b"), new FormFields().put("A", "a+b")))
        .contains("plus sign");
  }

  @Test
  void onTheExplicitRequestTheHashedTextIsShownWithoutKeys() {
    FormFields form = form();
    CheckMacValue.sign(form, Vector.key("K3"), Hash.SHA256);
    EcpayClient client = EcpayClient.of(CONFIG);

    EcpayCheckMac explained = client.explainCheckMac(received(form.encoded()));

    assertThat(explained.fits()).isFalse();
    assertThat(explained.cause()).contains("for invoices").isEqualTo(explained.toString());
    assertThat(explained.signedText())
        .startsWith("HashKey=***&ClientBackURL=https://shop.example/?a=1&b=2&ItemName=Tom's <b>")
        .endsWith("&StoreID=&HashIV=***");
    assertThat(explained.encodedText())
        .startsWith("hashkey%3d***%26clientbackurl%3dhttps%3a%2f%2f")
        .contains("%27s+%3cb%3etea");
    for (String text : List.of(explained.signedText(), explained.encodedText())) {
      assertThat(text.toLowerCase(Locale.ROOT))
          .doesNotContain("pwfhcqoqzgmho4w6", "ejck326unazwkisg");
    }
    assertThat(explained.cause()).doesNotContain("0912345678");
    CheckMacValue.sign(form, Vector.key("K1"), Hash.SHA256);
    assertThat(client.explainCheckMac(received(form.encoded())).fits()).isTrue();
  }

  @Test
  void whatIsNoFormIsRefused() {
    EcpayClient client = EcpayClient.of(CONFIG);
    for (String body : List.of("a=1&a=2", "a=%zz", "=")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () -> client.explainCheckMac(received(body.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Test
  void namesFromOutsideAreNotRepeated() {
    FormFields form = form().put("<script>\n", "1");
    assertThat(posted(form, form())).contains("not hashed").doesNotContain("script");
  }

  private static String signed(FormFields form, KeyPair keys) {
    CheckMacValue.sign(form, keys, Hash.SHA256);
    return CheckMacDiagnosis.of(form, CONFIG);
  }

  private static String hashedAs(FormFields other) {
    return posted(form(), other);
  }

  private static String posted(FormFields posted, FormFields hashed) {
    posted.put(CheckMacValue.FIELD, CheckMacValue.of(hashed, Vector.key("K1"), Hash.SHA256));
    return CheckMacDiagnosis.of(posted, CONFIG);
  }

  private static String carrying(String value) {
    return CheckMacDiagnosis.of(form().put(CheckMacValue.FIELD, value), CONFIG);
  }

  private static ReceivedRequest received(byte[] body) {
    return ReceivedRequest.of(Map.of(), body, Instant.EPOCH);
  }
}
