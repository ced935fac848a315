// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.countersign.ProviderFields;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON by jackson-core's streaming parser, bounded: 1 MiB in all unless said otherwise, 32 levels,
 * 8,192 characters a name, 64 a number, no duplicate names, no lone surrogates, nothing after the
 * end. Trees are maps in received order, lists, strings, {@link Long}, {@link BigDecimal} and
 * booleans; what is null is left out, as if it were absent.
 */
public final class JsonText {

  private static final int MOST_BYTES = 1024 * 1024;
  private static final int LARGEST = 2 * MOST_BYTES;

  /** No provider's is near it; a function's event has whatever a stranger asked for as names. */
  private static final int LONGEST_NAME = 8_192;

  private static final int MOST_DIGITS = 64;

  /** Stands for null while an object is read, so that a doubled name is found. */
  private static final Object NULL = new Object();

  private JsonText() {}

  /**
   * Reads one JSON object.
   *
   * @throws JsonFormatException if the bytes are anything else, or beyond a bound
   */
  public static ProviderFields fields(byte[] utf8) throws JsonFormatException {
    Map<String, Object> tree = object(utf8);
    return ProviderFields.of(new String(utf8, StandardCharsets.UTF_8), tree);
  }

  /**
   * Reads one JSON object as a tree that may be changed.
   *
   * @throws JsonFormatException if the bytes are anything else, or beyond a bound
   */
  public static Map<String, Object> object(byte[] utf8) throws JsonFormatException {
    return object(utf8, MOST_BYTES, true);
  }

  /**
   * Reads one JSON object under another bound: a body in Base64 takes more room than the body.
   *
   * @param mostBytes how many bytes it may have, 2 MiB at most
   * @throws JsonFormatException if the bytes are anything else, or beyond a bound
   */
  public static Map<String, Object> object(byte[] utf8, int mostBytes) throws JsonFormatException {
    return object(utf8, Math.min(mostBytes, LARGEST), true);
  }

  /**
   * Reads one JSON object that is to be sent: leaving a null out would change what was asked.
   *
   * @throws JsonFormatException if the bytes are anything else, hold a null, or are beyond a bound
   */
  public static Map<String, Object> objectWithoutNulls(byte[] utf8) throws JsonFormatException {
    return object(utf8, MOST_BYTES, false);
  }

  private static Map<String, Object> object(byte[] utf8, int mostBytes, boolean nullsAllowed)
      throws JsonFormatException {
    if (utf8.length > mostBytes) {
      throw new JsonFormatException("larger than " + mostBytes + " bytes");
    }
    // Decoded here and strictly: the parser would guess UTF-16 and let broken sequences pass.
    String text = decoded(utf8);
    try (JsonParser parser = Factory.INSTANCE.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonFormatException("not a JSON object");
      }
      Map<String, Object> tree = readObject(parser, nullsAllowed);
      if (parser.nextToken() != null) {
        throw new JsonFormatException("something follows the JSON object");
      }
      return tree;
    } catch (IOException | NumberFormatException malformed) {
      // The parser's message quotes the content.
      throw new JsonFormatException("malformed, or beyond a bound of size or depth");
    }
  }

  /** Writes a tree as compact JSON. */
  public static String write(Map<String, ?> tree) {
    return JsonWriting.write(tree, Factory.INSTANCE);
  }

  private static Map<String, Object> readObject(JsonParser parser, boolean nullsAllowed)
      throws IOException, JsonFormatException {
    Map<String, Object> map = new LinkedHashMap<>();
    boolean nulls = false;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (map.containsKey(name)) {
        throw new JsonFormatException("a name stands twice in one object");
      }
      parser.nextToken();
      Object value = readValue(parser, nullsAllowed);
      nulls |= value == NULL;
      map.put(whole(name), value);
    }
    if (nulls) {
      // In one pass: one by one, a megabyte of nulls would take minutes.
      map.values().removeAll(Collections.singleton(NULL));
    }
    return map;
  }

  private static Object readValue(JsonParser parser, boolean nullsAllowed)
      throws IOException, JsonFormatException {
    // By number: a switch over the enum would load one class more.
    return switch (parser.currentTokenId()) {
      case JsonTokenId.ID_START_OBJECT -> readObject(parser, nullsAllowed);
      case JsonTokenId.ID_START_ARRAY -> readArray(parser, nullsAllowed);
      case JsonTokenId.ID_STRING -> whole(parser.getText());
      case JsonTokenId.ID_NUMBER_INT -> integer(parser);
      case JsonTokenId.ID_NUMBER_FLOAT -> decimal(parser);
      case JsonTokenId.ID_TRUE -> true;
      case JsonTokenId.ID_FALSE -> false;
      default -> nothing(nullsAllowed);
    };
  }

  private static Object nothing(boolean nullsAllowed) throws JsonFormatException {
    if (!nullsAllowed) {
      throw new JsonFormatException("null; leave out what is absent");
    }
    return NULL;
  }

  private static List<Object> readArray(JsonParser parser, boolean nullsAllowed)
      throws IOException, JsonFormatException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = readValue(parser, nullsAllowed);
      if (value != NULL) {
        list.add(value);
      }
    }
    return list;
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException, JsonFormatException {
    BigDecimal number = parser.getDecimalValue();
    // Eleven characters such as 1e999999999 would fill the memory when written out.
    if (number.scale() > MOST_DIGITS || number.scale() < -MOST_DIGITS) {
      throw new JsonFormatException("a number with too large an exponent");
    }
    return number;
  }

  private static String decoded(byte[] utf8) throws JsonFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (IOException notUtf8) {
      throw new JsonFormatException("not UTF-8");
    }
  }

  private static Object integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) new BigDecimal(parser.getBigIntegerValue())
        : (Object) parser.getLongValue();
  }

  private static String whole(String text) throws JsonFormatException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw new JsonFormatException("half a surrogate pair");
        }
      }
    }
    return text;
  }

  /** Made at the first use, not when the class is loaded. */
  private static final class Factory {
    private static final JsonFactory INSTANCE =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(MOST_DIGITS)
                    .maxStringLength(LARGEST)
                    .maxDocumentLength(LARGEST)
                    .build())
            // Names come from outside; interning them would let strangers fill a table for good.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
  }
}
