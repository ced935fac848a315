// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * One merchant's statements: what stands in them beside the truth, and which are being downloaded.
 *
 * <p>A day is a day in Beijing; its statement can be asked for from 10:00 of the next day.
 */
public final class Statements {
  static final UnaryOperator<String> UNCHANGED = text -> text;
  private static final Duration LINK_LIFE = Duration.ofMinutes(5);

  /** A link that was given out. */
  record Link(StatementFile.Download download, Instant until) {}

  private final Map<String, Link> links = new ConcurrentHashMap<>();
  private final Map<LocalDate, Long> madeUpRows = new ConcurrentHashMap<>();
  private volatile UnaryOperator<String> change = UNCHANGED;
  private volatile int feeBasisPoints;

  Statements() {}

  /**
   * Adds made-up payments to the trade bill of a day, for tests of size. They are written while
   * they are sent, so there may be millions of them; their amounts count in the summary row, but
   * never in the ledger.
   *
   * @param day in Beijing
   * @param rows how many, instead of those asked for before
   */
  public void makeUpRows(LocalDate day, long rows) {
    madeUpRows.put(day, rows);
  }

  /**
   * Shows a fee in trade bills. It is shown only: neither ledger nor fund flow bill take it.
   *
   * @param basisPoints 60 for 0.60 %; 0 is the start value
   */
  public void feeRate(int basisPoints) {
    feeBasisPoints = basisPoints;
  }

  /**
   * Writes something else into the statements made from now on. The hash fits what is written; for
   * a file that does not fit its hash see {@link StatementFault}.
   *
   * @param change gets and gives the whole text, byte order mark included
   */
  public void rewrite(UnaryOperator<String> change) {
    this.change = change;
  }

  /** Writes one more payment into the summary row than there are: the hash fits. */
  public void miscount() {
    rewrite(
        text -> {
          int summary = text.lastIndexOf("\n`") + 2;
          int end = text.indexOf(',', summary);
          String count = text.substring(summary, end);
          int digits = count.endsWith(".0") ? count.length() - 2 : count.length();
          long wrong = Long.parseLong(count.substring(0, digits)) + 1;
          return text.substring(0, summary) + wrong + count.substring(digits) + text.substring(end);
        });
  }

  /** Writes the statements made from now on as they should be. */
  public void writeTheTruth() {
    rewrite(UNCHANGED);
  }

  long madeUpRows(LocalDate day) {
    return madeUpRows.getOrDefault(day, 0L);
  }

  int feeBasisPoints() {
    return feeBasisPoints;
  }

  StatementFile file(StatementFile.Content content) {
    return new StatementFile(content, change);
  }

  String link(StatementFile file, boolean gzip, Instant now) {
    links.values().removeIf(link -> link.until().isBefore(now));
    String token = Tokens.alphanumeric(64);
    links.put(token, new Link(file.download(gzip), now.plus(LINK_LIFE)));
    return token;
  }

  Optional<Link> linked(String token, Instant now) {
    return Optional.ofNullable(links.get(token)).filter(link -> !now.isAfter(link.until()));
  }
}
