// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.ListeningShop;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A shop that takes Alipay's notifications. */
final class Shop extends ListeningShop {
  Shop() {
    super("success");
  }

  Map<String, String> form(int index) {
    return form(index, StandardCharsets.UTF_8);
  }

  Map<String, String> form(int index, Charset charset) {
    Map<String, String> fields = new LinkedHashMap<>();
    Pairs.read(new String(posts.get(index), StandardCharsets.US_ASCII), charset, fields);
    return fields;
  }
}
