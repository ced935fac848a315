// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An object with the fields that a document lists, and no others. */
final class ObjectShape implements Shape {
  private final Map<String, Shape> fields = new LinkedHashMap<>();
  private final Set<String> needed = new LinkedHashSet<>();

  ObjectShape needs(String name, Shape shape) {
    needed.add(name);
    return may(name, shape);
  }

  ObjectShape may(String name, Shape shape) {
    fields.put(name, shape);
    return this;
  }

  @Override
  public void check(String pointer, JsonNode value) throws Refusal {
    if (!value.isObject()) {
      throw Refusal.field("body", pointer, value, "must be an object");
    }
    for (String name : needed) {
      if (!value.has(name)) {
        throw Refusal.field("body", pointer + "/" + name, null, "is missing, it is required");
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String at = pointer + "/" + field.getKey();
      Shape shape = fields.get(field.getKey());
      if (shape == null) {
        String issue = "illegal extra parameter, this call does not list it";
        throw Refusal.field(ErrorCode.EXTRA_PARAMETER, "body", at, field.getValue(), issue);
      }
      if (field.getValue().isNull()) {
        throw Refusal.field("body", at, field.getValue(), "is null; leave an absent field out");
      }
      shape.check(at, field.getValue());
    }
  }
}
