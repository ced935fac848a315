// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Whose order it is: a merchant's own, or a sub-merchant's through its service provider. */
record Parties(String mchid, String appid, Optional<String> subMchid, Optional<String> subAppid) {

  static Parties of(ObjectNode terms) {
    String prefix = terms.has("sp_mchid") ? "sp_" : "";
    return new Parties(
        terms.path(prefix + "mchid").asText(),
        terms.path(prefix + "appid").asText(),
        text(terms, "sub_mchid"),
        text(terms, "sub_appid"));
  }

  List<String> appids() {
    return subAppid.map(sub -> List.of(appid, sub)).orElse(List.of(appid));
  }

  void putApps(ObjectNode json) {
    json.put(named("appid"), appid);
    subAppid.ifPresent(sub -> json.put("sub_appid", sub));
  }

  void putMerchants(ObjectNode json) {
    json.put(named("mchid"), mchid);
    subMchid.ifPresent(sub -> json.put("sub_mchid", sub));
  }

  /** The name of a field that a service provider's answers call its own. */
  String named(String field) {
    return subMchid.isPresent() ? "sp_" + field : field;
  }

  /** What would be said to a direct merchant: a service provider's fields as its own. */
  static ObjectNode direct(ObjectNode partner) {
    ObjectNode content = StrictJson.object();
    partner
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              boolean nested = field.getValue().isObject();
              if (!name.startsWith("sub_")) {
                content.set(
                    name.startsWith("sp_") ? name.substring("sp_".length()) : name,
                    nested ? direct((ObjectNode) field.getValue()) : field.getValue());
              }
            });
    return content;
  }

  private static Optional<String> text(ObjectNode terms, String field) {
    return terms.has(field) ? Optional.of(terms.path(field).asText()) : Optional.empty();
  }
}
