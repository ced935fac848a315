// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderFieldsTest {

  private static final String JSON =
      "{\"amount\":{\"total\":100,\"rate\":0.10,\"big\":92233720368547758080},"
          + "\"goods\":[{\"name\":\"tea\"},{\"name\":\"cake\",\"tags\":[\"a\",1,\"b\"]},7],"
          + "\"paid\":true, \"none\":null,\"a/b\":\"slash\",\"\":\"blank\",\"text\":\"12\"}";

  /** What a shop binds a report to. */
  public record Goods(String name) {}

  /** The same, for the whole report. */
  public record Report(List<Goods> goods, boolean paid) {}

  private static ProviderFields fields(String json) {
    try {
      return JsonText.fields(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException wrong) {
      throw new AssertionError(wrong);
    }
  }

  @Test
  void valuesAreFoundByTheProvidersNames() {
    ProviderFields fields = fields(JSON);

    assertThat(fields.text("amount/total")).contains("100");
    assertThat(fields.text("amount/rate")).contains("0.10");
    assertThat(fields.text("amount/big")).contains("92233720368547758080");
    assertThat(fields.text("goods/1/name")).contains("cake");
    assertThat(fields.text("goods/1/tags/2")).contains("b");
    assertThat(fields.text("paid")).contains("true");
    assertThat(fields.text("")).contains("blank");
    assertThat(fields.number("amount/total")).hasValue(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "none",
        "amount",
        "goods",
        "amount/",
        "/amount/total",
        "amount/total/",
        "amount/total/more",
        "goods/x/name",
        "goods/-1/name",
        "goods/3/name",
        "goods/9999999999/name",
        "goods/ 1/name",
        "goods//name",
        "a/b"
      })
  void whatIsNotThereIsEmpty(String path) {
    assertThat(fields(JSON).text(path)).isEmpty();
  }

  @Test
  void aNumberIsAWholeJsonNumber() {
    ProviderFields fields = fields(JSON);

    assertThat(fields.number("text")).isEmpty();
    assertThat(fields.number("amount/rate")).isEmpty();
    assertThat(fields.number("amount/big")).isEmpty();
    assertThat(fields.number("paid")).isEmpty();
  }

  @Test
  void nullIsAsIfItWereNotThere() {
    assertThat(fields(JSON).has("none")).isFalse();
    assertThat(fields(JSON).has("amount")).isTrue();
    assertThat(fields(JSON).names()).containsExactly("amount", "goods", "paid", "a/b", "", "text");
  }

  @Test
  void groupsAndTextsOfAListAreGivenWithoutWhatIsNeither() {
    ProviderFields fields = fields(JSON);

    assertThat(fields.list("goods")).hasSize(2);
    assertThat(fields.list("goods").get(0).text("name")).contains("tea");
    assertThat(fields.texts("goods/1/tags")).containsExactly("a", "b");
    assertThat(fields.list("amount")).isEmpty();
    assertThat(fields.texts("nothing")).isEmpty();
  }

  @Test
  void theJsonIsVerbatimAndAnElementsIsWrittenAnew() {
    assertThat(fields(JSON).json()).isEqualTo(JSON);
    assertThat(fields(JSON).list("goods").get(1).json())
        .isEqualTo("{\"name\":\"cake\",\"tags\":[\"a\",1,\"b\"]}");
    assertThat(ProviderFields.none().json()).isEqualTo("{}");
  }

  @Test
  void aReportIsBoundToAClassOfTheShop() {
    Report report =
        fields("{\"goods\":[{\"name\":\"tea\",\"more\":1}],\"paid\":true,\"none\":null}")
            .as(Report.class);

    assertThat(report).isEqualTo(new Report(List.of(new Goods("tea")), true));
    assertThat(fields(JSON).list("goods").get(0).as(Goods.class)).isEqualTo(new Goods("tea"));
  }

  @Test
  void aTypeThatDoesNotFitIsRefusedWithoutShowingTheReport() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> fields("{\"name\":{\"secret\":\"canary-7\"}}").as(Goods.class))
        .withMessageContaining("as(Goods)")
        .withMessageNotContaining("canary-7")
        .withNoCause();
  }

  @Test
  void itPrintsNamesOnly() {
    assertThat(fields("{\"openid\":\"oUpF8uMu\"}")).hasToString("ProviderFields[openid]");
  }

  @Test
  void aNumberWithAHugeExponentFillsNoMemory() {
    byte[] json = "{\"code\":1e999999999}".getBytes(StandardCharsets.UTF_8);

    assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> JsonText.fields(json));
  }
}
