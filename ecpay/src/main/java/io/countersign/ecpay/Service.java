// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import java.util.Optional;

/**
 * ECPay's services: each has a host of its own, and some have a key pair of their own. (綠界科技 ECPay,
 * 介接注意事項; each API's page, "介接路徑".)
 */
enum Service {
  /** 全方位金流: orders, queries, card actions. */
  PAYMENT("payment", "/Cashier/ /CreditDetail/ /MerchantMember/ /ApplePay/"),
  /** 廠商後台: files. */
  VENDOR("vendor", "/PaymentMedia/"),
  /** 站內付 2.0: tokens, payments, bound cards. */
  EMBEDDED("ecpg", "/Merchant/"),
  /** 幕後授權, 幕後取號 and the queries of 站內付 2.0. */
  BACK_OFFICE("ecpayment", "/1.0.0/"),
  /** 電子發票. */
  INVOICE("einvoice", "/B2CInvoice/ /B2BInvoice/"),
  /** 物流. */
  LOGISTICS("logistics", "/Express/ /express/ /Helper/ /helper/ /CrossBorder/");

  private final String host;

  /** The beginnings of its paths, blanks between them. */
  private final String prefixes;

  Service(String host, String prefixes) {
    this.host = host;
    this.prefixes = prefixes;
  }

  /** The first part of its host's name. */
  String host() {
    return host;
  }

  /** The service whose paths begin like this one. */
  static Service ofPath(String path) {
    for (Service service : values()) {
      for (String prefix : service.prefixes.split(" ", -1)) {
        if (path.startsWith(prefix)) {
          return service;
        }
      }
    }
    throw new InvalidRequestException(
        "path", "one of ECPay's, such as /Cashier/…, /1.0.0/…, /B2CInvoice/… or /Express/…");
  }

  /** What an envelope's header names as its revision, at services that ask for one. */
  Optional<String> revision(String path) {
    if (path.startsWith("/B2CInvoice/")) {
      return Optional.of("3.0.0");
    }
    return this == INVOICE || this == LOGISTICS ? Optional.of("1.0.0") : Optional.empty();
  }
}
