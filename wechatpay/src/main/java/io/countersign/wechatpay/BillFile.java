// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.MismatchException;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpDownload;
import io.countersign.http.TransportException;
import io.countersign.spi.RowFormatException;
import io.countersign.spi.StatementBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bill's file: fetched by a signed request, answered without a signature, and proven by the
 * hash that the application answered. (WeChat Pay, 下载账单.)
 */
final class BillFile {

  /** Some forty million rows; one day of one merchant has fewer. */
  private static final long MOST_BYTES = 16L << 30;

  private static final int MOST_REFUSAL_BYTES = 16 * 1024;

  /** The application for it is a call of its own, which may well succeed alone. */
  private static final String SIGNAL_NAME = Operation.STATEMENT.signalName() + " file";

  private final GatewayCalls gateway;
  private final Bill bill;
  private final Duration within;
  private final int link;
  private final long begun = System.nanoTime();

  /**
   * A file to fetch.
   *
   * @param link the how manieth link to it this is, from 1
   */
  BillFile(GatewayCalls gateway, Bill bill, Duration within, int link) {
    this.gateway = gateway;
    this.bill = bill;
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
   * Opens it.
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
    HttpDownload download;
    try {
      download =
          gateway
              .transport()
              .download(
                  gateway
                      .signing()
                      .signDownload(
                          bill.address(), now, left.compareTo(within) < 0 ? left : within));
    } catch (TransportException failure) {
      throw new NotOpenedException(String.valueOf(failure.getMessage()));
    } catch (RuntimeException foreign) {
      throw new NotOpenedException("the request failed: " + foreign.getClass().getName());
    }
    if (download.status() != 200) {
      String why = "HTTP " + download.status() + code(download);
      close(download);
      throw new NotOpenedException(why);
    }
    return download;
  }

  /**
   * Reads it to its end and proves it.
   *
   * @throws UnavailableException if it breaks off or is not the file of the signed hash
   * @throws MismatchException if it is, and is no bill that can be read
   */
  <T> T read(HttpDownload download, BillText.Table<T> table) {
    try (StatementBytes bytes = StatementBytes.of(body(download), sha1(), MOST_BYTES)) {
      T totals = null;
      RowFormatException unreadable = null;
      try {
        // Broken characters become question marks: a goods name cut in half must not stop the
        // books.
        totals = BillText.read(new InputStreamReader(bytes, StandardCharsets.UTF_8), table);
      } catch (RowFormatException inFile) {
        unreadable = inFile;
      }
      // What is unreadable may only be damaged on its way; the hash over all of it tells.
      bytes.drain();
      if (!bytes.hasDigest(bill.sha1())) {
        throw unavailable("the file is not the one that WeChat Pay signed the hash of");
      }
      return proven(totals, unreadable);
    } catch (StatementBytes.TooLargeException beyond) {
      throw unavailable("the file cannot be a bill: " + beyond.getMessage());
    } catch (IOException broken) {
      throw unavailable("the file broke off (" + broken.getClass().getSimpleName() + ")");
    }
  }

  private <T> T proven(@Nullable T totals, @Nullable RowFormatException unreadable) {
    if (totals != null) {
      ended(Signal.CallResult.SUCCEEDED);
      return totals;
    }
    if (unreadable == null) {
      throw new IllegalStateException("a bill is read or unreadable");
    }
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
                WeChatPayClient.PROVIDER, SIGNAL_NAME, String.valueOf(contradiction.getMessage())));
    throw contradiction;
  }

  /** A transport of the user's may throw anything. */
  private static InputStream body(HttpDownload download) throws IOException {
    try {
      return download.body();
    } catch (RuntimeException foreign) {
      throw new IOException(foreign.getClass().getName());
    }
  }

  private void ended(Signal.CallResult result) {
    gateway
        .signals()
        .tell(
            new Signal.CallEnded(
                WeChatPayClient.PROVIDER,
                SIGNAL_NAME,
                result,
                link,
                Duration.ofNanos(System.nanoTime() - begun)));
  }

  /** An answer without a word why, or one in WeChat Pay's error form. */
  private static String code(HttpDownload download) {
    try {
      byte[] body = download.body().readNBytes(MOST_REFUSAL_BYTES);
      Optional<Refusal> refusal =
          Refusal.of(new HttpAnswer(download.status(), download.headers(), body));
      return refusal.isPresent() ? " " + refusal.get().code() : "";
    } catch (IOException | RuntimeException unread) {
      return "";
    }
  }

  static void close(HttpDownload download) {
    try {
      download.close();
    } catch (IOException | RuntimeException harmless) {
      // It was read, or given up.
    }
  }

  /** No link opened it. */
  UnavailableException notGivenOut(NotOpenedException refused) {
    ended(Signal.CallResult.UNAVAILABLE);
    return new UnavailableException(
        WeChatPayClient.PROVIDER
            + " "
            + SIGNAL_NAME
            + ": the file was not given out: "
            + refused.getMessage());
  }

  private UnavailableException unavailable(String why) {
    ended(Signal.CallResult.UNAVAILABLE);
    return new UnavailableException(
        WeChatPayClient.PROVIDER
            + " "
            + SIGNAL_NAME
            + ": "
            + why
            + "; forget every row of this reading and read again");
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }
}
