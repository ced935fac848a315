// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * What single values of an order must be, checked before anything is signed: of a page or an order
 * string, Alipay tells the payer, not the shop, what it did not like. (支付宝开放平台, 电脑网站支付, 手机网站支付, APP
 * 支付, 当面付, JSAPI 支付.)
 */
final class OrderRules {

  /** Both addresses that Alipay takes with an order. */
  static final int LONGEST_ADDRESS = 256;

  private static final Duration LEAST_VALIDITY = Duration.ofMinutes(1);
  private static final Duration MOST_VALIDITY = Duration.ofDays(15);
  private static final String ADVISED_AGAINST = "/=&";

  private OrderRules() {}

  /** The number, if Alipay takes such numbers. */
  static String number(String number) {
    return FieldRules.token("payment number", number, 1, 64, "_");
  }

  /** A text of the order that the payer or the shop reads. */
  static String text(String field, String value, int most) {
    FieldRules.text(field, value, 1, most);
    if (value.isBlank()) {
      throw new InvalidRequestException(field, "something to read, not blanks alone");
    }
    mustNotBeParameters(field, value);
    return value;
  }

  /**
   * Alipay writes such texts into signed parameters as they are, where one could be read as
   * several; a notification of that kind would be refused, and the payment not believed.
   */
  static void mustNotBeParameters(String field, String value) {
    if (SignedText.looksLikeParameter(value)) {
      throw new InvalidRequestException(
          field,
          "no & with a name and = after it, as in &x=: in what Alipay signs this reads as another"
              + " parameter");
    }
  }

  /** Whether Alipay advises against a character of the subject. */
  static boolean isAdvisedAgainst(String subject) {
    return subject.chars().anyMatch(c -> ADVISED_AGAINST.indexOf(c) >= 0);
  }

  /** The last moment to pay, if Alipay takes an order that ends then. */
  static String expiry(Instant created, Instant payBefore) {
    if (payBefore.isBefore(created.plus(LEAST_VALIDITY))
        || payBefore.isAfter(created.plus(MOST_VALIDITY))) {
      throw new InvalidRequestException(
          "payBefore", "1 minute to 15 days after the payment id's time");
    }
    return BeijingTime.text(payBefore);
  }

  /** An address of the shop's that Alipay posts to or sends browsers to. */
  static String address(String field, URI value, int most) {
    String text = FieldRules.address(field, value, most);
    String query = value.getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (SignedText.decides(FormFields.decoded(name, FormFields.Writing.FORM).orElse(name))) {
          throw new InvalidRequestException(
              field,
              "no query parameter "
                  + name
                  + ": Alipay has one of that name, and the two could be taken for each other");
        }
      }
    }
    return text;
  }

  /** Whether a payer id is an account number; otherwise it is an open id. */
  static boolean isUserId(String payerId) {
    return payerId.length() == 16
        && payerId.startsWith("2088")
        && payerId.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A payment code as the payer's Alipay shows it, or as a face terminal gives it. */
  static String paymentCode(String code) {
    FieldRules.token("payment code", code, 1, 64, "");
    if (isFaceCode(code) ? code.length() != 35 : !isBarCode(code)) {
      throw new InvalidRequestException(
          "payment code",
          "16 to 24 digits that begin with 25 to 30, as the payer's Alipay shows, or fp and 33"
              + " characters of a face terminal");
    }
    return code;
  }

  static boolean isFaceCode(String code) {
    return code.startsWith("fp");
  }

  private static boolean isBarCode(String code) {
    if (code.length() < 16 || code.length() > 24) {
      return false;
    }
    boolean digits = code.chars().allMatch(c -> c >= '0' && c <= '9');
    int prefix = (code.charAt(0) - '0') * 10 + (code.charAt(1) - '0');
    return digits && prefix >= 25 && prefix <= 30;
  }
}
