// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the columns of a settlement file stand, in bytes: fixed widths, one blank between two. The
 * last one is kept for later use and may be longer. (全渠道, 对账文件格式.)
 */
final class SettlementColumns {

  static final String CODE = "交易代码";
  static final String TIME = "交易传输时间";
  static final String AMOUNT = "交易金额";
  static final String QUERY_ID = "查询流水号";
  static final String ORDER_ID = "商户订单号";
  static final String FEE = "商户手续费";
  static final String TXN_TYPE = "交易类型";
  static final String ORIGINAL_QUERY_ID = "原交易查询流水号";
  static final String MER_ID = "商户代码";
  static final String SUB_MER_ID = "二级商户代码";
  static final String ORIGINAL_ORDER_ID = "原始交易订单号";

  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** The columns behind this one hold what they hold only in newer files. */
  private final String lastOfOld;

  private int length;

  private SettlementColumns(String lastOfOld) {
    this.lastOfOld = lastOfOld;
  }

  /**
   * One column.
   *
   * @param name its heading in UnionPay's description
   * @param begin its first byte, from 0
   * @param length its bytes
   */
  record Column(String name, int begin, int length) {

    int end() {
      return begin + length;
    }
  }

  /** Of the list of transactions (ZM). */
  static SettlementColumns ofTransactions() {
    return new SettlementColumns("交易介质")
        .add(CODE, 3)
        .add("代理机构标识码", 11)
        .add("发送机构标识码", 11)
        .add("系统跟踪号", 6)
        .add(TIME, 10)
        .add("帐号", 19)
        .add(AMOUNT, 12)
        .add("商户类别", 4)
        .add("终端类型", 2)
        .add(QUERY_ID, 21)
        .add("支付方式（旧）", 2)
        .add(ORDER_ID, 32)
        .add("支付卡类型", 2)
        .add("原始交易的系统跟踪号", 6)
        .add("原始交易日期时间", 10)
        .add(FEE, 13)
        .add("结算金额", 13)
        .add("支付方式", 4)
        .add("集团商户代码", 15)
        .add(TXN_TYPE, 2)
        .add("交易子类", 2)
        .add("业务类型", 6)
        .add("帐号类型", 2)
        .add("账单类型", 4)
        .add("账单号码", 32)
        .add("交互方式", 1)
        .add(ORIGINAL_QUERY_ID, 21)
        .add(MER_ID, 15)
        .add("分账入账方式", 1)
        .add(SUB_MER_ID, 15)
        .add("二级商户简称", 32)
        .add("二级商户分账入账金额", 13)
        .add("清算净额", 13)
        .add("终端号", 8)
        .add("商户自定义域", 32)
        .add("优惠金额", 13)
        .add("发票金额", 13)
        .add("分期付款附加手续费", 12)
        .add("分期付款期数", 2)
        .add("交易介质", 1)
        .add(ORIGINAL_ORDER_ID, 32)
        .add("保留使用", 98);
  }

  /** Of the list of corrections (ZME). */
  static SettlementColumns ofCorrections() {
    return new SettlementColumns("分期付款期数")
        .add(CODE, 3)
        .add("代理机构标识码", 11)
        .add("发送机构标识码", 11)
        .add("系统跟踪号", 6)
        .add(TIME, 10)
        .add("帐号", 19)
        .add(AMOUNT, 12)
        .add("商户类别", 4)
        .add("终端类型", 2)
        .add("支付卡类型", 2)
        .add("上一笔交易的系统跟踪号", 6)
        .add("上一笔交易日期时间", 10)
        .add("上一笔交易清算日期", 4)
        .add("上一笔交易金额", 12)
        .add(FEE, 13)
        .add("结算金额", 13)
        .add("集团商户代码", 15)
        .add(MER_ID, 15)
        .add("分账入账方式", 1)
        .add("分期付款附加手续费", 12)
        .add("分期付款期数", 2)
        .add("保留使用", 135);
  }

  /** Where one stands. */
  Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return column;
  }

  boolean has(String name) {
    return columns.containsKey(name);
  }

  List<Column> all() {
    return List.copyOf(columns.values());
  }

  /** The least bytes of a line. */
  int length() {
    return length;
  }

  /** The bytes that are columns in files of every age. */
  int certainLength() {
    return column(lastOfOld).end();
  }

  private SettlementColumns add(String name, int bytes) {
    int begin = columns.isEmpty() ? 0 : length + 1;
    columns.put(name, new Column(name, begin, bytes));
    length = begin + bytes;
    return this;
  }
}
