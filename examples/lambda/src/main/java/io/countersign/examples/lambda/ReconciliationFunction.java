// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.countersign.UnavailableException;
import io.countersign.function.FunctionEvent;
import io.countersign.function.OtherEvent;
import io.countersign.function.TimerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Every night: yesterday's statements against the orders, and the days before that were not ready
 * then. By hand for one day: {@code {"day":"2026-01-02"}}.
 */
public final class ReconciliationFunction extends ShopFunction {

  private static final Duration MARGIN = Duration.ofSeconds(20);
  private static final int DAYS_BACK = 3;

  /** ECPay gives out one file a minute. */
  private static final Duration BETWEEN_FILES = Duration.ofSeconds(61);

  private final Consumer<Duration> pause;

  /** For Lambda: configured by the environment. */
  public ReconciliationFunction() {
    this(System.getenv(), Clock.systemUTC(), ReconciliationFunction::sleep);
  }

  ReconciliationFunction(Map<String, String> environment, Clock clock, Consumer<Duration> pause) {
    super(environment, clock);
    this.pause = pause;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    FunctionEvent event = FunctionEvent.read(in);
    Instant deadline = deadline(context, MARGIN);
    Books books = new Books(shop(), deadline);
    Map<String, Object> told = new LinkedHashMap<>();
    for (Method method : shop().tills().methods()) {
      boolean read = false;
      for (LocalDate day : days(event)) {
        boolean byHand = event instanceof OtherEvent;
        if (!byHand && books.compared(method, day)) {
          continue;
        }
        if (read && method == Method.ECPAY) {
          if (!shop().clock().instant().plus(BETWEEN_FILES).isBefore(deadline)) {
            // The next night asks for it.
            break;
          }
          pause.accept(BETWEEN_FILES);
        }
        read = true;
        told.put(method.id() + " " + day, result(books, method, day));
      }
    }
    out.write(FlatJson.write(told).getBytes(StandardCharsets.UTF_8));
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two statements", interrupted);
    }
  }

  /** What one provider's day came to; a provider that is down holds up no other. */
  private String result(Books books, Method method, LocalDate day) {
    try {
      String result = books.compare(method, day);
      if (result.equals(Books.NOT_READY)) {
        late(method, day, result);
      }
      return result;
    } catch (UnavailableException notNow) {
      shop().metrics().log("statement of " + method + " " + day + ": " + notNow.getMessage());
      late(method, day, "not to be had now");
      return "not to be had now";
    } catch (RuntimeException broken) {
      String what = broken.getClass().getSimpleName() + ": " + broken.getMessage();
      shop().metrics().statementDifference(method.id() + " " + day, what);
      return "not readable";
    }
  }

  /** The night that asks for a day for the last time calls a person. */
  private void late(Method method, LocalDate day, String what) {
    LocalDate today = LocalDate.ofInstant(shop().clock().instant(), Order.ZONE);
    if (!day.isAfter(today.minusDays(DAYS_BACK))) {
      shop().metrics().statementDifference(method.id() + " " + day, what);
    }
  }

  private List<LocalDate> days(FunctionEvent event) throws IOException {
    LocalDate today = LocalDate.ofInstant(shop().clock().instant(), Order.ZONE);
    if (event instanceof TimerEvent) {
      // Yesterday first: should time run out, it is an older day that waits.
      return IntStream.rangeClosed(1, DAYS_BACK).mapToObj(today::minusDays).toList();
    }
    if (event instanceof OtherEvent wish) {
      try {
        return List.of(LocalDate.parse(FlatJson.read(wish.document()).getOrDefault("day", "")));
      } catch (DateTimeException notADay) {
        throw new IllegalArgumentException("\"day\" is a date such as 2026-01-02", notADay);
      }
    }
    throw new IllegalArgumentException("this function serves a timer, or a call by hand");
  }
}
