// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import io.countersign.InvalidRequestException;
import io.countersign.ReceivedReply;
import io.countersign.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP reply on its way out of a function. Immutable. */
public final class FunctionReply {

  private final int status;
  private final Headers headers;
  private final @Nullable String text;
  private final byte[] bytes;

  private FunctionReply(int status, Headers headers, @Nullable String text, byte[] bytes) {
    if (status < 200 || status > 599) {
      throw new InvalidRequestException("status", "a final HTTP status, 200 to 599");
    }
    boolean bodiless = status == 204 || status == 205 || status == 304;
    if (bodiless && (bytes.length > 0 || (text != null && !text.isEmpty()))) {
      throw new InvalidRequestException("body", "nothing, because the status is " + status);
    }
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.bytes = bytes;
  }

  /**
   * A reply of text, sent as UTF-8.
   *
   * @param contentType such as {@code application/json}
   * @throws InvalidRequestException if the status is not 200 to 599, or forbids a body
   */
  public static FunctionReply of(int status, String contentType, String body) {
    return new FunctionReply(status, Headers.none(), body, new byte[0])
        .with("Content-Type", contentType);
  }

  /** The reply to a notification, in the provider's exact form. */
  public static FunctionReply of(ReceivedReply reply) {
    FunctionReply same =
        new FunctionReply(reply.status(), Headers.none(), reply.body(), new byte[0]);
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      same = same.with(header.getKey(), header.getValue());
    }
    return same;
  }

  /**
   * A reply of bytes, handed to the platform in Base64.
   *
   * @throws InvalidRequestException if the status is not 200 to 599, or forbids a body
   */
  public static FunctionReply bytes(int status, String contentType, byte[] body) {
    return new FunctionReply(status, Headers.none(), null, body.clone())
        .with("Content-Type", contentType);
  }

  /**
   * A reply without a body.
   *
   * @throws InvalidRequestException if the status is not 200 to 599, or forbids a body
   */
  public static FunctionReply empty(int status) {
    return new FunctionReply(status, Headers.none(), "", new byte[0]);
  }

  /**
   * The same reply with one more header; a name may be added several times.
   *
   * @param header a token of RFC 9110
   * @param value printable ASCII
   * @throws InvalidRequestException if either is anything else, a line break above all
   */
  public FunctionReply with(String header, String value) {
    mustBePrintable(value);
    mustBeToken(header);
    Headers.Builder more = Headers.builder();
    for (String name : headers.names()) {
      headers.all(name).forEach(each -> more.add(name, each));
    }
    return new FunctionReply(status, more.add(header, value).build(), text, bytes);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The headers. */
  public Headers headers() {
    return headers;
  }

  /** The body, as it will be sent. */
  public byte[] body() {
    return text == null ? bytes.clone() : text.getBytes(StandardCharsets.UTF_8);
  }

  @Nullable String text() {
    return text;
  }

  /** Status and size. */
  @Override
  public String toString() {
    return "FunctionReply[" + status + ", " + body().length + " bytes]";
  }

  private static void mustBePrintable(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw new InvalidRequestException("a header", "printable ASCII on one line as its value");
      }
    }
  }

  private static void mustBeToken(String header) {
    boolean token = !header.isEmpty();
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      token &= c > ' ' && c <= '~' && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    if (!token) {
      throw new InvalidRequestException("a header", "a name such as Content-Type");
    }
  }
}
