// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

/**
 * Sends one request and reads one answer. Whoever replaces it must promise:
 *
 * <ul>
 *   <li>a request is sent <em>once</em>: no retry, no redirect followed, no second address tried
 *       after a byte may have left;
 *   <li>it says truly whether the request may have been sent ({@link
 *       TransportException#maybeSent}); when in doubt, it may have been, and any other exception
 *       counts as that;
 *   <li>a write never travels on a pooled connection that has idled over 5 s of wall-clock time;
 *   <li>time and size are bounded as the call says, TLS is checked, path and query are not
 *       re-encoded;
 *   <li>any number of threads may use it at once.
 * </ul>
 */
public interface HttpTransport {

  /**
   * What clients use unless told otherwise: {@link OkHttpTransport#shared()} where OkHttp is on the
   * class path or module path, else {@link JdkHttpTransport#shared()}. Built when first asked for.
   *
   * @throws io.countersign.InvalidRequestException if OkHttp is there but parts of it are missing
   */
  static HttpTransport shared() {
    return SharedTransport.chosen();
  }

  /**
   * Sends the request once.
   *
   * @throws TransportException if no complete answer came
   */
  HttpAnswer send(HttpCall call) throws TransportException;

  /**
   * Sends a read once and gives its body as a stream; for files too large for memory. The call's
   * bound on the answer's size does not apply.
   *
   * @throws TransportException if no answer came
   */
  HttpDownload download(HttpCall call) throws TransportException;
}
