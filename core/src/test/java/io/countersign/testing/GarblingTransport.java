// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Carries one genuine answer and afterwards only garbled copies of it, by a seed. */
final class GarblingTransport implements HttpTransport {

  private static final int[] STATUSES = {
    200, 201, 202, 204, 206, 301, 302, 400, 401, 403, 404, 406, 409, 429, 500, 502, 503, 504, 599
  };
  private static final List<String> ODD_BODIES =
      List.of(
          "",
          " ",
          "null",
          "[]",
          "{}",
          "{\"code\":null}",
          "{\"code\":",
          "{\"code\":\"SUCCESS\"}",
          "{\"code\":\"\\ud800\"}",
          "\uFEFF{}",
          "<html>502</html>",
          "[".repeat(10_000),
          "{\"a\":".repeat(10_000),
          "{\"amount\":{\"total\":1e999999999}}",
          "{\"a\":1,\"a\":2}",
          "{}\u0000",
          "code=SUCCESS&sign=AAAA&&=%zz");

  private final HttpTransport network;
  private final Random random;
  private HttpAnswer genuine;
  private boolean garbling;
  private int oddBodies;
  private byte[] lastBody = new byte[0];

  GarblingTransport(HttpTransport network, long seed) {
    this.network = network;
    this.random = new Random(seed);
  }

  void beginGarbling() {
    garbling = true;
  }

  /** The last answer's body. */
  byte[] lastBody() {
    return lastBody;
  }

  /** The last answer's body before it was garbled. */
  byte[] genuineBody() {
    return genuine.body();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    if (!garbling) {
      genuine = network.send(call);
      return genuine;
    }
    byte[] body = body();
    lastBody = body;
    return new HttpAnswer(STATUSES[random.nextInt(STATUSES.length)], headers(), body);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("only single answers are garbled", true);
  }

  private byte[] body() {
    byte[] copy = genuine.body().clone();
    switch (random.nextInt(5)) {
      case 0:
        return copy;
      case 1:
        for (int i = random.nextInt(8); i >= 0 && copy.length > 0; i--) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
      case 2:
        return Arrays.copyOf(copy, random.nextInt(copy.length + 1));
      case 3:
        byte[] noise = new byte[random.nextInt(400)];
        random.nextBytes(noise);
        return noise;
      default:
        return ODD_BODIES.get(oddBodies++ % ODD_BODIES.size()).getBytes(StandardCharsets.UTF_8);
    }
  }

  private Headers headers() {
    Headers.Builder headers = Headers.builder();
    int victim = random.nextInt(genuine.headers().names().size() * 3);
    int position = 0;
    for (String name : genuine.headers().names()) {
      for (String value : genuine.headers().all(name)) {
        if (position != victim) {
          headers.add(name, value);
        } else if (random.nextBoolean()) {
          headers.add(name, value).add(name, value);
        } else if (random.nextBoolean()) {
          headers.add(name, "\u0000€".repeat(random.nextInt(3)));
        }
      }
      position++;
    }
    if (random.nextInt(10) == 0) {
      headers.add("Retry-After", random.nextBoolean() ? "-1" : "99999999999999999999");
    }
    return headers.build();
  }
}
