// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.net.URI;
import java.util.Optional;

/**
 * Where the payer is. The scene fixes what {@link PaymentClient#create} answers: a QR code to show,
 * a page to open, parameters for a wallet, a voucher to pay with elsewhere, or the payment itself.
 *
 * @param <R> what the shop does next
 */
public sealed interface Scene<R>
    permits Scene.QrCode,
        Scene.WebPage,
        Scene.MobilePage,
        Scene.InApp,
        Scene.InWallet,
        Scene.PaymentCode,
        Scene.Voucher {

  /** The payer scans a code on the shop's screen. */
  static QrCode qrCode() {
    return new QrCode();
  }

  /**
   * The payer sits at a desktop browser and goes to the provider's page.
   *
   * @param returnUrl where the browser comes back; a hint, never proof
   */
  static WebPage webPage(URI returnUrl) {
    return new WebPage(returnUrl);
  }

  /**
   * The payer is in a mobile browser outside the wallet.
   *
   * @param returnUrl where the browser comes back; a hint, never proof
   * @param payerIp the payer's public address as the shop's server saw it
   */
  static MobilePage mobilePage(URI returnUrl, String payerIp) {
    return new MobilePage(Optional.of(returnUrl), PersonalText.of(payerIp));
  }

  /**
   * The payer is in a mobile browser outside the wallet and comes back to where the provider's page
   * was opened.
   *
   * @param payerIp the payer's public address as the shop's server saw it
   */
  static MobilePage mobilePage(String payerIp) {
    return new MobilePage(Optional.empty(), PersonalText.of(payerIp));
  }

  /** The payer is in the shop's own mobile app, which calls the wallet's SDK. */
  static InApp inApp() {
    return new InApp();
  }

  /**
   * The payer is inside the wallet: a mini program or the wallet's browser.
   *
   * @param payerId the provider's id of the payer (WeChat: openid)
   */
  static InWallet inWallet(String payerId) {
    return new InWallet(PersonalText.of(payerId));
  }

  /**
   * The shop scans the payer's payment code.
   *
   * @param code the digits of the scanned code; usable once, for about a minute
   */
  static PaymentCode paymentCode(String code) {
    return new PaymentCode(PersonalText.of(code));
  }

  /**
   * The payer pays elsewhere and later, with a voucher that is issued now: by bank transfer or at a
   * convenience store.
   */
  static Voucher voucher(VoucherKind kind) {
    return new Voucher(kind);
  }

  /** See {@link Scene#qrCode()}. */
  record QrCode() implements Scene<ShowQrCode> {}

  /**
   * See {@link Scene#webPage(URI)}.
   *
   * @param returnUrl where the browser comes back
   */
  record WebPage(URI returnUrl) implements Scene<OpenPage> {}

  /**
   * See {@link Scene#mobilePage(URI, String)}.
   *
   * @param returnUrl where the browser comes back, if the shop chooses
   * @param payerIp the payer's public address
   */
  record MobilePage(Optional<URI> returnUrl, PersonalText payerIp) implements Scene<OpenPage> {}

  /** See {@link Scene#inApp()}. */
  record InApp() implements Scene<InvokeWallet> {}

  /**
   * See {@link Scene#inWallet(String)}.
   *
   * @param payerId the provider's id of the payer
   */
  record InWallet(PersonalText payerId) implements Scene<InvokeWallet> {}

  /**
   * See {@link Scene#paymentCode(String)}.
   *
   * @param code the digits of the scanned code
   */
  record PaymentCode(PersonalText code) implements Scene<Payment> {}

  /**
   * See {@link Scene#voucher(VoucherKind)}.
   *
   * @param kind what the payer pays with
   */
  record Voucher(VoucherKind kind) implements Scene<ShowVoucher> {}
}
