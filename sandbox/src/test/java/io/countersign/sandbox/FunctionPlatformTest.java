// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionPlatformTest {

  private static final Instant NOW = Instant.parse("2026-10-08T16:50:00Z");
  private static final byte[] FORM =
      "TradeAmt=25&RtnMsg=%E8%8C%B6".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, List<String>> FORM_HEADERS =
      Map.of(
          "Content-Type", List.of("application/x-www-form-urlencoded"), "Via", List.of("a", "b"));

  @ParameterizedTest
  @CsvSource({
    "API_GATEWAY_1, false, /httpMethod, /path, /multiValueHeaders/Via/1, b",
    "API_GATEWAY_2, true, /requestContext/http/method, /rawPath, /headers/via, 'a,b'",
    "LOAD_BALANCER, true, /httpMethod, /path, /headers/via, b",
    "FUNCTION_COMPUTE_3, true, /requestContext/http/method, /rawPath, /headers/Via, 'a,b'",
    "SCF_API_GATEWAY, false, /httpMethod, /path, /headers/Via, 'a,b'",
    "SCF_FUNCTION_URL, false, /httpMethod, /path, /headers/via, 'a,b'",
    "CLOUDBASE, true, /httpMethod, /path, /headers/via, 'a,b'",
  })
  void aFormIsHandedOverAsThePlatformDoes(
      FunctionPlatform platform,
      boolean encoded,
      String method,
      String path,
      String header,
      String values)
      throws IOException {
    JsonNode event = read(platform.event("/notify/ecpay", FORM_HEADERS, FORM, NOW));

    assertThat(event.at(method).asText()).isEqualTo("POST");
    assertThat(event.at(path).asText()).isEqualTo("/notify/ecpay");
    assertThat(event.at(header).asText()).isEqualTo(values);
    assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(encoded);
    byte[] body =
        encoded
            ? event.path("body").binaryValue()
            : event.path("body").asText().getBytes(StandardCharsets.UTF_8);
    assertThat(body).isEqualTo(FORM);
  }

  @ParameterizedTest
  @EnumSource(FunctionPlatform.class)
  void jsonStaysTextEverywhere(FunctionPlatform platform) throws IOException {
    byte[] json = "{\"茶\":1}".getBytes(StandardCharsets.UTF_8);
    JsonNode event =
        read(platform.event("/n", Map.of("content-type", List.of("application/json")), json, NOW));

    assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    assertThat(event.path("body").asText()).isEqualTo("{\"茶\":1}");
  }

  @Test
  void aBodyOfNoTypeIsNotTakenForText() throws IOException {
    JsonNode event = read(FunctionPlatform.API_GATEWAY_2.event("/n", Map.of(), FORM, NOW));

    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "API_GATEWAY_2, /time, /detail-type",
    "FUNCTION_COMPUTE_3, /triggerTime, /triggerName",
    "SCF_API_GATEWAY, /Time, /TriggerName",
    "CLOUDBASE, /Time, /Type",
  })
  void timersLookDifferent(FunctionPlatform platform, String time, String mark) throws IOException {
    JsonNode event = read(platform.timer("five-minutes", NOW));

    assertThat(event.at(time).asText()).isEqualTo("2026-10-08T16:50:00Z");
    assertThat(event.at(mark).isMissingNode()).isFalse();
    assertThat(event.toString()).contains("five-minutes");
  }

  private static JsonNode read(String event) throws IOException {
    return new ObjectMapper().readTree(event);
  }
}
