// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an answer that its signature covers: the value of one member, exactly as it was
 * written. The other members are the signature and the number of Alipay's certificate.
 */
final class SignedNode {

  private static final int MOST_CHARACTERS = 1024 * 1024;
  private static final int MOST_MEMBERS = 16;

  private final String text;
  private final String signature;
  private final Optional<String> certificateNumber;
  private final boolean errorResponse;

  private SignedNode(
      String text, String signature, Optional<String> certificateNumber, boolean errorResponse) {
    this.text = text;
    this.signature = signature;
    this.certificateNumber = certificateNumber;
    this.errorResponse = errorResponse;
  }

  /**
   * Finds it in an answer to a method.
   *
   * @throws JsonFormatException if it is no JSON object with exactly one member of that answer
   */
  static SignedNode in(byte[] body, String method) throws JsonFormatException {
    Optional<String> text = FormFields.utf8(body);
    if (text.isEmpty() || text.get().length() > MOST_CHARACTERS) {
      throw new JsonFormatException("not UTF-8, or too long");
    }
    Map<String, String> members = members(text.get());
    String name = method.replace('.', '_') + "_response";
    String own = members.get(name);
    String error = members.get("error_response");
    if (own != null && error != null) {
      throw new JsonFormatException("it has an answer and an error at once");
    }
    String node = own == null ? error : own;
    if (node == null) {
      throw new JsonFormatException("it has no answer to this method");
    }
    if (node.charAt(0) != '{' && node.charAt(0) != '"') {
      throw new JsonFormatException("its answer is neither an object nor a text");
    }
    String number = string(members, "alipay_cert_sn");
    return new SignedNode(
        node,
        string(members, "sign"),
        number.isBlank() ? Optional.empty() : Optional.of(number),
        own == null);
  }

  /** What the signature covers; an encrypted answer with its quotes. */
  String text() {
    return text;
  }

  /**
   * The same with {@code \/} written as {@code /}, which Alipay signs at times; empty if there is
   * none. Whoever believes it must read it, too, and not the first.
   */
  Optional<String> textWithBareSlashes() {
    return text.contains("\\/") ? Optional.of(text.replace("\\/", "/")) : Optional.empty();
  }

  /** Whether it is encrypted: a text in quotes instead of an object. */
  boolean isEncrypted() {
    return text.charAt(0) == '"';
  }

  /** Base64; blank if it is not signed. */
  String signature() {
    return signature;
  }

  Optional<String> certificateNumber() {
    return certificateNumber;
  }

  /** Whether the gateway refused it before the method was reached. */
  boolean isErrorResponse() {
    return errorResponse;
  }

  /** The members of the outermost object, each with its value as it was written. */
  private static Map<String, String> members(String text) throws JsonFormatException {
    Map<String, String> members = new HashMap<>();
    int at = blanks(text, 0);
    if (at >= text.length() || text.charAt(at) != '{') {
      throw new JsonFormatException("not a JSON object");
    }
    at = blanks(text, at + 1);
    while (at < text.length() && text.charAt(at) == '"') {
      int nameEnd = stringEnd(text, at);
      String name = text.substring(at + 1, nameEnd - 1);
      at = blanks(text, nameEnd);
      if (at >= text.length() || text.charAt(at) != ':') {
        throw malformed();
      }
      at = blanks(text, at + 1);
      int end = valueEnd(text, at);
      if (end == at) {
        throw malformed();
      }
      if (name.indexOf('\\') >= 0 || members.put(name, text.substring(at, end)) != null) {
        throw new JsonFormatException("a name stands twice in the answer, or is escaped");
      }
      if (members.size() > MOST_MEMBERS) {
        throw malformed();
      }
      at = blanks(text, end);
      if (at < text.length() && text.charAt(at) == ',') {
        at = blanks(text, at + 1);
      } else {
        break;
      }
    }
    if (at >= text.length() || text.charAt(at) != '}' || blanks(text, at + 1) != text.length()) {
      throw malformed();
    }
    return members;
  }

  /** Behind the value that begins here; what kind it is matters only where it is used. */
  private static int valueEnd(String text, int at) throws JsonFormatException {
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = stringEnd(text, i) - 1;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (depth == 0 && (c == ',' || blanks(text, i) > i)) {
        return i;
      }
      if (depth == 0 && (c == '"' || c == '}' || c == ']')) {
        return i + 1;
      }
    }
    throw malformed();
  }

  /** Behind the closing quote of the string that begins here. */
  private static int stringEnd(String text, int at) throws JsonFormatException {
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    throw malformed();
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static String string(Map<String, String> members, String name)
      throws JsonFormatException {
    String written = members.get(name);
    return written == null ? "" : unquoted(written);
  }

  /**
   * What a JSON text in quotes says.
   *
   * @throws JsonFormatException if it is malformed
   */
  static String unquoted(String written) throws JsonFormatException {
    String object = "{\"value\":" + written + "}";
    return JsonText.fields(object.getBytes(StandardCharsets.UTF_8)).text("value").orElse("");
  }

  private static JsonFormatException malformed() {
    return new JsonFormatException("malformed");
  }
}
