// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers are not encoded at all: what a value is depends on what follows it. */
class AnswerTextTest {

  @Test
  void bracesAndBracketsKeepTheirAmpersands() {
    assertThat(read("a=1&tokenPayData={token=62&trId=9}&b=x==&c=&signature=s"))
        .isEqualTo(
            Map.of(
                "a",
                "1",
                "tokenPayData",
                "{token=62&trId=9}",
                "b",
                "x==",
                "c",
                "",
                "signature",
                "s"));
    assertThat(read("x=[{k=v&m=n}&{k=w}]&y=2&signature=s"))
        .isEqualTo(Map.of("x", "[{k=v&m=n}&{k=w}]", "y", "2", "signature", "s"));
    assertThat(read("respMsg=成功[0000000]&respCode=00"))
        .isEqualTo(Map.of("respMsg", "成功[0000000]", "respCode", "00"));
  }

  @Test
  void valuesAreTakenAsTheyAre() {
    assertThat(read("signature=a+b/c==&m= x &p=%20&l=1\r\n2"))
        .isEqualTo(Map.of("signature", "a+b/c==", "m", " x ", "p", "%20", "l", "1\r\n2"));
  }

  @Test
  void aBraceThatWasCutOffSwallowsNothing() {
    Map<String, String> fields = Map.of("respMsg", "bad {x", "respCode", "00", "signature", "s=");
    assertThat(read("respMsg=bad {x&respCode=00&signature=s=")).isEqualTo(fields);
    assertThat(read("respCode=00&signature=s=&respMsg=bad {x")).isEqualTo(fields);
    assertThat(read("signature=s=&respMsg=bad {x&respCode=00")).isEqualTo(fields);
  }

  @Test
  void whatIsNoSuchTextIsNotRead() {
    for (String odd :
        List.of(
            "",
            "x",
            "=1",
            "&a=1",
            "a=1&a=2",
            "1a=2",
            "a_b=1",
            " a=1",
            "<html>a=b",
            "{\"a\":\"b=c\"}",
            "a".repeat(65) + "=1")) {
      assertThat(AnswerText.fields(odd)).describedAs(odd).isEmpty();
    }
    assertThat(read("m=Tom & Jerry&x={k=v&l=w}&signature=s").keySet())
        .containsExactly("m", "x", "signature");
    assertThat(read("a=1&&b=2&c")).isEqualTo(Map.of("a", "1&", "b", "2&c"));
    assertThat(AnswerText.fields(new byte[] {'a', '=', (byte) 0xff})).isEmpty();
    assertThat(AnswerText.fields("f=1&" + many(200))).isEmpty();
    assertThat(AnswerText.fields(many(200))).isPresent();
  }

  @Test
  @Timeout(20)
  void aTextMadeToBeSlowIsNot() {
    int size = ReceivedMessage.MOST_BYTES - 10;
    long begin = System.nanoTime();
    for (String hostile :
        List.of(
            "a=" + "&".repeat(size),
            "a=" + "&b".repeat(size / 2),
            "a=" + "{".repeat(size),
            "a=" + "[{".repeat(size / 2) + "&b=1",
            "a=" + "&{".repeat(size / 2) + "=",
            "a=" + ("&" + "b".repeat(64)).repeat(size / 65))) {
      AnswerText.fields(hostile.getBytes(StandardCharsets.UTF_8));
      AnswerText.fields("signature=&" + hostile);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
  }

  private static String many(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : "&").append("n").append(i).append("=v");
    }
    return text.toString();
  }

  private static Map<String, String> read(String text) {
    return AnswerText.fields(text.getBytes(StandardCharsets.UTF_8)).orElseThrow().asMap();
  }
}
