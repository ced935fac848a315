// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item of a table: texts and whole numbers by name. */
final class Row {

  private final Map<String, AttributeValue> attributes;

  private Row(Map<String, AttributeValue> attributes) {
    this.attributes = attributes;
  }

  static Row of(Map<String, AttributeValue> attributes) {
    return new Row(attributes);
  }

  /** Attributes by name: texts, and whole numbers. */
  static Map<String, AttributeValue> values(Object... namesAndValues) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      values.put(
          namesAndValues[i].toString(),
          value instanceof Number number
              ? AttributeValue.fromN(Long.toString(number.longValue()))
              : AttributeValue.fromS(value.toString()));
    }
    return values;
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  String text(String name, String unless) {
    return find(name).orElse(unless);
  }

  String required(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("the row has no " + name));
  }

  /** A set of texts; empty if there is none. */
  List<String> texts(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? List.of() : value.ss();
  }

  OptionalLong findNumber(String name) {
    AttributeValue value = attributes.get(name);
    return value == null || value.n() == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(value.n()));
  }

  long number(String name, long unless) {
    return findNumber(name).orElse(unless);
  }

  /** A moment, kept in whole seconds. */
  Optional<Instant> moment(String name) {
    OptionalLong seconds = findNumber(name);
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }
}
