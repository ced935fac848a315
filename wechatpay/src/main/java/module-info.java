// SPDX-License-Identifier: Apache-2.0
/** WeChat Pay (微信支付) for mainland merchants, APIv3. */
module io.countersign.wechatpay {
  requires transitive io.countersign;
  requires static org.jspecify;

  exports io.countersign.wechatpay;
}
