// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as the gateway reads it: UTF-8, one object, no key twice, nothing behind it. */
final class StrictJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode requestBody(byte[] body) throws Refusal {
    if (body.length == 0) {
      throw Refusal.field("body", "", null, "the body is empty, this call needs a JSON object");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.field("body", "", null, "the body is not UTF-8");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw Refusal.field(
          "body", "", null, "the body is not strict JSON: " + e.getOriginalMessage());
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.field("body", "", null, "the body is JSON, but not an object");
  }

  /** Reads a value written by a test; here bad JSON is the test's own mistake. */
  static JsonNode value(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node == null || node instanceof MissingNode) {
        throw new IllegalArgumentException("not a JSON value: it is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
    }
  }

  static ObjectNode objectValue(String json) {
    if (value(json) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  static byte[] bytes(JsonNode node) {
    return text(node).getBytes(StandardCharsets.UTF_8);
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets or replaces the value at a JSON pointer whose parent exists. */
  static void set(ObjectNode root, String pointer, JsonNode value) {
    parent(root, pointer).set(pointer.substring(pointer.lastIndexOf('/') + 1), value);
  }

  static void remove(ObjectNode root, String pointer) {
    parent(root, pointer).remove(pointer.substring(pointer.lastIndexOf('/') + 1));
  }

  private static ObjectNode parent(ObjectNode root, String pointer) {
    int last = pointer.lastIndexOf('/');
    if (last < 0) {
      throw new IllegalArgumentException("a JSON pointer begins with '/': " + pointer);
    }
    if (root.at(pointer.substring(0, last)) instanceof ObjectNode parent) {
      return parent;
    }
    throw new IllegalArgumentException("there is no object that could hold " + pointer);
  }
}
