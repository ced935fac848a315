// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.Optional;

/**
 * Where OpenAPI v3 serves a method. (支付宝开放平台, OpenAPI v3, each method's page.)
 *
 * @param verb the HTTP method
 * @param path without a query
 * @param isRaw whether verb and path are the caller's own
 */
record OpenApiRoute(String verb, String path, boolean isRaw) {

  private static final String GET =
      " alipay.data.dataservice.bill.downloadurl.query alipay.fund.account.query"
          + " alipay.fund.trans.common.query alipay.trade.order.settle.query"
          + " alipay.trade.royalty.rate.query alipay.user.agreement.query ";

  private static final String POST =
      " alipay.fund.auth.operation.cancel alipay.fund.auth.operation.detail.query"
          + " alipay.fund.auth.order.freeze alipay.fund.auth.order.unfreeze"
          + " alipay.fund.auth.order.voucher.create alipay.fund.trans.refund"
          + " alipay.fund.trans.uni.transfer alipay.system.oauth.token alipay.trade.cancel"
          + " alipay.trade.close alipay.trade.create alipay.trade.fastpay.refund.query"
          + " alipay.trade.order.pay alipay.trade.order.settle alipay.trade.orderinfo.sync"
          + " alipay.trade.pay alipay.trade.precreate alipay.trade.query alipay.trade.refund"
          + " alipay.trade.refund.apply alipay.trade.royalty.relation.batchquery"
          + " alipay.trade.royalty.relation.bind alipay.trade.royalty.relation.unbind"
          + " alipay.trade.settle.confirm alipay.user.agreement.unsign alipay.user.info.share ";

  /** A call whose verb and path the caller gives, as {@link #of} reads it. */
  static String raw(String verb, String path) {
    return verb + " " + path;
  }

  /** Empty if it serves no such method. */
  static Optional<OpenApiRoute> of(String method) {
    int blank = method.indexOf(' ');
    if (blank > 0) {
      return Optional.of(
          new OpenApiRoute(method.substring(0, blank), method.substring(blank + 1), true));
    }
    String path = "/v3/" + method.replace('.', '/');
    if (POST.contains(" " + method + " ")) {
      return Optional.of(new OpenApiRoute("POST", path, false));
    }
    return GET.contains(" " + method + " ")
        ? Optional.of(new OpenApiRoute("GET", path, false))
        : Optional.empty();
  }
}
