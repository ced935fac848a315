// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The runtime client of AWS, as every instance starts it. */
final class RuntimeClient {

  static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final class Holder {
    private static final String OPTION =
        "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
            + unpacked();
  }

  private RuntimeClient() {}

  /**
   * Where its native part lies: left alone, each instance would unpack it to the same place, over
   * the one that another instance has loaded, which kills that one. And to whom a function speaks
   * that registers for snapshots.
   */
  static List<String> options() {
    return List.of(Holder.OPTION, "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
  }

  private static String unpacked() {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String system = Files.exists(Path.of("/etc/alpine-release")) ? "linux_musl" : "linux";
    String name = "/jni/libaws-lambda-jni." + system + "-" + machine + ".so";
    try (InputStream library = RuntimeClient.class.getResourceAsStream(name)) {
      if (library == null) {
        throw new IllegalStateException("The runtime client runs on Linux only: no " + name);
      }
      Path file = Files.createTempFile("lambda-runtime", ".so");
      file.toFile().deleteOnExit();
      Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
