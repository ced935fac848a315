// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.Map;

/**
 * Why Alipay finds a signature wrong. Its message quotes the text that it verified, escaped as for
 * HTML; compared with the text that was signed, that tells whether the request changed on its way
 * or the key is wrong. Names only, never a value: those are orders and persons. (支付宝开放平台, 验签出错
 * isv.invalid-signature.)
 */
final class SignatureDiagnosis {

  private static final int MOST_MESSAGE_CHARACTERS = 100;

  private final Map<String, String> signed;

  /**
   * For one request.
   *
   * @param signed the signed text in its parts, by name, in order; put together they are the text
   */
  SignatureDiagnosis(Map<String, String> signed) {
    this.signed = signed;
  }

  /** The message without the text that it quotes, which holds the order. */
  static String withoutText(String message) {
    String before = message.substring(0, textBegin(message));
    return before.length() > MOST_MESSAGE_CHARACTERS
        ? before.substring(0, MOST_MESSAGE_CHARACTERS)
        : before;
  }

  /** The likely cause, to be added to a remedy; empty if the message quotes no text. */
  String of(String message) {
    String seen = unescaped(message.substring(textBegin(message)).strip());
    String own = String.join("", signed.values()).strip();
    if (seen.isEmpty() || own.isEmpty()) {
      return "";
    }
    if (seen.indexOf('\n') < 0) {
      seen = seen.replace("\\n", "\n").strip();
    }
    if (seen.equals(own)) {
      return "; Alipay verified exactly the text that was signed, so the key is wrong: the console"
          + " holds another 应用公钥 for this APPID, or expects another sign type";
    }
    int same = 0;
    while (same < seen.length() && same < own.length() && seen.charAt(same) == own.charAt(same)) {
      same++;
    }
    if (same == seen.length()) {
      return "; Alipay quotes only the first "
          + same
          + " of "
          + own.length()
          + " characters, and they are those that were signed: the key is wrong, or what follows was"
          + " cut off";
    }
    return "; " + changed(seen, own, same);
  }

  private String changed(String seen, String own, int same) {
    String name = nameAt(same);
    boolean missing = !seen.contains(name + "=") && own.contains(name + "=");
    boolean charset = same < own.length() && (own.charAt(same) > '~' || seen.charAt(same) > '~');
    if (missing) {
      return name
          + " was signed, but did not arrive: something on the way drops it, or the gateway does"
          + " not take it";
    }
    return "Alipay verified another text than was signed; "
        + name
        + " is the first part that differs"
        + (charset
            ? ", in a character that is not ASCII: something on the way changes the charset"
            : ": something on the way changes requests");
  }

  private String nameAt(int position) {
    int end = 0;
    String last = "";
    for (Map.Entry<String, String> part : signed.entrySet()) {
      last = part.getKey();
      end += part.getValue().length();
      if (position < end) {
        return last;
      }
    }
    return last;
  }

  /** Where the quoted text begins: with its first name. */
  private static int textBegin(String message) {
    int begin = message.indexOf('=');
    if (begin < 0) {
      return message.length();
    }
    while (begin > 0 && isNameCharacter(message.charAt(begin - 1))) {
      begin--;
    }
    return begin;
  }

  private static boolean isNameCharacter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&");
  }
}
