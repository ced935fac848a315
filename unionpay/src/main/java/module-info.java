// SPDX-License-Identifier: Apache-2.0
/** UnionPay (中国银联) for merchants in mainland China. */
module io.countersign.unionpay {
  requires transitive io.countersign;
  requires java.naming;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;

  exports io.countersign.unionpay;
}
