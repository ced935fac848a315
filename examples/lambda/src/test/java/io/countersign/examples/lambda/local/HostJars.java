// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folders of jars that {@code proof/hosts} fetches for processes of their own. */
final class HostJars {

  private HostJars() {}

  /** One host's jars and ours, as a class path. */
  static String of(String host) {
    Path jars =
        Path.of(System.getProperty("host.jars", "../../proof/hosts"), host, "target", "jars")
            .toAbsolutePath()
            .normalize();
    if (!Files.isDirectory(jars)) {
      throw new IllegalStateException(
          "No jars in " + jars + ": run the build with -Phosts, which fetches them.");
    }
    return jars + "/*" + File.pathSeparator + ChildJvm.ownClasses();
  }
}
