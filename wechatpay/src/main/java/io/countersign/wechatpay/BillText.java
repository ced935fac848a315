// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.spi.RowFormatException;
import io.countersign.spi.SeparatedRows;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a bill: a header row, rows whose every cell begins with a back-tick, a header row of
 * the summary, and the summary. (WeChat Pay, 下载账单; the sample files there.)
 */
final class BillText {

  /** Texts hold commas; a comma followed by a back-tick ends a cell. Quotes mean nothing. */
  static final String SEPARATOR = ",`";

  private BillText() {}

  /** What a kind of bill is made of. */
  interface Table<T> {

    /** Columns that must be there. */
    List<String> required();

    /** Columns that hold texts of the shop's or of people's. */
    List<String> freeTexts();

    /** Columns that must be in the summary. */
    List<String> requiredInSummary();

    /**
     * Takes a row.
     *
     * @param number its place among the rows, from 1
     * @throws RowFormatException if a cell cannot be read
     */
    void row(long number, BillCells cells) throws RowFormatException;

    /**
     * Compares the summary with what was counted.
     *
     * @throws RowFormatException if they differ
     */
    T summary(long rows, BillCells summary) throws RowFormatException;
  }

  /**
   * Reads a bill to its end.
   *
   * @throws RowFormatException if it is no whole bill
   * @throws IOException as the text throws it
   */
  static <T> T read(Reader text, Table<T> table) throws IOException, RowFormatException {
    SeparatedRows lines = SeparatedRows.unquoted(text, SEPARATOR);
    BillColumns columns =
        BillColumns.of("header row", required(lines.next(), "a header row"), table.required());
    long rows = 0;
    List<String> line = required(lines.next(), "a summary");
    while (line.get(0).startsWith("`")) {
      rows++;
      String place = "row " + rows + " (line " + lines.line() + ")";
      List<String> cells = columns.fit(place, line, table.freeTexts());
      table.row(rows, new BillCells(place, columns, plain(cells)));
      line = required(lines.next(), "a summary");
    }
    BillColumns sums = BillColumns.of("summary's header row", line, table.requiredInSummary());
    List<String> cells =
        sums.fit("summary", required(lines.next(), "a summary's values"), List.of());
    if (lines.next() != null) {
      throw new RowFormatException("line " + lines.line(), "the end", "more after the summary");
    }
    return table.summary(rows, new BillCells("summary", sums, plain(cells)));
  }

  private static List<String> required(@Nullable List<String> line, String what)
      throws RowFormatException {
    if (line == null) {
      throw new RowFormatException("end of the bill", what, "nothing");
    }
    return line;
  }

  /** The first cell keeps its back-tick when the line is separated. */
  private static List<String> plain(List<String> cells) {
    List<String> plain = new ArrayList<>(cells);
    plain.set(0, BillColumns.plain(cells.get(0)));
    return plain;
  }
}
