// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.Arrays;

/** The calls that the gateway knows, for faults and the journal. */
public enum Operation {
  /** Any call; only for planning faults. */
  ANY("", Way.NONE),
  /** An order shown as a QR code. */
  PRECREATE("alipay.trade.precreate", Way.POST),
  /** A payment by payment code, or from a pre-authorisation. */
  PAY("alipay.trade.pay", Way.POST),
  /** An order inside the wallet. */
  CREATE("alipay.trade.create", Way.POST),
  /** The payment page for computers. */
  PAGE_PAY("alipay.trade.page.pay", Way.PAGE),
  /** The payment page for telephones. */
  WAP_PAY("alipay.trade.wap.pay", Way.PAGE),
  /** A payment begun by an app's order string. */
  APP_PAY("alipay.trade.app.pay", Way.ORDER_STRING),
  /** An order's state. */
  QUERY("alipay.trade.query", Way.POST),
  /** Ending an unpaid order. */
  CLOSE("alipay.trade.close", Way.POST),
  /** Ending or refunding an order whose result is unknown. */
  CANCEL("alipay.trade.cancel", Way.POST),
  /** A refund. */
  REFUND("alipay.trade.refund", Way.POST),
  /** A refund's state. */
  REFUND_QUERY("alipay.trade.fastpay.refund.query", Way.POST),
  /** How an order of credit goes on. */
  SYNC("alipay.trade.orderinfo.sync", Way.POST),
  /** Sharing a payment. */
  SETTLE("alipay.trade.order.settle", Way.POST),
  /** How a payment was shared. */
  SETTLE_QUERY("alipay.trade.order.settle.query", Way.GET),
  /** Naming who may get shares. */
  ROYALTY_BIND("alipay.trade.royalty.relation.bind", Way.POST),
  /** Striking such a name out. */
  ROYALTY_UNBIND("alipay.trade.royalty.relation.unbind", Way.POST),
  /** Who may get shares. */
  ROYALTY_LIST("alipay.trade.royalty.relation.batchquery", Way.POST),
  /** How much may be shared. */
  ROYALTY_RATE("alipay.trade.royalty.rate.query", Way.GET),
  /** One of Alipay's certificates by its number. */
  CERTIFICATE("alipay.open.app.alipaycert.download", Way.CLASSIC_ONLY),
  /** A login code or a refresh token for an access token. */
  OAUTH_TOKEN("alipay.system.oauth.token", Way.POST),
  /** Who has logged in. */
  USER_INFO("alipay.user.info.share", Way.POST),
  /** A merchant's authorisation for a third-party application. */
  APP_TOKEN("alipay.open.auth.token.app", Way.CLASSIC_ONLY),
  /** Freezing money by payment code. */
  FREEZE("alipay.fund.auth.order.freeze", Way.POST),
  /** Freezing money by QR code. */
  FREEZE_VOUCHER("alipay.fund.auth.order.voucher.create", Way.POST),
  /** Freezing money by an app's order string. */
  FREEZE_APP("alipay.fund.auth.order.app.freeze", Way.ORDER_STRING),
  /** Letting frozen money go. */
  UNFREEZE("alipay.fund.auth.order.unfreeze", Way.POST),
  /** A freeze's or an unfreeze's state. */
  FREEZE_QUERY("alipay.fund.auth.operation.detail.query", Way.POST),
  /** Ending a freeze whose result is unknown. */
  FREEZE_CANCEL("alipay.fund.auth.operation.cancel", Way.POST),
  /** A transfer to a person. */
  TRANSFER("alipay.fund.trans.uni.transfer", Way.POST),
  /** A transfer's state. */
  TRANSFER_QUERY("alipay.fund.trans.common.query", Way.GET),
  /** The money of the merchant. */
  ACCOUNT_QUERY("alipay.fund.account.query", Way.GET),
  /** Where a bill can be downloaded. */
  BILL("alipay.data.dataservice.bill.downloadurl.query", Way.GET),
  /** The bill itself. */
  BILL_DOWNLOAD("", Way.NONE),
  /** Whatever else was asked. */
  OTHER("", Way.NONE);

  /** How a call is made. */
  enum Way {
    /** Not by name. */
    NONE,
    /** Classic only, answered in JSON. */
    CLASSIC_ONLY,
    /** Classic, and as a POST of OpenAPI v3. */
    POST,
    /** Classic, and as a GET of OpenAPI v3. */
    GET,
    /** By the payer's browser. */
    PAGE,
    /** By an app. */
    ORDER_STRING
  }

  final String method;
  final Way way;

  Operation(String method, Way way) {
    this.method = method;
    this.way = way;
  }

  /** What stands before a classic answer's content. */
  String node() {
    return method.replace('.', '_') + "_response";
  }

  /** Under OpenAPI v3. */
  String path() {
    return "/v3/" + method.replace('.', '/');
  }

  boolean inV3() {
    return way == Way.POST || way == Way.GET;
  }

  /** Whether the parameters are no JSON, and a success has no code. */
  boolean plain() {
    return this == OAUTH_TOKEN || this == USER_INFO;
  }

  static Operation named(String method) {
    return Arrays.stream(values())
        .filter(operation -> !method.isEmpty() && operation.method.equals(method))
        .findFirst()
        .orElse(OTHER);
  }

  static Operation at(String path) {
    if (path.startsWith(BillDesk.PATH)) {
      return BILL_DOWNLOAD;
    }
    return Arrays.stream(values())
        .filter(operation -> operation.inV3() && operation.path().equals(path))
        .findFirst()
        .orElse(OTHER);
  }
}
