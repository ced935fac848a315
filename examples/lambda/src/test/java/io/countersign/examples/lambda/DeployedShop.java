// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LocalDynamo;
import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.LocalTopic;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The shop as it is deployed, on this machine: its functions in JVMs of their own, each with those
 * variables only that it needs, behind a gateway of each payload version; tables, queues and a
 * topic of its own; and the sandbox as its providers. One for all tests of this JVM, because
 * starting it is what costs.
 */
final class DeployedShop {

  static final long STOCK = 100_000;

  private static final String SESSION_SECRET = "session-secret-of-the-shop-on-this-machine";
  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  private static final class Holder {
    private static final DeployedShop SHARED = new DeployedShop();
  }

  final Sandbox sandbox = Sandbox.builder().clock(SandboxClock.system()).start();
  final WeChatPayMerchant weChatPay = sandbox.weChatPay().openMerchant();
  final EcpayMerchant ecpay = sandbox.ecpay().openMerchant();
  final LocalTopic topic = LocalTopic.start();
  final Gateway payloadOne = Gateway.open(Gateway.Payload.V1);
  final Gateway payloadTwo = Gateway.open(Gateway.Payload.V2);

  final URI ordersDeadLetters = queue("orders-dead");
  final URI orders = LocalQueues.shared().create("orders", VISIBILITY, "orders-dead", 5);
  final URI paymentsDeadLetters = queue("payments-dead");
  final URI payments = LocalQueues.shared().create("payments", VISIBILITY, "payments-dead", 5);

  final Map<String, String> variables = variables();
  final DynamoDbClient tables = new Aws(Settings.of(variables)).tables();

  final LambdaFunction login =
      function(LoginFunction.class, 10, 1, "SESSION_SECRET", "WECHATPAY_APP", "WECHATPAY_LOGIN");
  final LambdaFunction order =
      function(
          OrderFunction.class, 10, 2, "SESSION_SECRET", "ORDERS_", "STOCK_", "REQUESTS_", "STATIS");
  final LambdaFunction checkout =
      function(CheckoutFunction.class, 10, 1, "SESSION_SECRET", "ECPAY_", "ORDERS_TABLE");
  final LambdaFunction refund =
      function(
          RefundFunction.class,
          10,
          1,
          "SESSION_SECRET",
          "ADMIN_SECRET",
          "WECHATPAY_",
          "ECPAY_",
          "ORDERS_TABLE",
          "REFUNDS_",
          "STOCK_",
          "STATISTICS_");
  final LambdaFunction callback = callback(Map.of());
  final LambdaFunction orderWorker = orderWorker(Map.of());
  final LambdaFunction paymentWorker = paymentWorker(Map.of());
  final LambdaFunction timer = timer(Map.of());
  final LambdaFunction replay = function(ReplayFunction.class, 60, 1, "ORDERS_", "PAYMENTS_");

  private DeployedShop() {
    Settings settings = Settings.of(variables);
    Schema.tables(settings).forEach(tables::createTable);
    Schema.fillStock(tables, settings, STOCK);
    for (Gateway gateway : List.of(payloadOne, payloadTwo)) {
      gateway
          .route("POST", "/login", login)
          .route("POST", "/orders/{order}/refund", refund)
          .route("POST", "/admin/orders/{order}/refunds", refund)
          .route("ANY", "/orders", order)
          .route("ANY", "/orders/{more+}", order)
          .route("GET", "/checkout/{order}", checkout)
          .route("POST", "/notify/{merchant}", callback);
    }
  }

  static DeployedShop shared() {
    return Holder.SHARED;
  }

  /** One more function for callbacks, with other variables; its caller closes it. */
  LambdaFunction callback(Map<String, String> other) {
    return function(
        CallbackFunction.class,
        20,
        2,
        other,
        "WECHATPAY_",
        "ECPAY_",
        "ORDERS_TABLE",
        "PAYMENTS_QUEUE");
  }

  /** One more worker for orders, with other variables; its caller closes it. */
  LambdaFunction orderWorker(Map<String, String> other) {
    return worker(OrderWorker.class, other);
  }

  /** One more worker for payments, with other variables; its caller closes it. */
  LambdaFunction paymentWorker(Map<String, String> other) {
    return worker(PaymentWorker.class, other);
  }

  /** One more timer, with other variables; its caller closes it. */
  LambdaFunction timer(Map<String, String> other) {
    return function(
        TimerFunction.class,
        240,
        2,
        other,
        "WECHATPAY_",
        "ECPAY_",
        "ORDER",
        "REFUNDS_",
        "STOCK_",
        "STATISTICS_");
  }

  /** Does something while both queues are worked on, by so many instances each. */
  void whileWorking(int orderWorkers, int paymentWorkers, Runnable deed) {
    EventSource ofOrders = EventSource.start(orders, orderWorker, 10, orderWorkers);
    EventSource ofPayments = EventSource.start(payments, paymentWorker, 10, paymentWorkers);
    try {
      deed.run();
    } finally {
      ofOrders.close();
      ofPayments.close();
    }
  }

  /** An order as its row holds it; empty fields are absent. */
  Map<String, AttributeValue> row(String number) {
    return tables
        .getItem(
            get ->
                get.tableName(variables.get("ORDERS_TABLE"))
                    .key(Map.of("number", AttributeValue.fromS(number)))
                    .consistentRead(true))
        .item();
  }

  String state(String number) {
    AttributeValue state = row(number).get("state");
    return state == null ? "" : state.s();
  }

  void awaitState(String number, String state) {
    Waiting.until(
        Duration.ofSeconds(30), number + " is " + state, () -> state(number).equals(state));
  }

  /** How many orders are in which state, such as {@code wechatpay#PAID}, over all days. */
  Map<String, Long> statistics() {
    Map<String, Long> counts = new TreeMap<>();
    tables
        .scanPaginator(scan -> scan.tableName(variables.get("STATISTICS_TABLE")))
        .items()
        .forEach(
            item ->
                counts.merge(
                    item.get("row").s().replaceFirst("#[0-9]+$", ""),
                    Long.parseLong(item.get("orders").n()),
                    Long::sum));
    return counts;
  }

  long count(String row) {
    return statistics().getOrDefault(row, 0L);
  }

  /** How many of an item were taken off the shelf so far. */
  long taken(String item) {
    return STOCK
        - Long.parseLong(
            tables
                .getItem(
                    get ->
                        get.tableName(variables.get("STOCK_TABLE"))
                            .key(Map.of("item", AttributeValue.fromS(item)))
                            .consistentRead(true))
                .item()
                .get("left")
                .n());
  }

  /** The ids of the events that were published of an order: one id, however often it was sent. */
  List<String> published(String number) {
    return topic.published().stream()
        .map(LocalTopic.Published::message)
        .filter(message -> message.contains("\"" + number + "\""))
        .toList();
  }

  /** Delivers a notification until it is taken, as its provider does, but without the pauses. */
  void delivered(SignedNotification notification, URI address) {
    List<Delivery> tries = new ArrayList<>();
    do {
      tries.add(weChatPay.deliverOnce(notification.redelivered(), address));
    } while (tries.size() < 5 && tries.get(tries.size() - 1).result() != Delivery.Result.ACCEPTED);
    assertThat(tries.get(tries.size() - 1).result())
        .as(() -> tries + "\n" + callback.output())
        .isEqualTo(Delivery.Result.ACCEPTED);
  }

  /** The callbacks come in here from now on. */
  void callbacksTo(Gateway gateway) {
    weChatPay.deliverNotificationsTo(gateway.base().resolve("/notify/wechatpay"));
    ecpay.deliverNotificationsTo(gateway.base().resolve("/notify/ecpay"));
  }

  /** Nobody hears the callbacks that are sent from now on. */
  void callbacksGetLost() {
    weChatPay.deliverNotificationsTo(payloadTwo.base().resolve("/nowhere"));
    ecpay.deliverNotificationsTo(payloadTwo.base().resolve("/nowhere"));
  }

  private static URI queue(String name) {
    return LocalQueues.shared().create(name, VISIBILITY);
  }

  private Map<String, String> variables() {
    Map<String, String> all = new LinkedHashMap<>(weChatPay.environment());
    all.putAll(ecpay.environment());
    // The shop makes these itself, of its own address.
    all.remove("WECHATPAY_NOTIFY_URL");
    all.remove("ECPAY_RETURN_URL");
    all.put("WECHATPAY_LOGIN_ENDPOINT", sandbox.weChatLogin().baseUri().toString());
    all.put(
        "WECHATPAY_APP_SECRET_MINI_PROGRAM",
        sandbox.weChatLogin().secret(weChatPay.miniProgramAppId()));
    all.put("SESSION_SECRET", SESSION_SECRET);
    all.put("ADMIN_SECRET", "admin-secret-of-the-shop-on-this-machine");
    all.put("SHOP_URL", payloadTwo.base().toString());
    for (String table : List.of("ORDERS", "REFUNDS", "STOCK", "REQUESTS", "STATISTICS")) {
      all.put(table + "_TABLE", "shop-" + table.toLowerCase(Locale.ROOT));
    }
    all.put("ORDERS_QUEUE_URL", orders.toString());
    all.put("PAYMENTS_QUEUE_URL", payments.toString());
    all.put("ORDERS_DEAD_LETTERS_URL", ordersDeadLetters.toString());
    all.put("PAYMENTS_DEAD_LETTERS_URL", paymentsDeadLetters.toString());
    all.put("ORDER_PAID_TOPIC_ARN", topic.arn());
    all.put("AWS_ENDPOINT_URL_DYNAMODB", LocalDynamo.shared().endpoint().toString());
    all.put("AWS_ENDPOINT_URL_SQS", LocalQueues.shared().endpoint().toString());
    all.put("AWS_ENDPOINT_URL_SNS", topic.endpoint().toString());
    return all;
  }

  private LambdaFunction worker(Class<?> handler, Map<String, String> other) {
    return function(
        handler,
        60,
        4,
        other,
        "WECHATPAY_",
        "ECPAY_",
        "ORDERS_TABLE",
        "ORDER_PAID",
        "REFUNDS_",
        "STOCK_",
        "STATISTICS_");
  }

  private LambdaFunction function(
      Class<?> handler, int seconds, int concurrency, String... beginnings) {
    return function(handler, seconds, concurrency, Map.of(), beginnings);
  }

  /** A function that is given the variables with these beginnings, and the addresses. */
  private LambdaFunction function(
      Class<?> handler,
      int seconds,
      int concurrency,
      Map<String, String> other,
      String... beginnings) {
    Map<String, String> given = new LinkedHashMap<>();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith("AWS_") || name.equals("SHOP_URL")) {
            given.put(name, value);
          }
          for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
              given.put(name, value);
            }
          }
        });
    given.putAll(other);
    return new LambdaFunction(
        handler.getSimpleName(),
        handler.getName(),
        Duration.ofSeconds(seconds),
        concurrency,
        given);
  }
}
