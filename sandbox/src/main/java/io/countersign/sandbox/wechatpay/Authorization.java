// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Authorization} header, taken apart. */
record Authorization(
    String mchid, String nonce, String timestamp, String serial, String signature) {
  private static final String SCHEME = "WECHATPAY2-SHA256-RSA2048";
  private static final List<String> NAMES =
      List.of("mchid", "nonce_str", "timestamp", "serial_no", "signature");
  private static final Pattern PAIR = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern CLAIMED_MCHID = Pattern.compile("[ ,]mchid=\"([0-9]{1,32})\"");

  static Authorization of(WireRequest request) throws Refusal {
    List<String> given = request.all("Authorization");
    if (given.isEmpty()) {
      throw wrong("the header Authorization is missing");
    }
    if (given.size() > 1) {
      throw wrong("the header Authorization is given " + given.size() + " times");
    }
    String header = given.get(0);
    int blank = header.indexOf(' ');
    String scheme = blank < 0 ? header : header.substring(0, blank);
    if (!scheme.equals(SCHEME)) {
      throw wrong("the scheme of Authorization must be " + SCHEME);
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : header.substring(scheme.length()).strip().split(",", -1)) {
      Matcher matcher = PAIR.matcher(pair);
      if (!matcher.matches()) {
        throw wrong(
            "Authorization must be pairs of name=\"value\" with a comma and no space between them");
      }
      if (!NAMES.contains(matcher.group(1))) {
        throw wrong("Authorization has an unknown parameter " + matcher.group(1));
      }
      if (values.put(matcher.group(1), matcher.group(2)) != null) {
        throw wrong("Authorization has the parameter " + matcher.group(1) + " twice");
      }
    }
    return new Authorization(
        value(values, "mchid"),
        value(values, "nonce_str"),
        value(values, "timestamp"),
        value(values, "serial_no"),
        value(values, "signature"));
  }

  /** Whom the caller says to be, for finding planned faults; proves nothing. */
  static Optional<String> claimedMchid(WireRequest request) {
    return request
        .first("Authorization")
        .map(CLAIMED_MCHID::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1));
  }

  static Refusal wrong(String message) {
    return Refusal.of(ErrorCode.SIGN_ERROR, message);
  }

  private static String value(Map<String, String> values, String name) throws Refusal {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw wrong("Authorization lacks the parameter " + name);
    }
    return value;
  }
}
