// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form is proven by the JDK alone, so that a customer waits little for a cold function. */
class LoadedClassesTest {
  /** Measured, with a little room; later JDKs load more of their own before a program begins. */
  private static final int MOST = Runtime.version().feature() < 21 ? 960 : 1_160;

  private static final int MOST_OF_OURS = 72;

  @Test
  void oneFormNeedsTheJdkOnly(@TempDir Path folder) throws Exception {
    try (Shop shop = Shop.open()) {
      PaymentRef ref = new OrderDesk(shop).placed();
      shop.merchant.payByCard(ref.number());
      Path body = folder.resolve("body");
      Files.write(body, shop.merchant.resultNotification(ref.number()).body());
      Path log = folder.resolve("classes");
      Path output = folder.resolve("output");
      Process function =
          function(shop, ref, log)
              .redirectInput(body.toFile())
              .redirectOutput(output.toFile())
              .redirectErrorStream(true)
              .start();
      assertThat(function.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(output).hasContent("paid\n1|OK");
      List<String> classes = names(log);
      assertThat(classes)
          .noneMatch(
              name ->
                  Stream.of("com.fasterxml", "okhttp3.", "okio.", "kotlin.", "org.bouncycastle.")
                      .anyMatch(name::startsWith));
      assertThat(classes.stream().filter(name -> name.startsWith("io.countersign.")))
          .hasSizeBetween(30, MOST_OF_OURS);
      assertThat(classes)
          .describedAs("by package: " + byPackage(classes))
          .hasSizeBetween(400, MOST);
    }
  }

  private static ProcessBuilder function(Shop shop, PaymentRef ref, Path log) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load=info:file=" + log + ":tags:filecount=0",
            "-cp",
            classPath(),
            NotifiedFunction.class.getName(),
            ref.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().putAll(shop.merchant.environment());
    return builder;
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
    return names;
  }

  private static Map<String, Long> byPackage(List<String> names) {
    return names.stream()
        .collect(
            Collectors.groupingBy(
                name -> name.replaceAll("\\.[^.]*$", ""), TreeMap::new, Collectors.counting()));
  }

  private static String classPath() throws Exception {
    List<String> path = new ArrayList<>();
    for (String name :
        List.of(
            "io.countersign.ecpay.EcpayClient",
            "io.countersign.PaymentRef",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "okhttp3.OkHttpClient",
            "kotlin.Unit",
            "org.slf4j.Logger")) {
      path.add(place(Class.forName(name)));
    }
    path.add(place(NotifiedFunction.class));
    // In a module test both folders are one module, whose place is that of the main classes.
    path.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, path);
  }

  private static String place(Class<?> type) throws URISyntaxException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Path.of(source.getLocation().toURI()).toString();
  }
}
