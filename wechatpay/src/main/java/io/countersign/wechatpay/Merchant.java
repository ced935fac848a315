// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.MismatchException;
import io.countersign.ProviderFields;
import io.countersign.spi.PercentEncoding;
import java.util.Map;

/**
 * Who collects, in the words of the wire: the one place that knows how an ordinary merchant (普通商户)
 * is named in paths, queries and bodies.
 */
final class Merchant {

  private static final String ORDERS = "/v3/pay/transactions/";

  private final String mchid;

  Merchant(String mchid) {
    this.mchid = mchid;
  }

  /** The number that signs. */
  String mchid() {
    return mchid;
  }

  String orderPath(String product) {
    return ORDERS + product;
  }

  String queryPath(String number) {
    return ORDERS + "out-trade-no/" + PercentEncoding.encode(number) + "?mchid=" + mchid;
  }

  String transactionPath(String transactionId) {
    return ORDERS + "id/" + PercentEncoding.encode(transactionId) + "?mchid=" + mchid;
  }

  String closePath(String number) {
    return ORDERS + "out-trade-no/" + PercentEncoding.encode(number) + "/close";
  }

  String reversePath(String number) {
    return ORDERS + "out-trade-no/" + PercentEncoding.encode(number) + "/reverse";
  }

  String refundPath() {
    return "/v3/refund/domestic/refunds";
  }

  String refundPath(String refundId) {
    return "/v3/refund/domestic/refunds/" + PercentEncoding.encode(refundId);
  }

  void nameApp(Map<String, Object> body, String appId) {
    body.put("appid", appId);
  }

  void nameMerchant(Map<String, Object> body) {
    body.put("mchid", mchid);
  }

  /**
   * Checks that a report is about this merchant.
   *
   * @throws MismatchException if it names another, or none
   */
  void mustBeNamedBy(ProviderFields report) {
    String named = report.text("mchid").orElse("none");
    if (!named.equals(mchid)) {
      throw new MismatchException("mchid", mchid, named);
    }
  }
}
