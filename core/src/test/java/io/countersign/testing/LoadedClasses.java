// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a function of a cloud printed in a JVM of its own, and the classes that it loaded: a count
 * is the same on every machine.
 *
 * @param output what it printed
 * @param names the classes
 */
public record LoadedClasses(String output, List<String> names) {

  /**
   * Runs one.
   *
   * @param main its main class, one of the tests' own
   * @param argument its only argument
   * @param environment more variables
   * @param input what it reads
   * @param folder for files
   * @param jars one class of each jar that it may use, found on this test's class path
   */
  public static LoadedClasses of(
      Class<?> main,
      String argument,
      Map<String, String> environment,
      byte[] input,
      Path folder,
      List<String> jars)
      throws Exception {
    Path body = folder.resolve("body");
    Files.write(body, input);
    Path log = folder.resolve("classes");
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load=info:file=" + log + ":tags:filecount=0",
            "-cp",
            classPath(main, jars),
            main.getName(),
            argument);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().putAll(environment);
    Process function =
        builder
            .redirectInput(body.toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true)
            .start();
    if (!function.waitFor(60, TimeUnit.SECONDS)) {
      function.destroyForcibly();
      throw new AssertionError("it did not end");
    }
    return new LoadedClasses(Files.readString(output), names(log));
  }

  /** Those whose names begin so. */
  public List<String> of(String... beginnings) {
    return names.stream().filter(name -> Stream.of(beginnings).anyMatch(name::startsWith)).toList();
  }

  /** How many there are, by package. */
  public Map<String, Long> byPackage() {
    return names.stream()
        .collect(
            Collectors.groupingBy(
                name -> name.replaceAll("\\.[^.]*$", ""), TreeMap::new, Collectors.counting()));
  }

  /** Lines such as {@code [class,load] java.lang.Object source: jrt:/java.base}. */
  private static List<String> names(Path log) throws Exception {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      int source = line.indexOf(" source:");
      if (source > 0) {
        names.add(line.substring(line.indexOf(']') + 1, source).trim());
      }
    }
    return List.copyOf(names);
  }

  private static String classPath(Class<?> main, List<String> jars) throws Exception {
    List<String> path = new ArrayList<>();
    for (String name : jars) {
      path.add(place(Class.forName(name)));
    }
    path.add(place(main));
    // In a module test both folders are one module, whose place is that of the main classes.
    path.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, path);
  }

  private static String place(Class<?> type) throws URISyntaxException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Path.of(source.getLocation().toURI()).toString();
  }
}
