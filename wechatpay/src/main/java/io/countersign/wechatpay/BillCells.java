// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.ProviderFields;
import io.countersign.spi.Rfc3339;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a bill, its cells found by their column's name. A cell that cannot be read is an error
 * that names row and column and does not quote the cell, which may be personal.
 */
final class BillCells {

  private static final int MOST_DIGITS = 24;

  private final String place;
  private final BillColumns columns;
  private final List<String> cells;

  BillCells(String place, BillColumns columns, List<String> cells) {
    this.place = place;
    this.columns = columns;
    this.cells = cells;
  }

  /** Whether the bill has the column. */
  boolean has(String column) {
    return columns.position(column) >= 0;
  }

  /** The cell; empty text if it is blank or the bill has no such column. */
  String text(String column) {
    int position = columns.position(column);
    return position < 0 ? "" : cells.get(position).strip();
  }

  /** The number in the cell; empty if it is blank or 0, which is how WeChat Pay writes "none". */
  Optional<String> reference(String column) {
    String text = text(column);
    return text.isEmpty() || text.equals("0") ? Optional.empty() : Optional.of(text);
  }

  /** The merchant's number of a payment. */
  String paymentNumber(String column) throws RowFormatException {
    try {
      return new PaymentId(text(column), Instant.EPOCH).number();
    } catch (InvalidRequestException unusable) {
      throw unreadable(column, "1 to 64 printable ASCII characters");
    }
  }

  /** An amount in the currency's major unit. */
  Money money(String column, String currency) throws RowFormatException {
    try {
      return Money.of(text(column), currency);
    } catch (InvalidRequestException unreadable) {
      throw unreadable(column, "an amount of " + currency(currency) + " such as 10.50");
    }
  }

  /** A sum and the amount in a column. */
  Money sum(Money sum, String column, Money amount) throws RowFormatException {
    try {
      return sum.plus(amount);
    } catch (InvalidRequestException overflow) {
      throw wrong(column, "amounts whose sum fits a long", "more");
    }
  }

  /** A number as written, of any number of decimals; empty if the cell is blank. */
  Optional<BigDecimal> decimal(String column) throws RowFormatException {
    String text = text(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.length() > MOST_DIGITS || !isPlainDecimal(text)) {
      throw unreadable(column, "a plain decimal such as 0.00600");
    }
    return Optional.of(new BigDecimal(text));
  }

  /** A moment, which WeChat Pay writes without a zone and means in UTC+8. */
  Instant moment(String column) throws RowFormatException {
    Optional<Instant> moment = Rfc3339.parse(text(column).replace(' ', 'T') + "+08:00");
    if (moment.isEmpty()) {
      throw unreadable(column, "a moment such as 2026-11-20 13:05:00");
    }
    return moment.get();
  }

  /** Every cell by its header. */
  ProviderFields fields() {
    Map<String, String> byHeader = new LinkedHashMap<>(2 * cells.size());
    for (int i = 0; i < cells.size(); i++) {
      byHeader.putIfAbsent(columns.header(i), cells.get(i));
    }
    return ProviderFields.of("", byHeader);
  }

  /** The error of a cell. */
  RowFormatException unreadable(String column, String expected) {
    String text = text(column);
    return wrong(
        column, expected, text.isEmpty() ? "nothing" : text.length() + " characters that are none");
  }

  /** The error of a cell that can be read and is wrong. */
  RowFormatException wrong(String column, String expected, String actual) {
    return new RowFormatException(place + ", " + column, expected, actual);
  }

  private static String currency(String code) {
    return code.length() == 3 ? code : "a currency of three letters";
  }

  private static boolean isPlainDecimal(String text) {
    int begin = text.charAt(0) == '-' ? 1 : 0;
    int point = text.indexOf('.');
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i != point && (c < '0' || c > '9')) {
        return false;
      }
    }
    return text.length() > begin && point != begin && point != text.length() - 1;
  }
}
