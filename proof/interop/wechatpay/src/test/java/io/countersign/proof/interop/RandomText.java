// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import com.wechat.pay.java.core.util.GsonUtil;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The same random input in every run: ASCII, Chinese, emoji beyond the first plane, and everything
 * that JSON, URLs and signed lines treat specially.
 */
final class RandomText {
  private static final String AWKWARD =
      "\"\\/\n\r\t%+&=?#;,:|*@~ '<>{}[]`^\u0001\u007f\u2028\uFEFF";
  private static final String NUMBER =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-|*@";
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

  private final Random random;

  RandomText(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** That many characters, as a payer would count them: emoji are one. */
  String text(int length) {
    StringBuilder text = new StringBuilder(length * 2);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(character());
    }
    return text.toString();
  }

  /** Mostly short, sometimes empty, now and then long. */
  String anyText() {
    return switch (below(10)) {
      case 0 -> "";
      case 1 -> text(500 + below(1500));
      default -> text(1 + below(60));
    };
  }

  /** At most that many bytes in UTF-8. */
  String textOfAtMost(int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    int used = 0;
    for (int wanted = below(bytes + 1); used < wanted; ) {
      String next = Character.toString(character());
      int size = next.getBytes(StandardCharsets.UTF_8).length;
      if (used + size > wanted) {
        next = "x".repeat(wanted - used);
        size = wanted - used;
      }
      text.append(next);
      used += size;
    }
    return text.toString();
  }

  /** Printable text for a receipt: no control characters. */
  String receiptText(int most) {
    return "茶" + text(below(most)).replaceAll("[\\p{Cntrl}\\u2028\\uFEFF]", "🍵");
  }

  /** A merchant's own number with all the characters that WeChat Pay allows. */
  String number(int least, int most) {
    return of(NUMBER, least + below(most - least + 1));
  }

  String letters(int length) {
    return of(LETTERS, length);
  }

  /** A JSON object of texts, numbers, lists and objects, without any blank. */
  String json() {
    StringBuilder json = new StringBuilder("{\"first\":").append(quoted(anyText()));
    int more = below(6);
    for (int i = 0; i < more; i++) {
      json.append(',').append(quoted("n" + i + text(below(8)))).append(':');
      switch (below(5)) {
        case 0 -> json.append(random.nextLong());
        case 1 -> json.append(random.nextBoolean());
        case 2 -> json.append('[').append(quoted(anyText())).append(",7]");
        case 3 -> json.append("{\"inner\":").append(quoted(anyText())).append('}');
        default -> json.append(quoted(anyText()));
      }
    }
    return json.append('}').toString();
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  static String quoted(String text) {
    return GsonUtil.getGson().toJson(text);
  }

  private int character() {
    return switch (below(5)) {
      case 0 -> AWKWARD.charAt(below(AWKWARD.length()));
      case 1 -> 0x4E00 + below(0x9FA5 - 0x4E00);
      case 2 -> 0x1F300 + below(0x300);
      default -> ' ' + below('~' - ' ' + 1);
    };
  }

  private String of(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(below(alphabet.length())));
    }
    return text.toString();
  }
}
