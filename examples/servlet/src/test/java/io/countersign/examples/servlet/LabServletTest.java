// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The lab, by HTTP")
class LabServletTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private final ExecutorService all = Executors.newCachedThreadPool();
  private Shop shop;
  private Visitor visitor;

  @BeforeEach
  void open(WeChatPayMerchant merchant, SandboxClock clock) {
    Quiet.please();
    shop =
        Shop.open(
            0,
            home -> Tills.fromEnvironment(OurSide.environment(merchant, home), home),
            Prices.ofTheShop(),
            new Orders(clock),
            clock,
            "test",
            Map.of(
                "/lab/*",
                new LabServlet(new Lab(SmokeTable.Parts.sound())),
                "/payer",
                new PayerServlet(new Orders(clock), Map.of())));
    visitor = new Visitor(shop.home(), "test");
  }

  @AfterEach
  void close() {
    all.shutdown();
    shop.close();
  }

  @Test
  void itSaysWhatCanBeTried() {
    JsonNode contents = visitor.get("/lab").json();

    List<String> paths = new ArrayList<>();
    contents.path("attacks").forEach(attack -> paths.add(attack.path("path").asText()));
    assertThat(paths).hasSize(LabAttack.values().length).contains("/lab/callbacks-dead");
    assertThat(contents.path("story").path("path").asText()).isEqualTo("/lab/story");
    assertThat(contents.path("counters").path("ours").path("runs").asInt(-1)).isZero();
  }

  @Test
  void aButtonWorksAnyNumberOfTimes() {
    visitor.post("/lab/smaller-amount");
    Visitor.Answer second = visitor.post("/lab/smaller-amount");

    assertThat(second.status()).isEqualTo(200);
    JsonNode json = second.json();
    assertThat(json.path("naive").path("outcome").asText()).isEqualTo("shipped-unpaid");
    assertThat(json.path("naive").path("held").asBoolean(true)).isFalse();
    assertThat(json.path("naive").path("money").path("shopLoses").asLong()).isEqualTo(2500);
    assertThat(json.path("ours").path("held").asBoolean()).isTrue();
    assertThat(json.path("ours").path("answers").toString()).isEqualTo("[409]");
    assertThat(json.path("counters").path("naive").path("forgedBelieved").asInt()).isEqualTo(2);
    assertThat(json.path("counters").path("ours").path("forgedBelieved").asInt(-1)).isZero();
  }

  @Test
  void anEventSaysWhoWhenAndWhat() {
    JsonNode first = visitor.post("/lab/story").json().path("events").path(0);

    assertThat(first.path("at").asText()).matches("\\d{4}-.*Z");
    assertThat(first.path("after").asInt(-1)).isZero();
    assertThat(first.path("lane").asText()).isEqualTo("payer");
    assertThat(first.path("to").asText()).isEqualTo("shop");
    assertThat(first.path("lost").isBoolean()).isTrue();
    assertThat(first.path("key").asText()).isEqualTo("lab.event.ordered");
    assertThat(first.path("text").asText()).isEqualTo("Orders tea for 25.00.");
    assertThat(first.path("params").path("amount").asText()).isEqualTo("25.00");
  }

  @Test
  void whatIsNoAttackIsNotFound() {
    assertThat(visitor.post("/lab/nothing").status()).isEqualTo(404);
    assertThat(visitor.post("/lab").status()).isEqualTo(404);
    assertThat(visitor.get("/lab/forged").status()).isEqualTo(404);
  }

  @Test
  void otherSitesPressNoButtons() {
    assertThat(posted("http://elsewhere.example")).isEqualTo(403);
    assertThat(posted(shop.home().toString())).isEqualTo(200);
  }

  @Test
  void aNameElsewhereThatLeadsHerePressesNoButtonsAndReadsNoPayer() throws IOException {
    String rebound = "elsewhere.example:" + shop.home().getPort();
    String here = shop.home().getAuthority();

    assertThat(raw("POST /lab/nothing", rebound)).startsWith("HTTP/1.1 403");
    assertThat(raw("POST /lab/nothing", here)).startsWith("HTTP/1.1 404");
    assertThat(raw("GET /payer?order=x", rebound)).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /payer?order=x", here)).startsWith("HTTP/1.1 404");
  }

  @Test
  void whoWaitsForTheLabDoesNotTakeAllThreads() {
    List<CompletableFuture<Integer>> many =
        IntStream.range(0, 3 * LabServlet.PLACES)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> posted(shop.home().toString()), all))
            .toList();

    List<Integer> statuses = many.stream().map(CompletableFuture::join).toList();
    assertThat(statuses).containsOnly(200, 503);
    assertThat(posted(shop.home().toString())).isEqualTo(200);
  }

  private String raw(String request, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", shop.home().getPort())) {
      String head =
          request
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nOrigin: http://"
              + host
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int posted(String origin) {
    URI button = shop.home().resolve("/lab/forged");
    return visitor
        .page(
            HttpRequest.newBuilder(button)
                .header("Origin", origin)
                .POST(BodyPublishers.noBody())
                .build())
        .statusCode();
  }
}
