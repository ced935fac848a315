// SPDX-License-Identifier: Apache-2.0
/** Alipay (支付宝) for merchants in mainland China. */
module io.countersign.alipay {
  requires transitive io.countersign;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;

  exports io.countersign.alipay;
}
