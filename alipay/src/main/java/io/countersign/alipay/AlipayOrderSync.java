// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a merchant tells Alipay about a payment by credit. (支付宝开放平台, 支付宝订单信息同步接口.)
 *
 * @param bizType {@code CREDIT_AUTH} for a pre-authorisation, {@code CREDIT_DEDUCT} for a deduction
 * @param status {@code COMPLETE}, {@code CLOSED} or {@code VIOLATED}; empty if nothing but the
 *     numbers is told
 * @param origRequestNo the number of an earlier message that this one is about
 */
public record AlipayOrderSync(
    String bizType, Optional<String> status, Optional<String> origRequestNo) {

  /** Checks the words. */
  public AlipayOrderSync {
    FieldRules.token("biz_type", bizType, 1, 64, "_");
    if (status.isPresent()) {
      FieldRules.token("status", status.get(), 1, 64, "_");
    }
    if (origRequestNo.isPresent()) {
      FundRules.number("orig_request_no", origRequestNo.get(), 64);
    }
  }

  /** The payer has kept the promise; the pre-authorisation by credit is over. */
  public static AlipayOrderSync complete() {
    return new AlipayOrderSync("CREDIT_AUTH", Optional.of("COMPLETE"), Optional.empty());
  }

  /** The payer did not keep the promise. */
  public static AlipayOrderSync violated() {
    return new AlipayOrderSync("CREDIT_AUTH", Optional.of("VIOLATED"), Optional.empty());
  }

  Map<String, Object> content(String tradeNo, String number) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("trade_no", FundRules.alipayNumber("trade_no", tradeNo));
    if (origRequestNo.isPresent()) {
      content.put("orig_request_no", origRequestNo.get());
    }
    content.put("out_request_no", FundRules.number("out_request_no", number, 64));
    content.put("biz_type", bizType);
    if (status.isPresent()) {
      content.put("order_biz_info", JsonText.write(Map.of("status", status.get())));
    }
    return content;
  }
}
