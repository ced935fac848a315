// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.spi.FormFields;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A transport that gives out one file, whatever is asked for, and remembers what was asked. */
final class FileGateway implements HttpTransport {
  final List<HttpCall> calls = new ArrayList<>();
  private final int status;
  private final InputStream file;

  private FileGateway(int status, InputStream file) {
    this.status = status;
    this.file = file;
  }

  static FileGateway giving(String text) {
    return giving(200, text.getBytes(StandardCharsets.UTF_8));
  }

  static FileGateway giving(int status, byte[] bytes) {
    return new FileGateway(status, new ByteArrayInputStream(bytes));
  }

  static FileGateway giving(InputStream bytes) {
    return new FileGateway(200, bytes);
  }

  /** The fields of the only call. */
  FormFields asked() {
    return FormFields.parse(calls.get(0).body().orElseThrow(), FormFields.Writing.FORM)
        .orElseThrow();
  }

  @Override
  public HttpAnswer send(HttpCall call) {
    throw new AssertionError("a statement is downloaded");
  }

  @Override
  public HttpDownload download(HttpCall call) {
    calls.add(call);
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
        return file;
      }

      @Override
      public void close() {}
    };
  }
}
