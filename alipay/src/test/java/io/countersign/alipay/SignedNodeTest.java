// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Pem;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.Signals;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is believed of an answer is exactly what its signature covers, however it is written. */
class SignedNodeTest {
  private static final String NODE = "alipay_trade_query_response";
  private static final Call CALL = Call.of("alipay.trade.query", Map.of("out_trade_no", "A1"));

  private final Shop shop = Shop.open();
  private final SigningKey alipay =
      KeyFamily.of(SignType.RSA2, null)
          .privateKey(Pem.text(shop.merchant.alipayPrivateKeyPem()), "Alipay's key");

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void anAnswerIsReadOverExactlyWhatWasSigned() {
    String content = "{\"code\":\"10000\",\"a\":\"}\\\"{\\\\\",\"b\":{\"c\":[\"}\"]}}";

    Reading reading = read(answer(content));

    assertThat(reading.kind()).isEqualTo(Reading.Kind.SUCCESS);
    assertThat(reading.evidence()).isPresent();
    assertThat(reading.fields().text("a")).hasValue("}\"{\\");
    assertThat(reading.fields().json()).isEqualTo(content);
  }

  @Test
  void membersMayStandInAnyOrderWithBlanksBetween() {
    String content = "{ \"code\" : \"10000\" }";
    String body =
        "\n { \"sign\" :\t\"" + sign(content) + "\" ,\"" + NODE + "\": " + content + "\r\n}";

    assertThat(read(body).kind()).isEqualTo(Reading.Kind.SUCCESS);
  }

  @Test
  void membersThatNobodyKnowsYetDoNotHideTheAnswer() {
    String content = "{\"code\":\"10000\"}";
    for (String unknown :
        new String[] {"1", "-2.5e3 ", "true", "null", "[1,{\"a\":[\"]\"]}]", "{}", "\"text\""}) {
      String body = "{\"unknown\":" + unknown + "," + answer(content).substring(1);

      assertThat(read(body).kind()).as(unknown).isEqualTo(Reading.Kind.SUCCESS);
      assertThat(read(body).evidence()).as(unknown).isPresent();
    }
  }

  @Test
  void slashesThatWereSignedBareAreReadBare() {
    String received = "{\"code\":\"10000\",\"url\":\"https:\\/\\/a.example\\/\"}";
    String bare = received.replace("\\/", "/");

    assertThat(read(answer(received, sign(received))).fields().json()).isEqualTo(received);
    Reading reading = read(answer(received, sign(bare)));
    assertThat(reading.kind()).isEqualTo(Reading.Kind.SUCCESS);
    assertThat(reading.fields().json()).isEqualTo(bare);
  }

  @Test
  void aBackslashBeforeAnEscapedSlashCannotSmuggleAnotherText() {
    // Received, this is one string; what was signed are two members.
    String signed = "{\"a\":\"\\/\",\"code\":\"10000\"}";
    String received = "{\"a\":\"\\\\/\",\"code\":\"10000\"}";
    assertThat(received.replace("\\/", "/")).isEqualTo(signed);

    Reading reading = read(answer(received, sign(signed)));

    assertThat(reading.fields().json()).isEqualTo(signed);
    assertThat(reading.fields().text("a")).hasValue("/");
  }

  @Test
  void whatIsNotOneProvenAnswerSaysNothing() {
    String content = "{\"code\":\"10000\"}";
    String other = "{\"code\":\"10000\",\"trade_status\":\"TRADE_SUCCESS\"}";
    String sign = sign(content);
    String good = answer(content);
    assertThat(read(good).kind()).isEqualTo(Reading.Kind.SUCCESS);
    String[] bodies = {
      "",
      " ",
      "null",
      "[]",
      "[" + good + "]",
      "\"" + NODE + "\"",
      "{}",
      "{\"code\":null}",
      "<html>系统繁忙</html>",
      good + good,
      good + "x",
      good + "\0",
      "\uFEFF" + good,
      good.substring(0, good.length() - 1),
      good.substring(0, good.length() / 2),
      good.substring(1),
      good.replace(content, "{\"code\":\"10000\""),
      good.replace("10000", "10000 "),
      good.replace(content, content + "}"),
      good.replace(content, other),
      good.replace(content, "[" + content + "]"),
      good.replace(content, "10000"),
      good.replace(content, ""),
      good.replace(content, "true"),
      good.replace(content, "null"),
      good.replace(content, "\"" + content.replace("\"", "\\\"") + "\""),
      good.replace("\"sign\"", "\"Sign\""),
      good.replace(sign, " " + sign),
      good.replace(sign, sign + "\\n"),
      good.replace(sign, "A".repeat(344)),
      good.replace(sign, ""),
      good.replace(sign, "\\u0000"),
      good.replace("\"" + sign + "\"", "null"),
      good.replace("\"" + sign + "\"", "{\"sign\":\"" + sign + "\"}"),
      "{\"" + NODE + "\":" + other + "," + good.substring(1),
      good.substring(0, good.length() - 1) + ",\"" + NODE + "\":" + other + "}",
      good.substring(0, good.length() - 1) + ",\"error_response\":" + other + "}",
      good.substring(0, good.length() - 1) + ",\"sign\":\"" + sign + "\"}",
      good.replace(NODE, "alipay_trade_pay_response"),
      good.replace(NODE, "x" + NODE),
      good.replace(NODE, NODE.replace("a", "\\u0061")),
      // The signed text inside a string of another member.
      "{\"x\":\""
          + good.replace("\"", "\\\"")
          + "\",\""
          + NODE
          + "\":"
          + other
          + ",\"sign\":\""
          + sign
          + "\"}",
      "{\"x\":{" + good.substring(1) + ",\"" + NODE + "\":" + other + ",\"sign\":\"" + sign + "\"}",
      "{\"" + NODE + "\":" + other + ",\"x\":" + content + ",\"sign\":\"" + sign + "\"}",
      good.replace(":{", ":{{"),
      "{".repeat(10_000) + "}".repeat(10_000),
      "{\"" + NODE + "\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}",
      "{\"" + NODE + "\":\"" + "\\".repeat(100_001),
      good.replace("}", " ".repeat(2_000_000) + "}"),
    };
    for (String body : bodies) {
      Reading reading = read(body);
      assertThat(reading.kind() == Reading.Kind.NOTHING || reading.evidence().isEmpty())
          .describedAs(body.length() > 300 ? body.substring(0, 300) : body)
          .isTrue();
    }
  }

  @Test
  void provenContentThatCannotBeReadSaysNothing() {
    String[] contents = {
      "{\"code\":\"10000\",\"code\":\"40004\"}",
      "{\"code\":\"10000\",\"n\":" + "9".repeat(100_000) + "}",
      "{\"code\":\"10000\",\"n\":1e999999999}",
      "{\"code\":\"10000\",\"a\":\"\\ud83c\"}",
      "{\"code\":\"10000\",\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
      "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
      "{\"code\":\"10000\",}",
      "{code:10000}",
    };
    for (String content : contents) {
      assertThat(read(answer(content)).kind())
          .describedAs(content.substring(0, Math.min(60, content.length())))
          .isEqualTo(Reading.Kind.NOTHING);
    }
  }

  @Test
  void bytesOfAnotherCharsetSayNothing() {
    String body = answer("{\"code\":\"10000\",\"subject\":\"一杯茶\"}");
    for (String charset : new String[] {"GBK", "UTF-16LE", "UTF-16BE"}) {
      assertThat(read(body.getBytes(Charset.forName(charset))).kind())
          .describedAs(charset)
          .isEqualTo(Reading.Kind.NOTHING);
    }
  }

  @Test
  void anAnswerWithoutASignatureIsAClaim() {
    Reading reading =
        read("{\"" + NODE + "\":{\"code\":\"40004\",\"sub_code\":\"ACQ.TRADE_NOT_EXIST\"}}");

    assertThat(reading.kind()).isEqualTo(Reading.Kind.REFUSAL);
    assertThat(reading.evidence()).isEmpty();
  }

  @Test
  void onlyTenThousandIsASuccess() {
    for (String code : new String[] {"10003", "20000", "40004", "1000", "10000 ", "", "0"}) {
      assertThat(read(answer("{\"code\":\"" + code + "\"}")).kind())
          .describedAs(code)
          .isNotEqualTo(Reading.Kind.SUCCESS);
    }
    assertThat(read(answer("{\"access_token\":\"x\"}")).kind()).isEqualTo(Reading.Kind.REFUSAL);
  }

  @Test
  void aTextInQuotesWithoutAContentKeySaysNothing() {
    assertThat(read(answer("\"ILpoMowjIQjfYMR847rnFQ==\"")).kind()).isEqualTo(Reading.Kind.NOTHING);
  }

  private String answer(String content) {
    return answer(content, sign(content));
  }

  private static String answer(String content, String sign) {
    return "{\"" + NODE + "\":" + content + ",\"sign\":\"" + sign + "\"}";
  }

  private String sign(String content) {
    return Base64.getEncoder()
        .encodeToString(alipay.sign(content.getBytes(StandardCharsets.UTF_8)));
  }

  private Reading read(String body) {
    return read(body.getBytes(StandardCharsets.UTF_8));
  }

  private Reading read(byte[] body) {
    AlipayConfig config = shop.config().clock(Clock.systemUTC()).build();
    return new ClassicWire(
            config,
            new PublicParameters(config, Merchant.of(config), new RequestSigning(config)),
            new Proof(new AlipayKeys(config, new Signals(null))),
            new Random(1))
        .read(CALL, new HttpAnswer(200, Headers.builder().build(), body), Instant.EPOCH);
  }
}
