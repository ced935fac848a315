// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/**
 * How an application is set up; every method gives a changed copy.
 *
 * @param keyMode how keys are known
 * @param signType how both sides sign
 * @param balance what the merchant has to refund and to transfer from, in fen
 * @param notifyUrl the value of {@code ALIPAY_NOTIFY_URL} in {@link AlipayMerchant#environment()}
 * @param openIds whether payers are named by {@code buyer_open_id} instead of {@code buyer_user_id}
 */
public record AlipaySetup(
    KeyMode keyMode, SignType signType, long balance, String notifyUrl, boolean openIds) {

  /** In public key mode with RSA2, without money, payers named by user ids. */
  public static AlipaySetup usual() {
    return new AlipaySetup(
        KeyMode.PUBLIC_KEY, SignType.RSA2, 0, "https://shop.example/alipay/notify", false);
  }

  /** The same in certificate mode, which transfers demand. */
  public AlipaySetup certificates() {
    return new AlipaySetup(KeyMode.CERTIFICATE, signType, balance, notifyUrl, openIds);
  }

  /** The same with another kind of signature. */
  public AlipaySetup signType(SignType type) {
    return new AlipaySetup(keyMode, type, balance, notifyUrl, openIds);
  }

  /** The same with money to begin with, in fen. */
  public AlipaySetup balance(long fen) {
    return new AlipaySetup(keyMode, signType, fen, notifyUrl, openIds);
  }

  /** The same with another address in {@link AlipayMerchant#environment()}. */
  public AlipaySetup notifyUrl(String url) {
    return new AlipaySetup(keyMode, signType, balance, url, openIds);
  }

  /** The same with payers named by open ids. */
  public AlipaySetup namesPayersByOpenId() {
    return new AlipaySetup(keyMode, signType, balance, notifyUrl, true);
  }
}
