// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import io.countersign.RefundState;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.RowFormatException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the lines of settlement files mean. (全渠道, 对账文件格式, 一般交易明细流水文件.) */
final class SettlementTable {

  private final Merchant merchant;
  private final ClearingDay day;
  private final Evidence evidence;
  private final Consumer<? super StatementRow> consumer;
  private final SettlementColumns transactions = SettlementColumns.ofTransactions();
  private final SettlementColumns corrections = SettlementColumns.ofCorrections();
  private long rows;
  private long payments;
  private long refunds;
  private long others;
  private @Nullable Money paid;
  private @Nullable Money refunded;

  SettlementTable(
      Merchant merchant,
      ClearingDay day,
      Evidence evidence,
      Consumer<? super StatementRow> consumer) {
    this.merchant = merchant;
    this.day = day;
    this.evidence = evidence;
    this.consumer = consumer;
  }

  /** Takes a line of the list of transactions. */
  void transaction(String place, byte[] line) throws RowFormatException {
    SettlementRow row = row(place, transactions, line);
    StatementRow.Kind kind = kind(row);
    switch (kind) {
      case PAYMENT -> payment(row);
      case REFUND -> refund(row);
      case OTHER -> other(row, row.merchantsNumber(SettlementColumns.ORDER_ID).orElse(""));
    }
  }

  /** Takes a line of the list of corrections, which names no order. */
  void correction(String place, byte[] line) throws RowFormatException {
    other(row(place, corrections, line), "");
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

  private SettlementRow row(String place, SettlementColumns columns, byte[] line)
      throws RowFormatException {
    rows++;
    SettlementRow row = SettlementRow.of("row " + rows + " (" + place + ")", columns, line);
    String merId = row.text(SettlementColumns.MER_ID);
    if (!merId.equals(merchant.merId())) {
      throw row.wrong(SettlementColumns.MER_ID, merchant.merId(), "another merchant");
    }
    return row;
  }

  /**
   * By the type of the transaction, never by its code, which differs between products. What is paid
   * from a pre-authorisation is a payment under the completion's number.
   */
  private static StatementRow.Kind kind(SettlementRow row) throws RowFormatException {
    boolean ours = row.merchantsNumber(SettlementColumns.ORDER_ID).isPresent();
    boolean numbered = row.reference(SettlementColumns.QUERY_ID).isPresent();
    return switch (row.text(SettlementColumns.TXN_TYPE)) {
      case "01", "03" -> ours ? StatementRow.Kind.PAYMENT : StatementRow.Kind.OTHER;
      case "04", "31", "33" ->
          original(row).isPresent() && (ours || numbered)
              ? StatementRow.Kind.REFUND
              : StatementRow.Kind.OTHER;
      default -> StatementRow.Kind.OTHER;
    };
  }

  private void payment(SettlementRow row) throws RowFormatException {
    Money amount = row.amount(SettlementColumns.AMOUNT);
    paid = sum(row, paid, amount);
    payments++;
    give(
        begun(row, StatementRow.Kind.PAYMENT, number(row))
            .orderTotal(amount)
            .feeInMajorUnits(row.cost(SettlementColumns.FEE)),
        row.reference(SettlementColumns.QUERY_ID));
  }

  private void refund(SettlementRow row) throws RowFormatException {
    Money amount = row.amount(SettlementColumns.AMOUNT);
    refunded = sum(row, refunded, amount);
    refunds++;
    StatementRow.Builder built =
        begun(row, StatementRow.Kind.REFUND, original(row).orElse(""))
            .refund(RefundState.REFUNDED, amount)
            .feeInMajorUnits(row.cost(SettlementColumns.FEE));
    Optional<String> refundId = row.merchantsNumber(SettlementColumns.ORDER_ID);
    if (refundId.isPresent()) {
      built.refundId(refundId.get());
    }
    Optional<String> queryId = row.reference(SettlementColumns.QUERY_ID);
    if (queryId.isPresent()) {
      built.providerRefundId(queryId.get());
    }
    give(built, row.reference(SettlementColumns.ORIGINAL_QUERY_ID));
  }

  private void other(SettlementRow row, String number) throws RowFormatException {
    others++;
    give(
        begun(row, StatementRow.Kind.OTHER, number)
            .feeInMajorUnits(row.cost(SettlementColumns.FEE)),
        row.reference(SettlementColumns.QUERY_ID));
  }

  private StatementRow.Builder begun(SettlementRow row, StatementRow.Kind kind, String number)
      throws RowFormatException {
    StatementRow.Builder built =
        StatementRow.of(
            Merchant.PROVIDER,
            kind,
            rows,
            number,
            row.moment(SettlementColumns.TIME, day),
            row.text(SettlementColumns.CODE),
            row.fields(),
            evidence);
    Optional<String> sub =
        merchant.onBehalfOf().or(() -> row.reference(SettlementColumns.SUB_MER_ID));
    return sub.isPresent() ? built.onBehalfOf(sub.get()) : built;
  }

  private void give(StatementRow.Builder built, Optional<String> transactionId) {
    if (transactionId.isPresent()) {
      built.transactionId(transactionId.get());
    }
    consumer.accept(built.build());
  }

  private static String number(SettlementRow row) throws RowFormatException {
    return row.merchantsNumber(SettlementColumns.ORDER_ID).orElse("");
  }

  /** The payment's number; in files of old, which lack it, UnionPay's number of the payment. */
  private static Optional<String> original(SettlementRow row) throws RowFormatException {
    Optional<String> number = row.merchantsNumber(SettlementColumns.ORIGINAL_ORDER_ID);
    return number.isPresent() ? number : row.reference(SettlementColumns.ORIGINAL_QUERY_ID);
  }

  private static Money sum(SettlementRow row, @Nullable Money sum, Money more)
      throws RowFormatException {
    try {
      return sum == null ? more : sum.plus(more);
    } catch (InvalidRequestException overflow) {
      throw row.wrong(SettlementColumns.AMOUNT, "amounts whose sum fits a long", "more");
    }
  }
}
