// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/**
 * How a merchant is set up; every method gives a changed copy.
 *
 * @param balance what the merchant has to refund from, in whole dollars; captures add to it
 * @param returnUrl the value of {@code ECPAY_RETURN_URL} in {@link EcpayMerchant#environment()}
 * @param capturesByItself whether authorised payments are captured in the evening without being
 *     asked for
 * @param loopbackUrls whether addresses on loopback with any port are taken, which the real gateway
 *     refuses
 */
public record EcpaySetup(
    long balance, String returnUrl, boolean capturesByItself, boolean loopbackUrls) {

  /**
   * A merchant with an empty balance, whose payments are captured every evening.
   *
   * @return the usual setup
   */
  public static EcpaySetup usual() {
    return new EcpaySetup(0, "https://shop.example/ecpay/return", true, true);
  }

  /**
   * Changes the money to begin with.
   *
   * @param dollars in whole New Taiwan dollars
   * @return a copy
   */
  public EcpaySetup balance(long dollars) {
    return new EcpaySetup(dollars, returnUrl, capturesByItself, loopbackUrls);
  }

  /**
   * Changes what {@link EcpayMerchant#environment()} says.
   *
   * @param url the shop's address for notifications
   * @return a copy
   */
  public EcpaySetup returnUrl(String url) {
    return new EcpaySetup(balance, url, capturesByItself, loopbackUrls);
  }

  /**
   * Captures only what the shop asks for.
   *
   * @return a copy
   */
  public EcpaySetup capturesWhenAsked() {
    return new EcpaySetup(balance, returnUrl, false, loopbackUrls);
  }

  /**
   * Refuses addresses on loopback, as the real gateway does.
   *
   * @return a copy
   */
  public EcpaySetup refuseLoopbackUrls() {
    return new EcpaySetup(balance, returnUrl, capturesByItself, false);
  }
}
