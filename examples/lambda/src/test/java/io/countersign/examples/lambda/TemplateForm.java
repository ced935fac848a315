// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What CloudFormation itself would say of a template: names that lead nowhere, properties that a
 * type does not have or must have, values of the wrong kind, and circles. The types' own facts
 * stand in {@code cloudformation.json}.
 */
final class TemplateForm {

  private static final Pattern PLACE = Pattern.compile("\\$\\{([^!}][^}]*)}");
  private static final Set<String> PSEUDO =
      Set.of("AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::StackName", "AWS::URLSuffix");

  private static final JsonNode FACTS = facts();

  private final Template template;
  private final JsonNode facts = FACTS;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();
  private final Map<String, Set<String>> needs = new LinkedHashMap<>();

  private TemplateForm(Template template) {
    this.template = template;
  }

  private static JsonNode facts() {
    try {
      return new ObjectMapper().readTree(Template.file("src/test/resources/cloudformation.json"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<String> findings(Template template) {
    TemplateForm form = new TemplateForm(template);
    form.look();
    return form.findings;
  }

  private void look() {
    names("Globals", template.section("Globals"), Set.of());
    properties(
        "Globals", "AWS::Serverless::Function", template.section("Globals").get("Function"), false);
    for (String resource : template.section("Resources").keySet()) {
      Map<String, Object> all = Template.map(template.section("Resources").get(resource));
      for (String key : all.keySet()) {
        if (!Set.of(
                "Type",
                "Properties",
                "DependsOn",
                "DeletionPolicy",
                "UpdateReplacePolicy",
                "Condition")
            .contains(key)) {
          findings.add(resource + ": resources have no " + key);
        }
      }
      String type = template.type(resource);
      if (!facts.at("/resources").has(type)) {
        findings.add(resource + ": no facts about " + type);
        continue;
      }
      properties(resource, type, template.properties(resource), true);
      names(resource, all, Set.of());
      for (Object other : Template.list(all.get("DependsOn"))) {
        name(resource, String.valueOf(other), Set.of());
      }
    }
    names("Outputs", template.section("Outputs"), Set.of());
    names("Conditions", template.section("Conditions"), Set.of());
    Set<String> unused = new TreeSet<>(template.section("Parameters").keySet());
    unused.removeAll(used);
    unused.forEach(each -> findings.add("the parameter " + each + " is used nowhere"));
    // What stands under Globals stands in every function.
    Set<String> global = needs.getOrDefault("Globals", Set.of());
    template
        .ofType("AWS::Serverless::Function")
        .forEach(each -> needs.computeIfAbsent(each, name -> new LinkedHashSet<>()).addAll(global));
    template
        .section("Resources")
        .keySet()
        .forEach(each -> circle(each, each, new LinkedHashSet<>()));
  }

  private void circle(String start, String from, Set<String> way) {
    for (String next : needs.getOrDefault(from, Set.of())) {
      if (next.equals(start)) {
        findings.add("a circle: " + start + " needs itself by way of " + way);
      } else if (way.add(next)) {
        circle(start, next, way);
      }
    }
  }

  private void properties(String where, String type, Object value, boolean whole) {
    fields(where, facts.at("/resources").path(type).path("properties"), Template.map(value), whole);
    if (type.equals("AWS::Serverless::Function") && whole) {
      Template.map(Template.map(value).get("Events"))
          .forEach(
              (name, event) -> {
                String kind = String.valueOf(Template.map(event).get("Type"));
                JsonNode known = facts.at("/objects").path("event." + kind);
                if (known.isMissingNode()) {
                  findings.add(where + "." + name + ": no facts about events of type " + kind);
                } else {
                  Map<String, Object> own = Template.map(Template.map(event).get("Properties"));
                  fields(where + "." + name, known, own, true);
                }
              });
    }
  }

  private void fields(String where, JsonNode known, Map<String, Object> value, boolean whole) {
    value.forEach(
        (name, each) -> {
          if (!known.has(name)) {
            findings.add(where + ": there is no property " + name);
          } else {
            String type = known.get(name).textValue();
            fits(where + "." + name, type.startsWith("*") ? type.substring(1) : type, each);
          }
        });
    known
        .properties()
        .forEach(
            each -> {
              if (whole
                  && each.getValue().textValue().startsWith("*")
                  && !value.containsKey(each.getKey())) {
                findings.add(where + ": the property " + each.getKey() + " is missing");
              }
            });
  }

  private void fits(String where, String type, Object value) {
    if (isFunction(value)) {
      return;
    }
    if (type.startsWith("@") && value instanceof Map) {
      fields(where, facts.at("/objects").path(type.substring(1)), Template.map(value), true);
    } else if (type.startsWith("[") && value instanceof List<?> list) {
      String inner = type.substring(1, type.length() - 1);
      list.forEach(each -> fits(where, inner, each));
    } else if (type.startsWith("{") && value instanceof Map) {
      String inner = type.substring(1, type.length() - 1);
      Template.map(value).forEach((key, each) -> fits(where + "." + key, inner, each));
    } else {
      boolean fits =
          switch (type) {
            case "string" -> value instanceof String;
            case "integer", "number" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            default -> type.equals("json");
          };
      if (!fits) {
        findings.add(where + ": " + value + " is no " + type);
      }
    }
  }

  private static boolean isFunction(Object value) {
    return value instanceof Map<?, ?> map
        && map.size() == 1
        && map.keySet().stream()
            .allMatch(key -> key.equals("Ref") || key.toString().startsWith("Fn::"));
  }

  /** Follows every reference below a place. */
  private void names(String where, Object value, Set<String> local) {
    if (value instanceof List<?> list) {
      list.forEach(each -> names(where, each, local));
      return;
    }
    for (Map.Entry<String, Object> entry : Template.map(value).entrySet()) {
      Object inner = entry.getValue();
      switch (entry.getKey()) {
        case "Ref" -> name(where, String.valueOf(inner), local);
        case "Fn::GetAtt" -> name(where, String.valueOf(inner), local);
        case "Fn::Sub" -> {
          Object text = inner instanceof List<?> list ? list.get(0) : inner;
          Object values = inner instanceof List<?> list ? list.get(1) : Map.of();
          names(where, values, local);
          Matcher place = PLACE.matcher(String.valueOf(text));
          while (place.find()) {
            name(where, place.group(1), Template.map(values).keySet());
          }
        }
        case "Fn::If" -> {
          String condition = String.valueOf(Template.list(inner).get(0));
          if (!template.section("Conditions").containsKey(condition)) {
            findings.add(where + ": there is no condition " + condition);
          }
          names(where, inner, local);
        }
        default -> names(where, inner, local);
      }
    }
  }

  private void name(String where, String reference, Set<String> local) {
    if (PSEUDO.contains(reference) || local.contains(reference)) {
      return;
    }
    if (template.section("Parameters").containsKey(reference)) {
      used.add(reference);
      return;
    }
    int dot = reference.indexOf('.');
    String resource = dot < 0 ? reference : reference.substring(0, dot);
    if (!template.section("Resources").containsKey(resource)) {
      findings.add(where + ": nothing is called " + reference);
      return;
    }
    needs.computeIfAbsent(where, each -> new LinkedHashSet<>()).add(resource);
    if (dot >= 0 && !has(resource, reference.substring(dot + 1))) {
      findings.add(
          where + ": " + template.type(resource) + " has no " + reference.substring(dot + 1));
    }
  }

  private boolean has(String resource, String attribute) {
    if (attribute.equals("Alias")) {
      // SAM's own: the alias that it makes.
      return template.properties(resource).containsKey("AutoPublishAlias");
    }
    for (JsonNode each : facts.at("/resources").path(template.type(resource)).path("attributes")) {
      if (each.textValue().equals(attribute)) {
        return true;
      }
    }
    return false;
  }
}
