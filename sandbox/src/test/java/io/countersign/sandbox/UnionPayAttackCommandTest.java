// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
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

@DisplayName("The attack command for UnionPay")
class UnionPayAttackCommandTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.unionPay();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"200,1", "302,1", "500,3"})
  void theExitStatusTellsWhatTheEndpointBelieved(
      int answered, int status, UnionPayMerchant merchant, @TempDir Path folder) throws Exception {
    Path written = new CredentialFolder(folder).write(merchant);
    HttpServer shop =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(answered, -1);
          exchange.close();
        });
    shop.start();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    String url = "http://127.0.0.1:" + shop.getAddress().getPort() + "/notify";
    String[] arguments = {
      "attack", "--provider", "unionpay", "--credentials", written.toString(), "--total", "250", url
    };
    try {
      assertThat(AttackCommand.run(arguments, stream, stream)).isEqualTo(status);
    } finally {
      shop.stop(0);
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("ATTACK0001 of 2.50 yuan with txnTime 20260301100000")
        .doesNotContain("PRIVATE KEY");
  }
}
