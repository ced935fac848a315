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
  /** 2000132: payments in older examples, and e-invoices, which have a pair of their own. */
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

  /** The published pair for e-invoices; where there is none, one that nobody else has. */
  Keys invoiceKeys() {
    return this == OLDER
        ? new Keys(merchantId, "ejCk326UnaZWKisg", "q9jcZX8Ib9LM8wYk")
        : Keys.of(merchantId);
  }

  Keys keys() {
    return new Keys(merchantId, hashKey, hashIv);
  }
}
