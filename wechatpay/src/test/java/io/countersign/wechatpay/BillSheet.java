// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.util.ArrayList;
import java.util.List;

/** Writes trade bills as WeChat Pay does. */
final class BillSheet {
  static final String HEADER =
      "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
          + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
  static final String SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

  private final List<String> rows = new ArrayList<>();
  private final String summary;

  private BillSheet(String summary) {
    this.summary = summary;
  }

  /** A bill whose summary is given as its cells, comma between them. */
  static BillSheet summedAs(String cells) {
    return new BillSheet("`" + cells.replace(",", ",`"));
  }

  BillSheet paid(String number, String total, String fee) {
    return row(number, "SUCCESS", total, "0.00", "0", "0", "0.00", "", "", "一杯茶", "", fee);
  }

  BillSheet paidFor(String number, String total, String goods, String attach) {
    return row(
        number, "SUCCESS", total, "0.00", "0", "0", "0.00", "", "", goods, attach, "0.06000");
  }

  BillSheet refunded(String number, String refundId, String amount, String state) {
    return row(
        number,
        "REFUND",
        "0.00",
        "0.00",
        "5030000" + refundId,
        refundId,
        amount,
        "ORIGINAL",
        state,
        "一杯茶",
        "",
        "-0.01000");
  }

  BillSheet row(
      String number,
      String state,
      String total,
      String coupon,
      String providerRefundId,
      String refundId,
      String refund,
      String refundType,
      String refundState,
      String goods,
      String attach,
      String fee) {
    return row(
        List.of(
            "2026-11-20 13:05:00",
            "wx0000000000000001",
            BillDesk.MCHID,
            "0",
            "",
            "42000" + number,
            number,
            "openid-of-a-person",
            "NATIVE",
            state,
            "OTHERS",
            "CNY",
            total,
            coupon,
            providerRefundId,
            refundId,
            refund,
            "0.00",
            refundType,
            refundState,
            goods,
            attach,
            fee,
            "0.60%",
            total,
            refund,
            ""));
  }

  BillSheet row(List<String> cells) {
    rows.add("`" + String.join(",`", cells));
    return this;
  }

  String text() {
    return text(HEADER, SUMMARY, "\r\n");
  }

  String text(String header, String summaryHeader, String lineEnd) {
    List<String> lines = new ArrayList<>();
    lines.add("\uFEFF" + header);
    lines.addAll(rows);
    lines.add(summaryHeader);
    lines.add(summary);
    return String.join(lineEnd, lines) + lineEnd;
  }
}
