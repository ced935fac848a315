// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the guides say what the code does. */
class GuideTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern VARIABLE = Pattern.compile("UNIONPAY_[A-Z0-9]+(_[A-Z0-9]+)*");

  @ParameterizedTest
  @ValueSource(strings = {"unionpay.md", "unionpay.zh-CN.md"})
  void everyCodeStandsThereWithItsEffect(String guide) throws IOException {
    List<String> expected = new ArrayList<>();
    for (RespCode row : RespCode.rows()) {
      expected.add("| `" + row.code() + "` | " + mark(row.effect()));
    }

    assertThat(codes(guide))
        .extracting(line -> line.substring(0, line.indexOf(" | ", line.indexOf(" | ") + 3)))
        .isEqualTo(expected);
  }

  @Test
  void theEnglishGuideGivesTheRemediesOfTheCode() throws IOException {
    List<String> expected = new ArrayList<>();
    for (RespCode row : RespCode.rows()) {
      expected.add("| `" + row.code() + "` | " + mark(row.effect()) + " | " + row.remedy() + " |");
    }

    assertThat(codes("unionpay.md")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unionpay.md", "unionpay.zh-CN.md"})
  void everyVariableIsExplainedAndNoOther(String guide) throws IOException {
    Path code = Path.of("src/main/java/io/countersign/unionpay/UnionPayEnvironment.java");

    assertThat(variables(Files.readString(DOCS.resolve(guide))))
        .isEqualTo(variables(Files.readString(code)));
  }

  private static Set<String> variables(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group().replaceFirst("_PATH$", ""));
    }
    return names;
  }

  private static List<String> codes(String guide) throws IOException {
    List<String> lines = Files.readAllLines(DOCS.resolve(guide));
    int begins = lines.indexOf("<!-- table: unionpay-codes -->") + 3;
    return lines.subList(begins, lines.indexOf("<!-- end table -->"));
  }

  private static String mark(RespCode.Effect effect) {
    return switch (effect) {
      case NOTHING_HAPPENED -> "R";
      case CONFLICT -> "=";
      case LATER, OPEN -> "?";
    };
  }
}
