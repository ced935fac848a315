// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Words for which ECPay's content filter turns an order away, because they are commands of an
 * operating system. The list is not complete; ECPay publishes none. (綠界科技 ECPay, 全方位金流, 產生訂單,
 * ItemName 與 TradeDesc 的系統指令關鍵字.)
 */
final class FilteredWords {

  private static final List<String> WORDS =
      List.of(
          ("echo cmd python perl ping ftp telnet nmap nc chmod kill rm ls gcc passwd uname finger"
                  + " mail xterm traceroute tracert tftp wget curl bash net.exe cmd.exe nmap.exe"
                  + " nc.exe ftp.exe wsh.exe tclsh powershell exec eval system")
              .split(" ", -1));

  private FilteredWords() {}

  /**
   * Checks a text that the filter reads.
   *
   * @throws InvalidRequestException if it has such a word; it names the word
   */
  static void check(String field, String text) {
    Optional<String> word = in(text);
    if (word.isPresent()) {
      throw new InvalidRequestException(
          field,
          "a text without the word \""
              + word.get()
              + "\", which ECPay's content filter takes for a command and refuses; write it"
              + " otherwise, or try with EcpayOption.allowFilteredWords()");
    }
  }

  /** The first such word that stands by itself. */
  static Optional<String> in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String word : WORDS) {
      for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
        int end = at + word.length();
        if ((at == 0 || !isWordPart(lower.charAt(at - 1)))
            && (end == lower.length() || !isWordPart(lower.charAt(end)))) {
          return Optional.of(word);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
