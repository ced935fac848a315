// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The shop's page and its words")
class PagesTest {

  static final List<String> LANGUAGES = Pages.LANGUAGES;

  private static final Path FILES = Path.of("src", "main", "resources", "shop");
  private static final Pattern KEY = Pattern.compile("\\bt\\(\\s*\"([^\"]+)\"");
  private static final Pattern HOLE = Pattern.compile("\\{[A-Za-z]+}");

  @Test
  void everyLanguageHasTheSameKeysInTheSameOrder() {
    List<String> english = List.copyOf(Pages.texts("en").keySet());

    assertThat(english).hasSizeGreaterThan(150);
    for (String language : LANGUAGES) {
      assertThat(Pages.texts(language).keySet()).as(language).containsExactlyElementsOf(english);
    }
  }

  @Test
  void everyLanguageFillsInTheSameThings() {
    Map<String, String> english = Pages.texts("en");
    for (String language : LANGUAGES) {
      Pages.texts(language)
          .forEach(
              (key, text) ->
                  assertThat(holes(text))
                      .as(language + " " + key)
                      .containsExactlyInAnyOrderElementsOf(holes(english.get(key))));
    }
  }

  @Test
  void noTextIsEmptyOrLeftInAnotherLanguage() {
    Map<String, String> english = Pages.texts("en");
    List<String> same = new ArrayList<>();
    Pages.texts("zh-CN")
        .forEach(
            (key, text) -> {
              assertThat(text).as(key).isNotBlank();
              if (text.equals(english.get(key))) {
                same.add(key);
              }
            });
    assertThat(same).isEmpty();
  }

  @Test
  void everyWordThatTheScriptsAskForIsThere() throws IOException {
    try (Stream<Path> scripts = Files.list(FILES.resolve("js"))) {
      for (Path script : scripts.toList()) {
        Matcher asked = KEY.matcher(Files.readString(script));
        while (asked.find()) {
          assertThat(Pages.texts("en")).as(script.toString()).containsKey(asked.group(1));
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void thePageIsInItsLanguageAndHasNoHoles(String language) {
    String page = Pages.ofTheShop().in(language).orElseThrow();

    assertThat(page)
        .contains("<html lang=\"" + language + "\">")
        .contains(Pages.texts(language).get("shop.choose-tea"))
        .doesNotContain("{{");
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void nothingInThePageIsInlineOrFromElsewhere(String language) {
    String page = Pages.ofTheShop().in(language).orElseThrow();

    assertThat(page).doesNotContain("style=", "<style", "onclick", "http://", "https://");
    assertThat(page).doesNotContainPattern("<script(?! type=\"module\" src=\"/js/)");
  }

  @Test
  void theCodeThatIsShownIsTheCodeThatRuns() throws IOException {
    String shown = Snippet.ofSources("Checkout").get("charge-once");
    String source =
        Files.readString(Path.of("src/main/java/io/countersign/examples/servlet/Checkout.java"));

    assertThat(shown.lines().toList()).hasSizeBetween(10, 20);
    assertThat(shown).startsWith("// ").contains("client.create(request)");
    for (String line : shown.lines().toList()) {
      assertThat(source).contains(line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'de, zh-TW, en', zh-TW",
    "'zh-HK', zh-TW",
    "'zh-Hant-CN', zh-TW",
    "'zh-Hans-TW', zh-CN",
    "'zh', zh-CN",
    "'zh-SG', zh-CN",
    "'en-GB, zh', en",
    "'fr, de', en"
  })
  void theLanguageIsWhatTheReaderLikesBest(String liked, String chosen) {
    List<Locale> locales = Stream.of(liked.split(", ")).map(Locale::forLanguageTag).toList();

    assertThat(Pages.languageFor(locales)).isEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page.html",
        "source/Checkout.java",
        "js/../page.html",
        "js/%2e%2e/page.html",
        "../shop/page.html",
        "js/main.js/",
        "js",
        ""
      })
  void onlyTheFilesOfThePageAreGivenAway(String path) {
    assertThat(Pages.file(path)).isEmpty();
  }

  @Test
  void theFilesOfThePageAreGiven() {
    assertThat(new String(Pages.file("js/main.js").orElseThrow(), StandardCharsets.UTF_8))
        .contains("openShop");
  }

  private static List<String> holes(String text) {
    return HOLE.matcher(text).results().map(found -> found.group()).toList();
  }
}
