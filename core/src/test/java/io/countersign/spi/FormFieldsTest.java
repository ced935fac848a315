// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.FormFields.Writing;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies from outside are read exactly, or not at all. */
class FormFieldsTest {

  @Test
  void whatIsWrittenIsRead() {
    FormFields fields =
        new FormFields()
            .put("ItemName", " a+b=c&d;e%20 '~*() 茶 😀 �\r\n")
            .put("Empty", "")
            .put("note", "1")
            .put("Note", "2");

    assertThat(FormFields.parse(fields.encoded(), Writing.FORM).orElseThrow().asMap())
        .isEqualTo(fields.asMap());
  }

  @Test
  void anEmptyValueIsAValueAndANameAloneToo() {
    assertThat(form("a=&b&c=1=2&d=;x=1").asMap())
        .isEqualTo(Map.of("a", "", "b", "", "c", "1=2", "d", ";x=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=2",
        "a=1&%61=2",
        "=1",
        "&",
        "a=1&",
        "&a=1",
        "a=1&&b=2",
        "a=%",
        "a=%4",
        "a=%zz",
        "a=%+1",
        "a=%-1",
        "a=%e8",
        "a=%E8%8C",
        "a=%C0%AF",
        "a=%ED%A0%BD",
        "a=%FF",
        "%=1"
      })
  void whatIsDoubledNamelessBrokenOrNotUtf8IsNotRead(String body) {
    assertThat(FormFields.parse(bytes(body), Writing.FORM)).isEmpty();
  }

  @Test
  void otherCharsetsLabelledUtf8AreNotRead() {
    for (String charset : new String[] {"GBK", "Big5", "UTF-16"}) {
      byte[] body = "a=交易成功".getBytes(Charset.forName(charset));
      for (Writing writing : Writing.values()) {
        assertThat(FormFields.parse(body, writing)).describedAs(charset).isEmpty();
      }
    }
  }

  @Test
  void anotherCharsetIsReadAndWrittenWhereItIsNamed() {
    Charset gbk = Charset.forName("GBK");
    FormFields fields = new FormFields().put("subject", "语雀空间 +&").put("a", "1");

    assertThat(FormFields.parse(fields.encoded(gbk), gbk, Writing.FORM).orElseThrow().asMap())
        .isEqualTo(fields.asMap());
    assertThat(FormFields.parse(bytes("a=%ff%ff"), gbk, Writing.FORM)).isEmpty();
  }

  @Test
  void aReplacementCharacterThatWasSentIsKept() {
    assertThat(form("a=%ef%bf%bd").text("a")).isEqualTo("\uFFFD");
  }

  @Test
  void nobodyCanMakeItReadWithoutEnd() {
    StringBuilder many = new StringBuilder("a=1");
    for (int i = 0; i < 500; i++) {
      many.append("&f").append(i).append("=1");
    }
    assertThat(FormFields.parse(bytes(many.toString()), Writing.FORM)).isEmpty();
    assertThat(FormFields.parse(bytes("a=1" + "&".repeat(1_000_000)), Writing.FORM)).isEmpty();
    assertThat(form("a=" + "x".repeat(1_000_000)).text("a")).hasSize(1_000_000);
  }

  @Test
  void theWritingsDifferInPlusSignsAndEscapesOnly() {
    assertThat(read("a=1+2%2B", Writing.RAW)).contains("1+2%2B");
    assertThat(read("a=1+2%2B", Writing.PERCENT)).contains("1+2+");
    assertThat(read("a=1+2%2B", Writing.FORM)).contains("1 2+");
  }

  @Test
  void aBareAmpersandBelongsToTheValueBeforeItWhereThatIsAskedFor() {
    assertThat(bare("a=tea & cake&b=1").asMap()).containsEntry("a", "tea & cake").hasSize(2);
    assertThat(bare("a=1&&b=2").asMap()).containsEntry("a", "1&").containsEntry("b", "2");
    assertThat(bare("a=1&").asMap()).containsExactly(Map.entry("a", "1&"));
    assertThat(bare("").asMap()).isEmpty();
    assertThat(FormFields.parseWithBareAmpersands(bytes("a=1&a=2"), Writing.RAW)).isEmpty();
  }

  @Test
  void whatIsAbsentIsEmptyAndWhatIsRemovedIsAbsent() {
    FormFields fields =
        new FormFields().put("a", "1").put("b", Optional.of("2")).put("c", Optional.empty());

    assertThat(fields.filled("a")).contains("1");
    assertThat(fields.filled("c")).isEmpty();
    assertThat(fields.has("c")).isFalse();
    assertThat(fields.text("c")).isEmpty();
    assertThat(fields.without("b").has("b")).isFalse();
    assertThat(fields.put("d", "").filled("d")).isEmpty();
    assertThat(fields.has("d")).isTrue();
    assertThat(fields.entries()).hasSize(2);
  }

  @Test
  void namesAreShownAndValuesAreNot() {
    assertThat(new FormFields().put("Name", "王小明").toString()).isEqualTo("FormFields[Name]");
  }

  private static Optional<String> read(String body, Writing writing) {
    return FormFields.parse(bytes(body), writing).map(fields -> fields.text("a"));
  }

  private static FormFields bare(String body) {
    return FormFields.parseWithBareAmpersands(bytes(body), Writing.RAW).orElseThrow();
  }

  private static FormFields form(String body) {
    return FormFields.parse(bytes(body), Writing.FORM).orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
