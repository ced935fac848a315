// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;
import java.util.Optional;

/**
 * How a merchant is set up; every method gives a changed copy.
 *
 * @param keyMode with which keys WeChat Pay signs
 * @param balance what the merchant has to refund from, in fen; payments add to it
 * @param notifyUrl the value of {@code WECHATPAY_NOTIFY_URL} in {@link
 *     WeChatPayMerchant#environment()}
 * @param refundNotifyUrl the address for refunds that name none, set in the merchant portal
 * @param refundsCompleteAfter how long refunds take; empty when only the test ends them
 * @param loopbackNotifyUrls whether {@code http} addresses on loopback are taken, which the real
 *     gateway refuses
 */
public record MerchantSetup(
    KeyMode keyMode,
    long balance,
    String notifyUrl,
    Optional<String> refundNotifyUrl,
    Optional<Duration> refundsCompleteAfter,
    boolean loopbackNotifyUrls) {

  /**
   * A merchant with a public key and a certificate, an empty balance, refunds that take five
   * seconds.
   *
   * @return the usual setup
   */
  public static MerchantSetup usual() {
    return new MerchantSetup(
        KeyMode.PUBLIC_KEY_AND_CERTIFICATE,
        0,
        "https://shop.example/wechatpay/notify",
        Optional.empty(),
        Optional.of(Duration.ofSeconds(5)),
        true);
  }

  /**
   * Changes the keys.
   *
   * @param mode with which keys WeChat Pay signs
   * @return a copy
   */
  public MerchantSetup keyMode(KeyMode mode) {
    return new MerchantSetup(
        mode, balance, notifyUrl, refundNotifyUrl, refundsCompleteAfter, loopbackNotifyUrls);
  }

  /**
   * Changes the money to begin with.
   *
   * @param fen in fen
   * @return a copy
   */
  public MerchantSetup balance(long fen) {
    return new MerchantSetup(
        keyMode, fen, notifyUrl, refundNotifyUrl, refundsCompleteAfter, loopbackNotifyUrls);
  }

  /**
   * Changes what {@link WeChatPayMerchant#environment()} says.
   *
   * @param url the shop's address for notifications
   * @return a copy
   */
  public MerchantSetup notifyUrl(String url) {
    return new MerchantSetup(
        keyMode, balance, url, refundNotifyUrl, refundsCompleteAfter, loopbackNotifyUrls);
  }

  /**
   * Changes the portal's address for refund notifications.
   *
   * @param url used for refunds that name no other
   * @return a copy
   */
  public MerchantSetup refundNotifyUrl(String url) {
    return new MerchantSetup(
        keyMode, balance, notifyUrl, Optional.of(url), refundsCompleteAfter, loopbackNotifyUrls);
  }

  /**
   * Changes how long refunds take.
   *
   * @param after by the sandbox clock
   * @return a copy
   */
  public MerchantSetup refundsComplete(Duration after) {
    return new MerchantSetup(
        keyMode, balance, notifyUrl, refundNotifyUrl, Optional.of(after), loopbackNotifyUrls);
  }

  /**
   * Leaves every refund in process until the test ends it.
   *
   * @return a copy
   */
  public MerchantSetup refundsStayProcessing() {
    return new MerchantSetup(
        keyMode, balance, notifyUrl, refundNotifyUrl, Optional.empty(), loopbackNotifyUrls);
  }

  /**
   * Refuses {@code http} notification addresses on loopback, as the real gateway does.
   *
   * @return a copy
   */
  public MerchantSetup refuseLoopbackNotifyUrls() {
    return new MerchantSetup(
        keyMode, balance, notifyUrl, refundNotifyUrl, refundsCompleteAfter, false);
  }
}
