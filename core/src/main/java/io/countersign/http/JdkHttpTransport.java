// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A transport on the JDK's own {@code java.net.http}, for those who exclude OkHttp; clients take it
 * by themselves where OkHttp is absent. {@link #shared()} is one lazy instance for all clients of a
 * JVM; it holds no credential and no state but its connections.
 *
 * <p>Each connection in use has a small client of its own, because only so its idle time can be
 * bounded. One that idled too long is given up when the next call ends; the garbage collector frees
 * it on JDK 17 to 20, from 21 on it is closed at once.
 */
public final class JdkHttpTransport implements HttpTransport {

  private static final long MOST_IDLE_MILLIS = 5_000;
  private static final int MOST_ORIGINS = 64;

  private final Options options;
  private final Map<String, Deque<Idle>> idle = new HashMap<>();

  private JdkHttpTransport(Options options) {
    this.options = new Options(options);
  }

  /** The instance that clients use where OkHttp is absent; made at the first call. */
  public static HttpTransport shared() {
    return Shared.INSTANCE;
  }

  /** Begins a transport of your own, for a proxy or a private trust store. */
  public static Options options() {
    return new Options(null);
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    long end = System.nanoTime() + call.timeout().toNanos();
    Exchange<byte[]> exchange = begun(call, info -> new BoundedBody(call.mostAnswerBytes()));
    HttpResponse<byte[]> response = exchange.await(end);
    rest(exchange.origin, exchange.client);
    return new HttpAnswer(response.statusCode(), headers(response), response.body());
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    long end = System.nanoTime() + call.timeout().toNanos();
    Exchange<StreamedBody> exchange = begun(call, info -> new StreamedBody(end));
    return new Streaming(exchange.await(end));
  }

  private <T> Exchange<T> begun(HttpCall call, HttpResponse.BodyHandler<T> handler)
      throws TransportException {
    if (Thread.currentThread().isInterrupted()) {
      throw new TransportException("interrupted before anything was sent", false);
    }
    SentOnce once = new SentOnce(call.body());
    HttpRequest request = request(call, once);
    String origin = call.uri().getScheme() + "://" + call.uri().getRawAuthority();
    try {
      HttpClient client = take(origin);
      return new Exchange<>(origin, client, once, client.sendAsync(request, handler));
    } catch (RuntimeException failed) {
      // No selector or no thread is to be had, for one.
      throw translated(failed, once.forbid());
    }
  }

  private HttpRequest request(HttpCall call, SentOnce once) throws TransportException {
    URI uri = call.uri();
    try {
      String text = uri.toString();
      if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text) || "".equals(uri.getRawQuery())) {
        throw new TransportException(
            "the request's path or query would be changed on its way; percent-encode it", false);
      }
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      for (String name : call.headers().names()) {
        for (String value : call.headers().all(name)) {
          request.header(name, value);
        }
      }
      if (call.headers().all("Accept-Encoding").isEmpty()) {
        // Signatures cover the bytes as received.
        request.header("Accept-Encoding", "identity");
      }
      if (options.proxyAuthorization != null) {
        request.header("Proxy-Authorization", options.proxyAuthorization);
      }
      return request.method(call.method(), once).build();
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      throw new TransportException("the request's address or headers are malformed", false);
    }
  }

  /** A client whose connection is fresh enough, or a new one. */
  private HttpClient take(String origin) {
    Idle found;
    synchronized (idle) {
      Deque<Idle> resting = idle.get(origin);
      found = resting == null ? null : resting.poll();
    }
    if (found != null && !found.isAged(options.wallClock.getAsLong())) {
      return found.client;
    }
    if (found != null) {
      dropped(List.of(found));
    }
    return options.client();
  }

  private void rest(String origin, HttpClient client) {
    long now = options.wallClock.getAsLong();
    List<Idle> over = new ArrayList<>();
    synchronized (idle) {
      for (Deque<Idle> all : idle.values()) {
        all.removeIf(one -> one.isAged(now) && over.add(one));
      }
      idle.values().removeIf(Deque::isEmpty);
      if (idle.size() >= MOST_ORIGINS && !idle.containsKey(origin)) {
        idle.values().forEach(over::addAll);
        idle.clear();
      }
      Deque<Idle> resting = idle.computeIfAbsent(origin, o -> new ArrayDeque<>());
      resting.push(new Idle(client, now));
      if (resting.size() > options.idleConnections) {
        over.add(resting.removeLast());
      }
    }
    dropped(over);
  }

  /** How many clients rest, of all origins. */
  int resting() {
    synchronized (idle) {
      return idle.values().stream().mapToInt(Deque::size).sum();
    }
  }

  /** From JDK 21 on a client can be closed; before, the garbage collector does it. */
  private static void dropped(List<Idle> over) {
    for (Idle one : over) {
      if (one.client instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception alreadyGone) {
          // It has no call to lose.
        }
      }
    }
  }

  private static Headers headers(HttpResponse<?> response) {
    return Headers.of(response.headers().map());
  }

  /** Settings of a transport of your own. Not safe for use by several threads. */
  public static final class Options {
    private Duration connectTimeout = Duration.ofSeconds(5);
    private int idleConnections = 5;
    private @Nullable ProxySelector proxy;
    private @Nullable String proxyAuthorization;
    private @Nullable SSLContext trust;
    private LongSupplier wallClock = System::currentTimeMillis;

    private Options(@Nullable Options other) {
      if (other != null) {
        this.connectTimeout = other.connectTimeout;
        this.idleConnections = other.idleConnections;
        this.proxy = other.proxy;
        this.proxyAuthorization = other.proxyAuthorization;
        this.trust = other.trust;
        this.wallClock = other.wallClock;
      }
    }

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
     * How many idle connections to one host are kept for use within 5 s; 5 unless set.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Options idleConnections(int value) {
      this.idleConnections = OptionLimits.idleConnections(value);
      return this;
    }

    /** A proxy for all calls: {@code ProxySelector.of(address)}. */
    public Options proxy(ProxySelector value) {
      this.proxy = value;
      return this;
    }

    /**
     * The name and password that the proxy asks for ("Basic").
     *
     * <p>The JDK sends none through a tunnel unless it was started with {@code
     * -Djdk.http.auth.tunneling.disabledSchemes=}, which {@link #build} checks; {@link
     * OkHttpTransport} needs no such setting.
     */
    public Options proxyPassword(String user, Secret password) {
      this.proxyAuthorization = ProxyPassword.header(user, password);
      return this;
    }

    /**
     * Whom to trust, instead of the JVM's trust store. Host names are always checked; nothing here
     * turns that off.
     */
    public Options trusting(SSLContext context) {
      this.trust = context;
      return this;
    }

    /** The time by which idle connections age, in milliseconds. */
    Options wallClock(LongSupplier value) {
      this.wallClock = value;
      return this;
    }

    /**
     * The transport.
     *
     * @throws InvalidRequestException if the JVM's settings forbid what was asked
     */
    public HttpTransport build() {
      if (proxyAuthorization != null) {
        String disabled = System.getProperty("jdk.http.auth.tunneling.disabledSchemes");
        if (disabled == null || disabled.toLowerCase(Locale.ROOT).contains("basic")) {
          throw new InvalidRequestException(
              "proxyPassword",
              "a JVM started with -Djdk.http.auth.tunneling.disabledSchemes= (the JDK sends no"
                  + " password through a tunnel otherwise), or OkHttpTransport");
        }
      }
      return new JdkHttpTransport(this);
    }

    private HttpClient client() {
      HttpClient.Builder client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(connectTimeout);
      if (proxy != null) {
        client.proxy(proxy);
      }
      if (trust != null) {
        client.sslContext(trust);
      }
      return client.build();
    }
  }

  private static final class Shared {
    private static final HttpTransport INSTANCE = new JdkHttpTransport(options());
  }

  /** A client without a call, and since when. */
  private record Idle(HttpClient client, long since) {
    /** By wall clock: nanoTime stands still while a function is frozen. */
    boolean isAged(long now) {
      return Math.abs(now - since) > MOST_IDLE_MILLIS;
    }
  }

  /** One call under way. */
  private static final class Exchange<T> {
    private final String origin;
    private final HttpClient client;
    private final SentOnce once;
    private final CompletableFuture<HttpResponse<T>> coming;

    Exchange(
        String origin,
        HttpClient client,
        SentOnce once,
        CompletableFuture<HttpResponse<T>> coming) {
      this.origin = origin;
      this.client = client;
      this.once = once;
      this.coming = coming;
    }

    HttpResponse<T> await(long end) throws TransportException {
      try {
        return coming.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        throw abandoned("timed out");
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw abandoned("interrupted");
      } catch (ExecutionException failed) {
        throw translated(failed.getCause(), once.forbid());
      }
    }

    private TransportException abandoned(String why) {
      boolean unsent = once.forbid();
      if (!coming.cancel(true)
          && !coming.isCompletedExceptionally()
          && coming.join().body() instanceof StreamedBody late) {
        late.close();
      }
      return new TransportException(why + when(unsent), !unsent);
    }
  }

  private static TransportException translated(@Nullable Throwable failure, boolean unsent) {
    // Message texts of the platform may hold addresses; only the class is kept.
    String what = failure == null ? "failed" : failure.getClass().getSimpleName();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BoundedBody.TooLargeException) {
        return new TransportException(String.valueOf(at.getMessage()), true);
      }
      if (at instanceof SentOnce.RepeatException) {
        what = "the connection closed without an answer";
      } else if (unsent
          && (at instanceof ConnectException || at instanceof HttpConnectTimeoutException)) {
        what = "no connection (unresolved, refused or timed out)";
      } else if (at instanceof SSLException) {
        what = "TLS failed (certificate, host name or protocol)";
      }
    }
    return new TransportException(what + when(unsent), !unsent);
  }

  private static String when(boolean unsent) {
    return unsent ? " before anything was sent" : " after the request may have been sent";
  }

  private record Streaming(HttpResponse<StreamedBody> response) implements HttpDownload {
    @Override
    public int status() {
      return response.statusCode();
    }

    @Override
    public Headers headers() {
      return JdkHttpTransport.headers(response);
    }

    @Override
    public InputStream body() {
      return response.body();
    }

    @Override
    public void close() {
      response.body().close();
    }
  }
}
