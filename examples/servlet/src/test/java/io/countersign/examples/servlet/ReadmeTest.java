// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the READMEs and the guides show is code that compiles and runs")
class ReadmeTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Map<String, String> SNIPPETS = Snippets.under(Path.of("..")).texts();

  /** A block of Java in a README or a guide, and the name that stands above it. */
  private record Block(String name, String text) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "README.zh-CN.md",
        "docs/hosts.md",
        "docs/hosts.zh-CN.md",
        "docs/ecpay.zh-TW.md",
        "docs/alipay.md",
        "docs/alipay.zh-CN.md",
        "docs/unionpay.md",
        "docs/unionpay.zh-CN.md"
      })
  void everyBlockOfJavaIsASnippetOfAnExample(String readme) throws IOException {
    List<Block> blocks = blocks(Files.readAllLines(ROOT.resolve(readme)));

    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      assertThat(SNIPPETS)
          .as("%s: a java block needs the line <!-- snippet: name --> above it", readme)
          .containsKey(block.name());
      assertThat(block.text())
          .as("%s: %s", readme, block.name())
          .isEqualTo(SNIPPETS.get(block.name()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void theWholeJobIsShown(String readme) throws IOException {
    assertThat(blocks(Files.readAllLines(ROOT.resolve(readme))))
        .extracting(Block::name)
        .contains("quickstart");
  }

  @ParameterizedTest
  @CsvSource({"README.md, 0", "README.zh-CN.md, 1"})
  void theTableOfWhatIsServedIsWhatTheContractSaw(String readme, int language) throws IOException {
    List<String> table = CapabilityTable.rendered(language);
    if (Boolean.getBoolean("readme.update")) {
      CapabilityTable.show(ROOT.resolve(readme), table);
    }

    assertThat(CapabilityTable.shown(ROOT.resolve(readme)))
        .as("%s; mvn test -Dtest=ReadmeTest -Dreadme.update writes it", readme)
        .isEqualTo(table)
        .hasSizeGreaterThan(2);
  }

  @Test
  void aBlockWithoutANameIsNoticed() {
    assertThat(blocks(List.of("text", "", "```java", "int a;", "```")))
        .containsExactly(new Block("", "int a;"));
  }

  @Test
  void aBlockWithANameIsRead() {
    List<String> lines =
        List.of("  <!-- snippet: one -->", "", "``` Java", "if (a) {", "  b();", "}", "```");

    assertThat(blocks(lines)).containsExactly(new Block("one", "if (a) {\n  b();\n}"));
  }

  @Test
  void aNameIsForOneBlockOnly() {
    List<String> lines =
        List.of("<!-- snippet: a -->", "```java", "1", "```", "```java", "2", "```");

    assertThat(blocks(lines)).containsExactly(new Block("a", "1"), new Block("", "2"));
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    String above = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("```")) {
        boolean java = line.substring(3).strip().toLowerCase(Locale.ROOT).matches("java\\b.*");
        List<String> text = new ArrayList<>();
        for (i++; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {
          text.add(lines.get(i));
        }
        if (java) {
          String name = above.replaceAll("^<!--\\s*snippet:\\s*(\\S+)\\s*-->$", "$1");
          blocks.add(new Block(name.equals(above) ? "" : name, Snippets.bare(text)));
        }
        above = "";
      } else if (!line.isEmpty()) {
        above = line;
      }
    }
    return blocks;
  }
}
