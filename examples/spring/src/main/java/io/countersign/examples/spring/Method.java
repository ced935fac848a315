// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

/**
 * A way to pay that the shop offers.
 *
 * @param merchant whose account collects: the name by which it is configured
 * @param scene where the payer is: {@code qr} or {@code page}
 * @param currency what the account collects, such as {@code CNY}
 * @param label what the payer reads
 */
record Method(String merchant, String scene, String currency, String label) {

  /** A code on the shop's screen that the payer scans. */
  static final String QR = "qr";

  /** The provider's own page, to which the payer's browser goes. */
  static final String PAGE = "page";

  boolean is(String otherMerchant, String otherScene) {
    return merchant.equals(otherMerchant) && scene.equals(otherScene);
  }
}
