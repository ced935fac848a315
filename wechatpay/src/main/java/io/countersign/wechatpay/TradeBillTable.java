// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.RefundState;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The columns of a trade bill (交易账单) and what its rows mean. */
final class TradeBillTable implements BillText.Table<StatementTotals> {

  private static final String TRADED_AT = "交易时间";
  private static final String MERCHANT = "商户号";
  private static final String SUB_MERCHANT = "特约商户号";
  private static final String TRANSACTION_ID = "微信订单号";
  private static final String NUMBER = "商户订单号";
  private static final String STATE = "交易状态";
  private static final String CURRENCY = "货币种类";
  private static final String ORDER_TOTAL = "订单金额";
  private static final String REFUND_AMOUNT = "申请退款金额";
  private static final String REFUND_STATE = "退款状态";
  private static final String REFUND_ID = "商户退款单号";
  private static final String PROVIDER_REFUND_ID = "微信退款单号";
  private static final String REFUNDED_AT = "退款成功时间";
  private static final String FEE = "手续费";
  private static final String ROWS = "总交易单数";

  private final Merchant merchant;
  private final Evidence evidence;
  private final Consumer<? super StatementRow> consumer;
  private final List<Sum> sums = new ArrayList<>();
  private final MoneySum paid = new MoneySum();
  private final MoneySum refunded = new MoneySum();
  private long payments;
  private long refunds;
  private long others;

  TradeBillTable(Merchant merchant, Evidence evidence, Consumer<? super StatementRow> consumer) {
    this.merchant = merchant;
    this.evidence = evidence;
    this.consumer = consumer;
    sums.add(new Sum(ORDER_TOTAL, "订单总金额", StatementRow.Kind.PAYMENT));
    sums.add(new Sum("应结订单金额", "应结订单总金额", StatementRow.Kind.PAYMENT));
    sums.add(new Sum(REFUND_AMOUNT, "申请退款总金额", StatementRow.Kind.REFUND));
    sums.add(new Sum("退款金额", "退款总金额", StatementRow.Kind.REFUND));
    sums.add(new Sum("充值券退款金额", "充值券退款总金额", StatementRow.Kind.REFUND));
    sums.add(new Sum(FEE, "手续费总金额", null));
  }

  @Override
  public List<String> required() {
    return List.of(TRADED_AT, MERCHANT, TRANSACTION_ID, NUMBER, STATE, CURRENCY, ORDER_TOTAL);
  }

  @Override
  public List<String> freeTexts() {
    return List.of("商品名称", "商户数据包");
  }

  @Override
  public List<String> requiredInSummary() {
    return List.of(ROWS);
  }

  @Override
  public void row(long number, BillCells cells) throws RowFormatException {
    mustBeOurs(cells);
    StatementRow.Kind kind = kind(cells.text(STATE));
    for (Sum sum : sums) {
      sum.add(kind, cells);
    }
    StatementRow row = mapped(number, kind, cells);
    switch (kind) {
      case PAYMENT -> {
        payments++;
        paid.add(cells, ORDER_TOTAL, row.orderTotal());
      }
      case REFUND -> {
        refunds++;
        refunded.add(cells, REFUND_AMOUNT, row.refundAmount());
      }
      case OTHER -> others++;
    }
    consumer.accept(row);
  }

  @Override
  public StatementTotals summary(long rows, BillCells summary) throws RowFormatException {
    Optional<BigDecimal> counted = summary.decimal(ROWS);
    if (counted.isEmpty() || counted.get().compareTo(BigDecimal.valueOf(rows)) != 0) {
      throw summary.wrong(
          ROWS, rows + ", as counted", counted.map(BigDecimal::toPlainString).orElse("nothing"));
    }
    for (Sum sum : sums) {
      sum.mustBe(summary);
    }
    return new StatementTotals(
        payments, refunds, others, paid.value(), refunded.value(), summary.fields());
  }

  /** A service provider's own bill has the rows of all its sub-merchants. */
  private void mustBeOurs(BillCells cells) throws RowFormatException {
    if (!cells.text(MERCHANT).equals(merchant.mchid())) {
      throw cells.wrong(MERCHANT, merchant.mchid(), "another merchant");
    }
    Optional<String> sub = merchant.subMchid();
    if (sub.isPresent() && !sub.equals(cells.reference(SUB_MERCHANT))) {
      throw cells.wrong(SUB_MERCHANT, sub.get(), "another sub-merchant");
    }
  }

  private StatementRow mapped(long number, StatementRow.Kind kind, BillCells cells)
      throws RowFormatException {
    boolean known = kind != StatementRow.Kind.OTHER;
    String currency = cells.text(CURRENCY);
    StatementRow.Builder row =
        StatementRow.of(
            WeChatPayClient.PROVIDER,
            kind,
            number,
            known ? cells.paymentNumber(NUMBER) : cells.text(NUMBER),
            cells.moment(TRADED_AT),
            cells.text(STATE),
            cells.fields(),
            evidence);
    Optional<String> sub = cells.reference(SUB_MERCHANT);
    if (sub.isPresent()) {
      row.onBehalfOf(sub.get());
    }
    Optional<String> transactionId = cells.reference(TRANSACTION_ID);
    if (transactionId.isPresent()) {
      row.transactionId(transactionId.get());
    }
    Optional<BigDecimal> fee = cells.decimal(FEE);
    if (fee.isPresent()) {
      row.feeInMajorUnits(fee.get());
    }
    if (kind == StatementRow.Kind.PAYMENT) {
      row.orderTotal(cells.money(ORDER_TOTAL, currency));
    } else if (kind == StatementRow.Kind.REFUND) {
      refund(row, cells, currency);
    }
    return row.build();
  }

  private static void refund(StatementRow.Builder row, BillCells cells, String currency)
      throws RowFormatException {
    // A refund row has 0.00 here, unless the bill repeats the order's total.
    Optional<BigDecimal> total = cells.decimal(ORDER_TOTAL);
    if (total.isPresent() && total.get().signum() != 0) {
      row.orderTotal(cells.money(ORDER_TOTAL, currency));
    }
    row.refund(refundState(cells.text(REFUND_STATE)), cells.money(REFUND_AMOUNT, currency));
    Optional<String> refundId = cells.reference(REFUND_ID);
    Optional<String> providerRefundId = cells.reference(PROVIDER_REFUND_ID);
    if (refundId.isEmpty() && providerRefundId.isEmpty()) {
      throw cells.unreadable(REFUND_ID, "a number of the refund");
    }
    if (refundId.isPresent()) {
      row.refundId(refundId.get());
    }
    if (providerRefundId.isPresent()) {
      row.providerRefundId(providerRefundId.get());
    }
    if (!cells.text(REFUNDED_AT).isEmpty()) {
      row.refundedAt(cells.moment(REFUNDED_AT));
    }
  }

  private static StatementRow.Kind kind(String state) {
    return switch (state) {
      case "SUCCESS" -> StatementRow.Kind.PAYMENT;
      case "REFUND" -> StatementRow.Kind.REFUND;
      default -> StatementRow.Kind.OTHER;
    };
  }

  private static RefundState refundState(String state) {
    return switch (state) {
      case "SUCCESS" -> RefundState.REFUNDED;
      case "PROCESSING" -> RefundState.PROCESSING;
      case "FAIL", "CLOSED" -> RefundState.FAILED;
      case "CHANGE", "ABNORMAL" -> RefundState.NEEDS_ACTION;
      default -> RefundState.UNRECOGNIZED;
    };
  }

  /**
   * The sum of a column, over all rows and over those of one kind: the document does not say which
   * of the two the summary holds where a row of another kind has an amount as well.
   */
  private static final class Sum {
    private final String column;
    private final String total;
    private final StatementRow.@Nullable Kind kind;
    private BigDecimal all = BigDecimal.ZERO;
    private BigDecimal ofKind = BigDecimal.ZERO;
    private boolean counted;

    Sum(String column, String total, StatementRow.@Nullable Kind kind) {
      this.column = column;
      this.total = total;
      this.kind = kind;
    }

    void add(StatementRow.Kind rowKind, BillCells cells) throws RowFormatException {
      Optional<BigDecimal> cell = cells.decimal(column);
      if (cell.isPresent()) {
        counted = true;
        all = all.add(cell.get());
        if (rowKind == kind) {
          ofKind = ofKind.add(cell.get());
        }
      }
    }

    void mustBe(BillCells summary) throws RowFormatException {
      Optional<BigDecimal> told = summary.decimal(total);
      if (!counted || told.isEmpty()) {
        return;
      }
      if (told.get().compareTo(all) != 0 && (kind == null || told.get().compareTo(ofKind) != 0)) {
        throw summary.wrong(
            total, all.toPlainString() + ", as counted", told.get().toPlainString());
      }
    }
  }

  /** A sum of money while all of it is in one currency. */
  private static final class MoneySum {
    private @Nullable Money sum;
    private boolean mixed;

    void add(BillCells cells, String column, Optional<Money> amount) throws RowFormatException {
      if (amount.isEmpty()) {
        return;
      }
      if (sum == null) {
        sum = amount.get();
      } else if (sum.currency().equals(amount.get().currency())) {
        sum = cells.sum(sum, column, amount.get());
      } else {
        mixed = true;
      }
    }

    Optional<Money> value() {
      return mixed ? Optional.empty() : Optional.ofNullable(sum);
    }
  }
}
