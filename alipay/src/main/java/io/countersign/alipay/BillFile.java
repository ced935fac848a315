// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.MismatchException;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.TransportException;
import io.countersign.spi.RowFormatException;
import io.countersign.spi.StatementZip;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One bill's archive: fetched by a plain request, and read as it arrives. */
final class BillFile {

  /** The question where it lies is a call of its own, which may well succeed alone. */
  private static final String SIGNAL_NAME = Operation.STATEMENT.signalName() + " file";

  private final GatewayCalls gateway;
  private final BillAddress address;
  private final Duration within;
  private final int link;
  private final long begun = System.nanoTime();

  /**
   * A file to fetch.
   *
   * @param link the how manieth link to it this is, from 1
   */
  BillFile(GatewayCalls gateway, BillAddress address, Duration within, int link) {
    this.gateway = gateway;
    this.address = address;
    this.within = within;
    this.link = link;
  }

  /** The file was not opened, so no row was read: a fresh link may help. */
  static final class NotOpenedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotOpenedException(String why) {
      super(why);
    }
  }

  /**
   * Opens it; a redirect is not followed.
   *
   * @throws NotOpenedException if there is no connection, or the link is refused
   */
  HttpDownload open() throws NotOpenedException {
    Instant now = gateway.loop().now();
    Optional<Instant> deadline = gateway.loop().deadline();
    Duration left = deadline.isPresent() ? Duration.between(now, deadline.get()) : within;
    if (left.isZero() || left.isNegative()) {
      throw new NotOpenedException("the deadline is over");
    }
    HttpCall call =
        HttpCall.of(
            "GET",
            address.uri(),
            Headers.builder().add("User-Agent", RequestSigning.USER_AGENT).build(),
            false,
            left.compareTo(within) < 0 ? left : within);
    HttpDownload download;
    try {
      download = gateway.transport().download(call);
    } catch (TransportException failure) {
      throw new NotOpenedException(String.valueOf(failure.getMessage()));
    } catch (RuntimeException foreign) {
      throw new NotOpenedException("the request failed: " + foreign.getClass().getName());
    }
    if (download.status() != 200) {
      int status = download.status();
      close(download);
      throw new NotOpenedException("HTTP " + status);
    }
    return download;
  }

  /**
   * Reads it to its end.
   *
   * @throws UnavailableException if it breaks off or is no archive
   * @throws MismatchException if it contradicts itself or cannot be read
   */
  <T> T read(HttpDownload download, BillText<T> text) {
    try {
      T totals = text.read(StatementZip.of(body(download)));
      ended(Signal.CallResult.SUCCEEDED);
      return totals;
    } catch (RowFormatException unreadable) {
      MismatchException contradiction =
          new MismatchException(
              "bill, " + unreadable.place(),
              unreadable.expected(),
              unreadable.actual() + " (forget every row of this reading)");
      ended(Signal.CallResult.MISMATCH);
      gateway
          .signals()
          .warn(
              new Signal.ProvenButUnexpected(
                  Merchant.PROVIDER, SIGNAL_NAME, String.valueOf(contradiction.getMessage())));
      throw contradiction;
    } catch (StatementZip.TooLargeException beyond) {
      throw unavailable("the file cannot be a bill: " + beyond.getMessage());
    } catch (IOException broken) {
      throw unavailable(
          "the file broke off, or is no bill (" + broken.getClass().getSimpleName() + ")");
    }
  }

  /** A transport of the user's may throw anything. */
  private static InputStream body(HttpDownload download) throws IOException {
    try {
      return download.body();
    } catch (RuntimeException foreign) {
      throw new IOException(foreign.getClass().getName());
    }
  }

  /** No link opened it. */
  UnavailableException notGivenOut(NotOpenedException refused) {
    ended(Signal.CallResult.UNAVAILABLE);
    return new UnavailableException(
        Merchant.PROVIDER
            + " "
            + SIGNAL_NAME
            + ": the file was not given out: "
            + refused.getMessage());
  }

  static void close(HttpDownload download) {
    try {
      download.close();
    } catch (IOException | RuntimeException harmless) {
      // It was read, or given up.
    }
  }

  private void ended(Signal.CallResult result) {
    gateway
        .signals()
        .tell(
            new Signal.CallEnded(
                Merchant.PROVIDER,
                SIGNAL_NAME,
                result,
                link,
                Duration.ofNanos(System.nanoTime() - begun)));
  }

  private UnavailableException unavailable(String why) {
    ended(Signal.CallResult.UNAVAILABLE);
    return new UnavailableException(
        Merchant.PROVIDER
            + " "
            + SIGNAL_NAME
            + ": "
            + why
            + "; forget every row of this reading and read again");
  }
}
