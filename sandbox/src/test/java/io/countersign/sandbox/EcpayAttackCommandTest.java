// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The attack command for ECPay")
class EcpayAttackCommandTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.ecpay();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"1|OK,1", "0|no,3", "'1|OK\n',3"})
  void theExitStatusTellsWhatTheEndpointBelieved(
      String answer, int status, EcpayMerchant merchant, @TempDir Path folder) throws IOException {
    new CredentialFolder(folder).write(merchant);
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
    try {
      String url = "http://127.0.0.1:" + shop.getAddress().getPort() + "/return";
      assertThat(run(folder, "--victim", "ATTACK0002", "--total", "250", url)).isEqualTo(status);
      assertThat(text(err)).contains("ATTACK0001 of NT$250 and ATTACK0002 of the same total");
      assertThat(text(out) + text(err)).doesNotContain(merchant.hashKey(), merchant.hashIv());
    } finally {
      shop.stop(0);
    }
  }

  @Test
  void anAppIsNoBusinessOfEcpay(EcpayMerchant merchant, @TempDir Path folder) throws IOException {
    new CredentialFolder(folder).write(merchant);
    assertThat(run(folder, "--app-id", "wx1", "http://127.0.0.1:9/return")).isEqualTo(2);
    assertThat(text(err)).contains("--app-id goes with --provider wechatpay only");
  }

  @Test
  void aFolderWithoutCredentialsIsSaidToBeOne(@TempDir Path folder) {
    assertThat(run(folder, "http://127.0.0.1:9/return")).isEqualTo(2);
    assertThat(text(err)).contains("start the sandbox once with --credentials");
  }

  private int run(Path folder, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("attack", "--provider", "ecpay", "--credentials", folder.toString()));
    arguments.addAll(List.of(more));
    return AttackCommand.run(
        arguments.toArray(new String[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
