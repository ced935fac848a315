// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.spi.RowFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header row of a bill: where each column stands. Columns are found by name, so that a new one
 * or another order changes nothing; a unit in brackets is no part of the name. A name that stands
 * twice names no column: which of the two holds the money would be a guess.
 */
final class BillColumns {

  private static final int TWICE = -2;

  private final List<String> headers;
  private final Map<String, Integer> positions = new HashMap<>();

  private BillColumns(List<String> headers) {
    this.headers = headers;
    for (int i = 0; i < headers.size(); i++) {
      positions.merge(withoutUnit(headers.get(i)), i, (first, second) -> TWICE);
    }
  }

  /**
   * Reads a header row.
   *
   * @param place where it stands, for errors
   * @param cells as separated like a row of the bill; usually the whole line is one
   * @param required names that must be there
   * @throws RowFormatException if one is not, or stands there twice
   */
  static BillColumns of(String place, List<String> cells, List<String> required)
      throws RowFormatException {
    List<String> headers = new ArrayList<>();
    for (String cell : cells) {
      // Headers bear no back-tick: the line has not been separated.
      for (String header : cell.split(",", -1)) {
        headers.add(plain(header).strip());
      }
    }
    BillColumns columns = new BillColumns(List.copyOf(headers));
    for (String name : required) {
      int position = columns.position(name);
      if (position < 0) {
        throw new RowFormatException(
            place,
            "one column " + name,
            position == TWICE ? "two of that name" : "none of that name");
      }
    }
    return columns;
  }

  /** Where the column of a name stands; negative if there is none, or more than one. */
  int position(String name) {
    Integer position = positions.get(name);
    return position == null ? -1 : position;
  }

  /** The header of a position, as written. */
  String header(int position) {
    return headers.get(position);
  }

  int count() {
    return headers.size();
  }

  /**
   * The cells of a row, one for each column. A text of the shop's or a payer's may itself hold what
   * separates cells; then the row has too many, and the surplus belongs to the columns of free
   * text. Columns before them are counted from the left, those behind from the right, so that no
   * text can shift an amount; only where one free text ends and the next begins is then a guess.
   *
   * @throws RowFormatException if cells are lacking, or too many without a free text
   */
  List<String> fit(String place, List<String> cells, List<String> freeTexts)
      throws RowFormatException {
    int surplus = cells.size() - headers.size();
    if (surplus == 0) {
      return cells;
    }
    int free = freeTextBlock(freeTexts);
    if (surplus < 0 || free < 0) {
      throw new RowFormatException(place, headers.size() + " cells", cells.size() + "");
    }
    List<String> fitted = new ArrayList<>(cells.subList(0, free));
    fitted.add(String.join(BillText.SEPARATOR, cells.subList(free, free + surplus + 1)));
    fitted.addAll(cells.subList(free + surplus + 1, cells.size()));
    return fitted;
  }

  /** Where the free texts begin, if all of them stand side by side; else -1. */
  private int freeTextBlock(List<String> names) {
    int first = headers.size();
    int last = -1;
    int found = 0;
    for (String name : names) {
      int position = position(name);
      if (position >= 0) {
        found++;
        first = Math.min(first, position);
        last = Math.max(last, position);
      }
    }
    return found > 0 && last - first + 1 == found ? first : -1;
  }

  /** Without the back-tick or byte order mark that it may begin with. */
  static String plain(String cell) {
    int begin = 0;
    while (begin < cell.length() && (cell.charAt(begin) == '`' || cell.charAt(begin) == '\uFEFF')) {
      begin++;
    }
    return cell.substring(begin);
  }

  private static String withoutUnit(String header) {
    int bracket = Math.max(header.indexOf('('), header.indexOf('（'));
    return bracket < 0 ? header : header.substring(0, bracket).strip();
  }
}
