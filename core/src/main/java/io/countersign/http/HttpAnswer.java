// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

/** One HTTP answer with its whole body. Immutable as long as nobody changes the body. */
public final class HttpAnswer {

  private final int status;
  private final Headers headers;
  private final byte[] body;

  /**
   * An answer.
   *
   * @param status the status code
   * @param headers its headers
   * @param body its bytes as received, content codings not undone; kept, so do not change them
   */
  public HttpAnswer(int status, Headers headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** Its headers. */
  public Headers headers() {
    return headers;
  }

  /** Its bytes as received; do not change them. */
  public byte[] body() {
    return body;
  }

  /** Status and size. */
  @Override
  public String toString() {
    return "HTTP " + status + ", " + body.length + " bytes";
  }
}
