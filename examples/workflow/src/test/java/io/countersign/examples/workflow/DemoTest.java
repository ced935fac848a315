// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("hosts")
@DisplayName("The demo, in a JVM of its own")
class DemoTest {

  private static final String OPEN = "The restaurants are open: ";

  @Test
  @Timeout(90)
  void opensTakesAnOrderAndSaysNothingElse() throws IOException, InterruptedException {
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Demo.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = demo.inputReader()) {
      String first = said.readLine();
      assertThat(first).startsWith(OPEN);
      URI home = URI.create(first.substring(OPEN.length()));
      HttpClient http = HttpClient.newHttpClient();
      HttpResponse<String> page =
          http.send(HttpRequest.newBuilder(home).build(), BodyHandlers.ofString());
      assertThat(page.body()).contains("<h1");
      HttpResponse<String> started =
          http.send(
              HttpRequest.newBuilder(home.resolve("/executions/" + House.number()))
                  .POST(
                      BodyPublishers.ofString(
                          "{\"supplier\":\"lanxin\",\"payer\":\"guest\",\"products\":{\"oolong\":1}}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(started.statusCode()).isEqualTo(201);
      assertThat(said.readLine()).startsWith("The staff's key");
      assertThat(said.ready()).isFalse();
    } finally {
      demo.destroy();
      assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
