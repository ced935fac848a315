// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parts of these sources that the page shows: what stands between {@code // shown: name} and
 * {@code // end shown}. The build puts the sources beside the classes, so what is shown is what
 * runs.
 */
final class Snippet {

  private static final String BEGIN = "// shown: ";
  private static final String END = "// end shown";

  private Snippet() {}

  /** The parts by name, each without its indentation. */
  static Map<String, String> ofSources(String... classes) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String name : classes) {
      read(source(name), parts);
    }
    return parts;
  }

  private static void read(String source, Map<String, String> parts) {
    String name = "";
    StringBuilder lines = new StringBuilder();
    for (String line : source.lines().toList()) {
      String bare = line.strip();
      if (bare.startsWith(BEGIN)) {
        name = bare.substring(BEGIN.length());
        lines.setLength(0);
      } else if (bare.equals(END)) {
        parts.merge(
            name,
            lines.toString().stripTrailing().stripIndent(),
            (first, next) -> first + "\n" + next);
      } else if (!bare.startsWith("// snippet: ") && !bare.equals("// end snippet")) {
        lines.append(line).append('\n');
      }
    }
  }

  private static String source(String name) {
    try (InputStream in = Snippet.class.getResourceAsStream("/shop/source/" + name + ".java")) {
      if (in == null) {
        throw new IllegalStateException("the source of " + name + " is not beside the classes");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
