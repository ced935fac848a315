// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/**
 * How a sub-merchant is set up; every method gives a changed copy.
 *
 * @param ownApps whether it has an official account, a mini program and a mobile app of its own;
 *     without them it trades under those of its service provider
 * @param balance what it has to refund from, in fen; payments add to it
 */
public record SubMerchantSetup(boolean ownApps, long balance) {

  /**
   * A sub-merchant with apps of its own and an empty balance.
   *
   * @return the usual setup
   */
  public static SubMerchantSetup usual() {
    return new SubMerchantSetup(true, 0);
  }

  /**
   * Leaves it without apps.
   *
   * @return a copy
   */
  public SubMerchantSetup withoutApps() {
    return new SubMerchantSetup(false, balance);
  }

  /**
   * Changes the money to begin with.
   *
   * @param fen in fen
   * @return a copy
   */
  public SubMerchantSetup balance(long fen) {
    return new SubMerchantSetup(ownApps, fen);
  }
}
