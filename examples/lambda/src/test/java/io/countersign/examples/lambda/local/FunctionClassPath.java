// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an instance of the shop's functions has on its class path: what is deployed, the runtime
 * client that AWS adds, and these tests' few handlers. The sandbox and the test tools stay outside.
 */
public final class FunctionClassPath {

  /** Beginnings of jar names and folders of modules that only tests have. */
  private static final Pattern ONLY_FOR_TESTS =
      Pattern.compile(
          ".*[/\\\\](sandbox[/\\\\]target[/\\\\].*|core[/\\\\]target[/\\\\].*test.*|"
              + "(junit|opentest4j|apiguardian|assertj|byte-buddy|surefire|jspecify|"
              + "jackson-(databind|annotations)|bcprov|bcpkix|bcutil|countersign-sandbox)[^/\\\\]*)");

  private static final Pattern RUNTIME =
      Pattern.compile(".*[/\\\\](aws-lambda-java-|utils-lite-)[^/\\\\]*[.]jar");

  private FunctionClassPath() {}

  static String text() {
    return String.join(File.pathSeparator, entries());
  }

  /** The runtime client alone, with the class that starts it. */
  public static String runtimeOnly() {
    List<String> entries = new ArrayList<>();
    for (String entry : entries()) {
      if (RUNTIME.matcher(entry).matches()) {
        entries.add(entry);
      }
    }
    entries.add(ChildJvm.ownClasses());
    return String.join(File.pathSeparator, entries);
  }

  /** Folders and jars. */
  public static List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.isEmpty() && !ONLY_FOR_TESTS.matcher(entry).matches()) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
