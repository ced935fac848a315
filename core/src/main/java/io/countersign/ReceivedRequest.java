// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request as it reached the notify URL: its raw bytes and its headers. It has a stored form
 * ({@link #toText()}), so that an edge can verify and answer while a queue worker acts later.
 */
public final class ReceivedRequest {

  /** No provider's notification is larger. */
  public static final int MOST_BYTES = 1024 * 1024;

  private static final String VERSION = "csr1";

  private final Headers headers;
  private final byte[] body;
  private final Instant receivedAt;

  private ReceivedRequest(Headers headers, byte[] body, Instant receivedAt) {
    this.headers = headers;
    this.body = body;
    this.receivedAt = receivedAt;
  }

  /**
   * A request whose body was read already.
   *
   * @param headers every header, names in any letter case, several values where several came
   * @param body the raw bytes, before any decoding; kept, so do not change them
   * @param receivedAt when it came, by a correct clock: freshness is judged by it
   * @throws InvalidNotificationException if the body is larger than {@link #MOST_BYTES}
   */
  public static ReceivedRequest of(
      Map<String, ? extends List<String>> headers, byte[] body, Instant receivedAt) {
    return of(Headers.of(headers), body, receivedAt);
  }

  /** The same, from headers read already. */
  public static ReceivedRequest of(Headers headers, byte[] body, Instant receivedAt) {
    if (body.length > MOST_BYTES) {
      throw tooLarge();
    }
    return new ReceivedRequest(headers, body, receivedAt);
  }

  /**
   * A request whose body is read now, at most {@link #MOST_BYTES} of it; the stream is not closed.
   *
   * @throws InvalidNotificationException if the body is larger or breaks off; answer 413
   */
  public static ReceivedRequest read(
      Map<String, ? extends List<String>> headers, InputStream body, Instant receivedAt) {
    return read(Headers.of(headers), body, receivedAt);
  }

  /** The same, from headers read already. */
  public static ReceivedRequest read(Headers headers, InputStream body, Instant receivedAt) {
    try {
      return of(headers, body.readNBytes(MOST_BYTES + 1), receivedAt);
    } catch (IOException brokeOff) {
      throw new InvalidNotificationException(
          InvalidNotificationException.Reason.UNREADABLE, "the request's body broke off");
    }
  }

  /** The headers. */
  public Headers headers() {
    return headers;
  }

  /** The raw body; do not change it. */
  public byte[] body() {
    return body;
  }

  /** When it came. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** The form to put into a queue: printable text; its body is Base64, its time is kept. */
  public String toText() {
    StringBuilder text = new StringBuilder(body.length * 2 + 512);
    text.append(VERSION).append('\n').append(receivedAt).append('\n');
    for (String name : headers.names()) {
      for (String value : headers.all(name)) {
        text.append(encode(name.getBytes(StandardCharsets.UTF_8))).append(':');
        text.append(encode(value.getBytes(StandardCharsets.UTF_8)));
        text.append('\n');
      }
    }
    return text.append('\n').append(encode(body)).toString();
  }

  /**
   * Reads the stored form.
   *
   * @throws InvalidNotificationException if the text is not one that {@link #toText()} wrote
   */
  public static ReceivedRequest parse(String stored) {
    try {
      String[] lines = stored.split("\n", -1);
      if (lines.length < 4 || !lines[0].equals(VERSION)) {
        throw unreadable();
      }
      Headers.Builder headers = Headers.builder();
      int line = 2;
      for (; line < lines.length && !lines[line].isEmpty(); line++) {
        int colon = lines[line].indexOf(':');
        if (colon < 1) {
          throw unreadable();
        }
        headers.add(
            new String(decode(lines[line].substring(0, colon)), StandardCharsets.UTF_8),
            new String(decode(lines[line].substring(colon + 1)), StandardCharsets.UTF_8));
      }
      if (line != lines.length - 2) {
        throw unreadable();
      }
      return of(headers.build(), decode(lines[line + 1]), Instant.parse(lines[1]));
    } catch (DateTimeException | IllegalArgumentException malformed) {
      throw unreadable();
    }
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "ReceivedRequest[" + body.length + " bytes at " + receivedAt + "]";
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static InvalidNotificationException tooLarge() {
    return new InvalidNotificationException(
        InvalidNotificationException.Reason.UNREADABLE,
        "the body is larger than " + MOST_BYTES + " bytes; no provider sends that");
  }

  private static InvalidNotificationException unreadable() {
    return new InvalidNotificationException(
        InvalidNotificationException.Reason.UNREADABLE,
        "the text is not a stored request (ReceivedRequest.toText())");
  }
}
