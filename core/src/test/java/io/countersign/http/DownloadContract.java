// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.answers;
import static io.countersign.http.RawServer.ok;
import static io.countersign.http.RawServer.resets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A file is a stream, bounded in time, that never ends well unless it is whole. */
abstract class DownloadContract extends SendingOnceContract {

  private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf";

  @Test
  void aDownloadIsAStreamAndMayBeLargerThanAnyAnswer() throws IOException {
    String large = "x".repeat(3_000_000);
    try (RawServer server = new RawServer(ok(large));
        HttpDownload download = transport.download(get(server.uri("http", "/bill")))) {
      assertThat(download.status()).isEqualTo(200);
      assertThat(download.headers().first("content-length")).contains("3000000");
      assertThat(download.body().readAllBytes()).hasSize(3_000_000);
    }
  }

  @Test
  void aDownloadThatCannotBeginSaysWhetherItWasSent() throws IOException {
    try (RawServer server = new RawServer(resets())) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> transport.download(get(server.uri("http", "/bill"))))
          .satisfies(thrown -> assertThat(thrown.maybeSent()).isTrue());
    }
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> transport.download(get(URI.create("https://gateway.invalid/bill"))))
        .satisfies(thrown -> assertThat(thrown.maybeSent()).isFalse());
  }

  @Test
  void aDownloadThatStallsEndsWhenItsTimeIsOver() throws IOException {
    try (RawServer server = new RawServer(answers(HALF));
        HttpDownload download = transport.download(hurried(server))) {
      assertThatIOException().isThrownBy(() -> download.body().readAllBytes());
    }
  }

  @Test
  void aDownloadThatDripsEndsWhenItsTimeIsOverAndItsConnectionCloses() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server = new RawServer(dripping(closed));
        HttpDownload download = transport.download(hurried(server))) {
      assertThatIOException().isThrownBy(() -> download.body().readAllBytes());

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aDownloadGivenUpInTheMiddleClosesItsConnection() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server = new RawServer(dripping(closed))) {
      HttpDownload download = transport.download(get(server.uri("http", "/bill")));
      assertThat(download.body().read()).isEqualTo('h');
      download.close();

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThatIOException().isThrownBy(() -> download.body().readAllBytes());
    }
  }

  @Test
  void aDownloadThatBreaksOffDoesNotEndWell() throws IOException {
    for (String truncated :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")) {
      try (RawServer server =
              new RawServer(
                  (connection, request) -> {
                    answers(truncated).after(connection, request);
                    connection.close();
                  });
          HttpDownload download = transport.download(get(server.uri("http", "/bill")))) {
        assertThatIOException().isThrownBy(() -> download.body().readAllBytes());
      }
    }
  }

  @Test
  void aReaderThatIsInterruptedEndsAndStaysInterrupted() throws IOException {
    Thread reader = Thread.currentThread();
    try (RawServer server =
            new RawServer(
                (connection, request) -> {
                  answers(HALF).after(connection, request);
                  reader.interrupt();
                });
        HttpDownload download = transport.download(hurried(server))) {
      assertThatIOException().isThrownBy(() -> download.body().readAllBytes());
      assertThat(Thread.interrupted()).isTrue();
    } catch (TransportException interruptedBefore) {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static HttpCall hurried(RawServer server) {
    return HttpCall.of(
        "GET", server.uri("http", "/bill"), Headers.none(), false, Duration.ofMillis(500));
  }

  /** Writes byte by byte until the other side is gone. */
  private static RawServer.Behaviour dripping(CountDownLatch closed) {
    return (connection, request) -> {
      try {
        answers(HALF).after(connection, request);
        while (!closed.await(10, TimeUnit.MILLISECONDS)) {
          connection.getOutputStream().write('x');
        }
      } catch (IOException | InterruptedException gone) {
        closed.countDown();
      }
    };
  }
}
