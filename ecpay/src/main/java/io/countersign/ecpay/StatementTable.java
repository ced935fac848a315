// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.ProviderFields;
import io.countersign.RefundState;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a statement and what its rows mean. ECPay's layouts name some columns differently;
 * each is found by any of its names, wherever it stands.
 */
final class StatementTable {

  /** A column, by any of the names that ECPay gives it. */
  private enum Column {
    NUMBER("廠商訂單編號 特店訂單編號 特店交易編號 廠商交易編號"),
    TRADE_NO("綠界訂單編號 綠界交易編號 綠界交易序號"),
    AMOUNT("交易金額"),
    ORDERED_AT("訂單日期 交易日期"),
    PAID_AT("付款日期"),
    STATE("付款狀態 付款結果"),
    REFUNDED("退款金額"),
    REFUNDED_AT("退款日期"),
    FEE("交易手續費 金流手續費 手續費 交易服務費金額");

    private final String names;

    Column(String names) {
      this.names = names;
    }
  }

  private static final int LONGEST_FEE = 18;

  private final Evidence evidence;
  private final Consumer<? super StatementRow> consumer;
  private final Map<Column, Integer> positions = new HashMap<>();
  private List<String> headings = List.of();
  private long given;
  private long payments;
  private long refunds;
  private long others;
  private @Nullable Money paid;
  private @Nullable Money refunded;

  StatementTable(Evidence evidence, Consumer<? super StatementRow> consumer) {
    this.evidence = evidence;
    this.consumer = consumer;
  }

  /** Whether these are the headings of a statement. */
  boolean knows(List<String> cells) {
    return position(Column.NUMBER, cells) >= 0 && position(Column.AMOUNT, cells) >= 0;
  }

  void headings(List<String> cells) throws RowFormatException {
    headings = cells;
    for (Column column : Column.values()) {
      int position = position(column, cells);
      if (position >= 0) {
        positions.put(column, position);
      }
    }
    for (Column needed : List.of(Column.NUMBER, Column.TRADE_NO, Column.AMOUNT)) {
      if (!positions.containsKey(needed)) {
        throw new RowFormatException(
            "header row", "one column named one of " + needed.names, "none, or several");
      }
    }
    if (!positions.containsKey(Column.ORDERED_AT) && !positions.containsKey(Column.PAID_AT)) {
      throw new RowFormatException("header row", "訂單日期 or 付款日期", "neither");
    }
  }

  void row(String place, List<String> cells) throws RowFormatException {
    if (cells.size() != headings.size()) {
      throw new RowFormatException(place, headings.size() + " cells", cells.size() + "");
    }
    Row row = new Row(place, cells);
    if (row.text(Column.NUMBER).isEmpty() && row.text(Column.TRADE_NO).isEmpty()) {
      // A sum that ECPay writes below the rows; it names no order.
      return;
    }
    long dollars = row.dollars(Column.AMOUNT);
    String state = row.text(Column.STATE);
    if (dollars < 0) {
      // Layouts that book a refund on a row of its own write it so.
      refund(row, state, Math.negateExact(dollars));
      return;
    }
    if (dollars == 0 || !isPaid(state)) {
      others++;
      consumer.accept(row.begin(StatementRow.Kind.OTHER, ++given, state).build());
      return;
    }
    Money total = Dollars.of(dollars);
    StatementRow.Builder payment =
        row.begin(StatementRow.Kind.PAYMENT, ++given, state).orderTotal(total);
    Optional<BigDecimal> fee = row.fee();
    if (fee.isPresent()) {
      payment.feeInMajorUnits(fee.get());
    }
    payments++;
    paid = sum(row, paid, total);
    consumer.accept(payment.build());
    long back = row.isBlank(Column.REFUNDED) ? 0 : Math.abs(row.dollars(Column.REFUNDED));
    if (back > 0) {
      refund(row, state, back);
    }
  }

  /** ECPay knows no numbers of refunds: all of an order's are one sum, under its own number. */
  private void refund(Row row, String state, long dollars) throws RowFormatException {
    Money amount = Dollars.of(dollars);
    StatementRow.Builder refund =
        row.begin(StatementRow.Kind.REFUND, ++given, state)
            .refund(RefundState.REFUNDED, amount)
            .providerRefundId(row.tradeNo());
    Optional<Instant> at = row.moment(Column.REFUNDED_AT);
    if (at.isPresent()) {
      refund.refundedAt(at.get());
    }
    refunds++;
    refunded = sum(row, refunded, amount);
    consumer.accept(refund.build());
  }

  StatementTotals totals() {
    return new StatementTotals(
        payments,
        refunds,
        others,
        Optional.ofNullable(paid),
        Optional.ofNullable(refunded),
        ProviderFields.none());
  }

  /** A layout without such a column lists what was paid. */
  private boolean isPaid(String state) {
    return !positions.containsKey(Column.STATE)
        || state.startsWith("已付款")
        || state.startsWith("付款成功")
        || state.startsWith("交易成功");
  }

  private static Money sum(Row row, @Nullable Money sum, Money more) throws RowFormatException {
    try {
      return sum == null ? more : sum.plus(more);
    } catch (InvalidRequestException overflow) {
      throw row.wrong(Column.AMOUNT, "amounts whose sum fits a long", "more");
    }
  }

  /** Where it stands; -1 if nowhere, or twice: which of the two to take would be a guess. */
  private static int position(Column column, List<String> cells) {
    for (String name : column.names.split(" ", -1)) {
      int first = cells.indexOf(name);
      if (first >= 0) {
        return cells.lastIndexOf(name) == first ? first : -1;
      }
    }
    return -1;
  }

  /** One row, its cells found by their column. */
  private final class Row {
    private final String place;
    private final List<String> cells;

    Row(String place, List<String> cells) {
      this.place = place;
      this.cells = cells;
    }

    String text(Column column) {
      Integer position = positions.get(column);
      return position == null ? "" : cells.get(position);
    }

    boolean isBlank(Column column) {
      return text(column).isEmpty();
    }

    String tradeNo() throws RowFormatException {
      if (isBlank(Column.TRADE_NO)) {
        throw wrong(Column.TRADE_NO, "ECPay's number", "nothing");
      }
      return text(Column.TRADE_NO);
    }

    /** Whole dollars; cents would be another currency's, or another column's. */
    long dollars(Column column) throws RowFormatException {
      String text = text(column);
      if (text.endsWith(".00")) {
        text = text.substring(0, text.length() - 3);
      }
      OptionalLong dollars = Dollars.signed(text);
      if (dollars.isEmpty()) {
        throw wrong(column, "whole dollars", text.length() + " characters that are none");
      }
      return dollars.getAsLong();
    }

    /** The fee if it can be read: it is told, and compared with nothing. */
    Optional<BigDecimal> fee() {
      String text = text(Column.FEE);
      if (text.isEmpty() || text.length() > LONGEST_FEE) {
        return Optional.empty();
      }
      try {
        return Optional.of(new BigDecimal(text));
      } catch (NumberFormatException noNumber) {
        return Optional.empty();
      }
    }

    Optional<Instant> moment(Column column) throws RowFormatException {
      String text = text(column).replace('-', '/');
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Optional<Instant> moment = TaipeiTime.parse(text.length() == 10 ? text + " 00:00:00" : text);
      if (moment.isEmpty()) {
        throw wrong(column, "a time such as 2026/03/12 15:30:23", "none");
      }
      return moment;
    }

    StatementRow.Builder begin(StatementRow.Kind kind, long number, String state)
        throws RowFormatException {
      Optional<Instant> paidAt = moment(Column.PAID_AT);
      Optional<Instant> at = paidAt.isPresent() ? paidAt : moment(Column.ORDERED_AT);
      if (at.isEmpty()) {
        throw wrong(Column.ORDERED_AT, "a time such as 2026/03/12 15:30:23", "nothing");
      }
      StatementRow.Builder row =
          StatementRow.of(
              Merchant.PROVIDER,
              kind,
              number,
              paymentNumber(),
              at.get(),
              state,
              fields(),
              evidence);
      return isBlank(Column.TRADE_NO) ? row : row.transactionId(text(Column.TRADE_NO));
    }

    RowFormatException wrong(Column column, String expected, String actual) {
      Integer position = positions.get(column);
      String name = position == null ? column.names : headings.get(position);
      return new RowFormatException(place + ", " + name, expected, actual);
    }

    private String paymentNumber() throws RowFormatException {
      try {
        return new PaymentId(text(Column.NUMBER), Instant.EPOCH).number();
      } catch (InvalidRequestException unusable) {
        throw wrong(Column.NUMBER, "1 to 64 printable ASCII characters", "something else");
      }
    }

    private ProviderFields fields() {
      Map<String, String> byHeading = new LinkedHashMap<>(2 * cells.size());
      for (int i = 0; i < cells.size(); i++) {
        byHeading.putIfAbsent(headings.get(i), cells.get(i));
      }
      return ProviderFields.of("", byHeading);
    }
  }
}
