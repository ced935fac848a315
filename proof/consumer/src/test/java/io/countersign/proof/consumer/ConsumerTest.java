// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop that has nothing but the jars: it orders, is notified, finds and refunds. */
class ConsumerTest {

  private static final Path JARS = Path.of("target", "jars");
  private static final Path SOURCES = Path.of("src", "consumer", "java");
  private static final Pattern OKHTTP = Pattern.compile("(okhttp|okio|kotlin|annotations)-.*");

  @TempDir Path folder;

  private static List<Path> jars(boolean withOkHttp) throws IOException {
    try (Stream<Path> files = Files.list(JARS)) {
      return files
          .filter(jar -> withOkHttp || !OKHTTP.matcher(jar.getFileName().toString()).matches())
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static String path(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private Path compiled(String... options) throws IOException {
    Path classes = folder.resolve("classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> all =
        new ArrayList<>(List.of("--release", "17", "-encoding", "UTF-8", "-d", classes.toString()));
    all.addAll(List.of(options));
    List<Path> sources = new ArrayList<>(List.of(SOURCES.resolve("shop/Main.java")));
    if (all.contains("--module-path")) {
      sources.add(SOURCES.resolve("module-info.java"));
    }
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean good =
          compiler
              .getTask(
                  complaints, files, null, all, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(good).describedAs(complaints.toString()).isTrue();
    }
    return classes;
  }

  /** Runs the shop and plays its payer; gives what it printed. */
  private List<String> sells(List<String> javaOptions) throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant();
      write(merchant.environment(), "environment.properties");
      EcpayMerchant ecpay = sandbox.ecpay().openMerchant();
      Map<String, String> environment = new HashMap<>(ecpay.environment());
      environment.put("ECPAY_RETURN_URL", "https://shop.example.com/notify/ecpay");
      write(environment, "ecpay.properties");
      AlipayMerchant alipay = sandbox.alipay().openMerchant();
      Map<String, String> settings = new HashMap<>(alipay.environment());
      settings.put("ALIPAY_NOTIFY_URL", "https://shop.example.com/notify/alipay");
      write(settings, "alipay.properties");
      UnionPayMerchant unionPay = sandbox.unionPay().openMerchant();
      Map<String, String> variables = new HashMap<>(unionPay.environment());
      variables.put("UNIONPAY_NOTIFY_URL", "https://shop.example.com/notify/unionpay");
      write(variables, "unionpay.properties");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(javaOptions);
      command.add(folder.toString());
      Process shop = new ProcessBuilder(command).redirectErrorStream(true).start();
      List<String> said = new ArrayList<>();
      try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(shop.getInputStream(), StandardCharsets.UTF_8));
          Writer turn = shop.outputWriter(StandardCharsets.UTF_8)) {
        String line;
        while ((line = lines.readLine()) != null) {
          said.add(line);
          if (line.startsWith("code ")) {
            String number = merchant.scan(line.substring(5));
            merchant.pay(number);
            SignedNotification notice = merchant.paymentNotification(number);
            Files.write(folder.resolve("body"), notice.body());
            write(
                notice.headers().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get(0))),
                "headers.properties");
            turn.write("paid\n");
            turn.flush();
          } else if (line.startsWith("voucher ")) {
            ecpay.payNumber(line.substring(8));
            turn.write("paid\n");
            turn.flush();
          } else if (line.startsWith("scan ")) {
            alipay.pay(line.substring(5));
            turn.write("paid\n");
            turn.flush();
          } else if (line.startsWith("show ")) {
            unionPay.pay(line.substring(5));
            turn.write("paid\n");
            turn.flush();
          }
        }
      } finally {
        shop.destroy();
      }
      assertThat(shop.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(said).anyMatch(line -> line.startsWith("code weixin://"));
      assertThat(said)
          .describedAs(String.join("\n", said))
          .contains("notified 204 shipped 1", "found PAID", "refunded 5.00 CNY")
          .contains("form true", "ECPay found PAID")
          .contains("Alipay found PAID")
          .contains("UnionPay found PAID", "trusted 2");
      return said;
    }
  }

  private void write(Map<String, String> map, String name) throws IOException {
    Properties properties = new Properties();
    properties.putAll(map);
    try (Writer writer = Files.newBufferedWriter(folder.resolve(name))) {
      properties.store(writer, null);
    }
  }

  private List<String> onTheClassPath(boolean withOkHttp) throws Exception {
    List<Path> jars = jars(withOkHttp);
    List<Path> all = new ArrayList<>(jars);
    all.add(compiled("--class-path", path(jars)));
    return sells(List.of("-cp", path(all), "shop.Main"));
  }

  private List<String> onTheModulePath(boolean withOkHttp, String... more) throws Exception {
    List<Path> jars = jars(withOkHttp);
    List<Path> all = new ArrayList<>(jars);
    all.add(compiled("--module-path", path(jars)));
    List<String> options = new ArrayList<>(List.of("--module-path", path(all)));
    options.addAll(List.of(more));
    options.addAll(List.of("-m", "shop/shop.Main"));
    return sells(options);
  }

  @Test
  void onTheClassPathWithOkHttp() throws Exception {
    assertThat(onTheClassPath(true)).contains("transport OkHttpTransport");
  }

  @Test
  void onTheClassPathWithoutOkHttp() throws Exception {
    assertThat(onTheClassPath(false)).contains("transport JdkHttpTransport");
  }

  @Test
  void onTheModulePathWithOkHttp() throws Exception {
    assertThat(onTheModulePath(true, "--add-modules", "okhttp3,kotlin.stdlib"))
        .contains("transport OkHttpTransport", "module true module io.countersign");
  }

  @Test
  void onTheModulePathWithOkHttpThatNobodyAsksFor() throws Exception {
    assertThat(onTheModulePath(true)).contains("transport JdkHttpTransport");
  }

  @Test
  void onTheModulePathWithoutOkHttp() throws Exception {
    assertThat(onTheModulePath(false))
        .contains("transport JdkHttpTransport", "module true module io.countersign");
  }
}
