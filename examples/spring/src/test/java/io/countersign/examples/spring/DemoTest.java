// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What README.md promises of its one command, in a JVM of its own. */
class DemoTest {

  private static final Pattern OPEN =
      Pattern.compile("The tea house is open: (http://127\\.0\\.0\\.1:[0-9]+)/#admin=(\\S+)");

  @Test
  void theCommandOfTheReadmeIsTheProfileThatRunsTheDemo() throws Exception {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("mvn -q -Pdemo,spring-demo -pl examples/spring -am");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<id>spring-demo</id>")
        .contains("<argument>" + Demo.class.getName() + "</argument>");
  }

  @Test
  @Tag("hosts")
  void itOpensWithEveryWayToPayAndPrintsItsAddressAndTheStaffsKey() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                classPath,
                Demo.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = demo.inputReader(StandardCharsets.UTF_8)) {
      Matcher open = opened(said);
      URI home = URI.create(open.group(1) + "/");

      assertThat(get(home, "", "").statusCode()).isEqualTo(200);
      assertThat(get(home, "api/catalogue", "").body())
          .contains("wechatpay", "alipay", "unionpay", "ecpay", DemoGateways.NIGHT_MARKET);
      assertThat(get(home, "actuator/health", "").statusCode()).isEqualTo(200);
      assertThat(get(home, "admin/orders", open.group(2)).statusCode()).isEqualTo(200);
      assertThat(get(home, "admin/orders", "another").statusCode()).isBetween(401, 403);
    } finally {
      demo.destroy();
      demo.waitFor();
    }
  }

  private static Matcher opened(BufferedReader said) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher open = OPEN.matcher(line);
      if (open.find()) {
        return open;
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the demo did not open: " + all);
  }

  private static HttpResponse<String> get(URI home, String path, String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(home.resolve(path)).header(AdminKey.HEADER, key).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
