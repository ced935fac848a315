// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Map;

/** What the gateway refuses, and why; the explanation holds no value that a shop sent. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("00", "成功[0000000]"),
          Map.entry("A6", "有缺陷的成功"),
          Map.entry("01", "交易失败，详情请咨询95516"),
          Map.entry("02", "系统未开放或暂时关闭，请稍后再试"),
          Map.entry("03", "交易通讯超时，请发起查询交易"),
          Map.entry("04", "交易状态未明，请查询对账结果"),
          Map.entry("05", "交易已受理，请稍后查询交易结果"),
          Map.entry("06", "系统繁忙，请稍后再试"),
          Map.entry("10", "报文格式错误[6100030]"),
          Map.entry("11", "验证签名失败[9100004]"),
          Map.entry("12", "重复交易[2010002]"),
          Map.entry("13", "报文交易要素缺失"),
          Map.entry("31", "商户状态不正确"),
          Map.entry("32", "无此交易权限[2040004]"),
          Map.entry("34", "查无此交易[2600000]"),
          Map.entry("35", "原交易不存在或状态不正确[2050001]"),
          Map.entry("36", "与原交易信息不符[2050004]"),
          Map.entry("37", "已超过最大查询次数或操作过于频繁"),
          Map.entry("39", "交易不在受理时间范围内[4040007]"),
          Map.entry("42", "扣款成功但交易超过规定支付时间"),
          Map.entry("45", "原交易已被成功退货或已被成功撤销"),
          Map.entry("46", "交易已被成功冲正"),
          Map.entry("61", "输入的卡号无效，请确认后输入"),
          Map.entry("63", "卡状态不正确"),
          Map.entry("64", "卡上的余额不足"),
          Map.entry("65", "输入的密码、有效期或CVN2有误，交易失败"),
          Map.entry("66", "持卡人身份信息或手机号输入不正确，验证失败"),
          Map.entry("69", "交易失败，持卡人输入超时"),
          Map.entry("71", "验证码错误"),
          Map.entry("80", "Token过期"),
          Map.entry("86", "二维码状态错误"),
          Map.entry("88", "无此二维码"),
          Map.entry("89", "Token或TR信息无效[3900002]"),
          Map.entry("90", "账户余额不足[2011000]"),
          Map.entry("98", "文件不存在"));

  final String respCode;

  private final String explanation;

  Refusal(String respCode, String explanation) {
    super(explanation, null, false, false);
    this.respCode = respCode;
    this.explanation = explanation;
  }

  /** Of a field whose value is wrong. */
  static Refusal format(String name, String issue) {
    return new Refusal("10", name + " " + issue);
  }

  static Refusal missing(String name) {
    return new Refusal("13", name + " is missing");
  }

  String explanation() {
    return explanation;
  }

  /** The words that go with a code: {@code respMsg}. */
  static String message(String respCode) {
    return TEXTS.getOrDefault(respCode, "交易失败");
  }
}
