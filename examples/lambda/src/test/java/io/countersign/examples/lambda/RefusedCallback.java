// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The callback function in a JVM of its own, given the event on standard input. */
final class RefusedCallback {

  private RefusedCallback() {}

  /** Answers one event; what the JVM loaded for it is read from its log. */
  public static void main(String[] args) throws Exception {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    InputStream event = System.in;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CallbackFunction(environment, Clock.systemUTC()).handleRequest(event, out, null);
    System.out.println("ANSWER " + out.toString(StandardCharsets.UTF_8));
  }
}
