// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Signs an answer and puts it on the wire, or does not. */
final class AnswerWriter {
  private static final int CHUNK = 64 * 1024;
  private static final byte[] FILLER = filler();

  private final CountDownLatch closed;

  AnswerWriter(CountDownLatch closed) {
    this.closed = closed;
  }

  void write(
      HttpExchange exchange,
      Answer answer,
      @Nullable Account account,
      Optional<String> serial,
      String requestId,
      Instant now)
      throws IOException {
    if (answer.transport != Answer.Transport.STALLED && rest(answer)) {
      answer.transport = Answer.Transport.DROPPED;
    }
    if (answer.transport == Answer.Transport.DROPPED) {
      // Without a status line sent, closing the exchange closes the connection.
      exchange.close();
      return;
    }
    long fillers = (answer.filler + CHUNK - 1) / CHUNK;
    byte[] none = new byte[0];
    byte[] start = fillers > 0 ? "{\"filler\":\"".getBytes(StandardCharsets.US_ASCII) : answer.body;
    byte[] end = fillers > 0 ? "\"}".getBytes(StandardCharsets.US_ASCII) : none;
    Headers headers = exchange.getResponseHeaders();
    headers.set("Request-ID", requestId);
    headers.set("Keep-Alive", "timeout=8");
    if (answer.status != 204) {
      headers.set("Content-Type", answer.contentType);
    }
    if (account != null) {
      Instant signedAt = now.minus(answer.signatureAge);
      SignatureHeaders.of(
              account.keys.answerSigner(serial),
              answer.signing,
              signedAt,
              start,
              FILLER,
              fillers,
              end)
          .forEach(headers::set);
    }
    answer.headers.forEach(headers::set);
    answer.omitted.forEach(headers::remove);
    ByteSource source = fillers > 0 ? null : answer.source;
    if (source != null && answer.transport == Answer.Transport.WHOLE) {
      exchange.sendResponseHeaders(answer.status, Math.max(source.length(), 0));
      source.writeTo(exchange.getResponseBody());
      exchange.close();
      return;
    }
    if (source != null) {
      start = source.inMemory();
    }
    long length = start.length + fillers * CHUNK + end.length;
    exchange.sendResponseHeaders(answer.status, answer.status == 204 || length == 0 ? -1 : length);
    if (answer.transport != Answer.Transport.WHOLE) {
      OutputStream out = exchange.getResponseBody();
      out.write(start, 0, start.length / 2);
      out.flush();
      if (answer.transport == Answer.Transport.STALLED) {
        rest(answer);
      }
      exchange.close();
      return;
    }
    if (answer.status != 204 && length > 0) {
      OutputStream out = exchange.getResponseBody();
      out.write(start);
      for (long i = 0; i < fillers; i++) {
        out.write(FILLER);
      }
      out.write(end);
    }
    exchange.close();
  }

  /** Waits as long as the answer says; tells whether the gateway was closed meanwhile. */
  private boolean rest(Answer answer) {
    Duration longest = answer.hangs ? Duration.ofDays(1) : answer.pause;
    if (longest.isZero()) {
      return false;
    }
    try {
      // Real time on purpose: the client on the other side waits in real time too. Closing the
      // gateway ends every wait.
      return closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static byte[] filler() {
    byte[] bytes = new byte[CHUNK];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }
}
