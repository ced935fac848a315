// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/** The merchants that ECPay has published for anybody's tests. */
public enum StageMerchant {
  /** 3002607: payments of all kinds. */
  PAYMENT("3002607", "pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs"),
  /** 3002599: a platform. */
  PLATFORM("3002599", "spPjZn66i0OhqJsQ", "hT5OJckN45isQTTs"),
  /** 3003008: a platform for the embedded form. */
  EMBEDDED_PLATFORM("3003008", "FCnGLNS7P3xQ2q3E", "awL5GRWRhyaybq13"),
  /** 3085779: a gateway merchant. */
  GATEWAY("3085779", "y6869NBSzTuvhSRx", "BMm7FmX91dE8rpdw"),
  /** 2000132: payments in older examples. */
  OLDER("2000132", "5294y06JbISpM5x9", "v77hoKGq4kWxNNIS"),
  /** 2000214: payments in older examples, without a one-time password. */
  OLDER_WITHOUT_PASSWORD("2000214", "5294y06JbISpM5x9", "v77hoKGq4kWxNNIS");

  private final String merchantId;
  private final String hashKey;
  private final String hashIv;

  StageMerchant(String merchantId, String hashKey, String hashIv) {
    this.merchantId = merchantId;
    this.hashKey = hashKey;
    this.hashIv = hashIv;
  }

  Keys keys() {
    return new Keys(merchantId, hashKey, hashIv);
  }
}
