// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A day's payments and refunds, in the columns of the trade bill. */
final class TradeBill implements StatementFile.Content {
  private static final List<String> HEADER =
      List.of(
          "交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识", "交易类型", "交易状态", "付款银行",
          "货币种类", "应结订单金额", "代金券金额", "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态", "商品名称",
          "商户数据包", "手续费", "费率", "订单金额", "申请退款金额", "费率备注");
  private static final List<String> SUMMARY_HEADER =
      List.of("总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额", "申请退款总金额");
  private static final String NOTHING = "0.00";
  private static final String NO_REFUND = "0";

  private final Account account;
  private final int feeBasisPoints;
  private final List<List<String>> rows = new ArrayList<>();
  private final Instant dayStart;
  private final long madeUp;
  private long paid;
  private long refunded;
  private BigDecimal fees = BigDecimal.ZERO;

  TradeBill(
      Account account,
      List<LedgerEntry> entries,
      int feeBasisPoints,
      Instant dayStart,
      long madeUp) {
    this.account = account;
    this.feeBasisPoints = feeBasisPoints;
    this.dayStart = dayStart;
    this.madeUp = madeUp;
    entries.forEach(this::take);
    for (long i = 0; i < madeUp; i++) {
      count(madeUpAmount(i), false);
    }
  }

  boolean isEmpty() {
    return rows.isEmpty() && madeUp == 0;
  }

  @Override
  public List<String> header() {
    return HEADER;
  }

  @Override
  public Stream<List<String>> rows() {
    return Stream.concat(rows.stream(), LongStream.range(0, madeUp).mapToObj(this::madeUpRow));
  }

  @Override
  public List<String> summaryHeader() {
    return SUMMARY_HEADER;
  }

  @Override
  public List<String> summary() {
    return List.of(
        Long.toString(rows.size() + madeUp),
        yuan(paid),
        yuan(refunded),
        NOTHING,
        fees.toPlainString(),
        yuan(paid),
        yuan(refunded));
  }

  private void take(LedgerEntry entry) {
    Optional<Order> order = account.sale(entry.outTradeNo());
    if (order.isEmpty()) {
      return;
    }
    switch (entry.kind()) {
      case CHARGE -> rows.add(row(entry, order.get(), "SUCCESS", Optional.empty()));
      case REFUND ->
          rows.add(row(entry, order.get(), "REFUND", account.refunds.find(entry.number())));
      case REVERSAL -> rows.add(row(entry, order.get(), "REVOKED", Optional.empty()));
      default -> {
        // Other movements are no trade; the fund flow bill shows them.
      }
    }
  }

  private List<String> row(LedgerEntry entry, Order order, String state, Optional<Refund> refund) {
    boolean back = entry.kind() != Kind.CHARGE;
    count(entry.amount(), back);
    String amount = yuan(entry.amount());
    BigDecimal fee = fee(entry.amount());
    Parties parties = order.parties;
    return List.of(
        Tokens.billTime(entry.at()),
        parties.appid(),
        parties.mchid(),
        parties.subMchid().orElse("0"),
        order.terms.at("/scene_info/device_id").asText(),
        String.valueOf(order.transactionId),
        order.outTradeNo,
        String.valueOf(order.openid),
        order.product.tradeType,
        state,
        "OTHERS",
        "CNY",
        back ? NOTHING : amount,
        NOTHING,
        refund.map(found -> found.refundId).orElse(NO_REFUND),
        refund.map(found -> found.outRefundNo).orElse(NO_REFUND),
        back ? amount : NOTHING,
        NOTHING,
        back ? "ORIGINAL" : "",
        back ? refund.map(found -> found.status).orElse("SUCCESS") : "",
        order.description,
        order.terms.path("attach").asText(),
        (back ? fee.negate() : fee).toPlainString(),
        rate(),
        back ? NOTHING : amount,
        back ? amount : NOTHING,
        "");
  }

  private List<String> madeUpRow(long index) {
    String amount = yuan(madeUpAmount(index));
    return List.of(
        Tokens.billTime(dayStart.plusSeconds(index % 86_400)),
        account.apps.of(Apps.Kind.OFFICIAL_ACCOUNT).orElseThrow(),
        account.mchid,
        "0",
        "",
        "4200%024d".formatted(index),
        "MADE-UP-%d".formatted(index),
        "oMadeUpPayer",
        "JSAPI",
        "SUCCESS",
        "OTHERS",
        "CNY",
        amount,
        NOTHING,
        NO_REFUND,
        NO_REFUND,
        NOTHING,
        NOTHING,
        "",
        "",
        "made up",
        "",
        fee(madeUpAmount(index)).toPlainString(),
        rate(),
        amount,
        NOTHING,
        "");
  }

  private static long madeUpAmount(long index) {
    return 1 + index % 1000;
  }

  private void count(long fen, boolean back) {
    if (back) {
      refunded += fen;
      fees = fees.subtract(fee(fen));
    } else {
      paid += fen;
      fees = fees.add(fee(fen));
    }
  }

  private BigDecimal fee(long fen) {
    return BigDecimal.valueOf(fen, 2)
        .multiply(BigDecimal.valueOf(feeBasisPoints, 4))
        .setScale(5, RoundingMode.HALF_UP);
  }

  private String rate() {
    return BigDecimal.valueOf(feeBasisPoints, 2).toPlainString() + "%";
  }

  private static String yuan(long fen) {
    return BigDecimal.valueOf(fen, 2).toPlainString();
  }
}
