// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/** What a value of a request body must look like. */
interface Shape {
  void check(String pointer, JsonNode value) throws Refusal;

  /** Lengths count characters, not bytes and not UTF-16 units. */
  static Shape text(int shortest, int longest) {
    return (pointer, value) -> {
      String text = string(pointer, value);
      int length = text.codePointCount(0, text.length());
      if (length < shortest || length > longest) {
        String issue = "must have " + shortest + " to " + longest + " characters, has " + length;
        throw Refusal.field(ErrorCode.OUT_OF_RANGE, "body", pointer, value, issue);
      }
    };
  }

  static Shape matching(String pattern, String meaning) {
    Pattern compiled = Pattern.compile(pattern);
    return (pointer, value) -> {
      if (!compiled.matcher(string(pointer, value)).matches()) {
        throw Refusal.field("body", pointer, value, "must be " + meaning);
      }
    };
  }

  static Shape oneOf(String... values) {
    List<String> allowed = List.of(values);
    return (pointer, value) -> {
      if (!allowed.contains(string(pointer, value))) {
        throw Refusal.field("body", pointer, value, "must be one of " + allowed);
      }
    };
  }

  static Shape integer(long least, long greatest) {
    return (pointer, value) -> {
      if (!value.isIntegralNumber()) {
        throw Refusal.field("body", pointer, value, "must be a JSON integer, is " + kind(value));
      }
      if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > greatest) {
        String issue = "must be from " + least + " to " + greatest;
        throw Refusal.field(ErrorCode.OUT_OF_RANGE, "body", pointer, value, issue);
      }
    };
  }

  static Shape bool() {
    return (pointer, value) -> {
      if (!value.isBoolean()) {
        throw Refusal.field("body", pointer, value, "must be true or false, is " + kind(value));
      }
    };
  }

  static Shape list(Shape each, int fewest, int most) {
    return (pointer, value) -> {
      if (!value.isArray()) {
        throw Refusal.field("body", pointer, value, "must be an array, is " + kind(value));
      }
      if (value.size() < fewest || value.size() > most) {
        throw Refusal.field(
            "body", pointer, null, "must have " + fewest + " to " + most + " elements");
      }
      for (int i = 0; i < value.size(); i++) {
        JsonNode element = value.get(i);
        if (element.isNull()) {
          throw Refusal.field("body", pointer + "/" + i, element, "is null");
        }
        each.check(pointer + "/" + i, element);
      }
    };
  }

  /** RFC 3339 with an offset and without fractions of a second. */
  static Shape time() {
    Pattern form =
        Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})");
    return (pointer, value) -> {
      String text = string(pointer, value);
      String issue = "must be RFC 3339 with an offset, like 2025-08-01T10:34:56+08:00";
      if (!form.matcher(text).matches()) {
        throw Refusal.field("body", pointer, value, issue);
      }
      try {
        OffsetDateTime.parse(text);
      } catch (DateTimeException e) {
        throw Refusal.field("body", pointer, value, issue);
      }
    };
  }

  /** A literal address; a name is never looked up. */
  static Shape ipAddress() {
    Pattern v4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    Pattern v6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    return (pointer, value) -> {
      text(1, 45).check(pointer, value);
      String text = value.textValue();
      boolean good = false;
      if (v4.matcher(text).matches() || v6.matcher(text).matches()) {
        try {
          InetAddress address = InetAddress.getByName(text);
          good = v6.matcher(text).matches() || address instanceof Inet4Address;
        } catch (UnknownHostException e) {
          good = false;
        }
      }
      if (!good) {
        throw Refusal.field("body", pointer, value, "must be an IPv4 or IPv6 address");
      }
    };
  }

  private static String string(String pointer, JsonNode value) throws Refusal {
    if (!(value instanceof TextNode)) {
      throw Refusal.field("body", pointer, value, "must be a string, is " + kind(value));
    }
    String text = value.textValue();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw Refusal.field("body", pointer, null, "holds half a character (a lone surrogate)");
      }
    }
    return text;
  }

  private static String kind(JsonNode value) {
    return value.isFloatingPointNumber()
        ? "a number with a fraction or exponent"
        : value.getNodeType().name();
  }
}
