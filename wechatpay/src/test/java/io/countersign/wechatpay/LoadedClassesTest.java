// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A customer waits for the cold start of a function. What it costs is counted in loaded classes,
 * because a count is the same on every machine.
 */
class LoadedClassesTest {
  /** Later JDKs load more of their own before a program begins. */
  private static final int MOST_FOR_A_NOTIFICATION =
      Runtime.version().feature() < 21 ? 1_252 : 1_452;

  private static final int MOST_OF_OURS = 160;
  private static final List<String> NEVER_FOR_A_NOTIFICATION =
      List.of(
          "okhttp3.", "okio.", "kotlin.", "com.fasterxml.jackson.databind.", "org.bouncycastle.");
  private static final List<String> NEVER =
      List.of("com.fasterxml.jackson.databind.", "org.bouncycastle.", "okhttp3.", "kotlin.");

  @Test
  void oneNotificationNeedsTheJdkAndJacksonCoreOnly(@TempDir Path folder) throws Exception {
    try (Shop shop = Shop.open()) {
      PaymentRef paid = shop.paidOrder(shop.client());
      SignedNotification notice = shop.notice(paid).signedByPublicKey().signedAt(Instant.now());
      Path body = folder.resolve("body");
      Files.write(body, notice.body());

      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("io.countersign.wechatpay.NotifiedFunction", paid.toString()));
      notice
          .headers()
          .forEach(
              (name, values) -> {
                arguments.add(name);
                arguments.add(values.get(0));
              });

      Run run = run(shop, folder, body, arguments);

      assertThat(run.output).isEqualToNormalizingNewlines("paid\n204\n");
      assertThat(run.loaded(NEVER_FOR_A_NOTIFICATION)).isEmpty();
      assertThat(run.loaded(List.of("io.countersign.", "com.fasterxml.jackson.core.")))
          .hasSizeBetween(50, MOST_OF_OURS);
      assertThat(run.classes.size())
          .describedAs("classes, by package: " + run.byPackage())
          .isBetween(400, MOST_FOR_A_NOTIFICATION);
    }
  }

  @Test
  void signingAnOrderNeedsNoDatabindAndNoBouncyCastle(@TempDir Path folder) throws Exception {
    try (Shop shop = Shop.open()) {
      PaymentRef ref = shop.openOrder(shop.client());
      Path nothing = folder.resolve("nothing");
      Files.createFile(nothing);

      Run run =
          run(
              shop,
              folder,
              nothing,
              List.of("io.countersign.wechatpay.OrderingFunction", ref.toString()));

      assertThat(run.output).contains("signed");
      assertThat(run.loaded(NEVER)).isEmpty();
      assertThat(run.classes).contains("io.countersign.wechatpay.RequestSigning");
    }
  }

  private record Run(String output, Set<String> classes) {
    List<String> loaded(List<String> packages) {
      return classes.stream().filter(name -> packages.stream().anyMatch(name::startsWith)).toList();
    }

    Map<String, Long> byPackage() {
      return classes.stream()
          .collect(
              Collectors.groupingBy(
                  name -> name.substring(0, Math.max(0, name.lastIndexOf('.'))),
                  TreeMap::new,
                  Collectors.counting()));
    }
  }

  private static Run run(Shop shop, Path folder, Path input, List<String> arguments)
      throws Exception {
    Path log = folder.resolve("classes.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-Xlog:class+load=info:file=" + log + "::filecount=0");
    command.add("-cp");
    command.add(classPath());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().putAll(shop.merchant.environment());
    Path output = folder.resolve("output");
    builder.redirectInput(input.toFile()).redirectOutput(output.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).describedAs(text).isZero();
    return new Run(text, classes(log));
  }

  private static Set<String> classes(Path log) throws IOException {
    Set<String> classes = new LinkedHashSet<>();
    for (String line : Files.readAllLines(log)) {
      int source = line.indexOf(" source: ");
      int tags = line.lastIndexOf("] ", source);
      if (source > 0) {
        classes.add(line.substring(tags < 0 ? 0 : tags + 2, source).trim());
      }
    }
    return classes;
  }

  /** What a user's function has on its class path, logging silent; found by where classes are. */
  private static String classPath() throws Exception {
    Set<String> path = new LinkedHashSet<>();
    for (Class<?> here :
        List.of(
            LoadedClassesTest.class,
            WeChatPayClient.class,
            PaymentRef.class,
            Class.forName("com.fasterxml.jackson.core.JsonFactory"),
            Class.forName("com.fasterxml.jackson.databind.ObjectMapper"),
            Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider"),
            Class.forName("okhttp3.OkHttpClient"),
            Class.forName("kotlin.Unit"),
            Class.forName("org.slf4j.Logger"))) {
      path.add(
          Path.of(here.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    // In a module test both folders are one module; its location is that of the main classes.
    path.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, path);
  }
}
