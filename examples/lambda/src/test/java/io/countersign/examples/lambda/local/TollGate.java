// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stands before a database, a queue or a topic and sees every call of a function; at one of them
 * something happens, before the call gets through or after it did and before its answer is heard.
 */
public final class TollGate implements AutoCloseable {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private static final int MEETING_SECONDS = 5;
  private static final String DENIED =
      "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\","
          + "\"Message\":\"User is not authorized to perform this action\"}";

  /** On which side of the call it happens. */
  public enum Side {
    /** The call never gets through. */
    BEFORE,
    /** The call did what it should; nobody hears so. */
    AFTER
  }

  /**
   * One call.
   *
   * @param operation the last part of {@code X-Amz-Target}, or the path where there is none
   * @param body the request as text
   */
  public record Call(String operation, String body) {

    /** Whether it is this operation of DynamoDB or SQS, or this action of SNS. */
    public boolean is(String name) {
      return operation.equals(name) || body.contains("Action=" + name + "&");
    }
  }

  private static final class Stop {
    private final Side side;
    private final Predicate<Call> where;
    private final AtomicInteger times;
    private final Runnable deed;

    private Stop(Side side, Predicate<Call> where, int times, Runnable deed) {
      this.side = side;
      this.where = where;
      this.times = new AtomicInteger(times);
      this.deed = deed;
    }

    private boolean hits(Side reached, Call call) {
      return side == reached && where.test(call) && times.getAndDecrement() > 0;
    }
  }

  private final URI upstream;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Stop> stops = new CopyOnWriteArrayList<>();
  private volatile Consumer<Call> meeting = call -> {};
  private volatile Predicate<Call> denied = call -> false;
  private final Wire.Listener listener = Wire.listen(this::handle);

  private TollGate(URI upstream) {
    this.upstream = upstream;
  }

  /** Opens a gate to an address without a path. */
  public static TollGate before(URI upstream) {
    return new TollGate(upstream);
  }

  /** Where functions call instead of the address behind. */
  public URI endpoint() {
    return listener.base();
  }

  /**
   * Lets something happen at the next calls of a kind; the caller's connection breaks there.
   *
   * @param times at how many calls
   * @param deed what happens, before anything else
   */
  public void stop(Side side, Predicate<Call> where, int times, Runnable deed) {
    stops.add(new Stop(side, where, times, deed));
  }

  /** Answers the calls of a kind as AWS does when the function's policy does not allow them. */
  public void deny(Predicate<Call> where) {
    denied = where;
  }

  /** Lets the next calls of a kind wait for each other, so that they go on at the same moment. */
  public void meet(Predicate<Call> where, int calls) {
    CyclicBarrier barrier = new CyclicBarrier(calls);
    AtomicInteger left = new AtomicInteger(calls);
    meeting =
        call -> {
          if (where.test(call) && left.getAndDecrement() > 0) {
            try {
              barrier.await(MEETING_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
              // Nobody else came: then it goes on alone.
            }
          }
        };
  }

  /** Nothing happens any more. */
  public void open() {
    stops.clear();
    meeting = call -> {};
    denied = call -> false;
  }

  /** Everything that was called, also what did not get through: oldest first. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    listener.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    Call call =
        new Call(
            target == null
                ? exchange.getRequestURI().getPath()
                : target.substring(target.lastIndexOf('.') + 1),
            new String(body, UTF_8));
    calls.add(call);
    meeting.accept(call);
    if (denied.test(call)) {
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      Wire.answer(exchange, 400, DENIED.getBytes(UTF_8));
      return;
    }
    if (stopped(Side.BEFORE, call)) {
      exchange.close();
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<String> answer = Wire.send(request.build());
    if (stopped(Side.AFTER, call)) {
      exchange.close();
      return;
    }
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    Wire.answer(exchange, answer.statusCode(), answer.body().getBytes(UTF_8));
  }

  private boolean stopped(Side side, Call call) {
    for (Stop stop : stops) {
      if (stop.hits(side, call)) {
        stop.deed.run();
        return true;
      }
    }
    return false;
  }
}
