// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"--port", "--port x", "--port 70000", "--what 1", "--help"})
  void badArgumentsGetTheUsage(String arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertThat(Main.run(arguments.split(" ", -1), stream, stream)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage:", "--credentials");
  }

  @Test
  void theProgramSaysWhereItIsAndEndsWhenTold(@TempDir Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--port", "0", "--credentials", folder.toString()));
    Path stale = folder.resolve("wechatpay/wechatpay_0123.pem");
    Files.createDirectories(stale.getParent());
    Files.writeString(stale, "a certificate of an earlier start");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      JsonNode both = new ObjectMapper().readTree(out.readLine());
      JsonNode ready = both.path("wechatpay");
      assertThat(answer(ready.path("cashier").asText())).isEqualTo(200);
      assertThat(answer(ready.path("endpoint").asText() + "/v3/certificates")).isEqualTo(401);
      Path written = folder.resolve("wechatpay");
      try (Stream<Path> files = Files.list(written)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains("apiclient_key.pem", "apiclient_cert.pem", "pub_key.pem", ".env")
            .anyMatch(name -> name.startsWith("wechatpay_"))
            .doesNotContain("wechatpay_0123.pem");
      }
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(written.resolve(".env"))))
          .isEqualTo("rw-------");
      List<String> env = Files.readAllLines(written.resolve(".env"));
      assertThat(env).hasSize(11).allMatch(line -> line.matches("WECHATPAY_[A-Z0-9_]+=\".+\""));
      assertThat(env).anyMatch(line -> line.contains("BEGIN PRIVATE KEY-----\\n"));
      List<String> provider =
          Files.readAllLines(folder.resolve("wechatpay-service-provider").resolve(".env"));
      assertThat(provider).hasSize(15);
      assertThat(provider)
          .contains(
              "WECHATPAY_MCHID=\"" + ready.at("/serviceProvider/mchid").asText() + "\"",
              "WECHATPAY_SUB_MCHID=\"" + ready.at("/serviceProvider/subMchid").asText() + "\"");
      assertThat(answer(both.at("/ecpay/endpoint").asText() + "/nothing")).isEqualTo(404);
      assertThat(Files.readAllLines(folder.resolve("ecpay").resolve(".env")))
          .hasSize(9)
          .contains("ECPAY_MERCHANT_ID=\"" + both.at("/ecpay/merchantId").asText() + "\"")
          .allMatch(line -> line.matches("ECPAY_[A-Z_]+=\".+\""));
      assertThat(answer(both.at("/alipay/endpoint").asText() + "/nothing")).isEqualTo(404);
      assertThat(Files.readAllLines(folder.resolve("alipay").resolve(".env")))
          .contains("ALIPAY_APP_ID=\"" + both.at("/alipay/appId").asText() + "\"")
          .allMatch(line -> line.matches("ALIPAY_[A-Z_]+=\".+\""));
      assertThat(folder.resolve("alipay-certificates").resolve("alipayRootCert.crt")).exists();
      assertThat(Files.readAllLines(folder.resolve("alipay-certificates").resolve(".env")))
          .contains("ALIPAY_APP_ID=\"" + both.at("/alipay/certificates/appId").asText() + "\"");
      assertThat(answer(both.at("/unionpay/endpoint").asText() + "/nothing")).isEqualTo(404);
      Path unionPay = folder.resolve("unionpay");
      assertThat(Files.readAllLines(unionPay.resolve(".env")))
          .hasSize(10)
          .contains("UNIONPAY_MER_ID=\"" + both.at("/unionpay/merId").asText() + "\"")
          .allMatch(line -> line.matches("UNIONPAY_[A-Z_]+=\".+\""));
      assertThat(unionPay.resolve("acp_sign.pfx")).isNotEmptyFile();
      assertThat(unionPay.resolve("acp_root.cer")).exists();
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isIn(0, 143);
    } finally {
      process.destroyForcibly();
    }
  }

  private static int answer(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
