// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import io.countersign.spi.RowFormatException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Statements: asked for by a signed form, answered by a file that nothing signs. (綠界科技 ECPay,
 * 全方位金流, 下載特店對帳媒體檔.)
 */
final class StatementCalls {

  private static final String PATH = "/PaymentMedia/TradeNoAio";

  private final GatewayCalls gateway;

  StatementCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Statement<StatementTotals> read(EcpayStatement asked, Consumer<? super StatementRow> rows) {
    mustBeAsked(asked.day);
    Instant now = gateway.loop().now();
    long begun = System.nanoTime();
    HttpDownload download = open(asked, now, begun);
    try {
      StatementTable table =
          new StatementTable(Evidence.of(Evidence.Kind.TRANSPORT_ONLY, now), rows);
      StatementText.read(download, table);
      ended(Signal.CallResult.SUCCEEDED, begun);
      StatementTotals totals = table.totals();
      return totals.rows() == 0
          ? new Statement.EmptyDay<>(asked.day)
          : new Statement.Read<>(asked.day, totals);
    } catch (StatementText.NoStatementException refused) {
      ended(Signal.CallResult.REJECTED, begun);
      throw new RejectedException(
          Rejection.of(Merchant.PROVIDER, Rejection.Reason.CONFIGURATION, "no statement")
              .message(refused.sentence())
              .remedy(
                  "allow this server's address in the back office (系統開發管理, 系統介接設定), ask for one file"
                      + " a minute, and check merchant number and keys")
              .build());
    } catch (RowFormatException unreadable) {
      MismatchException contradiction =
          new MismatchException(
              "statement, " + unreadable.place(),
              unreadable.expected(),
              unreadable.actual() + " (forget every row of this reading)");
      ended(Signal.CallResult.MISMATCH, begun);
      gateway
          .signals()
          .warn(
              new Signal.ProvenButUnexpected(
                  Merchant.PROVIDER,
                  Operation.STATEMENT.signalName(),
                  String.valueOf(contradiction.getMessage())));
      throw contradiction;
    } catch (IOException broken) {
      throw unavailable(
          "the file broke off ("
              + broken.getClass().getSimpleName()
              + "); forget every row of this reading and read again",
          Optional.empty(),
          begun);
    } finally {
      close(download);
    }
  }

  private void mustBeAsked(LocalDate day) {
    if (gateway.merchant().platformId().isPresent()) {
      throw new InvalidRequestException(
          "client", "the client of the merchant itself: ECPay gives no statement to a platform");
    }
    LocalDate today = gateway.loop().now().atOffset(TaipeiTime.OFFSET).toLocalDate();
    if (!day.isBefore(today)) {
      throw new InvalidRequestException(
          "day", "a day before " + today + " in Taipei time; today's is not complete");
    }
  }

  private HttpDownload open(EcpayStatement asked, Instant now, long begun) {
    Optional<Instant> deadline = gateway.loop().deadline();
    Duration left = deadline.isPresent() ? Duration.between(now, deadline.get()) : asked.within;
    if (left.isZero() || left.isNegative()) {
      throw unavailable("the deadline is over; nothing was sent", Optional.empty(), begun);
    }
    FormFields fields = new FormFields();
    gateway.merchant().name(fields);
    fields
        .put("DateType", asked.dateType.wire)
        .put("BeginDate", asked.day.toString())
        .put("EndDate", asked.day.toString())
        .put("MediaFormated", "1")
        .put("CharSet", "2");
    HttpCall call =
        gateway
            .forms()
            .signed(
                FormExchange.Form.of(Service.VENDOR, PATH, fields),
                false,
                now,
                left.compareTo(asked.within) < 0 ? left : asked.within);
    HttpDownload download;
    try {
      download = gateway.transport().download(call);
    } catch (TransportException failure) {
      throw unavailable(String.valueOf(failure.getMessage()), Optional.empty(), begun);
    } catch (RuntimeException foreign) {
      throw unavailable(
          "the transport failed: " + foreign.getClass().getName(), Optional.empty(), begun);
    }
    if (download.status() != 200) {
      int status = download.status();
      close(download);
      throw unavailable(
          "HTTP " + status,
          status == 403 ? Optional.of(FormExchange.AFTER_403) : Optional.empty(),
          begun);
    }
    return download;
  }

  private UnavailableException unavailable(String why, Optional<Duration> retryAfter, long begun) {
    ended(Signal.CallResult.UNAVAILABLE, begun);
    return new UnavailableException(
        Merchant.PROVIDER + " " + Operation.STATEMENT.signalName() + ": " + why, retryAfter);
  }

  private void ended(Signal.CallResult result, long begun) {
    gateway
        .signals()
        .tell(
            new Signal.CallEnded(
                Merchant.PROVIDER,
                Operation.STATEMENT.signalName(),
                result,
                1,
                Duration.ofNanos(System.nanoTime() - begun)));
  }

  private static void close(HttpDownload download) {
    try {
      download.close();
    } catch (IOException | RuntimeException harmless) {
      // It was read, or given up.
    }
  }
}
