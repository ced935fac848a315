// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/**
 * With what a merchant and the gateway prove their messages to each other.
 *
 * @param merchantId whose
 * @param hashKey 16 characters
 * @param hashIv 16 characters
 */
record Keys(String merchantId, String hashKey, String hashIv) {
  /** Keys that nobody else has. */
  static Keys of(String merchantId) {
    return new Keys(merchantId, Numbers.alphanumeric(16), Numbers.alphanumeric(16));
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "keys of merchant " + merchantId;
  }
}
