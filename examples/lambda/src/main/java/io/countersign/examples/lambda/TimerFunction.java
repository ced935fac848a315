// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.countersign.function.FunctionEvent;
import io.countersign.function.TimerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Every five minutes: asks about what is not final, ends what has run out, sends what was left
 * behind, and measures. Runs may overlap; each order is claimed by one of them.
 */
public final class TimerFunction extends ShopFunction {

  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** For Lambda: configured by the environment. */
  public TimerFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  TimerFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    if (!(FunctionEvent.read(in) instanceof TimerEvent)) {
      throw new IllegalArgumentException("this function serves a timer only");
    }
    Instant deadline = deadline(context, MARGIN);
    Map<String, Object> done = new TimerRun(shop(), deadline).run();
    out.write(FlatJson.write(done).getBytes(StandardCharsets.UTF_8));
  }
}
