// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.LocalTopic;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The whole shop on this machine: every function in a JVM of its own under the runtime client that
 * AWS runs, DynamoDB Local, ElasticMQ, a topic, a gateway, and the providers' own side. It buys one
 * pot of tea by WeChat Pay, tells each step, and then stays, so that you can buy another.
 */
public final class LocalShop implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN = "a-local-administrators-secret";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Sandbox sandbox = Sandbox.builder().clock(SandboxClock.system()).start();
  private final WeChatPayMerchant weChat = sandbox.weChatPay().openMerchant();
  private final EcpayMerchant ecpay = sandbox.ecpay().openMerchant();
  private final LocalTopic topic = LocalTopic.start();
  private final Gateway gateway = Gateway.open(Gateway.Payload.V2);
  private final HttpClient browser = HttpClient.newHttpClient();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<LambdaFunction> functions = new ArrayList<>();
  private final LambdaFunction timer;

  private LocalShop() {
    LocalQueues queues = LocalQueues.shared();
    Duration visible = Duration.ofSeconds(60);
    URI deadOrders = queues.create("dead-orders", visible);
    URI deadPayments = queues.create("dead-payments", visible);
    URI orders = queues.create("orders", visible, "dead-orders", 5);
    URI payments = queues.create("payments", visible, "dead-payments", 5);
    environment.putAll(weChat.environment());
    environment.putAll(ecpay.environment());
    environment.put(
        "WECHATPAY_APP_SECRET_MINI_PROGRAM",
        sandbox.weChatLogin().secret(weChat.miniProgramAppId()));
    environment.put("WECHATPAY_LOGIN_ENDPOINT", sandbox.weChatLogin().baseUri().toString());
    environment.put("SESSION_SECRET", "a-local-session-secret-of-some-length");
    environment.put("ADMIN_SECRET", ADMIN);
    environment.put("SHOP_URL", gateway.base().toString());
    for (String table : List.of("ORDERS", "REFUNDS", "STOCK", "REQUESTS", "STATISTICS")) {
      environment.put(table + "_TABLE", "shop-" + table.toLowerCase(Locale.ROOT));
    }
    environment.put("ORDERS_QUEUE_URL", orders.toString());
    environment.put("PAYMENTS_QUEUE_URL", payments.toString());
    environment.put("ORDERS_DEAD_LETTERS_URL", deadOrders.toString());
    environment.put("PAYMENTS_DEAD_LETTERS_URL", deadPayments.toString());
    environment.put("ORDER_PAID_TOPIC_ARN", topic.arn());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", LocalDynamo.shared().endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_SQS", queues.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_SNS", topic.endpoint().toString());
    Shop shop = new Shop(Settings.of(environment), Clock.systemUTC(), System.out);
    Schema.tables(shop.settings()).forEach(shop.aws().tables()::createTable);
    Schema.fillStock(shop.aws().tables(), shop.settings(), 100);

    LambdaFunction order = function(OrderFunction.class, 10, 2);
    LambdaFunction refund = function(RefundFunction.class, 10, 1);
    gateway
        .route("POST", "/login", function(LoginFunction.class, 10, 1))
        .route("POST", "/orders", order)
        .route("GET", "/orders/{order}", order)
        .route("POST", "/orders/{order}/pay", order)
        .route("POST", "/orders/{order}/refund", refund)
        .route("POST", "/admin/orders/{order}/refunds", refund)
        .route("GET", "/checkout/{order+}", function(CheckoutFunction.class, 10, 1))
        .route("POST", "/notify/{merchant}", function(CallbackFunction.class, 5, 2));
    EventSource.start(orders, function(OrderWorker.class, 60, 1), 10, 1);
    EventSource.start(payments, function(PaymentWorker.class, 60, 1), 10, 1);
    this.timer = function(TimerFunction.class, 240, 1);
  }

  private LambdaFunction function(Class<?> handler, int seconds, int concurrency) {
    LambdaFunction function =
        new LambdaFunction(
            handler.getSimpleName(),
            handler.getName(),
            Duration.ofSeconds(seconds),
            concurrency,
            environment);
    functions.add(function);
    return function;
  }

  /**
   * Starts it.
   *
   * @param args {@code once} ends it after the first purchase
   */
  public static void main(String[] args) throws InterruptedException {
    try (LocalShop shop = new LocalShop()) {
      shop.buy();
      if (args.length > 0 && args[0].equals("once")) {
        return;
      }
      shop.tell();
      while (true) {
        Thread.sleep(Duration.ofMinutes(1).toMillis());
        shop.timer.invoke(shop.stroke());
      }
    }
  }

  /** One pot of tea, from login to refund. */
  private void buy() {
    String code =
        sandbox
            .weChatLogin()
            .code(weChat.miniProgramAppId(), weChat.openIdOf(weChat.miniProgramAppId()));
    String session = call("POST", "/login", "", "{\"code\":\"" + code + "\"}").path("token").asText();
    String number =
        call(
                "POST",
                "/orders",
                session,
                "{\"item\":\"tea\",\"quantity\":1,\"method\":\"wechatpay\"}")
            .path("order")
            .asText();
    until(session, number, "a worker has asked WeChat Pay for the order", "pay");
    weChat.pay(number);
    say("the payer pays in the wallet, and WeChat Pay tells /notify/wechatpay");
    until(session, number, "the callback was proven, queued and settled", "PAID");
    waitFor(() -> !topic.published().isEmpty(), "order.paid is published");
    say("published: " + topic.published().get(0).message());
    call("POST", "/admin/orders/" + number + "/refunds", ADMIN, "{\"amount\":\"5.00\"}");
    until(session, number, "a part of it was given back", "PARTLY_REFUNDED");
  }

  private void until(String session, String number, String what, String sign) {
    waitFor(
        () -> send("GET", "/orders/" + number, session, "").body().contains("\"" + sign + "\""),
        what);
    say(what + ": " + send("GET", "/orders/" + number, session, "").body());
  }

  private void waitFor(BooleanSupplier condition, String what) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        functions.forEach(function -> say(function.output()));
        throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopped);
      }
    }
  }

  private JsonNode call(String method, String path, String bearer, String body) {
    HttpResponse<String> answer = send(method, path, bearer, body);
    say(method + " " + path + " → " + answer.statusCode() + " " + answer.body());
    try {
      return JSON.readTree(answer.body());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private HttpResponse<String> send(String method, String path, String bearer, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.base() + path))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "local-" + Instant.now().toEpochMilli())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return browser.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private void tell() {
    String openId = weChat.openIdOf(weChat.miniProgramAppId());
    String code = sandbox.weChatLogin().code(weChat.miniProgramAppId(), openId);
    String token = call("POST", "/login", "", "{\"code\":\"" + code + "\"}").path("token").asText();
    say("The shop is open at " + gateway.base() + " (Ctrl-C ends it). To buy by ECPay:");
    say(
        "curl -s -X POST "
            + gateway.base()
            + "/orders -H 'Idempotency-Key: my-order-1' -H 'Authorization: Bearer "
            + token
            + "' -d '{\"item\":\"cake\",\"method\":\"ecpay\"}'");
    say("then GET /orders/<order> with the same token, and open its \"checkout\" in a browser.");
  }

  private byte[] stroke() {
    return ("{\"version\":\"0\",\"id\":\"local\",\"detail-type\":\"Scheduled Event\","
            + "\"source\":\"aws.events\",\"account\":\"000000000000\",\"time\":\""
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + "\",\"region\":\"us-east-1\","
            + "\"resources\":[\"arn:aws:events:us-east-1:000000000000:rule/timer\"],\"detail\":{}}")
        .getBytes(UTF_8);
  }

  private static void say(String line) {
    System.out.println(line);
  }

  @Override
  public void close() {
    gateway.close();
    functions.forEach(LambdaFunction::close);
    topic.close();
    sandbox.close();
  }
}
