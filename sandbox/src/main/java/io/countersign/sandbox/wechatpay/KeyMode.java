// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** With which keys WeChat Pay signs for a merchant. */
public enum KeyMode {
  /** Platform certificates only; the public key, if applied for, is not switched on yet. */
  CERTIFICATE_ONLY,
  /**
   * Both: an answer is signed by the key that the request names, by a certificate when it names
   * none.
   */
  PUBLIC_KEY_AND_CERTIFICATE,
  /** The public key only, as new merchants have it; there is no certificate to download. */
  PUBLIC_KEY_ONLY
}
