// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.ReceivedReply;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for the platforms that run a container or a Java of your own and hand it real
 * requests: Function Compute's custom runtime and container, SCF's web functions, CloudBase Run.
 *
 * <p>Function Compute sends a timer's event to {@code POST /invoke} and names that path in a header
 * that it alone sets (自定义运行时, {@code x-fc-control-path}).
 */
final class WebHost implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(WebHost.class.getName());
  private static final String CONTROL_PATH = "x-fc-control-path";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Shop shop;
  private final boolean takesEvents;

  private WebHost(HttpServer server, Shop shop, boolean takesEvents) {
    this.server = server;
    this.shop = shop;
    this.takesEvents = takesEvents;
  }

  /** What the container starts. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = System.getenv();
    Shop shop = Shop.fromEnvironment(environment);
    shop.warmUp();
    String port = environment.getOrDefault("PORT", "9000");
    listen(
        new InetSocketAddress(Integer.parseInt(port)),
        shop,
        environment.containsKey("FC_FUNCTION_NAME"));
  }

  /**
   * Takes requests from now on.
   *
   * @param takesEvents whether Function Compute stands in front, which lets nobody else set its
   *     header
   */
  static WebHost listen(InetSocketAddress address, Shop shop, boolean takesEvents)
      throws IOException {
    WebHost host = new WebHost(HttpServer.create(address, 0), shop, takesEvents);
    host.server.createContext("/", host::take);
    host.server.setExecutor(host.threads);
    host.server.start();
    return host;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        serve(exchange);
      } catch (RuntimeException failed) {
        // The server itself would close the connection and say nothing, to nobody.
        LOG.log(Level.ERROR, "a request ended in an error", failed);
        answer(exchange, 500, new byte[0]);
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String control =
        takesEvents ? exchange.getRequestHeaders().getFirst(CONTROL_PATH) : "/http-invoke";
    if ("/initialize".equals(control)) {
      answer(exchange, 200, new byte[0]);
    } else if ("/invoke".equals(control)) {
      answer(exchange, 200, shop.callback().handle(exchange.getRequestBody()));
    } else {
      ReceivedReply reply =
          shop.callback()
              .notified(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getRawPath(),
                  exchange.getRequestHeaders(),
                  exchange.getRequestBody());
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      answer(exchange, reply.status(), reply.bodyBytes());
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
