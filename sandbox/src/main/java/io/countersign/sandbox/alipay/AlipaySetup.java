// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Duration;

/** How an application is set up. Immutable; every method with a value gives a changed copy. */
public final class AlipaySetup {
  private final KeyMode keyMode;
  private final SignType signType;
  private final long balance;
  private final Addresses addresses;
  private final Terms terms;

  /** Where the shop is told something; empty for nowhere. */
  private record Addresses(String shop, String applicationGateway) {}

  /** What stands in the contract. */
  private record Terms(
      boolean openIds, Duration refundWindow, boolean refundPause, int royaltyPercent) {}

  private AlipaySetup(
      KeyMode keyMode, SignType signType, long balance, Addresses addresses, Terms terms) {
    this.keyMode = keyMode;
    this.signType = signType;
    this.balance = balance;
    this.addresses = addresses;
    this.terms = terms;
  }

  /**
   * In public key mode with RSA2, without money, payers named by user ids, no application gateway;
   * payments can be refunded for 365 days, and 30 percent of one can be shared.
   */
  public static AlipaySetup usual() {
    return new AlipaySetup(
        KeyMode.PUBLIC_KEY,
        SignType.RSA2,
        0,
        new Addresses("https://shop.example/alipay/notify", ""),
        new Terms(false, Duration.ofDays(365), true, 30));
  }

  private AlipaySetup with(Addresses changed) {
    return new AlipaySetup(keyMode, signType, balance, changed, terms);
  }

  private AlipaySetup with(Terms changed) {
    return new AlipaySetup(keyMode, signType, balance, addresses, changed);
  }

  /** The same in certificate mode, which transfers demand. */
  public AlipaySetup certificates() {
    return new AlipaySetup(KeyMode.CERTIFICATE, signType, balance, addresses, terms);
  }

  /** The same with another kind of signature. */
  public AlipaySetup signType(SignType type) {
    return new AlipaySetup(keyMode, type, balance, addresses, terms);
  }

  /** The same with money to begin with, in fen. */
  public AlipaySetup balance(long fen) {
    return new AlipaySetup(keyMode, signType, fen, addresses, terms);
  }

  /** The same with another address in {@link AlipayMerchant#environment()}. */
  public AlipaySetup notifyUrl(String url) {
    return with(new Addresses(url, addresses.applicationGateway));
  }

  /**
   * The same with an application gateway: where the end of transfers, of asynchronous sharing and
   * of refunds to a bank is told, as a message with a {@code msg_method}. Loopback only.
   */
  public AlipaySetup applicationGateway(String url) {
    return with(new Addresses(addresses.shop, url));
  }

  /** The same with payers named by open ids. */
  public AlipaySetup namesPayersByOpenId() {
    return with(new Terms(true, terms.refundWindow, terms.refundPause, terms.royaltyPercent));
  }

  /**
   * The same with another time in which payments can be refunded. At its end they are {@code
   * TRADE_FINISHED}; with {@link Duration#ZERO} they are so from the start.
   */
  public AlipaySetup refundWindow(Duration window) {
    return with(new Terms(terms.openIds, window, terms.refundPause, terms.royaltyPercent));
  }

  /** The same, but two refunds of one trade need not be three seconds apart. */
  public AlipaySetup refundsWithoutPause() {
    return with(new Terms(terms.openIds, terms.refundWindow, false, terms.royaltyPercent));
  }

  /** The same with another share of a payment that may go to others, in percent of it. */
  public AlipaySetup royaltyPercent(int percent) {
    return with(new Terms(terms.openIds, terms.refundWindow, terms.refundPause, percent));
  }

  /** How keys are known. */
  public KeyMode keyMode() {
    return keyMode;
  }

  /** How both sides sign. */
  public SignType signType() {
    return signType;
  }

  /** What the merchant has to refund and to transfer from, in fen. */
  public long balance() {
    return balance;
  }

  /** The value of {@code ALIPAY_NOTIFY_URL} in {@link AlipayMerchant#environment()}. */
  public String notifyUrl() {
    return addresses.shop;
  }

  /** Where messages with a {@code msg_method} go; empty for nowhere. */
  public String applicationGateway() {
    return addresses.applicationGateway;
  }

  /** Whether payers are named by {@code buyer_open_id} instead of {@code buyer_user_id}. */
  public boolean openIds() {
    return terms.openIds;
  }

  /** How long a payment can be refunded. */
  public Duration refundWindow() {
    return terms.refundWindow;
  }

  /** Whether two refunds of one trade must be three seconds apart. */
  public boolean refundPause() {
    return terms.refundPause;
  }

  /** How much of a payment may go to others, in percent of it. */
  public int royaltyPercent() {
    return terms.royaltyPercent;
  }
}
