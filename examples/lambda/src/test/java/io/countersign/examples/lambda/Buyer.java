// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with a mini program and a browser, who speaks HTTP with the shop's gateway. */
final class Buyer {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[][] ESCAPES = {
    {"&quot;", "\""}, {"&#39;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}
  };
  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final DeployedShop shop;
  private final URI gateway;
  private final String session;

  private Buyer(DeployedShop shop, URI gateway, String session) {
    this.shop = shop;
    this.gateway = gateway;
    this.session = session;
  }

  /** Logs in with a code of the mini program. */
  static Buyer loggedIn(DeployedShop shop, Gateway gateway) {
    String app = shop.weChatPay.miniProgramAppId();
    String code = shop.sandbox.weChatLogin().code(app, shop.weChatPay.openIdOf(app));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(gateway.base().resolve("/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + code + "\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new Buyer(shop, gateway.base(), read(answer.body()).path("token").asText());
  }

  /** Orders a pot of tea for a price of the buyer's own wish: the order's number. */
  String orders(String method) {
    return orders(method, UUID.randomUUID().toString());
  }

  /** The same with a key of the buyer's, who may press the button twice. */
  String orders(String method, String key) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(gateway.resolve("/orders"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + session)
                .header("Idempotency-Key", key)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"item\":\"tea\",\"quantity\":1,\"amount\":\"0.01\",\"method\":\""
                            + method
                            + "\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return read(answer.body()).path("order").asText();
  }

  /** What the shop tells of an order. */
  JsonNode looksAt(String number) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(gateway.resolve("/orders/" + number))
                .header("Authorization", "Bearer " + session));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return read(answer.body());
  }

  /** Waits until the order tells something by that name, as a mini program would. */
  String awaits(String number, String field) {
    Waiting.until(
        Duration.ofSeconds(30), number + " has " + field, () -> looksAt(number).has(field));
    return looksAt(number).path(field).asText();
  }

  /** Opens WeChat with what the order's status gives, which checks it, and pays. */
  void paysInWeChat(String number) {
    assertThat(shop.weChatPay.openWallet(texts(awaits(number, "pay")))).isEqualTo(number);
    shop.weChatPay.pay(number);
  }

  /** Opens the checkout page, whose form leads to ECPay, and pays there by card. */
  void paysAtEcpay(String number) {
    URI page = URI.create(awaits(number, "checkout"));
    HttpResponse<String> shown =
        send(HttpRequest.newBuilder(gateway.resolve(page.getRawPath() + "?" + page.getRawQuery())));
    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    Matcher action = ACTION.matcher(shown.body());
    assertThat(action.find()).as(shown.body()).isTrue();
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(shown.body());
    while (input.find()) {
      fields.add(encoded(input.group(1)) + "=" + encoded(input.group(2)));
    }
    HttpResponse<String> taken =
        send(
            HttpRequest.newBuilder(URI.create(unescaped(action.group(1))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", fields))));
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(302);
    shop.ecpay.payByCard(number);
  }

  /** Posts a notification as its provider does: the status of the answer. */
  static int deliver(SignedNotification notification, URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofByteArray(notification.body()));
    notification
        .headers()
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return send(request).statusCode();
  }

  private static Map<String, String> texts(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError("not what a wallet takes: " + json, e);
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }

  static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String html) {
    return URLEncoder.encode(unescaped(html), UTF_8);
  }

  private static String unescaped(String html) {
    String plain = html;
    for (String[] escape : ESCAPES) {
      plain = plain.replace(escape[0], escape[1]);
    }
    return plain;
  }
}
