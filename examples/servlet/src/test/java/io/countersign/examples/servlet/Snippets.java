// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The parts of these sources between {@code // snippet: name} and {@code // end snippet}. */
final class Snippets {

  private static final String BEGIN = "// snippet: ";
  private static final String END = "// end snippet";

  private final Map<String, String> texts = new LinkedHashMap<>();

  private Snippets() {}

  /** Of every source under a folder. */
  static Snippets under(Path folder) {
    Snippets snippets = new Snippets();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Snippets::isSource).sorted().toList()) {
        snippets.read(file);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return snippets;
  }

  /** The texts by name, each without its common indentation. */
  Map<String, String> texts() {
    return texts;
  }

  /** The lines without their common indentation and without blank lines around them. */
  static String bare(List<String> lines) {
    // The last line counts for stripIndent, even a blank one.
    return String.join("\n", lines).stripTrailing().stripIndent().strip();
  }

  /** A build lays copies of some sources beside the classes. */
  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java")
        && Stream.iterate(file, folder -> folder != null, Path::getParent)
            .noneMatch(folder -> folder.endsWith("target"));
  }

  private void read(Path file) throws IOException {
    Optional<String> name = Optional.empty();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String bare = line.strip();
      if (bare.startsWith(BEGIN)) {
        if (name.isPresent()) {
          throw new IllegalStateException(file + ": a snippet begins inside another");
        }
        name = Optional.of(bare.substring(BEGIN.length()));
        lines.clear();
      } else if (bare.equals(END) && name.isPresent()) {
        // A snippet may be given in parts; what stands between them is not shown.
        texts.merge(name.get(), bare(lines), (first, next) -> first + "\n\n" + next);
        name = Optional.empty();
      } else {
        lines.add(line);
      }
    }
    if (name.isPresent()) {
      throw new IllegalStateException(file + ": the snippet does not end: " + name.get());
    }
  }
}
