// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.NotificationRouter;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/** Notifications through a real server whose filters ask every form for a parameter first. */
class ServletNotificationsTest {

  private static Sandbox sandbox;
  private static AlipayMerchant silk;
  private static WeChatPayMerchant tea;
  private static ConfigurableApplicationContext shop;
  private static URI home;

  @BeforeAll
  static void open() throws Exception {
    sandbox = Sandbox.start();
    silk = sandbox.alipay().openMerchant();
    tea = sandbox.weChatPay().openMerchant();
    List<String> properties = new ArrayList<>();
    properties.addAll(List.of(merchant("silk", "alipay", silk.environment())));
    properties.addAll(List.of(merchant("tea", "wechatpay", tea.environment())));
    properties.add("countersign.notify-base=http://127.0.0.1/hooks/notify");
    properties.add("server.port=0");
    properties.add("server.address=127.0.0.1");
    properties.add("spring.main.banner-mode=off");
    // Asks each posted form for the parameter "_method".
    properties.add("spring.mvc.hiddenmethod.filter.enabled=true");
    shop =
        new SpringApplicationBuilder(Shop.class)
            .properties(properties.toArray(String[]::new))
            .run();
    home =
        URI.create(
            "http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port") + "/");
    // The first request starts the dispatcher, which takes its time on a busy machine.
    post("hooks/notify/salt", new byte[0]);
  }

  @AfterAll
  static void close() {
    shop.close();
    sandbox.close();
  }

  @Test
  void aFormIsProvenThoughAFilterAskedItForAParameter() {
    PaymentRef order = order("silk", "alipay");
    silk.begin(order.number());
    silk.pay(order.number());

    var delivery =
        silk.deliverOnce(silk.notification(order.number()), home.resolve("hooks/notify/silk"));

    assertThat(delivery.result().name()).isEqualTo("ACCEPTED");
    assertThat(Shop.PAID).containsEntry(order.number(), "silk");
  }

  @Test
  void jsonIsProven() {
    PaymentRef order = order("tea", "wechatpay");
    tea.pay(order.number());

    var delivery =
        tea.deliverOnce(tea.paymentNotification(order.number()), home.resolve("hooks/notify/tea"));

    assertThat(delivery.result().name()).isEqualTo("ACCEPTED");
    assertThat(Shop.PAID).containsEntry(order.number(), "tea");
  }

  @Test
  void theApplicationsOwnMetersAndHealthTellOfIt() throws Exception {
    jsonIsProven();

    MeterRegistry meters = shop.getBean(MeterRegistry.class);
    assertThat(
            meters
                .get("payment.notifications")
                .tags("provider", "wechatpay", "result", "handled")
                .counter()
                .count())
        .isGreaterThanOrEqualTo(1);
    assertThat(meters.find("payment.client.requests").timers()).isNotEmpty();
    assertThat(meters.find("payment.key.days").gauges()).hasSize(3);
    assertThat(HealthOf.shop(shop).status()).isEqualTo("UP");
  }

  @Test
  void anotherMerchantsPathTakesNothing() {
    PaymentRef order = order("silk", "alipay");
    silk.begin(order.number());
    silk.pay(order.number());

    var delivery =
        silk.deliverOnce(silk.notification(order.number()), home.resolve("hooks/notify/tea"));

    assertThat(delivery.result().name()).isEqualTo("REFUSED");
    assertThat(Shop.PAID).doesNotContainKey(order.number());
  }

  @Test
  void tooMuchIsRefusedBeforeAnyoneReadsIt() throws Exception {
    HttpResponse<String> answer =
        post("hooks/notify/tea", new byte[ReceivedRequest.MOST_BYTES + 1]);

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void anUnknownMerchantIsNotFound() throws Exception {
    assertThat(post("hooks/notify/salt", "a=b".getBytes()).statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatWasReadBeforeIsNoticed() throws Exception {
    HttpResponse<String> answer = post("elsewhere", "a=b".getBytes());

    assertThat(answer.body()).contains("was read before").contains("countersign.notify-base");
  }

  @Test
  void aBodyInChunksThatWasReadBeforeIsNoticed() throws Exception {
    HttpResponse<String> answer =
        post(
            "elsewhere",
            HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofByteArray("a=b".getBytes())));

    assertThat(answer.body()).contains("was read before").contains("countersign.notify-base");
  }

  @Test
  void anEmptyBodyInChunksIsNoErrorOfTheApplication() throws Exception {
    HttpResponse<String> answer =
        post(
            "hooks/notify/tea",
            HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isBetween(400, 499);
  }

  @Test
  void aFormOfTheApplicationsOwnIsLeftAlone() throws Exception {
    HttpResponse<String> answer = post("account/notify/settings", "mail=yes".getBytes());

    assertThat(answer.body()).isEqualTo("mail: yes");
  }

  @Test
  void theBodyCanBeReadAgainBehindTheFilter() throws Exception {
    HttpResponse<String> answer = post("again/hooks/notify/tea", "a=b&c=d".getBytes());

    assertThat(answer.body()).isEqualTo("a=b&c=d|a=b&c=d");
  }

  private static HttpResponse<String> post(String path, byte[] form) throws Exception {
    return post(path, HttpRequest.BodyPublishers.ofByteArray(form));
  }

  private static HttpResponse<String> post(String path, HttpRequest.BodyPublisher body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(home.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(body)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static PaymentRef order(String merchantId, String provider) {
    var client = shop.getBean(Merchants.class).find(merchantId).orElseThrow();
    assertThat(client.provider()).isEqualTo(provider);
    var request =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One cup of tea")
            .build();
    PaymentRef ref = client.ref(request);
    Shop.ORDERS.put(ref.number(), ref);
    assertThat(client.create(request)).isInstanceOf(Outcome.Accepted.class);
    return ref;
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Controller
  static class Shop {

    static final Map<String, PaymentRef> ORDERS = new ConcurrentHashMap<>();
    static final Map<String, String> PAID = new ConcurrentHashMap<>();

    private final NotificationRouter router;
    private final ServletNotifications notifications;

    Shop(NotificationRouter router, ServletNotifications notifications) {
      this.router = router;
      this.notifications = notifications;
    }

    @PostMapping("/hooks/notify/{merchant}")
    void notified(HttpServletRequest request, HttpServletResponse response) throws IOException {
      notifications.answer(
          request,
          response,
          raw ->
              router.handle(
                  request.getRequestURI(),
                  raw,
                  merchant ->
                      number -> Optional.ofNullable(ORDERS.get(number)).map(ExpectedPayment::of),
                  merchant ->
                      (Payment payment, Delivery delivery) ->
                          PAID.put(payment.ref().number(), merchant)));
    }

    @PostMapping("/elsewhere")
    void elsewhere(HttpServletRequest request, HttpServletResponse response) throws IOException {
      try {
        notifications.answer(request, response, raw -> router.handle("", raw, null, null));
      } catch (IllegalStateException expected) {
        response.getWriter().write(String.valueOf(expected.getMessage()));
      }
    }

    @PostMapping("/account/notify/settings")
    void settings(HttpServletRequest request, HttpServletResponse response) throws IOException {
      response.getWriter().write("mail: " + request.getParameter("mail"));
    }

    @PostMapping("/again/hooks/notify/tea")
    void again(HttpServletRequest request, HttpServletResponse response) throws IOException {
      String first = new String(request.getInputStream().readAllBytes());
      try (Stream<String> lines = request.getReader().lines()) {
        response.getWriter().write(first + "|" + lines.findFirst().orElse(""));
      }
    }
  }
}
