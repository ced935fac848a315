// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What single values of an order must be, checked before anything is signed: ECPay tells the payer,
 * not the shop, what it did not like. (綠界科技 ECPay, 全方位金流, 產生訂單; 介接注意事項.)
 */
final class OrderRules {

  /** The field is of 400; ECPay cuts what is longer and then finds the CheckMacValue wrong. */
  static final int MOST_ITEM_BYTES = 400;

  static final int MOST_DESCRIPTION = 200;

  private static final long MOST_DOLLARS = 999_999_999;

  private static final int LONGEST_ADDRESS = 200;

  /** The only ones beside letters and digits that the document allows in 自訂欄位. */
  private static final String SYMBOLS = ",.#()$[];%{}:/?&@<>! ";

  /** In HTML they mean something; a description of the trade has none. */
  private static final String HTML_CHARACTERS = "<>&\"'";

  private OrderRules() {}

  /** The number, if ECPay takes such numbers. */
  static String number(String number) {
    return FieldRules.token("payment number", number, 1, 20, "");
  }

  /** An amount as the wire has it: whole dollars. */
  static String dollars(Money amount) {
    if (!amount.currency().getCurrencyCode().equals("TWD")) {
      throw new InvalidRequestException("currency", "TWD; ECPay takes no other");
    }
    long dollars = Dollars.whole("amount", amount);
    if (dollars < 1 || dollars > MOST_DOLLARS) {
      throw new InvalidRequestException("amount", "1 to " + MOST_DOLLARS + " TWD, not " + amount);
    }
    return Long.toString(dollars);
  }

  /** The one item that a description is. */
  static String itemName(String description) {
    return itemNames("description", List.of(description));
  }

  private static boolean looksLikeField(String text) {
    int ampersand = text.indexOf('&');
    while (ampersand >= 0) {
      int next = text.indexOf('&', ampersand + 1);
      int equals = text.indexOf('=', ampersand);
      if (equals > ampersand + 1 && (next < 0 || equals < next)) {
        return true;
      }
      ampersand = next;
    }
    return false;
  }

  /** What is sold, in one field. */
  static String itemNames(String field, List<String> items) {
    if (items.isEmpty()) {
      throw new InvalidRequestException(field, "at least one item");
    }
    for (String item : items) {
      FieldRules.text(field, item, 1, MOST_ITEM_BYTES);
      if (item.isBlank()) {
        throw new InvalidRequestException(field, "something to read, not blanks alone");
      }
      if (item.indexOf('#') >= 0) {
        throw new InvalidRequestException(
            field, "no # inside an item: it separates items; give several as EcpayOption.items(…)");
      }
    }
    String joined = String.join("#", items);
    if (looksLikeField(joined)) {
      throw new InvalidRequestException(
          field,
          "no = after an &: ECPay writes the goods into its answers as they are, where this would"
              + " read as another field");
    }
    int bytes = utf8Length(joined);
    if (bytes > MOST_ITEM_BYTES) {
      throw new InvalidRequestException(
          field,
          "at most "
              + MOST_ITEM_BYTES
              + " bytes of UTF-8, not "
              + bytes
              + " (ECPay cuts longer ones and then refuses the signature);"
              + " EcpayOption.itemsThatFit(…) shortens them");
    }
    return joined;
  }

  /** As many items as fit; of a first one that does not fit, as much as does. */
  static List<String> itemsThatFit(List<String> items) {
    List<String> kept = new ArrayList<>();
    int room = MOST_ITEM_BYTES;
    for (String item : items) {
      int needed = utf8Length(item) + (kept.isEmpty() ? 0 : 1);
      if (needed > room) {
        break;
      }
      kept.add(item);
      room -= needed;
    }
    if (kept.isEmpty() && !items.isEmpty()) {
      kept.add(beginning(items.get(0)));
    }
    return kept;
  }

  /** The description as far as the trade's own description may repeat it. */
  static String tradeDescription(String description, String number) {
    StringBuilder plain = new StringBuilder();
    int left = MOST_DESCRIPTION;
    for (int i = 0; i < description.length() && left > 0; left--) {
      int c = description.codePointAt(i);
      plain.appendCodePoint(HTML_CHARACTERS.indexOf(c) >= 0 ? ' ' : c);
      i += Character.charCount(c);
    }
    return plain.toString().isBlank() ? number : plain.toString();
  }

  /** A description of the trade that the shop has chosen. */
  static String chosenTradeDescription(String text) {
    FieldRules.text("TradeDesc", text, 1, MOST_DESCRIPTION);
    for (int i = 0; i < text.length(); i++) {
      if (HTML_CHARACTERS.indexOf(text.charAt(i)) >= 0) {
        throw new InvalidRequestException(
            "TradeDesc", "none of " + HTML_CHARACTERS + " (position " + i + ")");
      }
    }
    if (text.isBlank()) {
      throw new InvalidRequestException("TradeDesc", "something to read, not blanks alone");
    }
    return text;
  }

  /** A text that comes back with the payment. */
  static String customField(String field, String text) {
    FieldRules.text(field, text, 1, 50);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!Character.isLetterOrDigit(c) && SYMBOLS.indexOf(c) < 0) {
        throw new InvalidRequestException(
            field,
            "letters, digits, blanks and any of "
                + SYMBOLS.strip()
                + " only (position "
                + i
                + " differs); ECPay brings back no other");
      }
      i += Character.charCount(c);
    }
    return text;
  }

  /**
   * An address that ECPay posts to or sends browsers to: https on port 443, or this machine's
   * loopback for tests.
   */
  static String address(String field, URI value) {
    if (value.getHost() == null
        && value.getRawAuthority() != null
        && !isAscii(value.getRawAuthority())) {
      throw new InvalidRequestException(
          field, "a host of other letters written as punycode: java.net.IDN.toASCII(host)");
    }
    String text = FieldRules.address(field, value, LONGEST_ADDRESS);
    if (text.startsWith("https:") && value.getPort() != -1 && value.getPort() != 443) {
      throw new InvalidRequestException(field, "port 443; ECPay reaches no other");
    }
    if (text.indexOf('%') >= 0) {
      throw new InvalidRequestException(
          field,
          "an address without percent-encoded characters: ECPay decodes them and then finds the"
              + " signature wrong");
    }
    // An HTML escape ends with a semicolon.
    if (text.indexOf(';') >= 0 || text.indexOf('|') >= 0 || text.indexOf('`') >= 0) {
      throw new InvalidRequestException(
          field, "an address without ; (also as in &amp;) | and back-tick");
    }
    return text;
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String beginning(String item) {
    int end = 0;
    int bytes = 0;
    while (end < item.length()) {
      int c = item.codePointAt(end);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > MOST_ITEM_BYTES) {
        break;
      }
      end += Character.charCount(c);
    }
    return item.substring(0, end);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
