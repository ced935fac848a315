// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What each field may hold, whichever call it comes with. */
final class FieldRules {
  private static final List<String> ADDRESSES = List.of("frontUrl", "backUrl", "frontFailUrl");
  private static final List<String> TIMES = List.of("txnTime", "origTxnTime", "payTimeout");

  private final Map<String, Pattern> patterns = new HashMap<>();

  FieldRules() {
    rule("merId", "[0-9A-Za-z]{15}");
    rule("orderId", "[0-9A-Za-z]{8,40}");
    rule("origOrderId", "[0-9A-Za-z]{8,40}");
    rule("txnAmt", "[1-9][0-9]{0,11}");
    rule("currencyCode", "156");
    rule("channelType", "05|07|08|16");
    rule("accessType", "[012]");
    rule("certId", "[0-9]{1,128}");
    rule("encryptCertId", "[0-9]{1,128}");
    rule("orderTimeout", "[0-9]{1,10}");
    rule("qrNo", "62[0-9]{17,18}");
    rule("origQryId", "[0-9A-Za-z]{20,21}");
    rule("queryId", "[0-9A-Za-z]{20,21}");
    rule("acqInsCode", "[0-9A-Za-z]{8,11}");
    rule("accInsCode", "[0-9A-Za-z]{8,11}");
    rule("merCatCode", "[0-9]{4}");
    rule("subMerId", "[0-9A-Za-z]{5,15}");
    rule("issInsCode", "[0-9A-Za-z]{1,20}");
    rule("defaultPayType", "[0-9]{4}");
    rule("accType", "0[1-4]");
    rule("settleDate", "[0-9]{4}");
    rule("fileType", "00");
    rule("certType", "01");
    rule("termId", "[ -~]{8}");
    texts(1024, "accNo", "customerInfo", "reqReserved", "instalTransInfo", "tokenPayData");
    texts(2048, "reserved", "riskRateInfo");
    texts(512, "accSplitData");
    texts(300, "termInfo");
    texts(40, "merName", "subMerName");
    texts(16, "subMerAbbr");
    texts(8, "merAbbr");
    texts(32, "orderDesc");
  }

  private void rule(String name, String pattern) {
    patterns.put(name, Pattern.compile(pattern));
  }

  private void texts(int longest, String... names) {
    for (String name : names) {
      rule(name, "[^\\p{Cntrl}]{1," + longest + "}");
    }
  }

  void check(Map<String, String> fields) throws Refusal {
    for (Map.Entry<String, String> field : fields.entrySet()) {
      Pattern pattern = patterns.get(field.getKey());
      if (pattern != null && !pattern.matcher(field.getValue()).matches()) {
        throw Refusal.format(field.getKey(), "does not match " + pattern);
      }
    }
    for (String name : TIMES) {
      if (fields.containsKey(name) && Numbers.instant(fields.getOrDefault(name, "")).isEmpty()) {
        throw Refusal.format(name, "is no time like 20260301100000, Beijing");
      }
    }
    for (String name : ADDRESSES) {
      checkAddress(name, fields.getOrDefault(name, ""));
    }
  }

  private static void checkAddress(String name, String url) throws Refusal {
    if (url.isEmpty()) {
      return;
    }
    if (url.length() > 256) {
      throw Refusal.format(name, "is longer than 256 characters");
    }
    if (url.contains("~")) {
      throw Refusal.format(name, "holds a ~");
    }
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like anything else that is no address.
    }
    throw Refusal.format(name, "is no http or https address");
  }
}
