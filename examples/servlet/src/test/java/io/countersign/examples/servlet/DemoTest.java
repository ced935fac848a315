// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The demo as a program")
class DemoTest {

  @BeforeAll
  static void quiet() {
    Quiet.please();
  }

  @Test
  @Timeout(60)
  void smokePrintsOneLineForEachStepAndNothingElse() throws Exception {
    Process demo = start("true");

    List<String> lines = demo.inputReader().lines().toList();

    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lines)
        .hasSize(193)
        .allMatch(line -> line.matches("(wechatpay|ecpay|alipay|unionpay) [a-z-]+ [A-Za-z+-]+ ok"));
    assertThat(demo.exitValue()).isZero();
  }

  @Test
  void smokeFailsWhenALineFails() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    FlawedShop flawed = new FlawedShop(Flaw.BLIND, "wechatpay", "qr", "find");

    int status =
        Demo.smoke(flawed.parts(), flawed, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("wechatpay qr find FAILED payment is not known now, not PAID\n");
  }

  @Test
  @Timeout(60)
  void theShopRunsUntilItIsKilled() throws Exception {
    Process demo = start("false");
    try (BufferedReader printed = demo.inputReader()) {
      String line = printed.readLine();
      assertThat(line)
          .matches("The tea house is open: http://127\\.0\\.0\\.1:\\d+/#staff=[0-9a-f-]{36}");

      URI address = URI.create(line.substring(line.indexOf("http")));
      Visitor visitor =
          new Visitor(address.resolve("/"), address.getFragment().substring("staff=".length()));
      assertThat(visitor.get("/desk/").status()).isEqualTo(200);
      Visitor.Answer bought =
          visitor.post("/checkout", "provider", "wechatpay", "item", "tea", "scene", "mobile-page");
      assertThat(bought.status()).isEqualTo(200);
      press(visitor, URI.create(bought.text("page")));
      awaitPaid(visitor, "/orders/" + bought.text("order"));
      assertThat(demo.isAlive()).isTrue();
    } finally {
      demo.destroy();
      demo.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static void press(Visitor payer, URI page) {
    HttpResponse<String> answer =
        payer.page(
            HttpRequest.newBuilder(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("action=pay"))
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** Another process delivers the notification in its own time. */
  private static void awaitPaid(Visitor visitor, String order) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!visitor.get(order).text("status").equals("PAID")) {
      assertThat(System.nanoTime()).as("not paid in 20 s").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private static Process start(String smoke) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dsmoke=" + smoke,
            "-classpath",
            System.getProperty("java.class.path"),
            Demo.class.getName())
        .redirectErrorStream(true)
        .start();
  }
}
