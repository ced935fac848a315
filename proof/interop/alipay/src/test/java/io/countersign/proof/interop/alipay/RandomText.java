// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop.alipay;

import java.util.Random;

/**
 * The same random input in every run: ASCII, Chinese, emoji beyond the first plane, and what JSON,
 * forms and signed texts treat specially.
 */
final class RandomText {
  private static final String AWKWARD = "\"\\/%+=?#;,:|*@~ '<>{}[]`^\u007f\u2028\uFEFF";

  private final Random random;

  RandomText(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** That many characters, as a payer would count them: emoji are one; never blank. */
  String text(int length) {
    StringBuilder text = new StringBuilder("茶");
    for (int i = 1; i < length; i++) {
      text.appendCodePoint(
          switch (below(5)) {
            case 0 -> AWKWARD.charAt(below(AWKWARD.length()));
            case 1 -> 0x4E00 + below(0x9FA5 - 0x4E00);
            case 2 -> 0x1F300 + below(0x300);
            default -> 'a' + below(26);
          });
    }
    return text.toString();
  }

  /** Printable text without what orders refuse. */
  String subject(int most) {
    return text(1 + below(most)).replaceAll("[\\p{Cntrl}\\u2028\\uFEFF/=&]", "🍵");
  }
}
