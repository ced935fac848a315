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
  /** Tells no secret. */
  @Override
  public String toString() {
    return "keys of merchant " + merchantId;
  }
}
