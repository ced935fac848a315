// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.RowFormatException;
import io.countersign.spi.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Statements: asked for by a signed request, answered by a file within a signed answer. (全渠道, 文件传输
 * 76/01.)
 */
final class StatementCalls {

  private static final String NO_FILE = "98";
  private static final String GENERAL = "00";

  private final GatewayCalls gateway;

  StatementCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Statement<StatementTotals> read(LocalDate date, Consumer<? super StatementRow> rows) {
    if (gateway.config().accessType == AccessType.PLATFORM
        && gateway.merchant().onBehalfOf().isPresent()) {
      throw new InvalidRequestException(
          "client",
          "the client of the platform itself: UnionPay writes one file for all its merchants, whose"
              + " rows name them");
    }
    ClearingDay day = new ClearingDay(date);
    Instant now = gateway.loop().now();
    day.mustBeAsked(now);
    Answered answered = ask(day, now);
    if (answered.content().isEmpty()) {
      return answered.absent(day, now);
    }
    SettlementTable table = new SettlementTable(gateway.merchant(), day, answered.evidence(), rows);
    try {
      new SettlementFile(gateway.merchant().merId(), day, answered.content().get()).read(table);
    } catch (RowFormatException unreadable) {
      throw contradiction(unreadable.place(), unreadable.expected(), unreadable.actual());
    } catch (IOException broken) {
      throw contradiction(
          "file", "a whole zip archive", "none (" + broken.getClass().getSimpleName() + ")");
    }
    return new Statement.Read<>(date, table.totals());
  }

  /**
   * What UnionPay answers, proven.
   *
   * @param content the file; empty if there is none
   */
  private record Answered(Optional<String> content, Evidence evidence) {

    /**
     * There is none: not yet, and later, because nothing was settled; of days long ago, nobody
     * knows why.
     */
    Statement<StatementTotals> absent(ClearingDay day, Instant now) {
      if (!day.isLongDue(now)) {
        return new Statement.NotReady<>(day.date(), day.askAgainAt(now));
      }
      if (day.isLongAgo(now)) {
        throw new RejectedException(
            Rejection.of(Merchant.PROVIDER, Rejection.Reason.NOT_FOUND, NO_FILE)
                .remedy(
                    "UnionPay has no file of "
                        + day.date()
                        + ": there was nothing, or it is kept no longer; look in the merchant's"
                        + " portal")
                .verified(true)
                .build());
      }
      return new Statement.EmptyDay<>(day.date());
    }
  }

  private Answered ask(ClearingDay day, Instant now) {
    return gateway
        .exchange()
        .read(
            Operation.STATEMENT,
            Call.of(Call.Path.FILE, "76", "01", "000000")
                .with("txnTime", BeijingTime.text(now))
                .with("settleDate", day.settleDate())
                .with("fileType", GENERAL),
            answer -> file(day, answer),
            (code, answer) ->
                code.equals(NO_FILE)
                    ? Optional.of(new Answered(Optional.empty(), answer.evidence()))
                    : Optional.empty());
  }

  private static Verdict<Answered> file(ClearingDay day, Answer answer) {
    ProviderFields fields = answer.fields();
    same("settleDate", day.settleDate(), fields.text("settleDate"));
    same("fileType", GENERAL, fields.text("fileType"));
    Optional<String> content = fields.text("fileContent");
    return content.isEmpty() || content.get().isBlank()
        ? Verdict.open("the answer lacks fileContent")
        : Verdict.accepted(new Answered(content, answer.evidence()));
  }

  private static void same(String field, String expected, Optional<String> actual) {
    if (actual.isPresent() && !actual.get().equals(expected)) {
      throw new MismatchException(field, expected, actual.get());
    }
  }

  /** UnionPay signed it, so reading it again would end the same way. */
  private MismatchException contradiction(String place, String expected, String actual) {
    MismatchException contradiction =
        new MismatchException(
            "statement, " + place, expected, actual + " (forget every row of this reading)");
    gateway
        .signals()
        .warn(
            new Signal.ProvenButUnexpected(
                Merchant.PROVIDER,
                Operation.STATEMENT.signalName(),
                String.valueOf(contradiction.getMessage())));
    return contradiction;
  }
}
