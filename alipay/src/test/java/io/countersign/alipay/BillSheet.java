// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes bills as Alipay does. */
final class BillSheet {
  static final String TRADES =
      "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
          + "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
          + "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
  static final String MOVEMENTS =
      "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注";
  static final String SUMMARY =
      "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,"
          + "服务费（元）,分润（元）,实收净额（元）";

  private static final Charset GBK = Charset.forName("GBK");

  private final List<String> lines = new ArrayList<>();

  private BillSheet() {}

  static BillSheet of(String account, String headings) {
    return new BillSheet()
        .line("#支付宝业务明细查询")
        .line("#账号：[" + account + "0156]")
        .line("#起始日期：[2026年06月30日 00:00:00]   终止日期：[2026年07月01日 00:00:00]")
        .line("#-----------------------------------------业务明细列表-----------------------")
        .line(headings);
  }

  BillSheet paid(String number, String total, String goods) {
    return trade("2200" + number, number, "交易", goods, total, "", "-0.01");
  }

  BillSheet refunded(String number, String amount, String refundId) {
    return trade("2200" + number, number, "退款", "一杯茶", amount, refundId, "0.01");
  }

  BillSheet trade(
      String tradeNo,
      String number,
      String kind,
      String goods,
      String amount,
      String refundId,
      String fee) {
    return line(
        tradeNo
            + "\t,"
            + number
            + "\t,"
            + kind
            + "\t,"
            + goods
            + ",2026-06-30 10:55:16,2026-06-30 10:55:23,\t,\t,\t,\t,*水(602***@qq.com)\t,"
            + amount
            + ","
            + amount
            + ",0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,"
            + refundId
            + "\t,"
            + fee
            + ",0.00,一杯茶");
  }

  BillSheet line(String line) {
    lines.add(line);
    return this;
  }

  BillSheet trailer(String paid, String refunded) {
    return line("#-----------------------------------------业务明细列表结束---------------------")
        .line("#交易合计：" + paid)
        .line("#退款合计：" + refunded)
        .line("#导出时间：[2026年07月01日 05:46:49]");
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** An archive of such files. */
  static byte[] zip(String... texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, GBK)) {
      int file = 0;
      for (String text : texts) {
        zip.putNextEntry(new ZipEntry("20880000000000010156_2026063" + file++ + "_业务明细.csv"));
        zip.write(text.getBytes(GBK));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
