// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.FunctionPlatform;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a callback costs that nobody should have sent. */
@Tag("hosts")
final class ColdRefusalTest {

  private static final Pattern UNWANTED =
      Pattern.compile(" (software\\.amazon|okhttp3|org\\.bouncycastle|com\\..*\\.databind)\\.");

  @Test
  void whatIsNotProvenIsRefusedBeforeAnyClassOfAwsOrOfABinderIsLoaded() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant();
      ProcessBuilder child =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xlog:class+load:stdout",
              "-cp",
              System.getProperty("java.class.path"),
              RefusedCallback.class.getName());
      child.environment().putAll(merchant.environment());
      child.environment().put("SHOP_URL", "https://shop.example");
      child.redirectErrorStream(true);
      Process process = child.start();
      process
          .getOutputStream()
          .write(
              merchant
                  .event("TRANSACTION.SUCCESS", "transaction", "{}")
                  .signedAgo(Duration.ofMinutes(1))
                  .withWrongSignature()
                  .asEventOf(FunctionPlatform.API_GATEWAY_2)
                  .replace("\"rawPath\":\"/\"", "\"rawPath\":\"/notify/wechatpay\"")
                  .getBytes(UTF_8));
      process.getOutputStream().close();
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(lines.stream().filter(line -> line.startsWith("ANSWER")))
          .singleElement()
          .asString()
          .contains("\"statusCode\":401");
      assertThat(lines.stream().filter(line -> UNWANTED.matcher(line).find())).isEmpty();
    }
  }
}
