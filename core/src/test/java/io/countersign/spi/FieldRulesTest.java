// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("changes the JVM's locale")
class FieldRulesTest {

  @Test
  void oneHundredTwentySevenChineseCharactersFit() {
    String text = "茶".repeat(127);

    assertThat(FieldRules.text("description", text, 1, 127)).isEqualTo(text);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.text("description", text + "茶", 1, 127))
        .withMessageContaining("1 to 127 characters, not 128");
  }

  @Test
  void anEmojiIsOneCharacter() {
    assertThat(FieldRules.text("description", "🍵".repeat(127), 1, 127)).hasSize(254);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.text("description", "🍵".repeat(128), 1, 127));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tea \ud83c",
        "\udf75 tea",
        "a\ud83cb",
        "\udf75\ud83c",
        "a\u0000",
        "a\nb",
        "a\tb",
        "\u007f",
        "\u0085"
      })
  void halfAnEmojiAndControlCharactersAreRefused(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.text("description", text, 0, 100))
        .withMessageContaining("position");
  }

  @Test
  void tooShortIsRefused() {
    assertThat(FieldRules.text("attachment", "", 0, 1)).isEmpty();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.text("description", "", 1, 127));
  }

  @Test
  void aTokenIsAsciiAndTheGivenOthers() {
    assertThat(FieldRules.token("number", "aZ09_-|*@", 6, 32, "_-|*@")).isEqualTo("aZ09_-|*@");
    for (String wrong : new String[] {"a b", "aé", "a.b", "٣٤", "ａｂ", "a\u0131", "İ"}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> FieldRules.token("number", wrong, 1, 32, "_-|*@"));
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.token("number", "12345", 6, 32, ""));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.token("number", "1".repeat(33), 6, 32, ""));
  }

  @Test
  void aTurkishLocaleChangesNothing() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(FieldRules.token("number", "IiTITLEtitle", 1, 32, "")).isEqualTo("IiTITLEtitle");
      assertThat(FieldRules.notifyUrl("notify URL", URI.create("https://SHOP.example/I"), 255))
          .isEqualTo("https://SHOP.example/I");
      assertThat(
              io.countersign.http.Headers.builder()
                  .add("WECHATPAY-SIGNATURE", "x")
                  .build()
                  .single("wechatpay-signature"))
          .contains("x");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/notify",
        "https://shop.example:8443/notify",
        "http://127.0.0.1:8080/notify",
        "http://localhost/notify"
      })
  void anAddressThatAProviderCanPostToIsTaken(String address) {
    assertThat(FieldRules.notifyUrl("notify URL", URI.create(address), 255)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/notify",
        "http://127.0.0.1.evil.com/notify",
        "http://127.evil.com/notify",
        "http://localhost.evil.com/notify",
        "https://shop.example/notify?order=1",
        "https://shop.example/notify#top",
        "https://user:password@shop.example/notify",
        "/notify",
        "shop.example/notify",
        "ftp://shop.example/notify",
        "https:///notify"
      })
  void anAddressThatIsNotIsRefused(String address) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.notifyUrl("notify URL", URI.create(address), 255))
        .withMessageNotContaining("password@");
  }

  @Test
  void anAddressThatIsTooLongIsRefused() {
    URI address = URI.create("https://shop.example/" + "n".repeat(300));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FieldRules.notifyUrl("notify URL", address, 255))
        .withMessageContaining("255");
  }

  @Test
  void anAddressMayHaveAQueryWhereTheProviderAllowsIt() {
    assertThat(FieldRules.address("return URL", URI.create("https://shop.example/r?a=1"), 200))
        .isEqualTo("https://shop.example/r?a=1");
    for (String refused :
        List.of("https://shop.example/#x", "http://shop.example/", "https://a@shop.example/")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> FieldRules.address("return URL", URI.create(refused), 200))
          .withMessageContaining("return URL");
    }
  }
}
