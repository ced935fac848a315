// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Properties of merchants as a shop owner writes them. */
final class Setting {

  private Setting() {}

  /** A merchant whose settings are these variables of its provider's. */
  static String[] merchant(String id, String provider, Map<String, String> variables) {
    List<String> pairs = new ArrayList<>();
    pairs.add("countersign.merchants." + id + ".provider=" + provider);
    variables.forEach(
        (variable, value) ->
            pairs.add(property(id, provider, variable) + "=" + value.replace("\\n", "\n")));
    return pairs.toArray(String[]::new);
  }

  /** The property of a variable such as {@code WECHATPAY_MCHID}. */
  static String property(String id, String provider, String variable) {
    String key =
        variable.substring(provider.length() + 1).toLowerCase(Locale.ROOT).replace('_', '-');
    return "countersign.merchants." + id + "." + provider + "." + key;
  }

  /** The variables without some of them. */
  static Map<String, String> without(Map<String, String> variables, String... names) {
    Map<String, String> rest = new java.util.TreeMap<>(variables);
    List.of(names).forEach(rest::remove);
    return rest;
  }
}
