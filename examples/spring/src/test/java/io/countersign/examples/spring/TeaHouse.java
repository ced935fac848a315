// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.RetryPolicy;
import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.HtmlUtils;

/**
 * One instance of the shop, started for real on a port, with the sandbox as its providers and its
 * time. Nothing happens by itself: the test drives the timers and the clock.
 */
final class TeaHouse implements AutoCloseable {

  static final String ADMIN_KEY = "the staff's own";

  /**
   * Noon in Beijing and Taipei: neither midnight, nor the end of UnionPay's day, nor the quarter of
   * an hour in the evening in which ECPay takes nothing is near.
   */
  static final Instant NOON = Instant.parse("2026-11-18T04:00:00Z");

  static final ObjectMapper JSON = new ObjectMapper();

  private static final RetryPolicy SHORT_WAITS =
      new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5));
  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final DemoGateways gateways;
  private final ConfigurableApplicationContext context;
  private final URI home;
  private final HttpClient browser = HttpClient.newHttpClient();

  private TeaHouse(DemoGateways gateways, ConfigurableApplicationContext context) {
    this.gateways = gateways;
    this.context = context;
    this.home =
        URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  /** An answer with its JSON, if it is JSON. */
  record Answer(int status, String body, HttpResponse<String> http) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException notJson) {
        throw new IllegalStateException("status " + status + ": " + body, notJson);
      }
    }

    String text(String field) {
      return json().path(field).asText();
    }
  }

  /** Gateways whose clock the test drives, from noon on. */
  static DemoGateways openGateways() {
    return DemoGateways.open(SandboxClock.drivenFrom(NOON));
  }

  /** A database in memory that outlives every instance of the shop. */
  static String database() {
    return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
  }

  /** Starts an instance on a free port, and brings the notifications there. */
  static TeaHouse open(DemoGateways gateways, String database) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", 0);
    properties.put("server.address", "127.0.0.1");
    properties.put("server.shutdown", "immediate");
    properties.put("spring.datasource.url", database);
    properties.put("spring.main.banner-mode", "off");
    properties.put("logging.level.root", "ERROR");
    properties.put("shop.timers", false);
    properties.put("shop.admin-key", ADMIN_KEY);
    // The filters that like to read a form's body.
    properties.put("spring.mvc.hiddenmethod.filter.enabled", true);
    properties.put("spring.mvc.formcontent.filter.enabled", true);
    properties.putAll(gateways.properties(URI.create("https://tea.example")));
    TeaHouse opened =
        new TeaHouse(
            gateways,
            new SpringApplicationBuilder(ShopApplication.class)
                .properties(properties)
                .initializers(
                    made -> {
                      made.getEnvironment()
                          .getPropertySources()
                          .addFirst(new MapPropertySource("tea house", properties));
                      made.getBeanFactory().registerSingleton("sandboxClock", gateways.clock());
                      made.getBeanFactory().registerSingleton("shortWaits", SHORT_WAITS);
                    })
                .run());
    gateways.deliverTo(opened.home);
    return opened;
  }

  URI home() {
    return home;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(home.resolve(path)).build());
  }

  Answer post(String path, Map<String, ?> json) {
    return send(with(path, json).build());
  }

  Answer staff(String path, Map<String, ?> json) {
    return send(with(path, json).header(AdminKey.HEADER, ADMIN_KEY).build());
  }

  private HttpRequest.Builder with(String path, Map<String, ?> json) {
    return HttpRequest.newBuilder(home.resolve(path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.valueToTree(json).toString()));
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<String> answer = browser.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body(), answer);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ended);
    }
  }

  /** Orders an item; gives the order's id. */
  String order(String merchant, String scene) {
    Answer answer =
        post("/api/checkout", Map.of("item", "longjing", "merchant", merchant, "scene", scene));
    if (answer.status() != 200) {
      throw new IllegalStateException("checkout: " + answer);
    }
    String order = answer.text("order");
    if (scene.equals(Method.PAGE)) {
      opensPage(order);
    }
    return order;
  }

  /** The payer's browser opens the shop's page, which posts its form to the provider. */
  void opensPage(String order) {
    String page = get("/pay/" + order).body();
    Matcher action = ACTION.matcher(page);
    if (!action.find()) {
      throw new IllegalStateException("no form: " + page);
    }
    StringBuilder form = new StringBuilder();
    Matcher input = INPUT.matcher(page);
    while (input.find()) {
      form.append(form.isEmpty() ? "" : "&").append(encoded(input.group(1))).append('=');
      form.append(encoded(input.group(2)));
    }
    Answer taken =
        send(
            HttpRequest.newBuilder(URI.create(HtmlUtils.htmlUnescape(action.group(1))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.toString()))
                .build());
    if (taken.status() != 302) {
      throw new IllegalStateException("the provider's page: " + taken);
    }
  }

  private static String encoded(String html) {
    return URLEncoder.encode(HtmlUtils.htmlUnescape(html), StandardCharsets.UTF_8);
  }

  /** The number of an order's latest attempt. */
  String number(String order) {
    var attempts = bean(Orders.class).attempts(order);
    return attempts.get(attempts.size() - 1).number();
  }

  /** The payer pays at the provider, and the provider tells the shop. */
  void pays(String merchant, String order) {
    String number = number(order);
    switch (merchant) {
      case "wechatpay" -> gateways.weChatPay().pay(number);
      case DemoGateways.NIGHT_MARKET -> gateways.nightMarket().pay(number);
      case "alipay" -> gateways.alipay().pay(number);
      case "unionpay" -> gateways.unionPay().pay(number);
      case "ecpay" -> gateways.ecpay().payByCard(number);
      default -> throw new IllegalArgumentException(merchant);
    }
    told();
  }

  /** Delivers what is to be delivered now. */
  void told() {
    gateways.clock().advance(Duration.ZERO);
  }

  String status(String order) {
    return get("/api/orders/" + order).text("status");
  }

  long parcels(String order) {
    return bean(Orders.class).parcels(order);
  }

  @Override
  public void close() {
    context.close();
  }
}
