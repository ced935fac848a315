// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The attack command for Alipay")
class AlipayAttackCommandTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.alipay();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"success,1", "fail,3"})
  void theExitStatusTellsWhatTheEndpointBelieved(
      String answer, int status, AlipayMerchant merchant, @TempDir Path folder) throws Exception {
    Path written = new CredentialFolder(folder).write(merchant);
    HttpServer shop =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    shop.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    shop.start();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    String url = "http://127.0.0.1:" + shop.getAddress().getPort() + "/notify";
    String[] arguments = {
      "attack", "--provider", "alipay", "--credentials", written.toString(), "--total", "250", url
    };
    try {
      assertThat(AttackCommand.run(arguments, stream, stream)).isEqualTo(status);
    } finally {
      shop.stop(0);
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("ATTACK0001 of 2.50 yuan")
        .doesNotContain(merchant.appPrivateKey());
  }
}
