// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.ProviderFields;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of a settlement file, cut by bytes, because a Chinese character is two. A cell that
 * cannot be read is an error that names row and column and does not quote the cell, which may be
 * personal.
 */
final class SettlementRow {

  private final String place;
  private final SettlementColumns columns;
  private final byte[] line;

  private SettlementRow(String place, SettlementColumns columns, byte[] line) {
    this.place = place;
    this.columns = columns;
    this.line = line;
  }

  /**
   * A line whose columns stand where they must.
   *
   * @throws RowFormatException if they do not
   */
  static SettlementRow of(String place, SettlementColumns columns, byte[] line)
      throws RowFormatException {
    if (line.length < columns.length()) {
      throw new RowFormatException(
          place, "at least " + columns.length() + " bytes", String.valueOf(line.length));
    }
    for (SettlementColumns.Column column : columns.all()) {
      boolean certain = column.end() <= columns.certainLength();
      if (certain && line[column.end()] != ' ') {
        throw new RowFormatException(
            place + ", after " + column.name(),
            "a blank at byte " + column.end(),
            "something else");
      }
    }
    return new SettlementRow(place, columns, line);
  }

  /** The cell without its padding. */
  String text(String name) {
    SettlementColumns.Column column = columns.column(name);
    boolean last = column.end() == columns.length();
    int length = last ? line.length - column.begin() : column.length();
    return new String(line, column.begin(), length, GbkText.charset()).strip();
  }

  /** The number in the cell; empty if it is blank or all zeros, as absent ones are. */
  Optional<String> reference(String name) {
    if (!columns.has(name)) {
      return Optional.empty();
    }
    String text = text(name);
    return text.chars().allMatch(c -> c == '0') ? Optional.empty() : Optional.of(text);
  }

  /** The merchant's number in the cell; empty if it is blank. */
  Optional<String> merchantsNumber(String name) throws RowFormatException {
    Optional<String> number = reference(name);
    try {
      return number.isEmpty()
          ? number
          : Optional.of(new PaymentId(number.get(), Instant.EPOCH).number());
    } catch (InvalidRequestException unusable) {
      throw wrong(name, "printable ASCII characters", "something else");
    }
  }

  /** An amount without a sign, in fen. */
  Money amount(String name) throws RowFormatException {
    OptionalLong fen = digits(text(name));
    if (fen.isEmpty()) {
      throw wrong(name, "digits", "something else");
    }
    return Money.ofMinor(fen.getAsLong(), "CNY");
  }

  /** An amount that is debited (D) from the merchant or credited (C), as a cost in yuan. */
  BigDecimal cost(String name) throws RowFormatException {
    String text = text(name);
    if (text.isEmpty()) {
      return BigDecimal.ZERO.setScale(2);
    }
    char side = text.charAt(0);
    OptionalLong fen = digits(text.substring(1));
    if ((side != 'D' && side != 'C') || fen.isEmpty()) {
      throw wrong(name, "D or C and digits", "something else");
    }
    return BigDecimal.valueOf(side == 'D' ? fen.getAsLong() : -fen.getAsLong(), 2);
  }

  /** The moment, whose year the file does not tell. */
  Instant moment(String name, ClearingDay day) throws RowFormatException {
    Optional<Instant> moment = day.moment(text(name));
    if (moment.isEmpty()) {
      throw wrong(name, "a time such as 0312153023", "none");
    }
    return moment.get();
  }

  /** Every cell by its heading. */
  ProviderFields fields() {
    Map<String, String> byHeading = new LinkedHashMap<>();
    for (SettlementColumns.Column column : columns.all()) {
      byHeading.put(column.name(), text(column.name()));
    }
    return ProviderFields.of("", byHeading);
  }

  /** The error of a cell. */
  RowFormatException wrong(String column, String expected, String actual) {
    return new RowFormatException(place + ", " + column, expected, actual);
  }

  /** At most fifteen, so that none can be beyond a long. */
  private static OptionalLong digits(String text) {
    if (text.isEmpty() || text.length() > 15) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      value = value * 10 + (c - '0');
    }
    return OptionalLong.of(value);
  }
}
