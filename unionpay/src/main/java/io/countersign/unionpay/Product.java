// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ProviderOption;
import io.countersign.Scene;
import java.util.Optional;

/**
 * UnionPay's ways to make an order, by the word that a {@link PaymentRef} keeps of it. (全渠道, 产品,
 * txnType, txnSubType, bizType, channelType.)
 */
enum Product {
  PAGE("page", Call.Path.FRONT, "01", "000201", "07"),
  B2B("b2b", Call.Path.FRONT, "01", "000202", "07"),
  WAP("wap", Call.Path.FRONT, "01", "000201", "08"),
  APP("app", Call.Path.APP, "01", "000201", "08"),
  QR("qr", Call.Path.BACK, "07", Product.CODES_BIZ_TYPE, "08"),
  CODE("code", Call.Path.BACK, "06", Product.CODES_BIZ_TYPE, "08"),
  TOKEN("token", Call.Path.BACK, "01", "000902", "07");

  /** That of QR and payment codes; a question under it finds all others, too. */
  static final String CODES_BIZ_TYPE = "000000";

  private final String word;
  private final Call.Path path;
  private final String txnSubType;
  private final String bizType;
  private final String channelType;

  Product(String word, Call.Path path, String txnSubType, String bizType, String channelType) {
    this.word = word;
    this.path = path;
    this.txnSubType = txnSubType;
    this.bizType = bizType;
    this.channelType = channelType;
  }

  /** The product of a request's scene and options. */
  static Product of(PaymentRequest<?> request) {
    Scene<?> scene = request.scene();
    if (scene instanceof Scene.WebPage) {
      for (ProviderOption option : request.options()) {
        if (option instanceof UnionPayOption ours && ours.isB2b()) {
          return B2B;
        }
      }
      return PAGE;
    }
    if (scene instanceof Scene.MobilePage) {
      return WAP;
    }
    if (scene instanceof Scene.InApp) {
      return APP;
    }
    if (scene instanceof Scene.QrCode) {
      return QR;
    }
    if (scene instanceof Scene.PaymentCode) {
      return CODE;
    }
    throw new InvalidRequestException(
        "scene",
        scene instanceof Scene.InWallet
            ? "one that this client has; orders in the wallet's own pages are another service of"
                + " UnionPay, and mobilePage opens the wallet where it is installed"
            : "one that UnionPay has; it issues no vouchers");
  }

  /** The product an attempt was made with; empty if another system made it. */
  static Optional<Product> of(PaymentRef payment) {
    String word = payment.product().orElse("");
    for (Product product : values()) {
      if (product.word.equals(word)) {
        return Optional.of(product);
      }
    }
    return Optional.empty();
  }

  /** The code under which an attempt is asked about and followed up. */
  static String bizType(PaymentRef payment) {
    return of(payment).map(Product::bizType).orElse(CODES_BIZ_TYPE);
  }

  /** How an attempt, or what was done to it, is asked about; number and time are lacking. */
  static Call question(Merchant merchant, PaymentRef payment) {
    return merchant.namingInstitution(
        Call.of(Call.Path.QUERY, "00", "00", bizType(payment)),
        of(payment).map(Product::bizType).orElse(""));
  }

  /**
   * Whether an attempt charges at once, by a payment code or a token: no page lets the payer try
   * again, and it can be reversed.
   */
  static boolean isCharge(PaymentRef payment) {
    return of(payment).filter(Product::isCharge).isPresent();
  }

  private boolean isCharge() {
    return this == CODE || this == TOKEN;
  }

  /** Whether the payer's browser brings the order to UnionPay, so that making it is no call. */
  boolean isPage() {
    return path == Call.Path.FRONT;
  }

  /** An order's call, without what a request says. */
  Call order() {
    return Call.of(path, "01", txnSubType, bizType).with("channelType", channelType);
  }

  String word() {
    return word;
  }

  String bizType() {
    return bizType;
  }

  String channelType() {
    return channelType;
  }
}
