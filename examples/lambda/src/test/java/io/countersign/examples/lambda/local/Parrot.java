// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A function that does what its event says, so that the machinery around it can be tested. */
public final class Parrot implements RequestStreamHandler {

  /** The one constructor that the runtime calls. */
  public Parrot() {
    if ("yes".equals(System.getenv("FAIL_TO_START"))) {
      throw new IllegalStateException("not configured");
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String event = new String(input.readAllBytes(), UTF_8);
    output.write(answer(event, context).getBytes(UTF_8));
  }

  private static String answer(String event, Context context) {
    switch (event) {
      case "\"throw\"":
        throw new IllegalStateException("on purpose");
      case "\"exit\"":
        Runtime.getRuntime().halt(7);
        return "";
      case "\"hang\"":
        return forever();
      case "\"left\"":
        return Integer.toString(context.getRemainingTimeInMillis());
      case "\"pid\"":
        return Long.toString(ProcessHandle.current().pid());
      case "\"SPEECH\"":
        return System.getenv("SPEECH");
      default:
        return System.getenv().getOrDefault("ANSWER", event);
    }
  }

  private static String forever() {
    System.out.println("hanging");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "";
  }
}
