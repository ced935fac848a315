// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.RowFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The headings of a bill: where each column stands. Columns are found by name, so that a new one or
 * another order changes nothing; a unit in brackets is no part of the name. A name that stands
 * twice names no column.
 */
final class BillColumns {

  private static final int MOST_SURPLUS = 12;

  private final List<String> headings;
  private final Map<String, Integer> positions = new HashMap<>();

  BillColumns(List<String> cells) {
    this.headings = plain(cells);
    for (int i = 0; i < headings.size(); i++) {
      positions.merge(name(headings.get(i)), i, (first, second) -> -1);
    }
  }

  /** Where a column stands; negative if nowhere, or twice. */
  int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  boolean has(String name) {
    return position(name) >= 0;
  }

  List<String> headings() {
    return headings;
  }

  /**
   * The cells of a row, one for each column. Texts that the shop or a payer wrote may hold commas,
   * in quotes or without. Then the row has too many cells, and those that are lost again are the
   * ones of free texts, wherever amounts and times stand as they must. If that can be read in two
   * ways, it is not guessed.
   *
   * @throws RowFormatException if cells are lacking, or cannot be told apart
   */
  List<String> fit(String place, List<String> pieces, List<String> freeTexts)
      throws RowFormatException {
    int surplus = pieces.size() - headings.size();
    if (surplus == 0) {
      return plain(pieces);
    }
    if (surplus < 0 || surplus > MOST_SURPLUS) {
      throw new RowFormatException(place, headings.size() + " cells", pieces.size() + "");
    }
    List<Integer> free = new ArrayList<>();
    for (String name : freeTexts) {
      if (has(name)) {
        free.add(position(name));
      }
    }
    List<List<String>> readings = new ArrayList<>();
    add(unquoted(pieces), readings);
    split(pieces, 0, surplus, free, new ArrayList<>(), readings);
    for (List<String> reading : readings) {
      for (int i = 0; i < headings.size(); i++) {
        if (!free.contains(i) && !reading.get(i).equals(readings.get(0).get(i))) {
          throw new RowFormatException(
              place, "cells that can be read in one way", "two ways, because of a comma in a text");
        }
      }
    }
    if (readings.isEmpty()) {
      throw new RowFormatException(place, headings.size() + " cells", pieces.size() + "");
    }
    return readings.get(0);
  }

  /** Tries every way in which free texts may have been parted. */
  private void split(
      List<String> pieces,
      int from,
      int surplus,
      List<Integer> free,
      List<String> cells,
      List<List<String>> readings) {
    if (cells.size() == headings.size()) {
      if (from == pieces.size()) {
        add(plain(cells), readings);
      }
      return;
    }
    int most = free.contains(cells.size()) ? surplus : 0;
    for (int more = 0; more <= most && from + more < pieces.size(); more++) {
      cells.add(String.join(",", pieces.subList(from, from + more + 1)));
      split(pieces, from + more + 1, surplus - more, free, cells, readings);
      cells.remove(cells.size() - 1);
    }
  }

  private void add(List<String> cells, List<List<String>> readings) {
    if (cells.size() != headings.size()) {
      return;
    }
    for (int i = 0; i < cells.size(); i++) {
      if (!isPlausible(headings.get(i), cells.get(i))) {
        return;
      }
    }
    readings.add(cells);
  }

  private static boolean isPlausible(String heading, String cell) {
    if (heading.endsWith("元）") || heading.endsWith("元)")) {
      return BillRow.isDecimal(cell) || cell.isEmpty();
    }
    return !heading.endsWith("时间") || cell.isEmpty() || BeijingTime.parse(cell).isPresent();
  }

  /** Cells that hold commas put together again, where quotes say so. */
  private static List<String> unquoted(List<String> pieces) {
    List<String> cells = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String piece : pieces) {
      open.append(open.length() == 0 ? "" : ",").append(piece);
      String cell = open.toString().strip();
      if (!cell.startsWith("\"") || isClosed(cell)) {
        cells.add(plain(cell));
        open.setLength(0);
      }
    }
    return cells;
  }

  /** A quote in a quoted cell is doubled, so a closed one has an even number. */
  private static boolean isClosed(String cell) {
    return cell.length() > 1
        && cell.endsWith("\"")
        && cell.chars().filter(c -> c == '"').count() % 2 == 0;
  }

  private static List<String> plain(List<String> cells) {
    List<String> plain = new ArrayList<>(cells.size());
    for (String cell : cells) {
      plain.add(plain(cell));
    }
    return plain;
  }

  /** Without padding, byte order mark and quotes. */
  static String plain(String cell) {
    String text = (cell.startsWith("\uFEFF") ? cell.substring(1) : cell).strip();
    return text.startsWith("\"") && isClosed(text)
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"").strip()
        : text;
  }

  private static String name(String heading) {
    int bracket = Math.max(heading.indexOf('('), heading.indexOf('（'));
    return bracket < 0 ? heading : heading.substring(0, bracket).strip();
  }
}
