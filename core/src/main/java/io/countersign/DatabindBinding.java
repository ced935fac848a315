// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The only class that touches jackson-databind, so that its 133 ms are paid only on demand. */
final class DatabindBinding {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private DatabindBinding() {}

  static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException | IllegalArgumentException unfit) {
      throw new InvalidRequestException(
          "as(" + type.getSimpleName() + ")", "a type that fits the report's fields");
    }
  }
}
