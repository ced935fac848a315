// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A function platform with this example's function on it. */
interface Platform extends AutoCloseable {

  /** Posts a request to the function's public address. */
  EventFile.Sent post(Call call) throws IOException, InterruptedException;

  /** Lets the timer strike: what the function answers. */
  String tick() throws IOException, InterruptedException;

  @Override
  default void close() {}

  /** The kinds that need no process of their own. */
  enum Kind {
    FUNCTION_COMPUTE,
    FUNCTION_COMPUTE_BASE64,
    FUNCTION_COMPUTE_OWN_RUNTIME,
    SCF,
    SCF_BASE64,
    SCF_FUNCTION_URL,
    SCF_OWN_RUNTIME,
    CLOUDBASE,
    CLOUDBASE_BASE64,
    CLOUDBASE_PATH_TAKEN_AWAY;

    Platform with(Shop shop) throws IOException {
      return switch (this) {
        case FUNCTION_COMPUTE -> functionCompute(shop, false);
        case FUNCTION_COMPUTE_BASE64 -> functionCompute(shop, true);
        case FUNCTION_COMPUTE_OWN_RUNTIME -> new OwnServer(shop);
        case SCF -> tencent(shop, "scf", "scf", false);
        case SCF_BASE64 -> tencent(shop, "scf", "scf", true);
        case SCF_FUNCTION_URL -> tencent(shop, "scf-function-url", "scf", false);
        case SCF_OWN_RUNTIME -> ownRuntime(shop);
        case CLOUDBASE -> tencent(shop, "cloudbase", "cloudbase", false);
        case CLOUDBASE_BASE64 -> tencent(shop, "cloudbase", "cloudbase", true);
        case CLOUDBASE_PATH_TAKEN_AWAY ->
            behind("/notify", tencent(shop, "cloudbase", "cloudbase", false));
      };
    }
  }

  private static Platform functionCompute(Shop shop, boolean base64) {
    var host = new FunctionComputeStandIn<>(new AlibabaFunction(shop));
    return of("fc3", "fc3", host::invoke, base64);
  }

  /** A route that takes its own path away before the function sees the rest. */
  private static Platform behind(String route, Platform platform) {
    return new Platform() {
      @Override
      public EventFile.Sent post(Call call) throws IOException, InterruptedException {
        return platform.post(
            call.path().startsWith(route + "/")
                ? call.at(call.path().substring(route.length()))
                : call);
      }

      @Override
      public String tick() throws IOException, InterruptedException {
        return platform.tick();
      }
    };
  }

  private static Platform tencent(Shop shop, String http, String timer, boolean base64) {
    TencentFunction function = new TencentFunction(shop);
    return of(
        http,
        timer,
        event ->
            function
                .mainHandler(new String(event, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8),
        base64);
  }

  private static Platform ownRuntime(Shop shop) {
    TencentFunction function = new TencentFunction(shop);
    return of(
        "scf",
        "scf",
        event -> {
          try (ScfRuntimeApi api = new ScfRuntimeApi(List.of(event))) {
            new ScfRuntime(api.uri()).run(function::mainHandler, api::hasMore);
            String answer = api.heard().get(1);
            return answer
                .substring("invocation/response ".length())
                .getBytes(StandardCharsets.UTF_8);
          }
        },
        false);
  }

  private static Platform of(String http, String timer, Host host, boolean base64) {
    return new Platform() {
      @Override
      public EventFile.Sent post(Call call) throws IOException, InterruptedException {
        return EventFile.sent(host.invoke(EventFile.http(http + "-http", call, base64)));
      }

      @Override
      public String tick() throws IOException, InterruptedException {
        return new String(host.invoke(EventFile.timer(timer + "-timer")), StandardCharsets.UTF_8);
      }
    };
  }

  /** What runs a function on an event. */
  interface Host {
    byte[] invoke(byte[] event) throws IOException, InterruptedException;
  }

  /** The small server on a port, with Function Compute's proxy in front of it. */
  final class OwnServer implements Platform {

    private final HttpClient http = HttpClient.newHttpClient();
    private final WebHost server;

    OwnServer(Shop shop) throws IOException {
      server =
          WebHost.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), shop, true);
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.port());
    }

    @Override
    public EventFile.Sent post(Call call) throws IOException, InterruptedException {
      HttpResponse<String> answer = http.send(request(uri(), call), text());
      return new EventFile.Sent(answer.statusCode(), answer.body());
    }

    @Override
    public String tick() throws IOException, InterruptedException {
      byte[] event = EventFile.timer("fc3-timer");
      return http.send(
              HttpRequest.newBuilder(uri().resolve("/invoke"))
                  .header("x-fc-control-path", "/invoke")
                  .header("Content-Type", "application/octet-stream")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                  .build(),
              text())
          .body();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  static HttpRequest request(URI base, Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(call.path()))
            .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
    call.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return request.build();
  }

  static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }
}
