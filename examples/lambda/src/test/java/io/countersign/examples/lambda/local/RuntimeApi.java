// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Lambda speaks with the runtime of one instance (AWS Lambda developer guide, "Using the
 * Lambda runtime API for custom runtimes"): the next invocation is asked for, and its answer or its
 * error is handed in.
 */
final class RuntimeApi implements AutoCloseable {

  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final String INVOCATION = RUNTIME + "invocation/";

  private record Task(String id, byte[] event, Instant deadline) {}

  private final String functionArn;
  private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Invocation>> running = new ConcurrentHashMap<>();
  private final AtomicInteger restores = new AtomicInteger();
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<String> initError = new CompletableFuture<>();
  private volatile String over = "";
  private final Wire.Listener listener = Wire.listen(this::handle);

  RuntimeApi(String functionName) {
    this.functionArn = "arn:aws:lambda:us-east-1:123456789012:function:" + functionName;
  }

  /** Host and port, as the environment of an instance names them. */
  String authority() {
    return listener.base().getAuthority();
  }

  /** Hands an event to the instance; the answer comes when it has one. */
  CompletableFuture<Invocation> invoke(byte[] event, Duration limit) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<Invocation> end = new CompletableFuture<>();
    running.put(id, end);
    String reason = over;
    if (!reason.isEmpty()) {
      end.complete(new Invocation.Died(reason));
    }
    waiting.add(new Task(id, event, Instant.now().plus(limit)));
    return end;
  }

  /** Ends when the runtime asks for its first invocation, or never will. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  /** How often it was woken up from a snapshot. */
  int restores() {
    return restores.get();
  }

  /** What the runtime said when it could not even make the handler. */
  CompletableFuture<String> initError() {
    return initError;
  }

  /** The instance is gone: every invocation in its hands ends so. */
  void gone(String reason) {
    over = reason;
    asked.completeExceptionally(new IllegalStateException(reason));
    running.values().forEach(end -> end.complete(new Invocation.Died(reason)));
    running.clear();
    listener.close();
  }

  @Override
  public void close() {
    gone("stopped");
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals(INVOCATION + "next")) {
      next(exchange);
    } else if (path.equals(RUNTIME + "restore/next")) {
      // The snapshot is taken and woken up at once.
      restores.incrementAndGet();
      Wire.answer(exchange, 200, accepted());
    } else if (path.equals(RUNTIME + "init/error") || path.equals(RUNTIME + "restore/error")) {
      initError.complete(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      Wire.answer(exchange, 202, accepted());
    } else if (path.startsWith(INVOCATION) && path.endsWith("/response")) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      end(exchange, path, new Invocation.Answered(body));
    } else if (path.startsWith(INVOCATION) && path.endsWith("/error")) {
      String document = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      String type = Json.read(document).path("errorType").asText();
      end(exchange, path, new Invocation.Failed(type, document));
    } else {
      Wire.answer(exchange, 404, new byte[0]);
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    asked.complete(null);
    Task task;
    try {
      task = waiting.take();
    } catch (InterruptedException closing) {
      exchange.close();
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Lambda-Runtime-Aws-Request-Id", task.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(task.deadline().toEpochMilli()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
    headers.set("Content-Type", "application/json");
    Wire.answer(exchange, 200, task.event());
  }

  private void end(HttpExchange exchange, String path, Invocation how) throws IOException {
    String id = path.substring(INVOCATION.length(), path.lastIndexOf('/'));
    CompletableFuture<Invocation> end = running.remove(id);
    if (end == null) {
      Wire.answer(exchange, 400, new byte[0]);
      return;
    }
    // Told to the runtime first: whoever waits may stop the instance at once.
    Wire.answer(exchange, 202, accepted());
    end.complete(how);
  }

  private static byte[] accepted() {
    return "{\"status\":\"OK\"}".getBytes(UTF_8);
  }
}
