// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(JsonFormatException.class)
        .isThrownBy(() -> JsonText.object(bytes))
        .withNoCause()
        .withMessageNotContaining("canary");
  }

  @Test
  void anotherBoundBindsAndNeverRaisesTheLargest() throws JsonFormatException {
    byte[] ten = "{\"a\":1234}".getBytes(StandardCharsets.UTF_8);

    assertThat(JsonText.object(ten, 10)).containsEntry("a", 1234L);
    assertThatThrownBy(() -> JsonText.object(ten, 9)).isInstanceOf(JsonFormatException.class);
    byte[] large = ("{\"a\":\"" + "b".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonText.object(large, Integer.MAX_VALUE))
        .hasMessageContaining("larger than 2097152 bytes");
  }

  @Test
  void anObjectIsReadInReceivedOrder() throws JsonFormatException {
    Map<String, ?> tree =
        JsonText.object(
            utf8(
                "{\"z\":1,\"a\":{\"list\":[1,\"two\",3.50,true,{}],\"text\":\"\\u4e2d 🍵\"},"
                    + "\"big\":123456789012345678901234567890}"));

    assertThat(tree.keySet()).containsExactly("z", "a", "big");
    assertThat(tree.get("z")).isEqualTo(1L);
    assertThat(tree.get("big")).isEqualTo(new BigDecimal("123456789012345678901234567890"));
    assertThat(tree.get("a"))
        .isEqualTo(
            Map.of(
                "list",
                List.of(1L, "two", new BigDecimal("3.50"), true, Map.of()),
                "text",
                "中 🍵"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "7",
        "\"canary\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{\"canary\"}",
        "{\"canary\":}",
        "{\"canary\":1,}",
        "{\"a\":1 \"canary\":2}",
        "{\"a\":canary}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":\"canary\n\"}",
        "{\"a\":\"\\x\"}",
        "{/*canary*/\"a\":1}",
        "{}{}",
        "{} canary",
        "{},",
        "{}\u0000",
        "{\"a\":[1,2}",
        "{\"a\":[1",
        "{\"a\":\"canary",
        "<html>canary</html>",
        "code=SUCCESS"
      })
  void whatIsNotOneObjectIsRefusedWithoutShowingIt(String text) {
    assertRefused(utf8(text));
  }

  @Test
  void aNameThatStandsTwiceIsRefused() {
    assertRefused(utf8("{\"a\":1,\"b\":2,\"a\":1}"));
    assertRefused(utf8("{\"a\":{\"x\":1,\"\\u0078\":2}}"));
    assertRefused(utf8("{\"a\":null,\"a\":1}"));
    assertRefused(utf8("{\"a\":1,\"a\":null}"));
    assertRefused(utf8("{\"a\":[{\"x\":1,\"x\":1}]}"));
  }

  @Test
  void depthIsBounded() throws JsonFormatException {
    assertThat(JsonText.object(utf8("{\"a\":".repeat(31) + "{}" + "}".repeat(31)))).isNotEmpty();
    assertRefused(utf8("{\"a\":".repeat(32) + "{}" + "}".repeat(32)));
    assertRefused(utf8("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)));
    assertRefused(utf8("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"));
    assertRefused(utf8("{\"a\":".repeat(10_000)));
  }

  @Test
  void numbersAreBounded() throws JsonFormatException {
    assertThat(JsonText.object(utf8("{\"a\":" + "9".repeat(64) + "}"))).hasSize(1);
    assertRefused(utf8("{\"a\":" + "9".repeat(65) + "}"));
    assertRefused(utf8("{\"a\":0." + "9".repeat(65) + "}"));
    assertRefused(utf8("{\"a\":" + "9".repeat(1_000_000) + "}"));
    assertRefused(utf8("{\"a\":" + "9".repeat(10_000_000) + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "1e2147483647", "1e99999999999", "1e400"})
  void exponentsAreBounded(String number) {
    assertRefused(utf8("{\"a\":" + number + "}"));
  }

  @Test
  void namesAndSizeAreBounded() throws JsonFormatException {
    assertThat(JsonText.object(utf8("{\"" + "n".repeat(8_192) + "\":1}"))).hasSize(1);
    assertRefused(utf8("{\"" + "n".repeat(8_193) + "\":1}"));
    assertThat(JsonText.object(utf8("{\"a\":\"" + "x".repeat(1024 * 1024 - 8) + "\"}"))).hasSize(1);
    assertRefused(utf8("{\"a\":\"" + "x".repeat(1024 * 1024 - 7) + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"a\":\"\\ud83c x\"}",
        "{\"a\":\"x\\ud83c\"}",
        "{\"\\ud800\":1}",
        "{\"a\":[\"\\ud800\"]}"
      })
  void halfASurrogatePairIsRefused(String text) {
    assertRefused(utf8(text));
  }

  @Test
  void aWholeSurrogatePairIsRead() throws JsonFormatException {
    assertThat(JsonText.object(utf8("{\"a\":\"\\ud83c\\udf75\"}"))).containsEntry("a", "🍵");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertRefused(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'});
    assertRefused(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'});
    assertRefused(
        new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'});
    assertRefused("{\"a\":\"中文\"}".getBytes(java.nio.charset.Charset.forName("GBK")));
  }

  @Test
  void otherEncodingsOfUnicodeAreRefused() {
    for (String charset : new String[] {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"}) {
      assertRefused("{\"a\":1}".getBytes(java.nio.charset.Charset.forName(charset)));
    }
    assertRefused(utf8("\uFEFF{\"a\":1}"));
  }

  @Test
  void randomBytesThrowNothingElse() {
    Random chance = new Random(11);
    byte[] model = utf8("{\"amount\":{\"total\":100,\"x\":[1,2.5,\"\\u4e2d\",null]},\"b\":true}");
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = model.clone();
      for (int i = chance.nextInt(4); i >= 0; i--) {
        bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt(256);
      }
      if (chance.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, chance.nextInt(bytes.length));
      }
      try {
        JsonText.fields(bytes).text("amount/total");
        read++;
      } catch (JsonFormatException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void whatIsWrittenIsReadAgain() throws JsonFormatException {
    byte[] json =
        utf8(
            "{\"text\":\"\\\"quoted\\\" \\\\ \\n 中 🍵 </script>\",\"n\":[1,2.50,true,false,{}],"
                + "\"deep\":{\"x\":-9223372036854775808}}");
    Map<String, ?> tree = JsonText.object(json);

    assertThat(JsonText.object(utf8(JsonText.write(tree)))).isEqualTo(tree);
    assertThat(JsonText.write(tree)).contains("2.50").doesNotContain(" :", "E");
  }

  @Test
  void theReceivedTextIsKept() throws JsonFormatException {
    assertThat(JsonText.fields(utf8("{ \"a\" : 1.0 }")).json()).isEqualTo("{ \"a\" : 1.0 }");
  }
}
