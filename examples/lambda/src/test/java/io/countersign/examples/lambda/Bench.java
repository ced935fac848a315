// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.LocalTopic;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.SignedForm;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The whole shop in one JVM, with tables, queues and a topic of its own, the gateways' own side,
 * and a clock that somebody drives. Its functions are called as Lambda calls them: bytes in, bytes
 * out.
 */
final class Bench implements AutoCloseable {

  static final String ADMIN = "an-administrators-secret-of-length";
  private static final ObjectMapper JSON = new ObjectMapper();

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-02T02:00:00Z"));
  final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  final WeChatPayMerchant weChat = sandbox.weChatPay().openMerchant();
  final EcpayMerchant ecpay = sandbox.ecpay().openMerchant();
  final LocalTopic topic = LocalTopic.start();
  final URI ordersQueue;
  final URI paymentsQueue;
  final URI deadPayments;
  final Map<String, String> environment = new LinkedHashMap<>();
  final List<Duration> pauses = new ArrayList<>();
  final Shop shop;

  /**
   * An HTTP answer.
   *
   * @param body as text
   */
  record Answer(int status, Map<String, String> headers, String body) {

    String text(String field) {
      return json().path(field).asText();
    }

    JsonNode json() {
      return read(body.getBytes(UTF_8));
    }
  }

  Bench(String... more) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    LocalQueues queues = LocalQueues.shared();
    Duration visible = Duration.ofSeconds(30);
    queues.create("dead-orders-" + run, visible);
    this.deadPayments = queues.create("dead-payments-" + run, visible);
    this.ordersQueue = queues.create("orders-" + run, visible, "dead-orders-" + run, 3);
    this.paymentsQueue = queues.create("payments-" + run, visible, "dead-payments-" + run, 2);
    environment.putAll(weChat.environment());
    environment.putAll(ecpay.environment());
    environment.put(
        "WECHATPAY_APP_SECRET_MINI_PROGRAM",
        sandbox.weChatLogin().secret(weChat.miniProgramAppId()));
    environment.put("WECHATPAY_LOGIN_ENDPOINT", sandbox.weChatLogin().baseUri().toString());
    environment.put("SESSION_SECRET", "a-session-secret-that-is-long-enough-for-it");
    environment.put("ADMIN_SECRET", ADMIN);
    environment.put("SHOP_URL", "http://127.0.0.1:9");
    for (String table : List.of("ORDERS", "REFUNDS", "STOCK", "REQUESTS", "STATISTICS")) {
      environment.put(table + "_TABLE", table.toLowerCase(java.util.Locale.ROOT) + "-" + run);
    }
    environment.put("ORDERS_QUEUE_URL", ordersQueue.toString());
    environment.put("PAYMENTS_QUEUE_URL", paymentsQueue.toString());
    environment.put("ORDERS_DEAD_LETTERS_URL", queues.endpoint() + "/none");
    environment.put("PAYMENTS_DEAD_LETTERS_URL", deadPayments.toString());
    environment.put("ORDER_PAID_TOPIC_ARN", topic.arn());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", LocalDynamo.shared().endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_SQS", queues.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_SNS", topic.endpoint().toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    this.shop = new Shop(Settings.of(environment), clock, System.out);
    Schema.tables(shop.settings()).forEach(shop.aws().tables()::createTable);
    Schema.fillStock(shop.aws().tables(), shop.settings(), 10);
  }

  /** A session of the merchant's usual payer. */
  String session() {
    return session(weChat.openIdOf(weChat.miniProgramAppId()));
  }

  String session(String openId) {
    String code = sandbox.weChatLogin().code(weChat.miniProgramAppId(), openId);
    Answer answer =
        http(
            new LoginFunction(environment, clock),
            "POST",
            "/login",
            Map.of(),
            "{\"code\":\"" + code + "\"}");
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
    return answer.text("token");
  }

  Answer order(String session, String key, String body) {
    return http(
        new OrderFunction(environment, clock),
        "POST",
        "/orders",
        Map.of("authorization", "Bearer " + session, "idempotency-key", key),
        body);
  }

  /** An order that was taken and whose payment was begun: its number. */
  String ordered(String session, String item, String method) {
    Answer answer =
        order(
            session,
            UUID.randomUUID().toString(),
            "{\"item\":\"" + item + "\",\"quantity\":1,\"method\":\"" + method + "\"}");
    if (answer.status() != 202) {
      throw new IllegalStateException(answer.toString());
    }
    workOrders();
    return answer.text("order");
  }

  /** A WeChat Pay order that the payer has paid, of which the shop has heard. */
  String paid(String session) {
    String number = ordered(session, "tea", "wechatpay");
    weChat.pay(number);
    callback(weChat.paymentNotification(number));
    workPayments();
    return number;
  }

  Answer status(String session, String number) {
    return http(
        new OrderFunction(environment, clock),
        "GET",
        "/orders/" + number,
        Map.of("authorization", "Bearer " + session),
        "");
  }

  Answer refund(String number, String key, String amount) {
    return http(
        new RefundFunction(environment, clock),
        "POST",
        "/admin/orders/" + number + "/refunds",
        Map.of("authorization", "Bearer " + ADMIN, "idempotency-key", key),
        "{\"amount\":\"" + amount + "\"}");
  }

  Answer callback(SignedNotification notification) {
    Map<String, String> headers = new LinkedHashMap<>();
    notification.headers().forEach((name, values) -> headers.put(name, values.get(0)));
    return http(
        new CallbackFunction(environment, clock),
        "POST",
        "/notify/wechatpay",
        headers,
        new String(notification.body(), UTF_8));
  }

  Answer callback(SignedForm form) {
    return http(
        new CallbackFunction(environment, clock),
        "POST",
        "/notify/ecpay",
        Map.of("content-type", "application/x-www-form-urlencoded"),
        new String(form.body(), UTF_8));
  }

  /** One invocation of the worker with what its queue holds now: how many messages. */
  int workOrders() {
    return work(ordersQueue, new OrderWorker(environment, clock));
  }

  int workPayments() {
    return work(paymentsQueue, new PaymentWorker(environment, clock));
  }

  private int work(URI queue, RequestStreamHandler worker) {
    LocalQueues queues = LocalQueues.shared();
    List<LocalQueues.Received> batch = queues.receive(queue, 10);
    if (batch.isEmpty()) {
      return 0;
    }
    JsonNode answer = invoke(worker, EventSource.event("arn", batch));
    List<String> failed = new ArrayList<>();
    answer
        .path("batchItemFailures")
        .forEach(failure -> failed.add(failure.path("itemIdentifier").asText()));
    for (LocalQueues.Received message : batch) {
      if (failed.contains(message.id())) {
        queues.release(queue, message);
      } else {
        queues.delete(queue, message);
      }
    }
    return batch.size();
  }

  /** One run of the timer. */
  JsonNode timer() {
    return invoke(new TimerFunction(environment, clock), stroke());
  }

  /** A night with so much time. */
  JsonNode reconcile(Duration time) {
    Context context =
        (Context)
            Proxy.newProxyInstance(
                Bench.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> Math.toIntExact(time.toMillis()));
    return invoke(new ReconciliationFunction(environment, clock, pauses::add), stroke(), context);
  }

  JsonNode reconcile() {
    return invoke(new ReconciliationFunction(environment, clock, pauses::add), stroke());
  }

  JsonNode replay(String queue) {
    return invoke(
        new ReplayFunction(environment, clock),
        ("{\"queue\":\"" + queue + "\",\"most\":50}").getBytes(UTF_8));
  }

  void after(Duration time) {
    clock.advance(time);
  }

  Order.State state(String number) {
    return shop.orders().find(number).orElseThrow().state();
  }

  long stock(String item) {
    return Long.parseLong(
        row("STOCK_TABLE", Map.of("item", AttributeValue.fromS(item))).get("left").n());
  }

  int rows(String table) {
    return shop.aws().tables().scan(scan -> scan.tableName(environment.get(table))).count();
  }

  /** How many orders of a day and method the statistics have in a state. */
  long counted(String row) {
    long sum = 0;
    for (int part = 0; part < Writes.STATISTICS_ROWS; part++) {
      AttributeValue orders =
          row(
                  "STATISTICS_TABLE",
                  Map.of(
                      "day", AttributeValue.fromS(Order.day(clock.instant())),
                      "row", AttributeValue.fromS(row + "#" + part)))
              .get("orders");
      sum += orders == null ? 0 : Long.parseLong(orders.n());
    }
    return sum;
  }

  private Map<String, AttributeValue> row(String table, Map<String, AttributeValue> key) {
    return shop.aws()
        .tables()
        .getItem(get -> get.tableName(environment.get(table)).key(key).consistentRead(true))
        .item();
  }

  /** Calls a function by an event of payload 2.0. */
  static Answer http(
      RequestStreamHandler function,
      String method,
      String path,
      Map<String, String> headers,
      String body) {
    int mark = path.indexOf('?');
    String bare = mark < 0 ? path : path.substring(0, mark);
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0").put("routeKey", "$default").put("rawPath", bare);
    event.put("rawQueryString", mark < 0 ? "" : path.substring(mark + 1));
    ObjectNode given = event.putObject("headers");
    headers.forEach((name, value) -> given.put(name.toLowerCase(java.util.Locale.ROOT), value));
    ObjectNode http = event.putObject("requestContext").putObject("http");
    http.put("method", method).put("path", bare).put("protocol", "HTTP/1.1");
    http.put("sourceIp", "203.0.113.7");
    event.put("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)));
    event.put("isBase64Encoded", true);
    JsonNode answer = invoke(function, bytes(event));
    Map<String, String> answered = new LinkedHashMap<>();
    answer
        .path("headers")
        .properties()
        .forEach(
            field ->
                answered.put(
                    field.getKey().toLowerCase(java.util.Locale.ROOT), field.getValue().asText()));
    String text = answer.path("body").asText();
    return new Answer(
        answer.path("statusCode").asInt(),
        answered,
        answer.path("isBase64Encoded").asBoolean()
            ? new String(Base64.getDecoder().decode(text), UTF_8)
            : text);
  }

  static JsonNode invoke(RequestStreamHandler function, byte[] event) {
    return invoke(function, event, null);
  }

  private static JsonNode invoke(
      RequestStreamHandler function, byte[] event, @Nullable Context context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      function.handleRequest(new ByteArrayInputStream(event), out, context);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return read(out.toByteArray());
  }

  private byte[] stroke() {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "0").put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Scheduled Event").put("source", "aws.events");
    event.put("account", "123456789012").put("time", clock.instant().toString());
    event.put("region", "us-east-1");
    event.putArray("resources").add("arn:aws:events:us-east-1:123456789012:rule/timer");
    event.putObject("detail");
    return bytes(event);
  }

  private static JsonNode read(byte[] document) {
    try {
      return JSON.readTree(document);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static byte[] bytes(JsonNode document) {
    return document.toString().getBytes(UTF_8);
  }

  @Override
  public void close() {
    topic.close();
    sandbox.close();
  }
}
