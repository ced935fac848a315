// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Documented fields that have no method of their own, given by Alipay's name and as JSON. */
final class FieldsByName {

  private final Map<String, Object> values = new LinkedHashMap<>();

  FieldsByName() {}

  FieldsByName(FieldsByName other) {
    values.putAll(other.values);
  }

  /**
   * Keeps a field.
   *
   * @param name as the document has it
   * @param json one JSON value
   */
  void put(String name, String json) {
    FieldRules.token("field name", name, 1, 64, "_");
    Map<String, Object> wrapped;
    try {
      wrapped = JsonText.object(("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException(name, "a JSON value: " + malformed.getMessage());
    }
    Object value = wrapped.get("value");
    if (wrapped.size() != 1 || value == null) {
      throw new InvalidRequestException(name, "one JSON value other than null");
    }
    if (values.put(name, value) != null) {
      throw new InvalidRequestException(name, "to be given once");
    }
  }

  /**
   * Adds the fields to those that have methods.
   *
   * @throws InvalidRequestException if one of them is there already: two sources for one field
   *     would be decided by order
   */
  void addTo(Map<String, Object> content) {
    for (Map.Entry<String, Object> field : values.entrySet()) {
      if (content.putIfAbsent(field.getKey(), field.getValue()) != null) {
        throw new InvalidRequestException(
            field.getKey(), "to be given by its method; it is filled already");
      }
    }
  }
}
