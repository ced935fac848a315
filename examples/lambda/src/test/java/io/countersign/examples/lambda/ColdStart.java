// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.examples.lambda.local.FunctionClassPath;
import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LambdaInstance;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures how long a fresh instance needs for its first callback: our callback function and the
 * same with the official SDK, turn by turn, each in a new JVM with the runtime client of AWS and
 * the compiler that Lambda uses. To be run by hand on a quiet machine; the number of rounds is the
 * argument.
 */
public final class ColdStart {

  private static final int ROUNDS = 15;
  private static final Pattern ACKNOWLEDGED = Pattern.compile("\"statusCode\":20[04]");
  private static final String OURS = "io.countersign.proof.coldstart.OurCallback";
  private static final String OFFICIAL = "io.countersign.proof.coldstart.OfficialCallback";
  private static final Map<String, String> SNAP_START =
      Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
  private static final Pattern SOURCE = Pattern.compile("source: (?:jar:)?file:([^ !]+)");

  /** One of the functions to measure. */
  private record Candidate(
      String name, String handler, String classPath, Map<String, String> environment) {}

  /** In ms; what the processor worked is less disturbed by others than what a clock shows. */
  private record Times(
      double init, double first, double second, double initWork, double firstWork) {
    double both() {
      return init + first;
    }
  }

  private final DeployedShop shop = DeployedShop.shared();
  private final WeChatPayMerchant merchant = shop.weChatPay;
  private final String number;
  private final Map<String, String> one = new LinkedHashMap<>();

  private ColdStart() {
    shop.callbacksGetLost();
    String[] ordered = new String[1];
    shop.whileWorking(
        1,
        1,
        () -> {
          Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
          ordered[0] = buyer.orders("wechatpay");
          buyer.paysInWeChat(ordered[0]);
        });
    this.number = ordered[0];
    for (LambdaFunction used :
        List.of(shop.login, shop.order, shop.orderWorker, shop.paymentWorker)) {
      used.close();
    }
    one.putAll(merchant.environment());
    one.put("ORDER_REF", shop.row(number).get("ref").s());
    one.put("ORDER_NUMBER", number);
    one.put("ORDER_FEN", "2500");
  }

  /** The number of rounds, if not the usual one. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    ColdStart measure = new ColdStart();
    List<Candidate> candidates =
        List.of(
            measure.candidate("ours", OURS, Map.of()),
            measure.candidate("ours, warmed up", OURS, Map.of("WARM_UP", "yes")),
            measure.candidate("official", OFFICIAL, Map.of()),
            measure.wholeShop("the shop's", Map.of()),
            measure.wholeShop("the shop's, SnapStart", SNAP_START));
    Map<String, List<Times>> times = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Candidate candidate : candidates) {
        Times one = measure.once(candidate, List.of());
        // The first round only fills the machine's file cache.
        if (round >= 0) {
          times.computeIfAbsent(candidate.name(), none -> new ArrayList<>()).add(one);
        }
      }
    }
    print(rounds, times);
    for (Candidate candidate : candidates) {
      measure.printJars(candidate);
    }
    System.exit(0);
  }

  /** The callback function of the shop: it reads the order and puts the callback on a queue. */
  private Candidate wholeShop(String name, Map<String, String> more) {
    Map<String, String> environment = new LinkedHashMap<>(shop.callback.environment());
    environment.putAll(more);
    String classPath = String.join(File.pathSeparator, FunctionClassPath.entries());
    return new Candidate(name, CallbackFunction.class.getName(), classPath, environment);
  }

  private Candidate candidate(String name, String handler, Map<String, String> more)
      throws IOException {
    Path target =
        Path.of(
                System.getProperty("cold.start", "../../proof/coldstart"),
                name.startsWith("ours") ? "ours" : name,
                "target")
            .toAbsolutePath()
            .normalize();
    List<String> jars = new ArrayList<>();
    for (Path folder : List.of(target, target.resolve("jars"))) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalStateException("Not built: " + folder + "; run mvn -Phosts package");
      }
      try (Stream<Path> files = Files.list(folder)) {
        files.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    jars.add(FunctionClassPath.runtimeOnly());
    Map<String, String> environment = new LinkedHashMap<>(one);
    environment.putAll(more);
    return new Candidate(name, handler, String.join(File.pathSeparator, jars), environment);
  }

  private Times once(Candidate candidate, List<String> more) {
    LambdaFunction function =
        new LambdaFunction(
            candidate.name(),
            candidate.handler(),
            Duration.ofSeconds(30),
            1,
            candidate.environment());
    byte[] event = event();
    long start = System.nanoTime();
    List<String> options = new ArrayList<>(List.of("-Xmx512m", "-Xshare:auto"));
    options.addAll(more);
    try (LambdaInstance instance = LambdaInstance.start(function, candidate.classPath(), options)) {
      instance.ready();
      long ready = System.nanoTime();
      Duration initWork = instance.worked();
      long handed = System.nanoTime();
      expect(instance.invoke(event));
      long first = System.nanoTime();
      Duration firstWork = instance.worked().minus(initWork);
      long asked = System.nanoTime();
      expect(instance.invoke(event));
      long second = System.nanoTime();
      return new Times(
          millis(ready - start),
          millis(first - handed),
          millis(second - asked),
          initWork.toMillis(),
          firstWork.toMillis());
    }
  }

  private static void expect(Invocation end) {
    if (!ACKNOWLEDGED.matcher(end.answer()).find()) {
      throw new IllegalStateException("Not acknowledged: " + end.answer());
    }
  }

  private byte[] event() {
    SignedNotification notification = merchant.paymentNotification(number);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(notification.headers());
    headers.put("Content-Type", List.of("application/json"));
    return Gateway.event(
        Gateway.Payload.V2, "POST", "/notify/wechatpay", headers, notification.body());
  }

  /** Which of the uploaded jars the first callback touched, and how many bytes all have. */
  private void printJars(Candidate candidate) throws IOException {
    Path log = Files.createTempFile("classes", ".log");
    try {
      once(candidate, List.of("-Xlog:class+load=info:file=" + log));
      Map<String, Integer> touched = new TreeMap<>();
      int classes = 0;
      for (String line : Files.readAllLines(log)) {
        classes++;
        Matcher source = SOURCE.matcher(line);
        if (source.find()) {
          touched.merge(source.group(1), 1, Integer::sum);
        }
      }
      long bytes = 0;
      long needed = 0;
      int count = 0;
      TreeSet<String> names = new TreeSet<>();
      for (String entry : candidate.classPath().split(File.pathSeparator)) {
        if (uploaded(entry)) {
          count++;
          long size = size(Path.of(entry));
          bytes += size;
          if (touched.containsKey(entry)) {
            needed += size;
            names.add(
                Path.of(entry).getFileName()
                    + " ("
                    + touched.get(entry)
                    + " classes, "
                    + size
                    + " bytes)");
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%n%s: uploads %d jars, %,d bytes; %d classes loaded; touches %d jars, %,d bytes:%n",
          candidate.name(),
          count,
          bytes,
          classes,
          names.size(),
          needed);
      names.forEach(name -> System.out.println("  " + name));
    } finally {
      Files.delete(log);
    }
  }

  /** Everything but the runtime and these tests. */
  private static boolean uploaded(String entry) {
    return !FunctionClassPath.runtimeOnly().contains(entry);
  }

  private static long size(Path entry) throws IOException {
    try (Stream<Path> files = Files.walk(entry)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private static void print(int rounds, Map<String, List<Times>> times) {
    System.out.printf("Medians of %d rounds in ms (work: of the processor)%n", rounds);
    System.out.printf(
        "%-22s %8s %8s %8s %8s %10s %10s%n",
        "function", "init", "first", "both", "second", "init work", "first work");
    times.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%-22s %8.0f %8.0f %8.0f %8.1f %10.0f %10.0f%n",
                name,
                median(all.stream().map(Times::init).toList()),
                median(all.stream().map(Times::first).toList()),
                median(all.stream().map(Times::both).toList()),
                median(all.stream().map(Times::second).toList()),
                median(all.stream().map(Times::initWork).toList()),
                median(all.stream().map(Times::firstWork).toList())));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static double millis(long nanos) {
    return nanos / 1_000_000.0;
  }
}
