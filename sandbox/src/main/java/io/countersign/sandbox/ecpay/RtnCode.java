// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/** The result codes that ECPay documents, or was seen to answer. */
final class RtnCode {
  static final String OK = "1";

  /** Refused for a reason whose code is not documented; the text says it. */
  static final String UNNAMED = "0";

  static final String ACCOUNT_ISSUED = "2";
  static final String STORE_CODE_ISSUED = "10100073";
  static final String PENDING = "10300066";
  static final String UNKNOWN_ORDER = "10200047";
  static final String DUPLICATE = "10300028";
  static final String FAILED = "10200095";
  static final String CHECK_MAC = "10200073";
  static final String NOT_VERIFIED = "10200083";
  static final String CONTRACT_STOPPED = "100006";
  static final String DECLINED = "10100058";
  static final String CARD_EXPIRED = "10100251";
  static final String METHOD_OFF = "10200079";
  static final String UNKNOWN_MERCHANT = "10200141";
  static final String FORBIDDEN_WORD = "10400011";
  static final String EMBEDDED_FORMAT = "5100011";
  static final String INVOICE_FIELD_MISSING = "10000002";
  static final String INVOICE_DUPLICATE = "10000009";

  private RtnCode() {}
}
