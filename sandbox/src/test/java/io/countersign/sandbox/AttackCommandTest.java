// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.attack.Lapse;
import io.countersign.sandbox.attack.PlantedShop;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayAttacks;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The attack command")
class AttackCommandTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private WeChatPayMerchant merchant;

  @BeforeEach
  void write(WeChatPayMerchant merchant) throws IOException {
    this.merchant = merchant;
    new CredentialFolder(folder).write(merchant);
  }

  @Test
  void theGatewaysOwnKeyIsForItsOwnerOnly() throws IOException {
    Path key = folder.resolve("wechatpay").resolve(WeChatPayAttacks.GATEWAY_KEY_FILE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("wechatpay/.env")).content().doesNotContain("GATEWAY");
  }

  @Test
  void aRightShopBelievesNothing() throws IOException {
    try (PlantedShop shop = new PlantedShop(merchant, Clock.systemUTC())) {
      int status =
          run(
              "--victim",
              PlantedShop.VICTIM,
              "--probe-url",
              shop.probe() + "",
              shop.endpoint() + "");

      assertThat(status).as(printed(out)).isZero();
      assertThat(printed(out)).contains("0 believed", "0 hung, 0 not shown");
      assertThat(printed(err)).contains("ATTACK0001 of 100 fen and ATTACK0002 of the same");
    }
  }

  @Test
  void aWrongShopIsToldWhatItCosts() throws IOException {
    try (PlantedShop shop = new PlantedShop(merchant, Clock.systemUTC(), Lapse.COMPARES_NO_APP)) {
      assertThat(run(shop.endpoint().toString())).isEqualTo(1);

      assertThat(printed(out))
          .containsPattern(
              "other-app +200 +BELIEVED: The payment was made in another app\\. The shop ships");
    }
  }

  @Test
  void machinesGetOneLineOfJson() throws IOException {
    try (PlantedShop shop = new PlantedShop(merchant, Clock.systemUTC())) {
      assertThat(run("--json", "--order", "ATTACK0002", "--total", "100", shop.endpoint() + ""))
          .isZero();

      JsonNode report = new ObjectMapper().readTree(printed(out));
      assertThat(report.path("sums").path("BELIEVED").asInt(-1)).isZero();
      assertThat(report.path("results").path(0).path("verdict").asText()).isEqualTo("ACCEPTED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.0.2.7/notify",
        "https://127.0.0.1/notify",
        "",
        "--total 0 http://127.0.0.1:1/",
        "--what http://127.0.0.1:1/",
        "--order",
        "http://127.0.0.1:1/ http://127.0.0.1:2/"
      })
  void wrongUsageSendsNothing(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(printed(err)).contains("countersign-sandbox attack: ", "Usage:");
    assertThat(printed(out)).isEmpty();
  }

  @Test
  void aFolderWithoutTheGatewaysKeyIsExplained() throws IOException {
    Files.delete(folder.resolve("wechatpay").resolve(WeChatPayAttacks.GATEWAY_KEY_FILE));

    assertThat(run("http://127.0.0.1:1/")).isEqualTo(2);
    assertThat(printed(err)).contains("does not hold what the sandbox writes with --credentials");
  }

  @Test
  void aKeyThatCannotBeReadIsNotShown() throws IOException {
    Path key = folder.resolve("wechatpay").resolve(WeChatPayAttacks.GATEWAY_KEY_FILE);
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");

    assertThat(run("http://127.0.0.1:1/")).isEqualTo(2);
    assertThat(printed(err)).contains("not an RSA private key").doesNotContain("c2VjcmV0");
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "attack",
            "--provider",
            "wechatpay",
            "--credentials",
            folder.toString(),
            // A shop that answers is slow on a busy machine; one that hangs still hangs.
            "--patience",
            "600"));
    arguments.addAll(List.of(more));
    return AttackCommand.run(
        arguments.toArray(new String[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String printed(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
