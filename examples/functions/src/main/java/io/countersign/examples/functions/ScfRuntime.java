// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The loop of an SCF custom runtime (云函数, Custom Runtime 说明): ready, then one event after the
 * other, asked for and answered by HTTP. SCF's own Java ends at 11; with this, the file {@code
 * bootstrap} starts a Java of your own.
 */
final class ScfRuntime {

  private static final System.Logger LOG = System.getLogger(ScfRuntime.class.getName());

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI api;

  ScfRuntime(URI api) {
    this.api = api;
  }

  /** What {@code bootstrap} starts. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    String host =
        environment.get("SCF_RUNTIME_API") + ":" + environment.get("SCF_RUNTIME_API_PORT");
    new ScfRuntime(URI.create("http://" + host))
        .run(new TencentFunction()::mainHandler, () -> true);
  }

  /** Answers events while there is another to ask for. */
  void run(UnaryOperator<String> handler, BooleanSupplier more)
      throws IOException, InterruptedException {
    post("/runtime/init/ready", " ");
    while (more.getAsBoolean()) {
      String event = http.send(to("/runtime/invocation/next").GET().build(), text()).body();
      Optional<String> answer;
      try {
        answer = Optional.of(handler.apply(event));
      } catch (RuntimeException failed) {
        LOG.log(Level.ERROR, "the event ended in an error", failed);
        answer = Optional.empty();
      }
      if (answer.isPresent()) {
        post("/runtime/invocation/response", answer.get());
      } else {
        // What was wrong stands in the function's log; the caller of a public address needs no
        // more.
        post("/runtime/invocation/error", "the function's log says why");
      }
    }
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    http.send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(), text());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(api.resolve(path));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }
}
