// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.http.TransportException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** A network that asks the gateway, and gives out another file than the gateway's. */
final class FileTransport implements HttpTransport {
  final List<HttpCall> downloads = new ArrayList<>();
  final Deque<Integer> refusals = new ArrayDeque<>();
  private final Supplier<InputStream> file;

  FileTransport(Supplier<InputStream> file) {
    this.file = file;
  }

  static FileTransport giving(byte[] bytes) {
    return new FileTransport(() -> new ByteArrayInputStream(bytes));
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    return OkHttpTransport.shared().send(call);
  }

  @Override
  public HttpDownload download(HttpCall call) {
    downloads.add(call);
    int status = refusals.isEmpty() ? 200 : refusals.remove();
    return new HttpDownload() {
      @Override
      public int status() {
        return status;
      }

      @Override
      public Headers headers() {
        return Headers.none();
      }

      @Override
      public InputStream body() {
        return file.get();
      }

      @Override
      public void close() {}
    };
  }
}
