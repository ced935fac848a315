// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The deployment template as a tree of maps, lists, texts, whole numbers and truth values. */
final class Template {

  private final Map<String, Object> tree;
  private final String yaml;

  private Template(Map<String, Object> tree, String yaml) {
    this.tree = tree;
    this.yaml = yaml;
  }

  /** Its text, where it stands in this module. */
  static String text() {
    return file("template.yaml");
  }

  /** The text of a file of this module. */
  static String file(String name) {
    try {
      return Files.readString(Path.of(name));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Reads it; short forms of functions become their long ones. */
  static Template parse(String yaml) {
    Node root =
        new Compose(LoadSettings.builder().build())
            .composeString(yaml)
            .orElseThrow(() -> new IllegalArgumentException("an empty template"));
    return new Template(map(value(root)), yaml);
  }

  Map<String, Object> section(String name) {
    return map(tree.getOrDefault(name, Map.of()));
  }

  /** As it was read. */
  String yaml() {
    return yaml;
  }

  Map<String, Object> tree() {
    return tree;
  }

  /** The names of all resources of a type. */
  List<String> ofType(String type) {
    return section("Resources").keySet().stream().filter(name -> type(name).equals(type)).toList();
  }

  String type(String resource) {
    return String.valueOf(map(section("Resources").getOrDefault(resource, Map.of())).get("Type"));
  }

  /** The properties of a resource; of a function with what holds for all of them. */
  Map<String, Object> properties(String resource) {
    Map<String, Object> own = map(section("Resources").getOrDefault(resource, Map.of()));
    Map<String, Object> properties = map(own.getOrDefault("Properties", Map.of()));
    if (!type(resource).equals("AWS::Serverless::Function")) {
      return properties;
    }
    Map<String, Object> all = new LinkedHashMap<>(map(section("Globals").get("Function")));
    all.putAll(properties);
    return all;
  }

  /** The variables of a function, without those that all have. */
  Map<String, Object> variables(String function) {
    return map(map(properties(function).getOrDefault("Environment", Map.of())).get("Variables"));
  }

  /** The variables that all functions have. */
  Map<String, Object> variablesOfAll() {
    Map<String, Object> all = map(section("Globals").get("Function"));
    return map(map(all.getOrDefault("Environment", Map.of())).get("Variables"));
  }

  /** What a place refers to, if it is a reference and nothing else: the name, or name and what. */
  static Optional<String> target(Object value) {
    if (value instanceof Map<?, ?> map && map.size() == 1) {
      if (map.get("Ref") instanceof String name) {
        return Optional.of(name);
      }
      if (map.get("Fn::GetAtt") instanceof String attribute) {
        return Optional.of(attribute.substring(0, attribute.indexOf('.')));
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("unchecked") // Keys are texts: value() makes no others.
  static Map<String, Object> map(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
  }

  private static Object value(Node node) {
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      String name = tag.substring(1);
      return Map.of(name.equals("Ref") ? name : "Fn::" + name, plain(node, true));
    }
    return plain(node, false);
  }

  private static Object plain(Node node, boolean text) {
    if (node instanceof ScalarNode scalar) {
      return text ? scalar.getValue() : scalar(scalar);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> values = new ArrayList<>();
      sequence.getValue().forEach(each -> values.add(value(each)));
      return values;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      String key = ((ScalarNode) tuple.getKeyNode()).getValue();
      if (values.put(key, value(tuple.getValueNode())) != null) {
        throw new IllegalArgumentException("the key " + key + " stands twice in one place");
      }
    }
    return values;
  }

  private static Object scalar(ScalarNode node) {
    if (node.getTag().equals(Tag.INT)) {
      return Long.valueOf(node.getValue());
    }
    return node.getTag().equals(Tag.BOOL)
        ? Boolean.valueOf(node.getValue())
        : (Object) node.getValue();
  }
}
