// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.InvalidRequestException;
import io.countersign.Signal;
import io.countersign.sandbox.FunctionPlatform;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the functions answer before they would need a table, a queue or a key. */
final class HandlersTest {

  private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Map<String, String> environment =
      new LinkedHashMap<>(
          Map.of(
              "SHOP_URL", "https://shop.example",
              "SESSION_SECRET", "a-session-secret-that-is-long-enough-for-it",
              "ADMIN_SECRET", "an-administrators-secret-of-length"));

  @Test
  void aPathThatIsNotServedIsNotFound() {
    for (RequestStreamHandler function :
        new RequestStreamHandler[] {
          new OrderFunction(environment, clock),
          new LoginFunction(environment, clock),
          new RefundFunction(environment, clock),
          new CheckoutFunction(environment, clock),
        }) {
      Bench.Answer answer = Bench.http(function, "PUT", "/somewhere", Map.of(), "");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("error")).isEqualTo("NO_SUCH_PATH");
      assertThat(answer.headers()).containsEntry("cache-control", "no-store");
    }
  }

  @Test
  void aStageBeforeThePathChangesNothing() {
    OrderFunction function = new OrderFunction(environment, clock);
    assertThat(Bench.http(function, "GET", "/prod/orders/X", Map.of(), "").status()).isEqualTo(401);
  }

  @Test
  void aCallbackOfAnUnknownMerchantIsNotFoundAndAPageViewNotAllowed() {
    CallbackFunction function = new CallbackFunction(environment, clock);
    assertThat(Bench.http(function, "POST", "/notify/nobody", Map.of(), "{}").status())
        .isEqualTo(404);
    assertThat(Bench.http(function, "GET", "/notify/wechatpay", Map.of(), "").status())
        .isEqualTo(405);
    assertThat(
            Bench.http(function, "POST", "/notify/wechatpay", Map.of(), "x".repeat(70_000))
                .status())
        .isEqualTo(413);
  }

  @Test
  void aBodyTooLargeOrNoJsonIsRefusedBeforeAnythingElse() {
    LoginFunction function = new LoginFunction(environment, clock);
    assertThat(Bench.http(function, "POST", "/login", Map.of(), "x".repeat(5_000)).status())
        .isEqualTo(413);
    assertThat(Bench.http(function, "POST", "/login", Map.of(), "{\"code\":").status())
        .isEqualTo(400);
    assertThat(Bench.http(function, "POST", "/login", Map.of(), "{}").status()).isEqualTo(422);
  }

  @Test
  void anEventLargerThanAnyIsAnsweredToo() {
    LoginFunction function = new LoginFunction(environment, clock);
    JsonNode answer =
        Bench.invoke(function, ("{\"body\":\"" + "x".repeat(3 << 20) + "\"}").getBytes(UTF_8));
    assertThat(answer.path("statusCode").asInt()).isEqualTo(413);
  }

  @Test
  void aMissingVariableIsTheShopsFaultAndSaysNothingToTheVisitor() {
    environment.remove("SESSION_SECRET");
    OrderFunction function = new OrderFunction(environment, clock);
    Map<String, String> headers = Map.of("authorization", "Bearer a.1.b");
    Bench.Answer answer = Bench.http(function, "GET", "/orders/X", headers, "");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("SESSION_SECRET");
  }

  @Test
  void eachFunctionServesItsOwnTriggerOnly() {
    String stroke = FunctionPlatform.API_GATEWAY_2.timer("timer", NOW);
    byte[] timer = stroke.getBytes(UTF_8);
    byte[] batch = "{\"Records\":[]}".getBytes(UTF_8);
    assertThatThrownBy(() -> Bench.invoke(new OrderFunction(environment, clock), timer))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bench.invoke(new OrderWorker(environment, clock), timer))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bench.invoke(new TimerFunction(environment, clock), batch))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bench.invoke(new ReplayFunction(environment, clock), batch))
        .isInstanceOf(Exception.class);
  }

  @Test
  void aMessageThatIsNoneComesAgainAndTheOthersDoNot() {
    byte[] batch =
        ("{\"Records\":[{\"messageId\":\"m1\",\"body\":\"nonsense\",\"attributes\":{\"a\":\"b\"}},"
                + "{\"messageId\":\"m2\",\"body\":\"\"}]}")
            .getBytes(UTF_8);
    for (RequestStreamHandler worker :
        new RequestStreamHandler[] {
          new OrderWorker(environment, clock), new PaymentWorker(environment, clock)
        }) {
      JsonNode answer = Bench.invoke(worker, batch);
      assertThat(answer.path("batchItemFailures")).hasSize(2);
      assertThat(answer.path("batchItemFailures").get(0).path("itemIdentifier").asText())
          .isEqualTo("m1");
    }
  }

  @Test
  void oneSecretHoldsEveryVariableAndGoesFirst() {
    environment.put("SHOP_SECRET", "{\"SHOP_URL\":\"https://other.example/prod/\",\"N\":7}");
    Settings settings = Settings.of(environment);
    assertThat(settings.shopUrl()).hasToString("https://other.example/prod");
    assertThat(settings.required("N")).isEqualTo("7");
    assertThat(settings.toString()).doesNotContain("secret-that");
    environment.put("SHOP_SECRET", "{\"ADMIN_SECRET\":\"hush");
    assertThatThrownBy(() -> Settings.of(environment))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageNotContaining("hush");
  }

  @Test
  void aShortSecretOrAnOddNumberIsNamed() {
    environment.put("SESSION_SECRET", "short");
    environment.put("TIMER_ITEMS", "many");
    Settings settings = Settings.of(environment);
    assertThatThrownBy(() -> settings.secret("SESSION_SECRET", 32))
        .hasMessageContaining("SESSION_SECRET")
        .hasMessageNotContaining("short;");
    assertThatThrownBy(settings::timerItems).hasMessageContaining("TIMER_ITEMS");
  }

  @Test
  void aMetricIsALineThatCloudWatchReads() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Metrics metrics = new Metrics(new PrintStream(out, true, UTF_8), clock);
    metrics.signal(
        new Signal.CallEnded(
            "wechatpay", "refund", Signal.CallResult.UNKNOWN, 1, java.time.Duration.ZERO));
    assertThat(out.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "{\"_aws\":{\"Timestamp\":1772416800000,\"CloudWatchMetrics\":[{\"Namespace\":"
                + "\"CountersignShop\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"CallsUnknown\","
                + "\"Unit\":\"Count\"}]}]},\"CallsUnknown\":1,"
                + "\"detail\":\"wechatpay: refund\"}");
  }
}
