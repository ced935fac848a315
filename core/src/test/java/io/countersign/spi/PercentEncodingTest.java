// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentEncodingTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "abcXYZ019-._~, abcXYZ019-._~",
        "a b, a%20b",
        "a+b, a%2Bb",
        "|*@, %7C%2A%40",
        "'!(), %27%21%28%29",
        "/?#&=, %2F%3F%23%26%3D",
        "%41, %2541",
        "中, %E4%B8%AD",
        "🍵, %F0%9F%8D%B5"
      })
  void onlyUnreservedCharactersStay(String text, String encoded) {
    assertThat(PercentEncoding.encode(text)).isEqualTo(encoded);
  }

  @Test
  void everyCharacterComesBack() {
    for (int c = 0; c < 0x3000; c++) {
      String text = Character.toString(c);
      String encoded = PercentEncoding.encode(text);

      assertThat(encoded).matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})+");
      assertThat(
              java.net.URLDecoder.decode(
                  encoded.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(text);
    }
  }
}
