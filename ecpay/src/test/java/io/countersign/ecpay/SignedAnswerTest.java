// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.FormFields;
import io.countersign.spi.Verdict;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of pairs are read in every way ECPay writes them, and believed only with their value. */
class SignedAnswerTest {
  private static final KeyPair KEYS = Vector.key("K1");
  private static final List<KeyPair> PAIRS = List.of(Vector.key("K2"), KEYS);

  static List<Vector> live() {
    return Vector.all().stream()
        .filter(vector -> vector.fields().has("RtnCode") || vector.fields().has("TradeStatus"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("live")
  void anAnswerIsReadInWhateverWayItIsWritten(Vector vector) {
    for (byte[] body :
        List.of(raw(vector.signed()), percent(vector.signed()), vector.signed().encoded())) {
      SignedAnswer answer = SignedAnswer.of(body, List.of(KEYS, vector.keys()), vector.hash());

      assertThat(answer.failure()).isEmpty();
      assertThat(answer.fields().orElseThrow().asMap()).isEqualTo(vector.signed().asMap());
      assertThat(SignedAnswer.reported(answer.fields().orElseThrow()).text("RtnCode"))
          .isEqualTo(
              vector.fields().has("RtnCode")
                  ? Optional.of(vector.fields().text("RtnCode"))
                  : Optional.empty());
    }
  }

  @Test
  void thereAreLiveAnswers() {
    assertThat(live()).hasSizeGreaterThan(15);
  }

  @Test
  void equalsAndPlusSignsSurvive() {
    FormFields fields =
        new FormFields()
            .put("PaymentURL", "https://x.example/Rule/CVS?PaymentNo=LLL+1=2")
            .put("ItemName", "100% a+b c%2Bd")
            .put("StoreID", "");
    CheckMacValue.sign(fields, KEYS, CheckMacValue.Hash.SHA256);

    for (byte[] body : List.of(raw(fields), percent(fields), fields.encoded())) {
      assertThat(SignedAnswer.of(body, PAIRS).fields().orElseThrow().asMap())
          .isEqualTo(fields.asMap());
    }
  }

  @ParameterizedTest
  @MethodSource("live")
  void anAnswerWithOneCharacterChangedIsNotBelieved(Vector vector) {
    String body = new String(raw(vector.signed()), StandardCharsets.UTF_8);
    for (int i = 0; i < body.length(); i++) {
      String changed =
          body.substring(0, i) + (body.charAt(i) == '7' ? '8' : '7') + body.substring(i + 1);
      assertThat(unproven(changed, vector)).describedAs("at " + i).isTrue();
      assertThat(unproven(body.substring(0, i), vector)).describedAs("cut at " + i).isTrue();
    }
    assertThat(unproven(body + "&Extra=1", vector)).isTrue();
    assertThat(unproven(body + "&checkmacvalue=" + vector.value(), vector)).isTrue();
    assertThat(unproven(body + "&CheckMacValue=" + vector.value(), vector)).isTrue();
    assertThat(unproven(body, vector)).isFalse();
  }

  private static boolean unproven(String body, Vector vector) {
    return SignedAnswer.of(
            body.getBytes(StandardCharsets.UTF_8), List.of(vector.keys()), vector.hash())
        .fields()
        .isEmpty();
  }

  @Test
  void whatFailedIsSaid() {
    FormFields fields = new FormFields().put("RtnCode", "1").put("RtnMsg", "好");
    assertThat(failure(fields.encoded())).contains("no CheckMacValue");
    CheckMacValue.sign(fields, Vector.key("K3"), CheckMacValue.Hash.SHA256);
    assertThat(failure(fields.encoded())).contains("fits none of this merchant's key pairs");
    assertThat(failure(new byte[0])).contains("empty");
    assertThat(failure(bytes(" \r\n"))).contains("empty");
    assertThat(failure(bytes("a=1&a=2"))).contains("cannot be read");
    assertThat(failure("訂單=好".getBytes(Charset.forName("GBK")))).contains("cannot be read");
    assertThat(failure(new byte[1 << 20])).contains("too long");
    assertThat(failure(bytes("<html>Oops"))).isEqualTo("the answer is a page, not pairs");
    assertThat(failure(bytes("\n<!DOCTYPE html><b>10200073</b> 2007007 <i>secret</i>")))
        .contains("10200073", "CheckMacValue is wrong", "HashKey")
        .doesNotContain("secret");
  }

  @Test
  void valuesOfAnotherHashProveNothing() {
    FormFields fields = new FormFields().put("RtnCode", "1");
    CheckMacValue.sign(fields, KEYS, CheckMacValue.Hash.MD5);

    assertThat(SignedAnswer.of(fields.encoded(), PAIRS).fields()).isEmpty();
    assertThat(SignedAnswer.of(fields.encoded(), PAIRS, CheckMacValue.Hash.MD5).fields())
        .isPresent();
  }

  @Test
  void noBytesAreTooOdd() {
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      byte[] odd = new byte[random.nextInt(300)];
      random.nextBytes(odd);
      if (i % 2 == 0) {
        for (int k = 0; k < odd.length; k++) {
          odd[k] = (byte) "=&%+a0|<CheckMacValue".charAt(Math.floorMod(odd[k], 21));
        }
      }
      assertThat(SignedAnswer.of(odd, PAIRS).fields()).isEmpty();
      assertThat(SignedAnswer.of(odd, PAIRS).failure()).isNotBlank();
      SignedAnswer unsigned = SignedAnswer.unsigned(odd);
      assertThat(unsigned.fields().isEmpty()).isEqualTo(!unsigned.failure().isEmpty());
    }
  }

  @Test
  void answersThatAreNeverSignedAreReadAsTheyStand() {
    assertThat(unsigned("MerchantID=1&RtnCode=1&RtnMsg=a+b=c").asMap())
        .isEqualTo(Map.of("MerchantID", "1", "RtnCode", "1", "RtnMsg", "a+b=c"));
    assertThat(unsigned("1|OK").asMap()).isEqualTo(Map.of("RtnCode", "1", "RtnMsg", "OK"));
    assertThat(unsigned("0|找不到&加密金鑰=").asMap())
        .isEqualTo(Map.of("RtnCode", "0", "RtnMsg", "找不到&加密金鑰="));
    assertThat(unsigned("0|").asMap()).isEqualTo(Map.of("RtnCode", "0", "RtnMsg", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "<html>1|OK", "1|", "&", "=1", "a=1&a=2", "a=1&&b=2"})
  void whatIsNoAnswerIsNotRead(String body) {
    SignedAnswer answer = SignedAnswer.unsigned(bytes(body));

    assertThat(answer.fields()).isEmpty();
    assertThat(answer.failure()).isNotBlank();
    Verdict<String> verdict = answer.verdict(fields -> Verdict.accepted("read"));
    assertThat(verdict).isInstanceOf(Verdict.Open.class);
  }

  private static FormFields unsigned(String body) {
    return SignedAnswer.unsigned(bytes(body)).fields().orElseThrow();
  }

  private static String failure(byte[] body) {
    SignedAnswer answer = SignedAnswer.of(body, PAIRS);
    assertThat(answer.fields()).isEmpty();
    return answer.failure();
  }

  private static byte[] raw(FormFields fields) {
    return pairs(fields, text -> text);
  }

  /** Escaped, but a plus sign is left as it is. */
  private static byte[] percent(FormFields fields) {
    return pairs(fields, text -> SealedData.encoded(text).replace("+", "%20").replace("%2B", "+"));
  }

  private static byte[] pairs(FormFields fields, UnaryOperator<String> writing) {
    StringJoiner body = new StringJoiner("&");
    fields.asMap().forEach((name, value) -> body.add(name + "=" + writing.apply(value)));
    return bytes(body.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
