// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.ecpay.CheckMac.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Values that ECPay printed or answered")
class PublishedVectorTest {
  private static final Map<String, Keys> KEYS =
      Map.of(
          "K1", new Keys("3002607", "pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs"),
          "K2", new Keys("2000132", "5294y06JbISpM5x9", "v77hoKGq4kWxNNIS"),
          "K3", new Keys("2000132", "ejCk326UnaZWKisg", "q9jcZX8Ib9LM8wYk"),
          "K4", new Keys("2000933", "XBERn1YOvpM9nfZc", "h1ONHk4P4yqbl5LK"),
          "K5", new Keys("3085676", "7b53896b742849d3", "37a0ad3c6ffa428b"));

  record Vector(String name, Keys keys, Hash hash, Map<String, String> fields, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Envelope(Keys keys, String json, String data, boolean seals) {}

  static List<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode node : read("check-mac-values.json")) {
      Map<String, String> fields = new LinkedHashMap<>();
      node.path("fields")
          .properties()
          .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
      vectors.add(
          new Vector(
              node.path("name").asText(),
              key(node),
              Hash.valueOf(node.path("hash").asText()),
              fields,
              node.path("expected").asText()));
    }
    return vectors;
  }

  static List<Envelope> envelopes() throws IOException {
    List<Envelope> envelopes = new ArrayList<>();
    for (JsonNode node : read("sealed-data.json")) {
      envelopes.add(
          new Envelope(
              key(node),
              node.path("json").asText(),
              node.path("data").asText(),
              node.path("only").asText().equals("seal")));
    }
    return envelopes;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aCheckMacValueIsThePublishedOne(Vector vector) {
    assertThat(CheckMac.of(vector.fields, vector.keys, vector.hash)).isEqualTo(vector.expected);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyChangeOfAFieldIsSeen(Vector vector) {
    for (String name : vector.fields.keySet()) {
      Map<String, String> changed = new LinkedHashMap<>(vector.fields);
      changed.merge(name, " ", String::concat);
      assertThat(CheckMac.of(changed, vector.keys, vector.hash)).isNotEqualTo(vector.expected);
      changed.remove(name);
      assertThat(CheckMac.of(changed, vector.keys, vector.hash)).isNotEqualTo(vector.expected);
    }
  }

  @Test
  void theVectorsAreAllThere() throws IOException {
    assertThat(vectors()).hasSizeGreaterThan(30);
    assertThat(envelopes()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "'Items (Special)~Test',items+(special)%7etest,Items+%28Special%29%7ETest",
    "Tom's Shop!,tom%27s+shop!,Tom%27s+Shop%21",
    "price=100&item=test*2,price%3d100%26item%3dtest*2,price%3D100%26item%3Dtest%2A2",
    "file_name-v2.0,file_name-v2.0,file_name-v2.0"
  })
  void bothEncodersGoTheirOwnWay(String text, String hashed, String sealed) {
    // JUnit's CSV takes the quote inside a word as it is.
    assertThat(CheckMac.hashed(text, false)).isEqualTo(hashed);
    assertThat(Sealed.encoded(text)).isEqualTo(sealed);
  }

  @Test
  void theDocumentedTextIsHashed() throws IOException {
    Vector first = vectors().get(0);
    assertThat(CheckMac.joined(first.fields, first.keys))
        .startsWith("HashKey=pwFHCqoQZGmho4w6&ChoosePayment=ALL&EncryptType=1&ItemName=Apple ")
        .endsWith("&TradeDesc=促銷方案&HashIV=EkRm7iFT261dpevs");
    assertThat(CheckMac.hashed(CheckMac.joined(first.fields, first.keys), false))
        .startsWith("hashkey%3dpwfhcqoqzgmho4w6%26choosepayment%3dall%26")
        .contains("2023%2f03%2f12+15%3a30%3a23")
        .endsWith("%e4%bf%83%e9%8a%b7%e6%96%b9%e6%a1%88%26hashiv%3dekrm7ift261dpevs");
  }

  @Test
  void theUsualMistakeWithBlanksIsNamed() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", "3002607");
    fields.put("ItemName", "My Test Product");
    fields.put("TotalAmount", "300");
    fields.put("CheckMacValue", "13F7A6B69BF856B5203212AC5F3202B6140D8E2B4316A62851712BF2AF7812D0");
    Keys keys = key("K1");
    assertThat(CheckMac.proves(fields, keys)).isFalse();
    assertThat(CheckMac.mistake(fields, keys, List.of())).contains("%20");
    fields.put("CheckMacValue", "7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316");
    assertThat(CheckMac.proves(fields, keys)).isTrue();
  }

  @Test
  void everyOtherMistakeIsNamedToo() {
    Keys keys = key("K1");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ItemName", " 1 ");
    fields.put("StoreID", "");
    assertThat(mistake(fields, "")).contains("missing");
    assertThat(mistake(fields, "ABC")).contains("3 characters");
    assertThat(mistake(fields, CheckMac.of(fields, keys, Hash.MD5))).contains("MD5");
    assertThat(mistake(fields, CheckMac.of(fields, key("K2")))).contains("another merchant");
    assertThat(mistake(fields, CheckMac.of(Map.of("ItemName", " 1 "), keys)))
        .contains("empty fields");
    assertThat(mistake(fields, CheckMac.of(Map.of("ItemName", "1", "StoreID", ""), keys)))
        .contains("blanks around");
    assertThat(mistake(fields, "0".repeat(64))).contains("differ");
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void sealedDataIsThePublishedOne(Envelope envelope) {
    assertThat(Sealed.open(envelope.data, envelope.keys)).isEqualTo(envelope.json);
    if (envelope.seals) {
      assertThat(Sealed.seal(envelope.json, envelope.keys)).isEqualTo(envelope.data);
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void dataOfOtherKeysIsNotOpened(Envelope envelope) {
    Keys wrong = new Keys("1", "0123456789abcdef", envelope.keys.hashIv());
    assertThatThrownBy(() -> Sealed.open(envelope.data, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not encrypted with this merchant's keys");
  }

  private static String mistake(Map<String, String> fields, String value) {
    Map<String, String> signed = new LinkedHashMap<>(fields);
    signed.put(CheckMac.FIELD, value);
    return CheckMac.mistake(signed, key("K1"), List.of(key("K2")));
  }

  private static Keys key(JsonNode node) {
    return key(node.path("keys").asText());
  }

  private static Keys key(String name) {
    return Objects.requireNonNull(KEYS.get(name));
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream in = PublishedVectorTest.class.getResourceAsStream(file)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
