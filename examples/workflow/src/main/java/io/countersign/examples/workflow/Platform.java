// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The platform: one HTTP server on 127.0.0.1 and another for the engine's tasks, the engine, and
 * what the timer runs.
 */
final class Platform implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Platform.class.getName());

  /** For each of the two servers. */
  private static final int MOST_THREADS = 32;

  private static final Map<String, String> FILES =
      Map.of(
          "/", "text/html; charset=utf-8",
          "/app.js", "text/javascript; charset=utf-8",
          "/style.css", "text/css; charset=utf-8");

  private final HttpServer server;
  private final ExecutorService threads;
  private final HttpServer tasksServer;
  private final ExecutorService tasksThreads;
  private final URI home;
  private final URI tasks;
  private final Orders orders;
  private final Engine engine;
  private final Keeper keeper;

  /**
   * What outlives a platform: another one may be opened with the same, as after a crash.
   *
   * @param restaurants the merchants' data
   * @param orders every table
   * @param tokens under a key that stays
   * @param staffKey what the staff shows
   */
  record Kept(Restaurants restaurants, Orders orders, TaskTokens tokens, String staffKey) {}

  /** Answers a request. */
  @FunctionalInterface
  interface Door {
    Reply answer(Asked asked) throws IOException;
  }

  /**
   * Opens. Executions that an earlier platform lost go on with the keeper's first run.
   *
   * @param port 0 for a free one
   * @param accounts made when the notify URLs are known: {@link NotificationRouter#notifyUrl}
   */
  Platform(
      int port,
      Kept kept,
      OrderFlow flow,
      Clock clock,
      Function<URI, Merchants> accounts,
      Map<String, Door> more) {
    server = server(port);
    threads = Executors.newFixedThreadPool(MOST_THREADS);
    server.setExecutor(threads);
    home = home(server);
    // Apart: whatever comes in from outside, the engine's tasks find a thread.
    tasksServer = server(0);
    tasksThreads = Executors.newFixedThreadPool(MOST_THREADS);
    tasksServer.setExecutor(tasksThreads);
    tasks = home(tasksServer).resolve("/tasks");
    orders = kept.orders();
    // Known to this process only: nobody else calls the tasks.
    String taskKey = key();
    engine = new Engine(flow, tasks, taskKey, kept.tokens(), orders);
    URI notify = home.resolve("/notify");
    Merchants merchants = accounts.apply(notify);
    Payments payments = new Payments(merchants, orders, clock, home, engine::wake);
    keeper = new Keeper(orders, payments, engine, clock);
    Steps steps = new Steps(kept.restaurants(), orders, payments);
    OrderDoor door =
        new OrderDoor(kept.restaurants(), orders, engine, kept.tokens(), clock, kept.staffKey());
    NotificationRouter router = NotificationRouter.under(notify, merchants);
    serve("/executions", door::executions);
    serve("/orders", door::orders);
    serve("/merchants", door::merchants);
    serve("/notify", new NotifyDoor(router, merchants, orders, payments, clock)::received);
    serve("/pay", new PayPage(orders, payments)::shown);
    serve("/", Platform::file);
    more.forEach(this::serve);
    tasksServer.createContext(
        "/tasks", exchange -> answer(exchange, asked -> task(asked, taskKey, steps)));
    tasksServer.start();
    server.start();
  }

  private static HttpServer server(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  private static URI home(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A key that nobody guesses. */
  static String key() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  URI home() {
    return home;
  }

  /** Where the engine finds its tasks: a server of its own. */
  URI tasks() {
    return tasks;
  }

  Orders orders() {
    return orders;
  }

  Engine engine() {
    return engine;
  }

  /** What a timer has to run. */
  Keeper keeper() {
    return keeper;
  }

  /** Ends as a crash does: nothing is finished first. */
  @Override
  public void close() {
    engine.close();
    server.stop(0);
    tasksServer.stop(0);
    threads.shutdownNow();
    tasksThreads.shutdownNow();
  }

  private static Reply task(Asked asked, String taskKey, Steps steps) throws IOException {
    if (!asked.bears(taskKey)) {
      return Reply.error(403, "for the engine");
    }
    if (!asked.shape().equals("POST 1")) {
      return Reply.error(404, "nothing here");
    }
    JsonNode body = asked.json();
    return Reply.json(
        200,
        steps.run(
            asked.path().get(0), Offer.text(body, "orderNumber"), body.path("visit").asInt(-1)));
  }

  private static Reply file(Asked asked) throws IOException {
    String path = asked.exchange().getRequestURI().getPath();
    String type = FILES.get(path);
    String name = path.equals("/") ? "/shop/index.html" : "/shop" + path;
    try (InputStream file = type == null ? null : Platform.class.getResourceAsStream(name)) {
      return file == null || !asked.exchange().getRequestMethod().equals("GET")
          ? Reply.error(404, "nothing here")
          : new Reply(200, Map.of("Content-Type", String.valueOf(type)), file.readAllBytes());
    }
  }

  private void serve(String path, Door door) {
    server.createContext(path, exchange -> answer(exchange, door));
  }

  private static void answer(HttpExchange exchange, Door door) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = door.answer(Asked.of(exchange));
      } catch (IllegalArgumentException wrong) {
        reply = Reply.error(400, String.valueOf(wrong.getMessage()));
      } catch (RuntimeException failed) {
        LOG.log(Level.WARNING, exchange.getHttpContext().getPath() + " failed", failed);
        reply = Reply.error(503, "not now");
      }
      reply.send(exchange);
    }
  }
}
