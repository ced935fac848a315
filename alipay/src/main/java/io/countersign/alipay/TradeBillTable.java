// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import io.countersign.RefundState;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The columns of a bill of trades (业务明细) and what its rows mean. */
final class TradeBillTable implements BillText.Table<StatementTotals> {

  private static final String TRADE_NO = "支付宝交易号";
  private static final String NUMBER = "商户订单号";
  private static final String KIND = "业务类型";
  private static final String CREATED_AT = "创建时间";
  private static final String DONE_AT = "完成时间";
  private static final String AMOUNT = "订单金额";
  private static final String RECEIVED = "商家实收";
  private static final String REFUND_ID = "退款批次号/请求号";
  private static final String FEE = "服务费";
  private static final String PAYMENT = "交易";
  private static final String REFUND = "退款";

  private final Merchant merchant;
  private final Evidence evidence;
  private final Consumer<? super StatementRow> consumer;
  private long payments;
  private long refunds;
  private long others;
  private @Nullable Money paid;
  private @Nullable Money refunded;

  TradeBillTable(Merchant merchant, Evidence evidence, Consumer<? super StatementRow> consumer) {
    this.merchant = merchant;
    this.evidence = evidence;
    this.consumer = consumer;
  }

  @Override
  public List<String> required() {
    return List.of(TRADE_NO, NUMBER, KIND, DONE_AT, AMOUNT);
  }

  @Override
  public List<String> freeTexts() {
    return List.of("商品名称", "门店名称", "券名称", "备注");
  }

  @Override
  public Map<String, String> counted() {
    return Map.of("交易订单总笔数", PAYMENT, "退款订单总笔数", REFUND);
  }

  @Override
  public void row(long number, BillRow row, BillTally... tallies) throws RowFormatException {
    String word = row.text(KIND);
    StatementRow.Kind kind = kind(word);
    for (BillTally tally : tallies) {
      tally.add(
          kind == StatementRow.Kind.OTHER ? BillTally.OTHER : word,
          row.decimal(RECEIVED).orElse(null));
    }
    StatementRow.Builder built =
        StatementRow.of(
            Merchant.PROVIDER,
            kind,
            number,
            kind == StatementRow.Kind.OTHER ? row.text(NUMBER) : row.paymentNumber(NUMBER),
            row.moment(row.text(DONE_AT).isEmpty() ? CREATED_AT : DONE_AT),
            word,
            row.fields(),
            evidence);
    if (merchant.appAuthToken().isPresent()) {
      built.onBehalfOf(merchant.authAppId());
    }
    row.reference(TRADE_NO).ifPresent(built::transactionId);
    Optional<BigDecimal> fee = row.decimal(FEE);
    if (fee.isPresent()) {
      built.feeInMajorUnits(fee.get());
    }
    switch (kind) {
      case PAYMENT -> {
        payments++;
        if (row.decimal(AMOUNT).orElse(BigDecimal.ONE.negate()).signum() < 0) {
          throw row.wrong(AMOUNT, "what was paid", "nothing, or less");
        }
        Money amount = row.size(AMOUNT);
        paid = sum(row, paid, amount);
        built.orderTotal(amount);
      }
      case REFUND -> {
        refunds++;
        Money amount = row.size(AMOUNT);
        refunded = sum(row, refunded, amount);
        refund(built.refund(RefundState.REFUNDED, amount), row);
      }
      case OTHER -> others++;
    }
    consumer.accept(built.build());
  }

  @Override
  public StatementTotals totals(long rows, ProviderFields summary) {
    return new StatementTotals(
        payments,
        refunds,
        others,
        Optional.ofNullable(paid),
        Optional.ofNullable(refunded),
        summary);
  }

  /** One that was made without a number of its own is known by Alipay's number of the payment. */
  private static void refund(StatementRow.Builder built, BillRow row) throws RowFormatException {
    Optional<String> refundId = row.reference(REFUND_ID);
    Optional<String> tradeNo = row.reference(TRADE_NO);
    if (refundId.isPresent()) {
      built.refundId(refundId.get());
    } else if (tradeNo.isPresent()) {
      built.providerRefundId(tradeNo.get());
    } else {
      throw row.wrong(REFUND_ID, "a number of the refund or of its payment", "nothing");
    }
    built.refundedAt(row.moment(DONE_AT));
  }

  private static StatementRow.Kind kind(String word) {
    return switch (word) {
      case PAYMENT -> StatementRow.Kind.PAYMENT;
      case REFUND -> StatementRow.Kind.REFUND;
      default -> StatementRow.Kind.OTHER;
    };
  }

  private static Money sum(BillRow row, @Nullable Money sum, Money more) throws RowFormatException {
    try {
      return sum == null ? more : sum.plus(more);
    } catch (InvalidRequestException overflow) {
      throw row.wrong(AMOUNT, "amounts whose sum fits a long", "more");
    }
  }
}
