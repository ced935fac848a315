// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/** A public key. Safe for use by many threads. */
interface VerifyingKey {

  /** Whether this Base64 is its signature of these bytes; anything malformed is not. */
  boolean verifies(byte[] message, String base64Signature);

  /** What tells keys apart: the modulus, or the point. */
  byte[] publicHalf();
}
