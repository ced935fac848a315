// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * The default transport, on OkHttp. {@link #shared()} is one lazy instance for all clients of a
 * JVM; it holds no credential and no state but its connection pool. Its first use costs about 200
 * ms (trust store), which is why nothing builds it earlier.
 *
 * <p>OkHttp's own repetition and redirects are off: with them on, a POST was measured reaching the
 * server twice.
 */
public final class OkHttpTransport implements HttpTransport {

  private static final long MOST_IDLE_MILLIS = 5_000;

  private final OkHttpClient client;
  private final ConnectionPool pool;
  private final Map<Connection, Long> lastUse =
      Collections.synchronizedMap(new WeakHashMap<Connection, Long>());

  private OkHttpTransport(Options options) {
    this.pool =
        new ConnectionPool(options.idleConnections, MOST_IDLE_MILLIS, TimeUnit.MILLISECONDS);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectionPool(pool)
            // One call per connection: no stream of another call keeps a stale one in use, and no
            // 421 of a shared connection is repeated below us.
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(options.connectTimeout)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .eventListenerFactory(new SentProbes())
            .addNetworkInterceptor(new StaleConnections());
    if (options.proxy != null) {
      builder.proxy(options.proxy);
    }
    if (options.proxyAuthorization != null) {
      String authorization = options.proxyAuthorization;
      builder.proxyAuthenticator(
          (route, response) ->
              // Only while the tunnel is made: a gateway that asks for it is not the proxy.
              response.request().method().equals("CONNECT")
                      && response.request().header("Proxy-Authorization") == null
                  ? response
                      .request()
                      .newBuilder()
                      .header("Proxy-Authorization", authorization)
                      .build()
                  : null);
    }
    if (options.sockets != null && options.trust != null) {
      builder.sslSocketFactory(options.sockets, options.trust);
    }
    this.client = builder.build();
  }

  /** The instance that clients use unless told otherwise; made at the first call. */
  public static HttpTransport shared() {
    return Shared.INSTANCE;
  }

  /** Begins a transport of your own, for a proxy or a private trust store. */
  public static Options options() {
    return new Options();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    Probe probe = new Probe();
    try (Response response = execute(call, probe)) {
      ResponseBody body = response.body();
      byte[] bytes = new byte[0];
      if (body != null) {
        InputStream stream = body.byteStream();
        bytes = stream.readNBytes(call.mostAnswerBytes());
        if (stream.read() >= 0) {
          throw new TransportException(
              "the answer is larger than " + call.mostAnswerBytes() + " bytes", true);
        }
      }
      return new HttpAnswer(response.code(), headers(probe), bytes);
    } catch (TransportException tooLarge) {
      throw tooLarge;
    } catch (IOException failure) {
      throw translated(failure, probe);
    }
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    Probe probe = new Probe();
    try {
      return new Streaming(execute(call, probe), headers(probe));
    } catch (IOException failure) {
      throw translated(failure, probe);
    }
  }

  private Response execute(HttpCall call, Probe probe) throws IOException {
    Request request = request(call, probe);
    OkHttpClient timed = client.newBuilder().callTimeout(atLeastOneMilli(call)).build();
    for (int round = 0; ; round++) {
      try {
        return timed.newCall(request).execute();
      } catch (StaleConnectionException stale) {
        // Nothing was sent on it. A fresh connection cannot be stale, so this ends.
        pool.evictAll();
        if (round >= 8) {
          throw stale;
        }
      }
    }
  }

  private static Duration atLeastOneMilli(HttpCall call) {
    // Zero would mean no limit to OkHttp.
    return call.timeout().toMillis() < 1 ? Duration.ofMillis(1) : call.timeout();
  }

  private static Request request(HttpCall call, Probe probe) throws TransportException {
    Request.Builder request = new Request.Builder().tag(Probe.class, probe);
    try {
      HttpUrl address = HttpUrl.get(call.uri().toURL().toString());
      if (!target(call.uri()).equals(target(address.uri()))) {
        throw new TransportException(
            "the request's path or query would be changed on its way; percent-encode it", false);
      }
      request.url(address);
      for (String name : call.headers().names()) {
        for (String value : call.headers().all(name)) {
          request.addHeader(name, value);
        }
      }
      if (call.headers().all("Accept-Encoding").isEmpty()) {
        // OkHttp would ask for gzip and undo it; signatures cover the bytes as received.
        request.header("Accept-Encoding", "identity");
      }
      RequestBody body =
          call.body().isPresent()
              ? RequestBody.create(call.body().get())
              : call.method().equals("GET") || call.method().equals("HEAD")
                  ? null
                  : RequestBody.create(new byte[0]);
      return request.method(call.method(), body).tag(HttpCall.class, call).build();
    } catch (IOException | IllegalArgumentException malformed) {
      throw new TransportException("the request's address or headers are malformed", false);
    }
  }

  private static String target(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static TransportException translated(IOException failure, Probe probe) {
    if (failure instanceof TransportException known) {
      return known;
    }
    // Message texts of the platform may hold host names only; still, only the class is kept.
    String what =
        failure instanceof InterruptedIOException
            ? "timed out or interrupted"
            : failure instanceof SSLException
                ? "TLS failed (certificate, host name or protocol)"
                : failure.getClass().getSimpleName();
    return new TransportException(
        what + (probe.maybeSent ? " after the request was sent" : " before anything was sent"),
        probe.maybeSent);
  }

  private static Headers headers(Probe probe) {
    Headers.Builder headers = Headers.builder();
    okhttp3.Headers received = probe.received;
    for (int i = 0; i < received.size(); i++) {
      headers.add(received.name(i), received.value(i));
    }
    return headers.build();
  }

  /** Settings of a transport of your own. Not safe for use by several threads. */
  public static final class Options {
    private Duration connectTimeout = Duration.ofSeconds(5);
    private int idleConnections = 5;
    private @Nullable Proxy proxy;
    private @Nullable String proxyAuthorization;
    private @Nullable SSLSocketFactory sockets;
    private @Nullable X509TrustManager trust;

    private Options() {}

    /**
     * The most time to connect; 5 s unless set.
     *
     * @throws InvalidRequestException if it is less than a millisecond or more than a day
     */
    public Options connectTimeout(Duration value) {
      this.connectTimeout = OptionLimits.connectTimeout(value);
      return this;
    }

    /**
     * How many idle connections are kept, for at most 5 s each; 5 unless set.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Options idleConnections(int value) {
      this.idleConnections = OptionLimits.idleConnections(value);
      return this;
    }

    /** A proxy for all calls. */
    public Options proxy(Proxy value) {
      this.proxy = value;
      return this;
    }

    /**
     * The name and password that the proxy asks for ("Basic"), told to it while a tunnel for https
     * is made and to nobody else.
     */
    public Options proxyPassword(String user, Secret password) {
      this.proxyAuthorization = ProxyPassword.header(user, password);
      return this;
    }

    /**
     * Whom to trust, instead of the JVM's trust store. Host names are always checked; nothing turns
     * that off.
     */
    public Options trusting(SSLSocketFactory socketFactory, X509TrustManager trustManager) {
      this.sockets = socketFactory;
      this.trust = trustManager;
      return this;
    }

    /** The transport. */
    public HttpTransport build() {
      return new OkHttpTransport(this);
    }
  }

  private static final class Shared {
    private static final HttpTransport INSTANCE = options().build();
  }

  /** Whether bytes of the request may have left, and the headers that came back. */
  private static final class Probe {
    private volatile boolean maybeSent;
    private volatile okhttp3.Headers received = okhttp3.Headers.of();
  }

  private static final class SentProbes implements EventListener.Factory {
    @Override
    public EventListener create(Call call) {
      Probe probe = call.request().tag(Probe.class);
      return probe == null ? EventListener.NONE : new SentProbe(probe);
    }
  }

  private static final class SentProbe extends EventListener {
    private final Probe probe;

    SentProbe(Probe probe) {
      this.probe = probe;
    }

    @Override
    public void requestHeadersStart(Call call) {
      probe.maybeSent = true;
    }
  }

  private static final class StaleConnectionException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Refuses a pooled connection that idled too long by wall clock. The pool's own limit counts
   * {@code nanoTime}, which stands still while a function is frozen.
   */
  private final class StaleConnections implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Connection connection = chain.connection();
      HttpCall call = chain.request().tag(HttpCall.class);
      if (connection != null) {
        Long last = lastUse.get(connection);
        if (last != null
            && call != null
            && call.isWrite()
            && Math.abs(System.currentTimeMillis() - last) > MOST_IDLE_MILLIS) {
          throw new StaleConnectionException();
        }
      }
      try {
        Response response = chain.proceed(chain.request());
        Probe probe = chain.request().tag(Probe.class);
        if (probe != null) {
          probe.received = response.headers();
        }
        // With this header OkHttp sends any request a second time, even where it must not retry.
        return response.code() == 503
            ? response.newBuilder().removeHeader("Retry-After").build()
            : response;
      } finally {
        if (connection != null) {
          lastUse.put(connection, System.currentTimeMillis());
        }
      }
    }
  }

  private static final class Streaming implements HttpDownload {
    private final Response response;
    private final Headers headers;

    Streaming(Response response, Headers headers) {
      this.response = response;
      this.headers = headers;
    }

    @Override
    public int status() {
      return response.code();
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public InputStream body() {
      ResponseBody body = response.body();
      return body == null ? InputStream.nullInputStream() : body.byteStream();
    }

    @Override
    public void close() {
      response.close();
    }
  }
}
