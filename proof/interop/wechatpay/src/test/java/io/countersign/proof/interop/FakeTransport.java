// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;

/** Keeps what our client sends and received last; the answer comes from elsewhere. */
final class FakeTransport implements HttpTransport {

  private final HttpTransport answers;
  private HttpCall call;
  private HttpAnswer answer;

  private FakeTransport(HttpTransport answers) {
    this.answers = answers;
  }

  /** Answers what a function says. */
  static FakeTransport answering(Answers answers) {
    return new FakeTransport(
        new HttpTransport() {
          @Override
          public HttpAnswer send(HttpCall call) {
            return answers.to(call);
          }

          @Override
          public HttpDownload download(HttpCall call) {
            throw new UnsupportedOperationException();
          }
        });
  }

  /** Sends for real and keeps a copy. */
  static FakeTransport recording(HttpTransport real) {
    return new FakeTransport(real);
  }

  @Override
  public HttpAnswer send(HttpCall sent) throws TransportException {
    call = sent;
    answer = answers.send(sent);
    return answer;
  }

  @Override
  public HttpDownload download(HttpCall sent) {
    throw new UnsupportedOperationException("nothing here is downloaded");
  }

  HttpCall call() {
    return call;
  }

  HttpAnswer answer() {
    return answer;
  }

  /** What is answered. */
  @FunctionalInterface
  interface Answers {
    HttpAnswer to(HttpCall call);
  }
}
