// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** The calls that the gateway knows, for faults and the journal. */
public enum Operation {
  /** Any call; only for planning faults. */
  ANY,
  /** {@code POST /v3/pay/transactions/native}. */
  ORDER_NATIVE,
  /** {@code POST /v3/pay/transactions/jsapi}. */
  ORDER_JSAPI,
  /** {@code POST /v3/pay/transactions/h5}. */
  ORDER_H5,
  /** {@code POST /v3/pay/transactions/app}. */
  ORDER_APP,
  /** {@code POST /v3/pay/transactions/codepay}. */
  CODEPAY,
  /** {@code GET /v3/pay/transactions/out-trade-no/…}. */
  QUERY,
  /** {@code GET /v3/pay/transactions/id/…}. */
  QUERY_BY_TRANSACTION,
  /** {@code POST …/close}. */
  CLOSE,
  /** {@code POST …/reverse}. */
  REVERSE,
  /** {@code POST /v3/refund/domestic/refunds}. */
  REFUND,
  /** {@code GET /v3/refund/domestic/refunds/…}. */
  REFUND_QUERY,
  /** {@code POST …/apply-abnormal-refund}. */
  ABNORMAL_REFUND,
  /** {@code POST /v3/combine-transactions/{jsapi|app|h5|native}}. */
  COMBINED_ORDER,
  /** {@code GET /v3/combine-transactions/out-trade-no/…}. */
  COMBINED_QUERY,
  /** {@code POST /v3/combine-transactions/out-trade-no/…/close}. */
  COMBINED_CLOSE,
  /** {@code GET /v3/bill/tradebill}. */
  TRADE_BILL,
  /** {@code GET /v3/bill/fundflowbill}. */
  FUND_FLOW_BILL,
  /** {@code GET /v3/billdownload/file}. */
  BILL_DOWNLOAD,
  /** {@code POST /v3/fund-app/mch-transfer/transfer-bills}. */
  TRANSFER,
  /** {@code GET /v3/fund-app/mch-transfer/transfer-bills/…}. */
  TRANSFER_QUERY,
  /** {@code POST /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/…/cancel}. */
  TRANSFER_CANCEL,
  /** {@code POST /v3/profitsharing/receivers/add}. */
  RECEIVER_ADD,
  /** {@code POST /v3/profitsharing/receivers/delete}. */
  RECEIVER_DELETE,
  /** {@code POST /v3/profitsharing/orders}. */
  SHARE,
  /** {@code GET /v3/profitsharing/orders/…}. */
  SHARE_QUERY,
  /** {@code POST /v3/profitsharing/orders/unfreeze}. */
  UNFREEZE,
  /** {@code POST /v3/profitsharing/return-orders}. */
  SHARE_RETURN,
  /** {@code GET /v3/profitsharing/return-orders/…}. */
  SHARE_RETURN_QUERY,
  /** {@code GET /v3/profitsharing/transactions/…/amounts}. */
  SHARE_AMOUNTS,
  /** {@code GET /v3/profitsharing/merchant-configs/…}. */
  SHARE_CONFIG,
  /** {@code GET /v3/certificates}. */
  CERTIFICATES,
  /** {@code POST /v3/security/echo}. */
  ECHO,
  /** {@code GET /v3/merchant/fund/balance/…}. */
  BALANCE,
  /** {@code GET /sns/jscode2session}, of {@link WeChatLogin}. */
  CODE_TO_SESSION,
  /** {@code GET /sns/oauth2/access_token}, of {@link WeChatLogin}. */
  CODE_TO_TOKEN,
  /** Whatever else was asked, known or not. */
  OTHER
}
