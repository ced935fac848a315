// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.RetryPolicy;
import io.countersign.examples.workflow.Order.Status;
import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The platform under a driven clock, with the sandbox as every provider. */
final class House implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-02T04:00:00Z"));
  final DemoPlatform demo;
  private final HttpClient http = HttpClient.newHttpClient();

  private static @Nullable House shared;

  /** One engine and one sandbox for all tests of this JVM; each test has orders of its own. */
  static synchronized House shared() {
    House house = shared == null ? new House() : shared;
    shared = house;
    return house;
  }

  House() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    demo =
        DemoPlatform.open(
            clock,
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5)));
  }

  /** An answer of the platform. */
  record Answer(int status, JsonNode json) {
    String text(String name) {
      return json.path(name).asText();
    }
  }

  Orders orders() {
    return demo.kept().orders();
  }

  URI home() {
    return demo.platform().home();
  }

  static String number() {
    return UUID.randomUUID().toString();
  }

  Answer start(String number, String supplier, Map<String, Integer> products) {
    return post(
        "/executions/" + number,
        Map.of("supplier", supplier, "payer", "guest", "products", products));
  }

  /** Starts an order and waits until the payer is asked; gives the task token. */
  String asked(String number, String supplier, Map<String, Integer> products) {
    Answer started = start(number, supplier, products);
    assertThat(started.status()).isEqualTo(201);
    awaitState(number, "payment");
    return started.text("taskToken");
  }

  /** An order of noodles at 76.00 CNY, for which the payer is asked. */
  String noodles(String number) {
    return asked(number, "jiyuan", Map.of("beef-noodles", 2));
  }

  /** An order that was paid for in one way, as far as the wait for the callback. */
  String waitingFor(String method) {
    String number = number();
    String token = noodles(number);
    choose(number, token, method);
    awaitState(number, "callback");
    return number;
  }

  Answer choose(String number, String token, String method) {
    return post("/orders/" + number + "/choice", Map.of("taskToken", token, "method", method));
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(home().resolve(path)));
  }

  Answer post(String path, Object body) {
    return send("POST", path, body, "");
  }

  Answer staff(String method, String path, Object body) {
    return send(method, path, body, demo.kept().staffKey());
  }

  Answer send(String method, String path, Object body, String key) {
    try {
      return send(
          HttpRequest.newBuilder(home().resolve(path))
              .header("Authorization", "Bearer " + key)
              .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body))));
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          answer.statusCode(), json ? JSON.readTree(answer.body()) : JSON.createObjectNode());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  HttpResponse<String> page(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(home().resolve(path)).build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** What waits in the sandbox is delivered. */
  void deliver() {
    clock.advance(Duration.ZERO);
  }

  /** The payer pays an order's code by WeChat Pay, and WeChat Pay tells us. */
  void paysByWeChat(String number) {
    demo.weChatPay().pay(paymentNumber(number));
    deliver();
  }

  Status status(String number) {
    return order(number).status();
  }

  /** The names of the states that an order's execution has entered. */
  List<String> states(String number) {
    return orders().states(number).stream().map(Recorded::state).toList();
  }

  /** What the timer would do now. */
  void tick() {
    demo.platform().keeper().run();
  }

  void pass(Duration time) {
    clock.advance(time);
    tick();
  }

  /** Until the execution is in a state, and waits there if it is one that waits. */
  void awaitState(String number, String state) {
    await(
        state,
        number,
        () -> {
          List<String> states = states(number);
          boolean there = !states.isEmpty() && states.get(states.size() - 1).equals(state);
          boolean waits = state.equals("payment") || state.equals("callback");
          return there && (!waits || demo.platform().engine().waits(number));
        });
  }

  /** Until no engine runs the execution, wherever it came to. */
  void awaitNotRunning(String number) {
    await("no execution", number, () -> !demo.platform().engine().running().contains(number));
  }

  /** Until the execution has ended. */
  void awaitEnd(String number) {
    await(
        "end",
        number,
        () ->
            !demo.platform().engine().running().contains(number)
                && states(number).contains(OrderFlow.LAST_STATE));
  }

  private void await(String what, String number, BooleanSupplier there) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " not reached: " + states(number));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  Order order(String number) {
    return orders().find(number).orElseThrow();
  }

  Attempt attempt(String number) {
    return orders().attemptOf(number).orElseThrow();
  }

  String paymentNumber(String number) {
    return attempt(number).payment().number();
  }

  @Override
  public void close() {
    demo.close();
  }
}
