// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects of one level, which is all that the shop says and is told. */
final class FlatJson {

  private static final int MOST_FIELDS = 64;

  private FlatJson() {}

  /** A strict reader: no name twice, little depth. */
  static JsonFactory factory() {
    return new JsonFactoryBuilder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
        .build();
  }

  /**
   * The fields of an object; numbers and truth values as they are written, null left out.
   *
   * @throws JsonProcessingException if it is anything else
   */
  static Map<String, String> read(byte[] document) throws JsonProcessingException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = factory().createParser(document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "an object is expected");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME && fields.size() < MOST_FIELDS) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == null || !value.isScalarValue()) {
          throw new JsonParseException(parser, "a single value is expected");
        }
        if (value != JsonToken.VALUE_NULL) {
          fields.put(name, parser.getText());
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new JsonParseException(parser, "one object of few fields is expected");
      }
    } catch (JsonProcessingException unreadable) {
      throw unreadable;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return fields;
  }

  /** An object of texts, whole numbers, truth values, lists and maps of such. */
  static String write(Map<String, ?> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory().createGenerator(text)) {
      write(json, fields);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> fields) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        json.writeFieldName(field.getKey().toString());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> several) {
      json.writeStartArray();
      for (Object one : several) {
        write(json, one);
      }
      json.writeEndArray();
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }
}
