// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** A shop with an account at each provider, a neighbour with one of its own, and their gateways. */
final class TeaHouse implements AutoCloseable {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("io.countersign");

  static final URI NOTIFY = URI.create("https://pay.example.com/notify");

  final Sandbox sandbox;
  final Clock clock;
  final WeChatPayMerchant wechatPay;
  final WeChatPayMerchant neighbour;
  final EcpayMerchant ecpay;
  final AlipayMerchant alipay;
  final UnionPayMerchant unionPay;
  final String jdbcUrl;
  final JdbcOrders orders;
  private final FollowUp waits;
  private final Map<String, PaymentClient> clients = new LinkedHashMap<>();

  /** A shop in driven time, whose table is this JVM's. */
  TeaHouse() {
    this(Sandbox.start(), "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  TeaHouse(Sandbox sandbox, String jdbcUrl) {
    LOG.setLevel(Level.OFF);
    this.sandbox = sandbox;
    this.jdbcUrl = jdbcUrl;
    clock = sandbox.clock();
    wechatPay = sandbox.weChatPay().openMerchant();
    neighbour = sandbox.weChatPay().openMerchant();
    ecpay = sandbox.ecpay().openMerchant();
    alipay = sandbox.alipay().openMerchant();
    unionPay = sandbox.unionPay().openMerchant();
    clients.put("wechatpay", wechat(wechatPay));
    clients.put("neighbour", wechat(neighbour));
    clients.put(
        "ecpay",
        EcpayClient.of(
            EcpayConfig.fromEnvironment(ecpay.environment()).toBuilder()
                .clock(clock)
                .notifyUrl(NOTIFY.resolve("/notify/ecpay"))
                .build()));
    clients.put(
        "alipay",
        AlipayClient.of(
            AlipayConfig.fromEnvironment(alipay.environment()).toBuilder()
                .clock(clock)
                .notifyUrl(NOTIFY.resolve("/notify/alipay"))
                .build()));
    clients.put(
        "unionpay",
        UnionPayClient.of(
            UnionPayConfig.fromEnvironment(unionPay.environment()).toBuilder()
                .clock(clock)
                .notifyUrl(NOTIFY.resolve("/notify/unionpay"))
                .build()));
    waits = new FollowUp.Ask(clock.instant().plus(Duration.ofMinutes(5)));
    orders = new JdbcOrders(jdbcUrl);
    orders.open();
  }

  private WeChatPayClient wechat(WeChatPayMerchant merchant) {
    return WeChatPayClient.of(
        WeChatPayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .clock(clock)
            .notifyUrl(NOTIFY.resolve("/notify/wechatpay"))
            .build());
  }

  /** A merchant's client, of which the shop has one each. */
  PaymentClient client(String merchant) {
    return clients.get(merchant);
  }

  /** The shop as a function opens it, in this JVM. */
  Shop shop() {
    return new Shop(new Callback(NOTIFY, Merchants.of(clients), orders, clock), List.of());
  }

  /** The variables of a function in a JVM of its own. */
  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.putAll(wechatPay.environment());
    variables.putAll(ecpay.environment());
    variables.putAll(alipay.environment());
    variables.putAll(unionPay.environment());
    variables.put("NOTIFY_BASE", NOTIFY.toString());
    variables.put("ORDERS_JDBC_URL", jdbcUrl);
    return variables;
  }

  /** A pot of tea that somebody has paid for, while the shop does not know: its number. */
  String paid(String merchant) throws IOException, InterruptedException {
    String number = ordered(merchant);
    switch (merchant) {
      case "wechatpay" -> wechatPay.pay(number);
      case "neighbour" -> neighbour.pay(number);
      case "ecpay" -> ecpay.payByCard(number);
      case "alipay" -> alipay.pay(number);
      default -> unionPay.pay(number);
    }
    return number;
  }

  /** A pot of tea that waits for its payer: its number. */
  String ordered(String merchant) throws IOException, InterruptedException {
    PaymentClient client = clients.get(merchant);
    if (merchant.equals("ecpay")) {
      PaymentRequest<OpenPage> tea =
          PaymentRequest.in(Scene.webPage(URI.create("https://pay.example.com/done")))
              .id(PaymentId.next())
              .amount(Money.of("120", "TWD"))
              .description("烏龍茶一壺")
              .build();
      begun(merchant, client.ref(tea));
      open((OpenPage.PostForm) client.create(tea).orElseThrow());
      return tea.id().number();
    }
    PaymentId id = PaymentId.next();
    var tea =
        PaymentRequest.in(Scene.qrCode())
            .id(id)
            .amount(Money.of("25.00", "CNY"))
            .description("龙井茶一壶")
            .payBefore(id.createdAt().plus(Duration.ofMinutes(15)))
            .build();
    begun(merchant, client.ref(tea));
    client.create(tea).orElseThrow();
    return id.number();
  }

  /** Cancels an order in the table alone, so that it is over and can still be paid. */
  void cancelled(String number) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement over =
            connection.prepareStatement("UPDATE attempts SET status = 'OVER' WHERE number = ?")) {
      over.setString(1, number);
      assertThat(over.executeUpdate()).isEqualTo(1);
    }
  }

  /** Lets the time come for asking about an order. */
  void isDue(String merchant, String number) {
    PaymentRef ref = orders.expectedBy(merchant).of(number).orElseThrow().payment();
    orders.follow(
        new Attempt(merchant, ref, waits, Optional.empty()), new FollowUp.Ask(clock.instant()));
  }

  private void begun(String merchant, PaymentRef ref) {
    orders.begin(merchant, ref, waits);
  }

  private static void open(OpenPage.PostForm page) throws IOException, InterruptedException {
    String form =
        page.fields().stream()
            .map(
                field ->
                    field.name() + "=" + URLEncoder.encode(field.value(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<String> cashier =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page.action())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(cashier.statusCode()).describedAs(cashier.body()).isEqualTo(302);
  }

  /** The provider's callback about a paid order, as it leaves the provider. */
  Call callback(String merchant, String number) {
    return switch (merchant) {
      case "wechatpay" -> of(wechatPay.paymentNotification(number), merchant);
      case "neighbour" -> of(neighbour.paymentNotification(number), merchant);
      case "ecpay" ->
          Call.form(
              "/notify/ecpay",
              "application/x-www-form-urlencoded",
              ecpay.resultNotification(number).body());
      case "alipay" -> {
        var form = alipay.notification(number);
        yield Call.form("/notify/alipay", form.contentType(), form.body());
      }
      default -> {
        var form = unionPay.notification(number);
        yield Call.form("/notify/unionpay", form.contentType(), form.body());
      }
    };
  }

  /** A proven callback about an order that nobody could pay any more. */
  Call lateCallback(String number) throws IOException, InterruptedException {
    String other = paid("wechatpay");
    return of(wechatPay.paymentNotification(other).withOutTradeNo(number), "wechatpay");
  }

  private static Call of(SignedNotification notification, String merchant) {
    return new Call("POST", "/notify/" + merchant, notification.headers(), notification.body());
  }

  /** What the provider has given back of an order, in the currency's smallest unit. */
  long givenBack(String merchant, String number) {
    return switch (merchant) {
      case "wechatpay" ->
          wechatPay.ledger().stream()
              .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
              .filter(entry -> entry.outTradeNo().equals(number))
              .mapToLong(LedgerEntry::amount)
              .sum();
      case "ecpay" ->
          ecpay.ledger().stream()
              .filter(entry -> !entry.kind().name().equals("CHARGE"))
              .filter(entry -> entry.merchantTradeNo().equals(number))
              .mapToLong(io.countersign.sandbox.ecpay.LedgerEntry::amount)
              .sum();
      case "alipay" -> alipay.refundedOf(number);
      default -> unionPay.refundedOf(number);
    };
  }

  /** How the shop's order stands, and how many parcels were packed. */
  String status(String merchant, String number) {
    return orders.status(merchant, number).orElseThrow();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
