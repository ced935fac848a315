// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidRequestException;
import java.net.URI;

/** Checks what a caller gives against a provider's rules, before anything is sent. */
public final class FieldRules {

  private FieldRules() {}

  /**
   * A text of {@code least} to {@code most} characters (code points, so an emoji counts one),
   * without control characters or half surrogate pairs.
   */
  public static String text(String field, String value, int least, int most) {
    int length = value.codePointCount(0, value.length());
    if (length < least || length > most) {
      throw new InvalidRequestException(
          field, least + " to " + most + " characters, not " + length);
    }
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (Character.isISOControl(c)
          || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        throw new InvalidRequestException(
            field, "text without control characters or half an emoji (position " + i + ")");
      }
      i += Character.charCount(c);
    }
    return value;
  }

  /** A text of ASCII letters, digits and the given other characters. */
  public static String token(String field, String value, int least, int most, String others) {
    if (value.length() < least || value.length() > most) {
      throw new InvalidRequestException(
          field, least + " to " + most + " characters, not " + value.length());
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!alphanumeric && others.indexOf(c) < 0) {
        throw new InvalidRequestException(
            field,
            "ASCII letters and digits"
                + (others.isEmpty() ? "" : " and any of " + others)
                + " only (position "
                + i
                + " differs)");
      }
    }
    return value;
  }

  /**
   * An address that a provider posts to: https, or plain http on loopback for tests; no query, no
   * fragment.
   */
  public static String notifyUrl(String field, URI value, int most) {
    if (value.getRawQuery() != null) {
      throw new InvalidRequestException(
          field,
          "an absolute https address without query or fragment, at most " + most + " characters");
    }
    return address(field, value, most);
  }

  /**
   * An address that a provider posts to or sends browsers to: https, or plain http on loopback for
   * tests; a query is allowed, a fragment is not.
   */
  public static String address(String field, URI value, int most) {
    String text = value.toASCIIString();
    boolean plainLoopback =
        "http".equals(value.getScheme())
            && value.getHost() != null
            && Endpoint.isLoopback(value.getHost());
    if (value.getHost() == null
        || !("https".equals(value.getScheme()) || plainLoopback)
        || value.getRawUserInfo() != null
        || value.getRawFragment() != null
        || text.length() > most) {
      throw new InvalidRequestException(
          field, "an absolute https address without fragment, at most " + most + " characters");
    }
    return text;
  }
}
