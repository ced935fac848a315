// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.ProviderFields;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a bill. A cell that cannot be read is an error that names row and column and does not
 * quote the cell, which may be personal.
 */
final class BillRow {

  private static final int MOST_DIGITS = 20;

  private final String place;
  private final BillColumns columns;
  private final List<String> cells;

  BillRow(String place, BillColumns columns, List<String> cells) {
    this.place = place;
    this.columns = columns;
    this.cells = cells;
  }

  /** The cell; empty if it is blank or the bill has no such column. */
  String text(String column) {
    int position = columns.position(column);
    return position < 0 ? "" : cells.get(position);
  }

  /** The number in the cell; empty if it is blank. */
  Optional<String> reference(String column) {
    String text = text(column);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** The merchant's number of a payment. */
  String paymentNumber(String column) throws RowFormatException {
    try {
      return new PaymentId(text(column), Instant.EPOCH).number();
    } catch (InvalidRequestException unusable) {
      throw wrong(column, "1 to 64 printable ASCII characters", "something else");
    }
  }

  /** An amount without its sign, in whole fen; none if the cell is blank. */
  Money size(String column) throws RowFormatException {
    try {
      return Money.of(decimal(column).orElse(BigDecimal.ZERO).abs().toPlainString(), "CNY");
    } catch (InvalidRequestException fraction) {
      throw wrong(column, "yuan with two decimals", "something finer or larger");
    }
  }

  /** An amount as written; empty if the cell is blank. */
  Optional<BigDecimal> decimal(String column) throws RowFormatException {
    String text = text(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!isDecimal(text)) {
      throw wrong(column, "an amount such as 10.50", text.length() + " characters that are none");
    }
    return Optional.of(new BigDecimal(text));
  }

  /** A moment of Beijing. */
  Instant moment(String column) throws RowFormatException {
    Optional<Instant> moment = BeijingTime.parse(text(column));
    if (moment.isEmpty()) {
      throw wrong(column, "a time such as 2026-03-12 15:30:23", "none");
    }
    return moment.get();
  }

  /** Every cell by its heading. */
  ProviderFields fields() {
    Map<String, String> byHeading = new LinkedHashMap<>(2 * cells.size());
    for (int i = 0; i < cells.size(); i++) {
      byHeading.putIfAbsent(columns.headings().get(i), cells.get(i));
    }
    return ProviderFields.of("", byHeading);
  }

  /** The error of a cell. */
  RowFormatException wrong(String column, String expected, String actual) {
    return new RowFormatException(place + ", " + column, expected, actual);
  }

  /** Digits with at most one point and a minus; no exponent, no thousands. */
  static boolean isDecimal(String text) {
    int begin = text.startsWith("-") ? 1 : 0;
    int point = text.indexOf('.');
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i != point && (c < '0' || c > '9')) {
        return false;
      }
    }
    return text.length() > begin
        && text.length() <= MOST_DIGITS
        && point != begin
        && point != text.length() - 1;
  }
}
