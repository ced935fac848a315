// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.ProviderFields;
import io.countersign.spi.RowFormatException;
import io.countersign.spi.SeparatedRows;
import io.countersign.spi.StatementZip;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a bill: remarks that begin with a number sign, headings, rows, and remarks again,
 * which say how many rows there were and their sums. What is a list of rows and what a summary is
 * told by its headings; other files are passed over. (支付宝开放平台, 查询对账单下载地址; bills of merchants.)
 */
final class BillText<T> {

  /** Bills are in it, whatever charset was asked for. */
  private static final String GBK = "GBK";

  private static final String ACCOUNT = "#账号：[";
  private static final String ALL = "合计";

  private final Merchant merchant;
  private final Table<T> table;
  private final BillTally all = new BillTally();
  private final List<BillTally.Told> toldOfAll = new ArrayList<>();
  private ProviderFields summary = ProviderFields.none();
  private long rows;
  private boolean listed;

  BillText(Merchant merchant, Table<T> table) {
    this.merchant = merchant;
    this.table = table;
  }

  /** What a kind of bill is made of. */
  interface Table<T> {

    /** Columns that a list of rows must have. */
    List<String> required();

    /** Columns that hold texts of the shop's or of people's. */
    List<String> freeTexts();

    /** Columns of the summary that count rows, and the rows that each counts. */
    Map<String, String> counted();

    /**
     * Takes a row.
     *
     * @param number its place among the rows, from 1
     * @param tally is told what the row counts as
     */
    void row(long number, BillRow row, BillTally... tally) throws RowFormatException;

    /** What was counted. */
    T totals(long rows, ProviderFields summary);
  }

  /**
   * Reads all files to the archive's end.
   *
   * @throws RowFormatException if they contradict themselves or cannot be read
   * @throws IOException if the archive breaks off
   */
  T read(StatementZip zip) throws IOException, RowFormatException {
    for (int file = 1; zip.next(); file++) {
      read(
          "file " + file,
          SeparatedRows.unquoted(new InputStreamReader(zip.content(), Charset.forName(GBK)), ","));
    }
    zip.mustBeWhole();
    if (!listed) {
      throw new RowFormatException("bill", "a file with the columns " + table.required(), "none");
    }
    for (BillTally.Told told : toldOfAll) {
      all.mustBe(told);
    }
    return table.totals(rows, summary);
  }

  private void read(String file, SeparatedRows lines) throws IOException, RowFormatException {
    BillTally own = new BillTally();
    BillColumns columns = null;
    boolean list = false;
    for (List<String> line = lines.next(); line != null; line = lines.next()) {
      String place = file + ", line " + lines.line();
      if (BillColumns.plain(line.get(0)).startsWith("#")) {
        remark(place, String.join(",", line), list ? own : null);
      } else if (columns == null) {
        columns = new BillColumns(line);
        list = columns.has(table.required().get(0));
        if (list) {
          mustHave(place, columns);
        }
      } else if (list) {
        rows++;
        String rowPlace = "row " + rows + " (" + place + ")";
        List<String> cells = columns.fit(rowPlace, line, table.freeTexts());
        table.row(rows, new BillRow(rowPlace, columns, cells), own, all);
      } else if (BillColumns.plain(line.get(0)).equals(ALL)) {
        summary(place, columns, line);
      }
    }
    listed |= list;
  }

  private void mustHave(String place, BillColumns columns) throws RowFormatException {
    for (String name : table.required()) {
      if (!columns.has(name)) {
        throw new RowFormatException(place, "one column " + name, "none, or two of that name");
      }
    }
  }

  /** Of a list, what is told of its own rows; of another file, what is told of all. */
  private void remark(String place, String text, @Nullable BillTally own)
      throws RowFormatException {
    String remark = BillColumns.plain(text);
    if (remark.startsWith(ACCOUNT)) {
      mustBeOurs(place, remark.substring(ACCOUNT.length()));
    }
    BillTally.Told told = BillTally.Told.of(place, remark);
    if (told == null) {
      return;
    }
    if (own == null) {
      toldOfAll.add(told);
    } else {
      own.mustBe(told);
    }
  }

  /** An account is written with four digits more than its number has. */
  private void mustBeOurs(String place, String account) throws RowFormatException {
    if (!account.startsWith("2088") || merchant.sellerIds().isEmpty()) {
      return;
    }
    for (String own : merchant.sellerIds()) {
      if (account.startsWith(own)) {
        return;
      }
    }
    throw new RowFormatException(
        place + ", 账号", String.join(" or ", merchant.sellerIds()), "another account");
  }

  private void summary(String place, BillColumns columns, List<String> line)
      throws RowFormatException {
    BillRow row = new BillRow(place, columns, columns.fit(place, line, List.of()));
    summary = row.fields();
    for (Map.Entry<String, String> column : table.counted().entrySet()) {
      BigDecimal count = row.decimal(column.getKey()).orElse(null);
      if (count != null) {
        toldOfAll.add(
            new BillTally.Told(place + ", " + column.getKey(), column.getValue(), count, null));
      }
    }
  }
}
