// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;

/** Whether the library is there that only SM2 and SM3 need; it is found when it is missing. */
final class BouncyCastle {

  private BouncyCastle() {}

  /**
   * Checks that it can be used.
   *
   * @param what what needs it
   * @throws InvalidRequestException if it cannot
   */
  static void require(String what) {
    try {
      Sm3.hash(new byte[0]);
    } catch (NoClassDefFoundError absent) {
      throw new InvalidRequestException(
          what,
          "the optional library org.bouncycastle:bcprov-jdk18on, in a modular program also"
              + " --add-modules org.bouncycastle.provider");
    }
  }
}
