// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A change of one row and the conditions on which it is made, in the words of DynamoDB's
 * expressions. Not safe for use by several threads.
 */
final class Change {

  private final Map<String, AttributeValue> key;
  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private final List<String> adds = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new LinkedHashMap<>();

  private Change(Map<String, AttributeValue> key) {
    this.key = key;
  }

  static Change of(Map<String, AttributeValue> key) {
    return new Change(key);
  }

  Change set(String name, Object value) {
    sets.add(name(name) + " = " + value(value));
    return this;
  }

  Change remove(String... several) {
    for (String name : several) {
      removes.add(name(name));
    }
    return this;
  }

  Change add(String name, long value) {
    adds.add(name(name) + " " + value(value));
    return this;
  }

  /** One more text in a set of texts, unless it is in there. */
  Change addText(String name, String text) {
    String placeholder = ":v" + values.size();
    values.put(placeholder, AttributeValue.fromSs(List.of(text)));
    adds.add(name(name) + " " + placeholder);
    return this;
  }

  Change where(String name, Object value) {
    conditions.add(name(name) + " = " + value(value));
    return this;
  }

  /** The value, or no such attribute where it is 0. */
  Change whereNumber(String name, long value) {
    String same = name(name) + " = " + value(value);
    conditions.add(
        value == 0 ? "(attribute_not_exists(" + name(name) + ") OR " + same + ")" : same);
    return this;
  }

  Change whereAtLeast(String name, long value) {
    conditions.add(name(name) + " >= " + value(value));
    return this;
  }

  Change whereThere(String name) {
    conditions.add("attribute_exists(" + name(name) + ")");
    return this;
  }

  Change whereAbsent(String name) {
    conditions.add("attribute_not_exists(" + name(name) + ")");
    return this;
  }

  Map<String, AttributeValue> key() {
    return key;
  }

  String expression() {
    StringBuilder text = new StringBuilder();
    part(text, "SET", sets);
    part(text, "REMOVE", removes);
    part(text, "ADD", adds);
    return text.toString();
  }

  @Nullable String condition() {
    return conditions.isEmpty() ? null : String.join(" AND ", conditions);
  }

  Map<String, String> names() {
    return names;
  }

  @Nullable Map<String, AttributeValue> values() {
    return values.isEmpty() ? null : values;
  }

  private static void part(StringBuilder text, String word, List<String> parts) {
    if (!parts.isEmpty()) {
      text.append(text.length() == 0 ? "" : " ").append(word).append(' ');
      text.append(String.join(", ", parts));
    }
  }

  private String name(String name) {
    names.put("#" + name, name);
    return "#" + name;
  }

  private String value(Object value) {
    String placeholder = ":v" + values.size();
    values.putAll(Row.values(placeholder, value));
    return placeholder;
  }
}
