// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shop's files out of its class path, and its page in each language. */
final class Pages {

  /** The languages, the one for everybody else first. */
  static final List<String> LANGUAGES = List.of("en", "zh-CN", "zh-TW");

  private static final String FOLDER = "/shop/";
  private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z.]+):?([A-Za-z0-9.-]*)}}");
  private static final Pattern FILE =
      Pattern.compile("(css|js|texts|pictures)/[A-Za-z0-9-]+\\.(css|js|json|svg)");

  private final Map<String, String> pages = new LinkedHashMap<>();

  private Pages() {}

  /** The shop's own, read and filled in once. */
  static Pages ofTheShop() {
    Pages made = new Pages();
    String template = text("page.html");
    Map<String, String> code = Snippet.ofSources("Checkout", "FollowUps");
    for (String language : LANGUAGES) {
      Map<String, String> texts = texts(language);
      String page =
          HOLE.matcher(template)
              .replaceAll(
                  hole ->
                      Matcher.quoteReplacement(
                          switch (hole.group(1)) {
                            case "language" -> language;
                            case "code" -> escaped(required(code, hole.group(2)));
                            case "t" -> escaped(required(texts, hole.group(2)));
                            default -> throw new IllegalStateException(hole.group());
                          }));
      made.pages.put(language, page);
    }
    return made;
  }

  /** The page in a language of the list. */
  Optional<String> in(String language) {
    return Optional.ofNullable(pages.get(language));
  }

  /** The language of the list that suits a reader, by what the reader likes best first. */
  static String languageFor(List<Locale> liked) {
    for (Locale locale : liked) {
      if (locale.getLanguage().equals("zh")) {
        boolean traditional =
            locale.getScript().equals("Hant")
                || (locale.getScript().isEmpty()
                    && List.of("TW", "HK", "MO").contains(locale.getCountry()));
        return traditional ? "zh-TW" : "zh-CN";
      }
      if (locale.getLanguage().equals("en")) {
        return "en";
      }
    }
    return LANGUAGES.get(0);
  }

  /** The texts of a language by key. */
  static Map<String, String> texts(String language) {
    try {
      return new ObjectMapper()
          .readValue(
              text("texts/" + language + ".json"),
              new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** A file that anybody may have, by its path under the shop's address. */
  static Optional<byte[]> file(String path) {
    return FILE.matcher(path).matches() ? bytes(path) : Optional.empty();
  }

  private static String text(String path) {
    return new String(
        bytes(path).orElseThrow(() -> new IllegalStateException("no such file: " + path)),
        StandardCharsets.UTF_8);
  }

  private static Optional<byte[]> bytes(String path) {
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String required(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("the page wants " + key + ", and there is none");
    }
    return value;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
