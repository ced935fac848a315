// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** Which of several valid platform certificates signs where the request does not say. */
public enum PlatformSigner {
  /** The one that ends first. */
  OLDEST_CERTIFICATE,
  /** The one that ends last. */
  NEWEST_CERTIFICATE,
  /** Each in turn, as in the last days of a rotation. */
  ALTERNATING_CERTIFICATES
}
