// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What single values of an order must be, checked before anything is signed: of a page UnionPay
 * tells the payer, not the shop, what it did not like. (全渠道, 消费, 数据元.)
 */
final class OrderRules {

  /** How long an order may be paid unless the request says otherwise. */
  static final Duration VALIDITY = Duration.ofMinutes(15);

  private static final Duration LEAST_VALIDITY = Duration.ofMinutes(1);
  private static final Duration MOST_VALIDITY = Duration.ofDays(30);
  private static final int LONGEST_ADDRESS = 256;
  private static final int MOST_DESCRIPTION_BYTES = 32;
  private static final int MOST_DESCRIPTION_CHARACTERS = 256;
  private static final int MOST_ATTACHMENT_BYTES = 1024;
  private static final long MOST_FEN = 999_999_999_999L;

  private OrderRules() {}

  /** An amount as the wire has it, in fen. */
  static String fen(String field, Money amount) {
    if (!amount.currency().getCurrencyCode().equals("CNY")
        || !amount.isPositive()
        || amount.minorUnits() > MOST_FEN) {
      throw new InvalidRequestException(
          field, "0.01 to 9999999999.99 yuan (CNY), which is all that UnionPay takes here");
    }
    return Long.toString(amount.minorUnits());
  }

  /** What the payer reads, where there is no field for it. */
  static String description(String value) {
    FieldRules.text("description", value, 1, MOST_DESCRIPTION_CHARACTERS);
    if (value.isBlank()) {
      throw new InvalidRequestException("description", "something to read, not blanks alone");
    }
    return value;
  }

  /**
   * What the payer reads in an app; empty if UnionPay cannot show it, which is no reason not to be
   * paid.
   */
  static Optional<String> orderDescription(String value) {
    try {
      return Optional.of(text("description", description(value), MOST_DESCRIPTION_BYTES));
    } catch (InvalidRequestException cannotBeShown) {
      // Whether it is a description at all.
      description(value);
      return Optional.empty();
    }
  }

  /** What comes back with the payment. */
  static String attachment(String value) {
    return text("attachment", value, MOST_ATTACHMENT_BYTES);
  }

  /**
   * A text that neither a signature's text nor an answer, which escape nothing, can take for more
   * than one value.
   */
  static String text(String field, String value, int mostBytes) {
    FieldRules.text(field, value, 1, mostBytes);
    GbkText.check(field, value);
    if (GbkText.length(value) > mostBytes) {
      throw new InvalidRequestException(
          field,
          "at most "
              + mostBytes
              + " bytes in GBK, where a Chinese character is two, not "
              + GbkText.length(value));
    }
    if (SignedText.hasStructure(value)) {
      throw new InvalidRequestException(
          field, "no & = { } [ ] \" ': what UnionPay signs escapes nothing");
    }
    if (!value.strip().equals(value)) {
      throw new InvalidRequestException(
          field, "no blanks at its ends, which UnionPay may cut off under the signature");
    }
    return value;
  }

  /**
   * The last moment to pay, if an order can end then. UnionPay prints no bounds; these keep a slip
   * from making an order that nobody can pay, or that nobody can end.
   */
  static Instant expiry(Instant created, Instant payBefore) {
    if (payBefore.isBefore(created.plus(LEAST_VALIDITY))
        || payBefore.isAfter(created.plus(MOST_VALIDITY))) {
      throw new InvalidRequestException(
          "payBefore", "1 minute to 30 days after the payment id's time");
    }
    return payBefore;
  }

  /** An address that UnionPay posts notifications to. */
  static String notifyUrl(String field, URI value) {
    return withoutTilde(field, FieldRules.notifyUrl(field, value, LONGEST_ADDRESS));
  }

  /** An address that UnionPay sends browsers to. */
  static String address(String field, URI value) {
    String text = withoutTilde(field, FieldRules.address(field, value, LONGEST_ADDRESS));
    if (text.indexOf('&') >= 0 || text.indexOf('\'') >= 0) {
      throw new InvalidRequestException(
          field,
          "at most one query parameter, and no ': in the signed text an & would begin another"
              + " field");
    }
    return text;
  }

  /** The code that the payer's app shows. */
  static String paymentCode(String code) {
    boolean digits = code.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || !code.startsWith("62") || code.length() < 19 || code.length() > 20) {
      throw new InvalidRequestException(
          "payment code", "19 or 20 digits that begin with 62, as the payer's app shows");
    }
    return code;
  }

  private static String withoutTilde(String field, String address) {
    if (address.indexOf('~') >= 0) {
      throw new InvalidRequestException(field, "an address without ~, which UnionPay refuses");
    }
    return address;
  }
}
